// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

namespace splitscope {

// Objects as points (Zhou and others, 2019), boxes as distances to their sides (FCOS, Tian and others, 2019): one map
// at 1/8 of the picture's size, no anchors, no suppression of overlapping boxes, so that everything is a convolution, a
// maximum and a selection.
//
// A detection map is N x (classes + 4) x H/8 x W/8: a logit for each class ("the middle of such an object is in this
// cell"), then for left, top, right and bottom the logarithm of the distance from the cell's centre to that side, in
// units of typicalReach.
namespace detection {

inline constexpr int cellPixels = 8;
inline constexpr double typicalReach = 16.0; ///< pixels
inline constexpr double reachLimit = 4.0;    ///< of the logarithm, either way: 0.3 to 870 pixels
inline constexpr int mostBoxes = 20;         ///< rows that decoding gives; scenes show at most half as many
inline constexpr int fewestPixels = 20;      ///< an object that shows fewer has no box, as in the scenes' truth

/// What a map is to say of labelled pictures.
struct Targets {
    torch::Tensor heat;   ///< N x classes x H/8 x W/8: 1 in the cell of an object's middle, a Gaussian around it
    torch::Tensor reach;  ///< N x 4 x H/8 x W/8, pixels, of the nearest object; > 0
    torch::Tensor weight; ///< N x 1 x H/8 x W/8: the Gaussian where `reach` counts, else 0
    double objects = 0.0; ///< in all pictures together
};

/// The Gaussian's standard deviations are 0.09 of the box's sides, at least 0.4 cells (TTFNet, Liu and others, 2020).
/// \param objects N x H x W uint8; \param classes N x H x W int64, 0: background; both on the CPU, as are the targets
Targets targetsOf(const torch::Tensor &objects, const torch::Tensor &classes, int classCount);

/// CornerNet's focal loss (Law and Deng, 2018) of the heat plus 1 - GIoU of the boxes (Rezatofighi and others, 2019), a
/// mean over objects. \param map as above, on any device; \param truth of the same pictures
torch::Tensor loss(const torch::Tensor &map, const Targets &truth);

/// The same against a teacher's map: its sure cells weigh as objects do, so no label is needed. The heat by the quality
/// focal loss (Li and others, 2020), which takes soft targets.
torch::Tensor imitationLoss(const torch::Tensor &map, const torch::Tensor &teacher);

/// 1 - generalised intersection over union of two boxes around one point, each given by its distances.
/// \param a, b N x 4 x H x W, > 0 \return N x 1 x H x W
torch::Tensor boxDistance(const torch::Tensor &a, const torch::Tensor &b);

/// TorchScript source of `forward(self, map)` for one picture's map: mostBoxes rows of (left, top, right, bottom,
/// score, class), pixels, the highest scores first. A cell counts where no neighbour has a higher score for the same
/// class.
std::string decoderSource(int classCount);

} // namespace detection
} // namespace splitscope
