// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/frame_result.h"

#include <QString>

#include <memory>
#include <vector>

namespace splitscope {

/// A picture that several widgets and threads may hold; it never changes.
using SharedPicture = std::shared_ptr<const Picture>;

/// One task's row: what the split pipeline answered, what the uncut model answered, and where they differ.
struct TaskView {
    QString name;
    SharedPicture split;
    SharedPicture whole;      ///< null where nothing is compared
    SharedPicture difference; ///< null where nothing is compared
    QString agreement;        ///< the figure in words: "99.8 % of pixels equal"; empty where nothing is compared
};

/// All that the live panel shows of a frame and of the run so far. Built off the GUI thread.
struct LiveView {
    std::uint64_t frameNumber = 0;
    std::uint64_t settingsGeneration = 0;
    bool settingsInUse = false; ///< the frame ran with the settings that were asked for last
    SharedPicture camera;
    std::vector<TaskView> tasks;

    FrameResult::RanOn ranOn = FrameResult::RanOn::DeviceAndEdge;
    StageTimes stages;
    bool stagesModelled = false;
    double latencyMs = 0.0;
    std::int64_t bytesUp = 0;
    std::int64_t bytesDown = 0;
    std::optional<double> wholeMs;

    std::uint64_t settingsSinceFrame = 0; ///< first frame with these settings
    double framesPerSecond = 0.0;         ///< over the last seconds
    double latencyP50Ms = 0.0;            ///< over the last frames with these settings
    std::uint64_t framesDropped = 0;
    std::uint64_t fallbacks = 0;
};

/// What the panel says of the run as a whole.
enum class LiveState { Stopped, Starting, Live, Paused, EdgeLost, CameraLost, Ended };

} // namespace splitscope
