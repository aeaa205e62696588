// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/plan_key.h"
#include "core/model/model.h"

#include <filesystem>
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

/// The whole model, the head or the tail of a cut, ready to run. Shares the loaded weights with the model.
/// `run` may be called from one thread at a time; make one Executable for each worker.
class Executable {
public:
    /// Throws Failure (IllegalCut). Fast mode starts with a correct execution at once; `chooseFastest` looks for a
    /// quicker one.
    static std::shared_ptr<Executable> build(
        std::shared_ptr<const Model> model, const Cut &cut, Piece piece, ExecutionMode mode);
    ~Executable();

    /// Head and Whole: the model's inputs. Tail: the crossing tensors. Throws Failure (RequestInvalid) where count,
    /// dtype or shape differ from `inputs()`.
    PieceOutputs run(const std::vector<TensorValue> &inputs, OutputForm form);

    const std::vector<TensorInfo> &inputs() const;
    const std::vector<std::string> &inputNames() const; ///< LayerGraph::tensorName of each
    const std::vector<int> &tasks() const;              ///< indices of the tasks whose output is computed in this piece

    /// Fast mode: measures the executions that stay within 1e-4 (relative to the largest element) of reference mode on
    /// a sample and keeps the quickest. Takes some tens of runs. No effect in reference mode.
    void chooseFastest();

    /// Name of the execution in use: "reference", "frozen", "optimized".
    std::string execution() const;

    /// Writes the piece as an ordinary TorchScript archive of standard operators: `forward` takes the inputs in order
    /// and returns a tuple, crossing tensors first, then task outputs in full. Throws Failure (FileUnwritable).
    void save(const std::filesystem::path &file) const;

private:
    struct Data;
    explicit Executable(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

/// A task's output in the form its user gets. Throws Failure (Internal) where the output does not fit the form.
TensorValue returnedForm(const TaskSpec &task, const TensorValue &fullOutput);

} // namespace splitscope
