// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/plan_key.h"
#include "core/model/model.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace splitscope {

enum class Piece { Whole, Head, Tail };

/// Whether task outputs are given in full or in the form their user gets (TaskSpec::returns).
enum class OutputForm { Full, Returned };

/// What one run of a piece gives.
struct PieceOutputs {
    std::vector<TensorValue> crossing; ///< Head only: in the order of crossingTensors()
    std::vector<std::pair<int, TensorValue>>
        tasks; ///< (task index, output) for each task whose output is computed here
};

/// How to look for the quickest execution.
struct ChoiceOptions {
    /// Sets of inputs to check with; the first is measured. Empty: two of the model's sample inputs; for a tail what
    /// the head makes of them, in the orders in which tensors came to its last run.
    std::vector<std::vector<TensorValue>> samples = {};
    /// Asked between runs; the search then ends with Failure (Cancelled), leaving the execution as it was.
    std::function<bool()> cancelled = {};
};

/// The whole model, the head or the tail of a cut, ready to run. Shares the loaded weights with the model.
/// `run` may be called from one thread at a time; make one Executable for each worker. `chooseFastest` may be called
/// beside it.
class Executable {
public:
    /// Throws Failure (IllegalCut). Fast mode starts with reference mode's execution at once; `chooseFastest` looks for
    /// a quicker one.
    static std::shared_ptr<Executable> build(
        std::shared_ptr<const Model> model, const Cut &cut, Piece piece, ExecutionMode mode);
    ~Executable();

    /// Head and Whole: the model's inputs. Tail: the crossing tensors. Crossing tensors keep their order in memory,
    /// task outputs are row-major. Throws Failure (RequestInvalid) where count, dtype or shape differ from `inputs()`.
    PieceOutputs run(const std::vector<TensorValue> &inputs, OutputForm form);

    const std::vector<TensorInfo> &inputs() const;
    const std::vector<std::string> &inputNames() const; ///< LayerGraph::tensorName of each
    const std::vector<int> &tasks() const;              ///< indices of the tasks whose output is computed in this piece

    /// Fast mode: measures the executions that stay within the limit (core/partition/tolerance.h) of reference mode on
    /// a sample, keeps the quickest and swaps it in between two runs. Some tens of runs; a few where the same piece was
    /// measured before in this process. No effect in reference mode. Only the two cuts that asked last keep an
    /// execution with weights of its own: others fall back to reference mode's until they ask again. Throws Failure
    /// (Cancelled).
    void chooseFastest(const ChoiceOptions &options = {});

    /// Name of the execution in use: "reference", "frozen", "optimized", "xnnpack", "xnnpack convolutions".
    std::string execution() const;
    /// Whether `chooseFastest` would find something new: it never ran, its choice has fallen back since, or tensors
    /// come in other orders than it measured with. Never in reference mode.
    bool wantsChoice() const;

    /// Writes the piece as an ordinary TorchScript archive of standard operators: `forward` takes the inputs in order
    /// and returns a tuple, crossing tensors first, then task outputs in full. Throws Failure (FileUnwritable).
    void save(const std::filesystem::path &file) const;

private:
    struct Data;
    explicit Executable(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

/// The model's inputs that `chooseFastest` checks executions with.
std::vector<std::vector<TensorValue>> choiceSamples(const Model &model);

/// A task's output in the form its user gets. Throws Failure (Internal) where the output does not fit the form.
TensorValue returnedForm(const TaskSpec &task, const TensorValue &fullOutput);

} // namespace splitscope
