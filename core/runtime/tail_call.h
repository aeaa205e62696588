// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/frame_result.h"
#include "core/model/model.h"
#include "core/runtime/inference_client.h"

#include <chrono>
#include <utility>
#include <vector>

namespace splitscope {

/// A plan whose tail is wanted, with what its codecs were calibrated to (core/runtime/constant_tensors.h).
struct TailPlan {
    PlanKey key;
    std::vector<NamedTensor> constants;
};

/// What one frame asks of a tail.
struct TailRequest {
    std::vector<NamedTensor> crossing; ///< as CrossingCodec::encode gives it
    std::vector<int> tasks;            ///< whose outputs the tail computes, in the order of Executable::tasks
    double holdMs = 0.0;               ///< Emulation::tailMs
    bool keepAnswers = false;          ///< no answer comes back
    std::vector<NamedTensor> answers;  ///< of the device, by the tasks' names; where answers are kept. Packed or not
};

/// What a tail answered for one frame.
struct TailRun {
    std::vector<std::pair<int, TensorValue>> tasks; ///< (task index, output as returned)
    StageTimes stages;                              ///< uplink, edge, downlink
    bool stagesModelled = false;
    std::int64_t bytesUp = 0;
    std::int64_t bytesDown = 0;
    /// When the answers were there: at this call's end, or, where they are kept, when the edge was done.
    std::chrono::steady_clock::time_point done;
};

/// Names the crossing tensors as a foreign server's model does, by position, where it does not use our names.
void renameInputs(std::vector<NamedTensor> &inputs, const ModelSignature &foreign);

/// Finds the answers of `tasks` among a reply's outputs: by the tasks' names or, in a foreign server's reply, by their
/// position in `foreign`; full outputs are brought into their returned form. Throws Failure (EdgeWrongAnswer) naming
/// `address`.
std::vector<std::pair<int, TensorValue>> taskOutputs(const InferReply &reply, const Model &model,
    const std::vector<int> &tasks, const ModelSignature *foreign, const std::string &address);

/// Where a call's time went. With the edge's clock ours, from its time stamps; else its own duration is taken off and
/// the rest divided by bytes: clocks of two hosts are never subtracted. Where answers are kept there is no downlink.
TailRun timedRun(const InferReply &reply, bool sameClock, bool keepAnswers = false);

} // namespace splitscope
