// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"

#include <array>
#include <optional>

namespace splitscope {

/// The ways in which people prepare pictures for a network, by name; the numbers of InputSpec.
enum class PictureNormalisation {
    ZeroToOne,    ///< pixel / 255
    ImageNet,     ///< then minus (0.485, 0.456, 0.406), over (0.229, 0.224, 0.225): torchvision's pretrained models
    MinusOneToOne ///< pixel / 127.5 - 1
};

inline constexpr std::array allPictureNormalisations{
    PictureNormalisation::ZeroToOne, PictureNormalisation::ImageNet, PictureNormalisation::MinusOneToOne};

/// Sets range, mean and standard deviation.
void applyNormalisation(PictureNormalisation normalisation, InputSpec &input);

/// The one whose numbers `input` has, however they are split between range, mean and standard deviation.
std::optional<PictureNormalisation> normalisationOf(const InputSpec &input);

} // namespace splitscope
