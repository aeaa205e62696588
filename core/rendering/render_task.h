// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "core/graph/picture.h"
#include "core/graph/tensor_info.h"

#include <array>
#include <cstdint>

namespace splitscope {

/// The picture that a model looked at, to draw behind what means little without it.
struct Backdrop {
    const Picture *picture = nullptr; ///< null: nothing is drawn behind
    int inputWidth = 0;               ///< of the model's picture input, in whose pixels boxes are; 0: the picture's
    int inputHeight = 0;
};

/// One task's output as a picture, one pixel for each of the output's; `returned` may be in the form that is returned
/// or in full. What does not fit the task's kind is shown as a plain tensor. Throws Failure (Internal) only where the
/// tensor has fewer bytes than its shape says.
///
/// - Segmentation: the colour of each class (TaskSpec::colors, else `taskColor`).
/// - Depth: viridis over the logarithm of the depth, near is bright. The ends of the scale are the 2nd and 98th
/// percentile,
///   moved outwards to half octaves of a metre (0.5, 0.71, 1, 1.41 ...), so that stray pixels do not spoil the contrast
///   and the colours stay as they are from frame to frame and between two nearly equal outputs. What is not above 0 is
///   dark.
/// - Normals: (n + 1) / 2 of the unit vector as RGB.
/// - Boundary: the probability as grey.
/// - Classification: a bar for each of the likeliest five classes, its length the probability.
/// - Detection: boxes with a score of 0.3 or more on the picture in grey, their colour the class, with its name and the
///   score; at least 384 pixels wide, so that words can be read.
/// - Tensor: up to 16 channels as tiles, viridis, each from its smallest to its largest value; a list as columns.
Picture renderTask(const TaskSpec &task, const TensorValue &returned, const Backdrop &backdrop = {});

/// Where two outputs of one task differ, in the size of `renderTask`'s picture. Equal outputs give a uniform dark
/// picture.
///
/// - Segmentation: pixels of another class in the warning colour, over the rest in dim grey.
/// - Detection: boxes that only one of the two has, in the warning colour; where both have one of that class that
///   overlaps by half, what only one of them covers (full at 10 % less than all in common) and the outline by how much
///   the scores differ (full at 0.1). Boxes as renderTask shows them; the two need not have as many.
/// - Everything else is dark where equal, then from a dim to the full warning colour. Full at: depth 5 % of `whole`;
///   normals 10 degrees; boundary a probability of 0.1; anything else 5 % of the largest magnitude in `whole`.
/// Throws Failure (Internal) where shapes or element types differ.
Picture renderDifference(
    const TaskSpec &task, const TensorValue &split, const TensorValue &whole, const Backdrop &backdrop = {});

/// RGB of class `index` where a task names no colours: told apart with colour-blind eyes for the first eight.
std::array<std::uint8_t, 3> taskColor(const TaskSpec &task, int index);

} // namespace splitscope
