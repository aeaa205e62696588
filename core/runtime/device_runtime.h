// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/picture.h"
#include "core/runtime/picture_inputs.h"
#include "core/runtime/piece_tuner.h"
#include "core/runtime/served_piece.h"

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace splitscope {

/// The device half: prepares pictures and runs heads, and the whole model where there is no edge. Values in, values
/// out. Keeps a few pieces ready, the least recently used leaving first. Thread-safe.
class DeviceRuntime {
public:
    explicit DeviceRuntime(std::shared_ptr<const Model> model);

    /// A head, ready to run.
    struct Head {
        std::string cut;
        ExecutionMode mode = ExecutionMode::Fast;
        std::shared_ptr<ServedPiece> piece;
        std::vector<int> tailTasks; ///< tasks that are left to the tail
    };

    /// Builds the head where it is not ready: some tens of milliseconds. Throws Failure (UnknownLayer, IllegalCut).
    std::shared_ptr<const Head> head(const std::string &cut, ExecutionMode mode);

    /// A frame as the model's inputs: the picture prepared for inputs that take one, sample values for the others.
    std::vector<TensorValue> inputsFor(const Picture &picture) const;

    PieceOutputs runHead(const Head &head, const std::vector<TensorValue> &inputs);
    /// Runs a head, finds its quickest execution and runs that. Throws Failure (Cancelled).
    PieceOutputs settleHead(
        const Head &head, const std::vector<TensorValue> &inputs, const std::function<bool()> &cancelled);
    /// All tasks, as returned.
    PieceOutputs runWhole(ExecutionMode mode, const std::vector<TensorValue> &inputs);
    /// Builds the whole model in that mode where it is not ready, so that no timed run has to.
    void makeWholeReady(ExecutionMode mode);
    /// As settleHead, for the whole model.
    void settleWhole(
        ExecutionMode mode, const std::vector<TensorValue> &inputs, const std::function<bool()> &cancelled);

private:
    std::shared_ptr<ServedPiece> whole(ExecutionMode mode);

    std::shared_ptr<const Model> m_model;
    PictureInputs m_inputs;
    std::mutex m_headMutex;                         ///< guards m_heads, also while one is built
    std::list<std::shared_ptr<const Head>> m_heads; ///< most recently used first
    std::mutex m_wholeMutex;
    std::shared_ptr<ServedPiece> m_whole[2]; ///< by ExecutionMode
    PieceTuner m_tuner;
};

} // namespace splitscope
