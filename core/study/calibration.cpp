// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/calibration.h"

#include "core/graph/error.h"
#include "core/partition/tap_piece.h"
#include "core/study/frame_inputs.h"
#include "core/study/frame_supply.h"

#include <algorithm>

namespace splitscope {

namespace {

bool isFloating(DType dtype)
{
    return dtype == DType::Float32 || dtype == DType::Float16 || dtype == DType::BFloat16 || dtype == DType::Float64;
}

/// What crosses and whose codec has something to learn.
std::vector<TensorRef> tensorsToCalibrate(const LayerGraph &graph, const Cut &cut, const Codec &codec)
{
    std::vector<TensorRef> wanted;
    if (codec.picture)
        return wanted;
    for (const auto &tensor : crossingTensors(graph, cut)) {
        if (isFloating(graph.info(tensor).dtype) && codec.of(graph.tensorName(tensor)).needsCalibration())
            wanted.push_back(tensor);
    }
    return wanted;
}

} // namespace

Calibration calibrate(const std::shared_ptr<const Model> &model, const std::vector<TensorRef> &tensors,
    const TensorCalibrationOptions &options)
{
    const auto &graph = model->graph();
    std::vector<TensorRef> wanted;
    std::vector<StatisticsCollector> collectors;
    for (const auto &tensor : tensors) {
        if (!isFloating(graph.info(tensor).dtype) || std::find(wanted.begin(), wanted.end(), tensor) != wanted.end())
            continue;
        wanted.push_back(tensor);
        collectors.emplace_back(graph.tensorName(tensor), options.components, options.seed);
    }
    const FrameInputs inputs(model);
    const TapPiece taps(model, wanted);
    FrameSupply supply(options.source,
        {options.frames, options.seed, options.avoided, options.skipped, inputs.width(), inputs.height()});
    Calibration result;
    result.source = options.source;
    result.wanted = options.frames;
    result.seed = options.seed;
    while (const auto picture = supply.next()) {
        const auto values = taps.run(inputs.of(*picture));
        for (std::size_t i = 0; i < values.size(); ++i)
            collectors[i].add(values[i]);
        ++result.frames;
        if (options.progress && !options.progress(result.frames, options.frames))
            throw Failure(ErrorCode::Cancelled, {{"what", "Calibrating"}});
    }
    if (result.frames == 0)
        throw Failure(ErrorCode::SourceEmpty, {{"source", options.source}});
    for (std::size_t i = 0; i < wanted.size(); ++i)
        result.tensors.emplace(graph.tensorName(wanted[i]), collectors[i].finish());
    return result;
}

CodecConstants constantsOf(const Calibration &calibration, const LayerGraph &graph, const Cut &cut, const Codec &codec)
{
    CodecConstants constants;
    constants.source = calibration.source;
    constants.frames = calibration.frames;
    constants.seed = calibration.seed;
    for (const auto &tensor : tensorsToCalibrate(graph, cut, codec)) {
        const auto name = graph.tensorName(tensor);
        const auto statistics = calibration.tensors.find(name);
        if (statistics == calibration.tensors.end())
            throw Failure(ErrorCode::InvalidArgument,
                {{"what", "The codec " + codec.of(name).text()},
                    {"why", "the tensor " + name + " was not calibrated."}});
        constants.tensors.emplace(name, constantsFor(codec.of(name), statistics->second));
    }
    return constants;
}

CalibratedCodec calibratedCodec(
    const std::shared_ptr<const Model> &model, const Cut &cut, Codec codec, const TensorCalibrationOptions &options)
{
    CalibratedCodec result{std::move(codec), {}, 0};
    const auto wanted = tensorsToCalibrate(model->graph(), cut, result.codec);
    result.codec.constants.clear();
    if (wanted.empty())
        return result;
    auto own = options;
    own.components = std::any_of(wanted.begin(), wanted.end(), [&](const TensorRef &tensor) {
        return result.codec.of(model->graph().tensorName(tensor)).kind == TensorCodec::Kind::Pca;
    });
    const auto calibration = calibrate(model, wanted, own);
    result.constants = constantsOf(calibration, model->graph(), cut, result.codec);
    result.codec.constants = result.constants.digest();
    result.frames = calibration.frames;
    return result;
}

} // namespace splitscope
