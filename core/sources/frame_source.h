// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/frame_result.h"
#include "core/graph/model_metadata.h"
#include "core/graph/picture.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace splitscope {

/// Where pictures come from. One thread calls `next`; `stop` may be called from another.
class FrameSource {
public:
    virtual ~FrameSource() = default;

    /// The next picture; blocks until there is one. Live sources (camera, stream, the synthetic camera in live mode)
    /// give the newest picture at their own pace; the others give every picture in order. Nothing at the end or after
    /// `stop`. Throws Failure: CameraMissing, StreamStopped (the next call tries to connect again), SourceUnreadable
    /// (of a folder, the next call goes on with the picture after it).
    virtual std::optional<Frame> next() = 0;

    /// Makes `next` return nothing soon.
    virtual void stop() = 0;

    /// For titles: "Synthetic scenes", "Camera 0", "street.mp4".
    virtual std::string description() const = 0;
};

struct SourceOptions {
    bool live = false; ///< pace as a camera would (scenes: 30 frames/s; video: its own rate, and loop at the end;
                       ///< pictures: each for a second, and from the first again at the end)
    double framesPerSecond = 30; ///< of the synthetic camera and of pictures when live
    int width = 256;             ///< of synthetic scenes, pixels
    int height = 192;
};

/// Opens `scenes[:SEED]`, `scenes:A..B` (one frame for each seed), `camera:N`, a video file, a picture, a folder or
/// glob of pictures (in name order), an http(s) or rtsp address. Throws Failure: UnknownSource, CameraMissing,
/// StreamStopped, SourceUnreadable, SourceEmpty, FileNotFound.
std::unique_ptr<FrameSource> openSource(std::string_view source, const SourceOptions &options = {});

/// First and last seed of `scenes:A..B`, both included; nothing if `source` is not of that form.
struct SeedRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};
std::optional<SeedRange> sceneSeedRange(std::string_view source);

/// A picture as the model's input: resized (bilinear) to the input's size, range, mean and std applied, planes.
/// `spec.kind` must be Picture.
TensorValue prepareInput(const Picture &picture, const InputSpec &spec);

} // namespace splitscope
