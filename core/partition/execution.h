// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace splitscope {

/// One way to run a graph. Reference runs it as it is; the others rewrite a copy first:
/// - Frozen: norms folded into convolutions, activations in place;
/// - Optimized: the same, then oneDNN's layouts (LibTorch's `optimize_for_inference`; wrong for some models in 1.13);
/// - Packed: folded, then XNNPACK's convolutions and linear layers on channels-last tensors (packed_operators.h);
/// - PackedConvolutions: the same with linear layers left to BLAS.
class Execution {
public:
    enum class Kind { Reference, Frozen, Optimized, Packed, PackedConvolutions };

    /// Nothing where the rewriting would change nothing that another kind does not, so that it is not worth trying.
    /// May throw what LibTorch throws where it cannot rewrite the graph.
    /// \param graph tensors in, tensors out; not changed
    static std::shared_ptr<const Execution> make(const torch::jit::Graph &graph, Kind kind);

    /// From one thread at a time: XNNPACK's operators keep what they set up for the last input.
    std::vector<at::Tensor> run(const std::vector<at::Tensor> &inputs) const;

    Kind kind() const { return m_kind; }
    const std::vector<std::string> &operations() const { return m_operations; } ///< names, in order, constants left out
    static const char *name(Kind kind); ///< "reference", "frozen", "optimized", "xnnpack", "xnnpack convolutions"
    static std::optional<Kind> kindNamed(std::string_view name);
    static const std::vector<Kind> &rewritingKinds(); ///< all but Reference

    /// How many executions with rewritten weights of their own there are in this process.
    static int rewrittenAlive();

    ~Execution();
    Execution(const Execution &) = delete;
    Execution &operator=(const Execution &) = delete;

private:
    Execution(const std::shared_ptr<torch::jit::Graph> &graph, Kind kind);

    Kind m_kind;
    std::vector<std::string> m_operations;
    torch::jit::Code m_code;
    std::size_t m_outputs;
};

} // namespace splitscope
