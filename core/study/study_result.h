// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/metric_result.h"
#include "core/evaluation/task_loss.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace splitscope {

/// One crossing tensor with its codec, means over frames. Times are processor time of one thread of the machine that
/// the study ran on.
struct StudiedTensor {
    std::string name;   ///< LayerGraph::tensorName; "picture" where that was sent instead
    std::string codec;  ///< TensorCodec::text or PictureCodec::text
    double bytes = 0.0; ///< all that is sent of it, after the lossless stage
    double encodeMs = 0.0;
    double decodeMs = 0.0;

    bool operator==(const StudiedTensor &) const = default;
};

/// One codec at one cut.
struct StudyEntry {
    std::string asked;      ///< as it stands in the study's list
    std::string codec;      ///< what it is here: Codec::text without a digest
    std::string constants;  ///< CodecConstants::digest
    std::string impossible; ///< empty, or why it cannot be used here; then nothing below was measured
    int frames = 0;
    std::vector<StudiedTensor> tensors;
    TaskMetrics agreement;                  ///< with the uncut model
    std::map<std::string, TaskLoss> losses; ///< by task
    TaskMetrics accuracy;                   ///< against the truth; empty where the source has none

    double bytes() const;
    double encodeMs() const;
    double decodeMs() const;
    /// Of the task that loses most.
    double worstLoss() const;

    bool operator==(const StudyEntry &) const = default;
};

struct StudiedCut {
    std::string cut; ///< Cut::text
    int deviceLayers = 0;
    std::int64_t deviceMacs = 0;
    std::int64_t crossingBytes = 0; ///< without a codec
    std::vector<StudyEntry> entries;

    bool operator==(const StudiedCut &) const = default;
};

/// How the variance of one tensor spreads over its principal components.
struct StudiedSpectrum {
    std::string tensor;
    std::int64_t channels = 0;
    std::vector<double> explained; ///< by the first 1, 2, ... all components
    std::int64_t deviceMacs = 0;   ///< of the predecessor closure of its layer

    bool operator==(const StudiedSpectrum &) const = default;
};

/// What a study belongs to: results of another key say nothing about this one.
struct StudyKey {
    std::string modelHash;
    std::string operatingPoint = "default";
    std::string source;
    int frames = 0; ///< that were evaluated
    std::uint64_t seed = 0;
    std::string calibrationSource;
    int calibrationFrames = 0; ///< that were used

    bool operator==(const StudyKey &) const = default;
};

/// Every cut with every codec.
struct Study {
    StudyKey key;
    std::string modelName;
    std::string cpu; ///< times are of it, one thread
    int layers = 0;
    std::int64_t totalMacs = 0;
    TaskMetrics accuracy;         ///< of the uncut model against the truth; empty where the source has none
    std::vector<StudiedCut> cuts; ///< the fewest multiply-accumulates on the device first
    std::vector<StudiedSpectrum> spectra;

    const StudiedCut *find(const std::string &cut) const;

    bool operator==(const Study &) const = default;
};

nlohmann::ordered_json toJson(const StudyEntry &entry);
nlohmann::ordered_json toJson(const StudyKey &key);
nlohmann::ordered_json toJson(const Study &study);

/// \param origin file named in errors. Throw Failure (FileUnreadable), naming the member that is wrong.
StudyEntry studyEntryFromJson(const nlohmann::json &json, const std::string &origin);
StudyKey studyKeyFromJson(const nlohmann::json &json, const std::string &origin);
Study studyFromJson(const nlohmann::json &json, const std::string &origin);

/// The study in a folder's `study.json`, or in the file itself. Throws Failure (FileNotFound, FileUnreadable).
Study readStudy(const std::filesystem::path &fileOrFolder);

} // namespace splitscope
