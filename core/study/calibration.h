// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/tensor_statistics.h"
#include "core/graph/codec.h"
#include "core/graph/codec_constants.h"
#include "core/graph/cut.h"
#include "core/model/model.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// What to learn ranges and components from.
struct TensorCalibrationOptions {
    std::string source = "scenes:0..9999"; ///< as the command line names it; these are scenes that are trained on
    int frames = 32;
    std::uint64_t seed = 1; ///< of the choice of scenes, and of positions where there are too many to keep
    bool components = true; ///< whether principal components are wanted
    std::string avoided;    ///< `scenes:A..B` that is evaluated on: its seeds are not taken. Empty: none
    int skipped = 0; ///< so many of the first frames of another source are not taken, because they are evaluated on
    /// After each frame: (done, all). Returning false stops with Failure (Cancelled).
    std::function<bool(int, int)> progress = {};
};

/// What calibration learned, by tensor.
struct Calibration {
    std::string source;
    int wanted = 0;
    int frames = 0; ///< that the source held; fewer than wanted: say so
    std::uint64_t seed = 0;
    std::map<std::string, TensorStatistics> tensors; ///< by LayerGraph::tensorName; floating-point ones alone
};

/// Runs the whole model once a frame, in reference mode, and collects the statistics of every wanted tensor on the way.
/// Tensors that are not floating point are left out. Slow: call it from a worker thread.
/// Throws Failure: SourceEmpty and what the source throws; InvalidArgument where a tensor cannot cross, no input of the
/// model is a picture, or a tensor was never finite; Cancelled.
Calibration calibrate(const std::shared_ptr<const Model> &model, const std::vector<TensorRef> &tensors,
    const TensorCalibrationOptions &options);

/// What a cut's codec needs to know: constants of the crossing tensors whose codec needs any. Throws Failure
/// (InvalidArgument): a tensor was not calibrated, more components than channels.
CodecConstants constantsOf(const Calibration &calibration, const LayerGraph &graph, const Cut &cut, const Codec &codec);

/// A codec with the digest of its constants in its text, and these.
struct CalibratedCodec {
    Codec codec;
    CodecConstants constants;
    int frames = 0; ///< that were used; 0 where nothing had to be learned
};

/// `constantsOf` after calibrating only what crosses and only where the codec needs it; otherwise nothing is opened or
/// run. Throws Failure as the two.
CalibratedCodec calibratedCodec(
    const std::shared_ptr<const Model> &model, const Cut &cut, Codec codec, const TensorCalibrationOptions &options);

} // namespace splitscope
