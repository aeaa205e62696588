// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partition/executable.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>

namespace splitscope {

/// A piece of a model that several threads ask for: runs one request at a time, and can get a quicker execution while
/// it serves.
class ServedPiece {
public:
    /// Throws Failure (IllegalCut).
    ServedPiece(std::shared_ptr<const Model> model, const Cut &cut, Piece piece, ExecutionMode mode);

    /// Waits for its turn. `cancelled` is asked once the turn has come and while the turn is held.
    /// \param leastTime the turn lasts no less: what is left of it is slept, to stand in for a slower machine that is
    /// busy for so long. Throws Failure (RequestInvalid, Cancelled).
    PieceOutputs run(const std::vector<TensorValue> &inputs, OutputForm form,
        const std::function<bool()> &cancelled = {}, std::chrono::nanoseconds leastTime = {});

    const std::vector<TensorInfo> &inputs() const { return m_executable->inputs(); }
    const std::vector<std::string> &inputNames() const { return m_executable->inputNames(); }
    const std::vector<int> &tasks() const { return m_executable->tasks(); }
    const std::shared_ptr<const Model> &model() const { return m_model; }
    std::string execution() const { return m_executable->execution(); }

    /// True when it has run so often that looking for a quicker execution pays, until `tune` has looked; again where
    /// what was found has fallen back (FastCopies) or tensors come in another order, each time after four times as many
    /// runs. A cut that a hand only drags past never gets there.
    bool shouldBeTuned();

    /// Executable::chooseFastest, beside the requests that it serves: it is swapped in between two runs.
    /// Throws Failure (Cancelled).
    void tune(const std::function<bool()> &cancelled = {});

    /// The same at once, where it would find something new and nobody is looking already. Throws Failure (Cancelled).
    void tuneNow(const std::function<bool()> &cancelled = {});

private:
    std::shared_ptr<const Model> m_model;
    const ExecutionMode m_mode;
    std::mutex m_mutex; ///< one run at a time
    const std::shared_ptr<Executable> m_executable;
    std::atomic<int> m_runs{0}; ///< since the last search
    std::atomic<int> m_runsWanted;
    std::atomic<bool> m_tuning{false}; ///< asked for or under way
};

} // namespace splitscope
