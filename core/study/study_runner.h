// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model.h"
#include "core/study/study_codec.h"
#include "core/study/study_result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace splitscope {

struct StudyOptions {
    std::string source = "scenes:900000..900999";
    int frames = 100;
    std::uint64_t seed = 1;
    /// Empty: `scenes:0..9999` for synthetic scenes, whose seeds are trained on and, where they are evaluated on too,
    /// left out; of every other source the frames behind those that are evaluated.
    std::string calibrationSource;
    int calibrationFrames = 32;
    std::vector<StudyCodec> codecs = studyCodecs(defaultStudyCodecs);
    int cuts = 60;         ///< at most so many of studyCuts; 0: none of them
    std::vector<Cut> also; ///< further cuts
    int workers = 1;       ///< threads; each runs LibTorch with the threads that setComputeThreads says: one is best
    std::filesystem::path folder; ///< where what was measured is kept and found again
    /// Called from any thread, one at a time, with steps done and all; false stops with Failure (Cancelled): the cuts
    /// that are done stay.
    std::function<bool(std::int64_t, std::int64_t, const std::string &)> progress = {};
};

/// Measures every codec at every cut (CutStudy) with constants from frames that are not evaluated, and what the uncut
/// model's accuracy is where the source has truth. What the folder knows already is not measured again.
/// Throws Failure as calibrate and gatherFrames; Cancelled; FileUnwritable.
Study runStudy(const std::shared_ptr<const Model> &model, const StudyOptions &options);

} // namespace splitscope
