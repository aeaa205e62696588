// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstddef>
#include <vector>

namespace splitscope {

/// Labelled pictures for training. A plane that a data set does not have is an undefined tensor.
struct Batch {
    torch::Tensor pictures; ///< N x 3 x H x W uint8, RGB, channels-last
    torch::Tensor classes;  ///< N x H x W int64, class index
    torch::Tensor depth;    ///< N x 1 x H x W float32, metres
    torch::Tensor normals;  ///< N x 3 x H x W float32, unit length, camera axes, channels-last
    torch::Tensor objects;  ///< N x H x W uint8, number of the object at a pixel, 0: none
    torch::Tensor boundary; ///< N x 1 x H x W float32, 1 on the boundary of an object or a crease, else 0
};

/// Where training data comes from: rendered scenes here, labelled folders elsewhere.
class Dataset {
public:
    virtual ~Dataset() = default;

    virtual std::size_t size() const = 0;

    /// Fresh tensors, which the caller may change. Each index < size().
    virtual Batch batch(const std::vector<std::size_t> &indices) const = 0;
};

} // namespace splitscope
