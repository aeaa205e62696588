// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/dataset_torch.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace splitscope {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// What the trainer needs to know of a model and its data; everything else about them is the task's own.
class TrainingTask {
public:
    virtual ~TrainingTask() = default;

    virtual const Dataset &data() const = 0;

    /// Leaf tensors that are learned, and state that is kept beside them (running means). Always the same tensors in
    /// the same order: a checkpoint restores into them.
    virtual NamedTensors parameters() const = 0;
    virtual NamedTensors buffers() const = 0;

    virtual void setTraining(bool on) = 0;

    /// Computes there from now on. The tensors of parameters() and buffers() stay the same objects; data and labels
    /// stay on the CPU, and a batch travels as far as it is needed.
    virtual void moveTo(const torch::Device &device) = 0;

    /// Terms of the loss on one batch, unweighted, each a differentiable scalar.
    /// \param epoch from 0; with the indices it decides the augmentation
    virtual NamedTensors lossTerms(const std::vector<std::size_t> &indices, int epoch) = 0;

    /// Measures the model as it is, for the log. Called in evaluation mode.
    virtual std::map<std::string, double> validate() = 0;
};

} // namespace splitscope
