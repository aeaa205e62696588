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
    /// Two or more sets of inputs, since an execution can be right on one and wrong on another. Each call gives copies
    /// where the graph may write to them; asked for before each run, outside what is timed. The first is timed.
    std::vector<std::function<std::vector<at::Tensor>()>> samples;
    std::vector<Execution::Kind> kinds; ///< tried beside `reference`
    std::shared_ptr<const Execution> reference;
    /// Where given, also asked whether outputs for a sample (its index) are good enough for what comes after the graph.
    std::function<bool(std::size_t, const std::vector<at::Tensor> &)> agreesDownstream = {};
    std::vector<bool> chosenByValue;      ///< by output: judged by agreement (core/partition/tolerance.h)
    std::function<bool()> cancelled = {}; ///< asked between runs; the search then ends with Failure (Cancelled)
    /// So many outputs come first that only cross: these may use the limit whole, since what counts is what the tail
    /// makes of them, and that is checked.
    std::size_t crossing = 0;
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

/// Runs every kind on the samples, compares each output with reference mode, at a quarter of the limits of
/// core/partition/tolerance.h so that other inputs stay within them, and keeps the quickest of those that agree. Runs
/// are interleaved, A B C A B C, and their minima compared, so that a machine that is busy at times misleads no more
/// than it must; clear losers leave early; slow graphs get fewer rounds. Calls LibTorch: one search at a time measures
/// best.
Choice fastestExecution(const ChoiceTask &task);

} // namespace splitscope
