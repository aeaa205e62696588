// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// One way to run a graph. Reference runs it as it is; the others rewrite a copy first.
class Execution {
public:
    enum class Kind { Reference, Frozen, Optimized };

    /// \param graph tensors in, tensors out; not changed
    Execution(const torch::jit::Graph &graph, Kind kind);

    std::vector<at::Tensor> run(const std::vector<at::Tensor> &inputs) const;

    Kind kind() const { return m_kind; }
    static const char *name(Kind kind); ///< "reference", "frozen", "optimized"

private:
    Kind m_kind;
    torch::jit::Code m_code;
    std::size_t m_outputs;
};

} // namespace splitscope
