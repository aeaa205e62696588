// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/study/calibration.h"

#include <string>

namespace splitscope {

/// --codec, --calibrate and --calibration-frames, as every command that cuts a model has them.
struct CodecOptions {
    std::string codec = "none";
    std::string source = TensorCalibrationOptions{}.source; ///< to calibrate on
    int frames = TensorCalibrationOptions{}.frames;

    void addTo(CLI::App &command);

    /// The codec as it was written: call it before a model is opened. Throws Failure (UnknownCodec, InvalidArgument).
    Codec parsed() const;

    /// The codec at a cut with what it needs to know, learned from the source where it needs any; progress on stderr.
    /// \param evaluated source that is measured on afterwards: where it is `scenes:A..B`, its seeds are not taken.
    /// Throws Failure as `parsed` and calibratedCodec.
    CalibratedCodec calibrated(const std::shared_ptr<const Model> &model, const Cut &cut, const CommonOptions &common,
        const std::string &evaluated = {}) const;

    /// What can be learned of these tensors, components included; as `calibrated` does for one cut.
    Calibration learned(const std::shared_ptr<const Model> &model, const std::vector<TensorRef> &tensors,
        const CommonOptions &common, const std::string &evaluated) const;
};

} // namespace splitscope
