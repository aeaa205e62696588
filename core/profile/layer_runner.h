// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model.h"

#include <torch/script.h>

#include <cstddef>
#include <memory>
#include <unordered_map>
#include <vector>

namespace splitscope {

/// Runs a model layer by layer in reference mode and times each layer's operations by themselves. What a layer reads
/// was just made by the layers before it, as in a real run: no input is used twice (so in-place operations find what
/// they should), and a value lives only until its last reader ran. LibTorch inside: only core/profile includes this.
class LayerRunner {
public:
    explicit LayerRunner(std::shared_ptr<const Model> model);

    /// Milliseconds of each layer. \param inputs the model's; the model may write to them
    std::vector<double> run(const std::vector<at::Tensor> &inputs) const;

private:
    /// A value that passes from one layer to another, or from the input to a layer.
    using Slot = std::size_t;

    struct Read {
        Slot slot = 0;
        bool last = false; ///< nobody reads it afterwards
    };

    struct Step {
        torch::jit::Code code;
        std::vector<Read> reads;
        std::vector<Slot> writes; ///< one for each result of `code`
    };

    class Builder;

    std::shared_ptr<const Model> m_model; ///< owns the weights that the steps' constants share
    std::vector<Slot> m_inputs;
    std::vector<Step> m_steps; ///< by layer
    std::size_t m_slots = 0;
};

} // namespace splitscope
