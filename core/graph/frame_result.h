// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "core/graph/picture.h"
#include "core/graph/plan_key.h"
#include "core/graph/tensor_info.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// One picture from a source.
struct Frame {
    std::uint64_t number = 0; ///< counts what the source delivered, from 0
    std::chrono::steady_clock::time_point captured{};
    Picture picture;
};

/// Where the time of one frame went, in milliseconds. `device` holds picture preparation and the head.
/// `uplink`, `edge` and `downlink` are 0 where nothing crossed.
struct StageTimes {
    double device = 0.0;
    double encode = 0.0;
    double uplink = 0.0;
    double edge = 0.0;
    double downlink = 0.0;

    double total() const { return device + encode + uplink + edge + downlink; }
};

/// How much one task's answer differs from the uncut model's, both in the form that is returned.
struct TaskAgreement {
    std::string metric; ///< "pixel_agreement", "abs_rel_difference", "angle_deg", "relative_error"
    double value = 0.0;
};

/// One task's answer, as returned (TaskSpec::returns applied), from the split pipeline and, where compared, the whole
/// model.
struct TaskResult {
    TaskSpec task;
    TensorValue split;
    std::optional<TensorValue> whole;
    std::vector<TaskAgreement> agreement;
};

/// What came out for one frame.
struct FrameResult {
    enum class RanOn { DeviceAndEdge, DeviceOnly, Fallback };

    Frame frame;
    PlanKey plan;
    std::uint64_t settingsGeneration = 0; ///< of the settings the frame was run with
    RanOn ranOn = RanOn::DeviceAndEdge;   ///< Fallback: the edge failed and the device ran the whole frame
    StageTimes stages;
    double latencyMs = 0.0;   ///< from capture of the picture to the result being there
    std::int64_t bytesUp = 0; ///< payload of the request, framing excluded
    std::int64_t bytesDown = 0;
    bool stagesModelled = false;   ///< up- and downlink divided by bytes: the edge's clock is not ours
    std::optional<double> wholeMs; ///< the uncut model on this frame, where compared
    std::vector<TaskResult> tasks;
};

} // namespace splitscope
