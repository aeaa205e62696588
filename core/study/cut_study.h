// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/codec_constants.h"
#include "core/graph/cut.h"
#include "core/model/model.h"
#include "core/study/frame_inputs.h"
#include "core/study/study_frames.h"
#include "core/study/study_result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// A codec ready for one cut.
struct ReadyCodec {
    std::string asked;
    Codec codec;
    CodecConstants constants;
};

/// Measures codecs at one cut: the head runs once a frame, in fast mode; encoding, packing and decoding once a frame
/// and codec; the tail once a frame for all codecs that differ in nothing but their lossless stage, whose answers are
/// the same. Such codecs are measured by one of the workers at a time.
class CutStudy {
public:
    /// Builds head and tail for each worker and looks for their quickest executions. \param frames keeps its place.
    /// Throws Failure (IllegalCut).
    CutStudy(
        std::shared_ptr<const Model> model, const FrameInputs &inputs, const StudyFrames &frames, Cut cut, int workers);
    ~CutStudy();
    CutStudy(const CutStudy &) = delete;
    CutStudy &operator=(const CutStudy &) = delete;

    /// One entry a codec, in order. A codec that does not fit says so in its entry.
    /// \param tick called from any thread after each frame and codec; false stops with Failure (Cancelled)
    std::vector<StudyEntry> run(
        const std::vector<ReadyCodec> &codecs, std::uint64_t seed, const std::function<bool()> &tick);

    /// How often `run` ran a head so far: once a frame, and for each codec of pictures once a frame more.
    std::int64_t headRuns() const;
    std::int64_t tailRuns() const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace splitscope
