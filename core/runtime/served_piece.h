// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partition/executable.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace splitscope {

/// A piece of a model that several threads ask for: runs one request at a time, and can be replaced by a quicker
/// execution of the same piece while it serves.
class ServedPiece {
public:
    /// Throws Failure (IllegalCut).
    ServedPiece(std::shared_ptr<const Model> model, const Cut &cut, Piece piece, ExecutionMode mode);

    /// Waits for its turn. `cancelled` is asked once the turn has come. Throws Failure (RequestInvalid, Cancelled).
    PieceOutputs run(
        const std::vector<TensorValue> &inputs, OutputForm form, const std::function<bool()> &cancelled = {});

    const std::vector<TensorInfo> &inputs() const { return m_inputs; }
    const std::vector<std::string> &inputNames() const { return m_inputNames; }
    const std::vector<int> &tasks() const { return m_tasks; }
    const std::shared_ptr<const Model> &model() const { return m_model; }
    std::string execution() const;

    /// True once in its life: when it has run often enough that looking for a quicker execution pays. A cut that a hand
    /// only drags past never gets there.
    bool shouldBeTuned();

    /// Builds the piece a second time, finds its quickest execution and swaps it in. Takes some tens of runs.
    void tune();

private:
    std::shared_ptr<const Model> m_model;
    Cut m_cut;
    Piece m_piece;
    ExecutionMode m_mode;
    std::vector<TensorInfo> m_inputs;
    std::vector<std::string> m_inputNames;
    std::vector<int> m_tasks;
    mutable std::mutex m_mutex; ///< guards m_executable, also while it runs
    std::shared_ptr<Executable> m_executable;
    std::atomic<int> m_runs{0};
    std::atomic<bool> m_tuningAsked{false};
};

} // namespace splitscope
