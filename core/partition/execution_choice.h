// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partition/execution.h"

#include <functional>
#include <memory>
#include <vector>

namespace splitscope {

/// What the search for the quickest execution of a graph has to go by.
struct ChoiceTask {
    const torch::jit::Graph *graph = nullptr;
    /// Inputs that the graph may write to: asked for before each run, outside what is timed.
    std::function<std::vector<at::Tensor>()> inputs;
    std::vector<Execution::Kind> kinds; ///< tried beside `reference`
    std::shared_ptr<const Execution> reference;
    std::vector<bool> chosenByValue;      ///< by output: judged by agreement (core/partition/tolerance.h)
    std::function<bool()> cancelled = {}; ///< asked between runs; the search then ends with Failure (Cancelled)
};

/// What became of one kind of execution.
struct ChoiceEntry {
    Execution::Kind kind = Execution::Kind::Reference;
    double ms = 0.0;         ///< shortest run; 0 where it was not timed
    bool withinLimit = true; ///< false: rejected, beyond fastTolerance of reference mode or not runnable
};

struct Choice {
    std::shared_ptr<const Execution> execution; ///< never null
    std::vector<ChoiceEntry> tried;             ///< quickest first, the rejected last
};

/// Runs every kind on the same inputs, compares each output with reference mode (core/partition/tolerance.h, element
/// types and memory included) and keeps the quickest of those that agree. Runs are interleaved, A B C A B C, and their
/// minima compared, so that a machine that is busy at times misleads no more than it must; clear losers leave early;
/// slow graphs get fewer rounds. Calls LibTorch: one search at a time measures best.
Choice fastestExecution(const ChoiceTask &task);

} // namespace splitscope
