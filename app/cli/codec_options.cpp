// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/codec_options.h"

#include "app/cli/console.h"

namespace splitscope {

void CodecOptions::addTo(CLI::App &command)
{
    command.add_option("--codec", codec,
        "What happens to tensors that cross: none, fp16, bits:B[/tensor][/static], pca:K/B, each with +zstd[:LEVEL]; "
        "one for each as TENSOR=CODEC;...; for the cut edge also raw, png, jpeg:Q, webp:Q");
    command.add_option("--calibrate", source, "Pictures that static ranges and components are learned from")
        ->capture_default_str();
    command.add_option("--calibration-frames", frames, "How many of them")
        ->capture_default_str()
        ->check(CLI::Range(1, 100000));
}

Codec CodecOptions::parsed() const { return codecFromText(codec); }

namespace {

/// Calls `learn` with the options of a calibration that shows where it stands, and says where the source held less than
/// was asked for.
template <typename Learn>
auto learnShown(const CodecOptions &wish, const CommonOptions &common, const std::string &evaluated, const Learn &learn)
{
    TensorCalibrationOptions options;
    options.source = wish.source;
    options.frames = wish.frames;
    options.seed = common.seed;
    options.avoided = evaluated;
    ProgressLine progress("Calibrating");
    options.progress = [&](int done, int total) {
        progress.show(done, total);
        return !interrupted();
    };
    auto result = learn(options);
    if (result.frames > 0 && result.frames < wish.frames)
        progress.log(wish.source + " holds only " + std::to_string(result.frames) + " frames to calibrate on.");
    return result;
}

} // namespace

CalibratedCodec CodecOptions::calibrated(const std::shared_ptr<const Model> &model, const Cut &cut,
    const CommonOptions &common, const std::string &evaluated) const
{
    return learnShown(*this, common, evaluated,
        [&](const TensorCalibrationOptions &options) { return calibratedCodec(model, cut, parsed(), options); });
}

Calibration CodecOptions::learned(const std::shared_ptr<const Model> &model, const std::vector<TensorRef> &tensors,
    const CommonOptions &common, const std::string &evaluated) const
{
    return learnShown(*this, common, evaluated,
        [&](const TensorCalibrationOptions &options) { return calibrate(model, tensors, options); });
}

} // namespace splitscope
