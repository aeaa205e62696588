// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace splitscope {

/// A network that answers one task and is imitated.
class ChimeraTeacher {
public:
    struct Answer {
        torch::Tensor output;   ///< as imitationLoss takes it: a detection is its map
        torch::Tensor features; ///< N x C x H/8 x W/8, what its decoder reads; undefined where nobody knows
    };

    virtual ~ChimeraTeacher() = default;

    /// Without gradients. \param pictures N x 3 x H x W uint8, RGB, on the teacher's device
    virtual Answer ask(const torch::Tensor &pictures) = 0;

    virtual void moveTo(const torch::Device &device) = 0;
};

} // namespace splitscope
