// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/codec_fit.h"

#include "core/graph/codec_payload.h"
#include "core/graph/error.h"

#include <algorithm>

namespace splitscope {

namespace {

[[noreturn]] void refuse(const Codec &codec, const std::string &why)
{
    throw Failure(ErrorCode::InvalidArgument, {{"what", "The codec " + codec.text()}, {"why", why}});
}

void checkPicture(const ModelMetadata &metadata, const Cut &cut, const Codec &codec)
{
    if (!cut.isEdge())
        refuse(codec, "a picture is sent whole only where nothing stays on the device (the cut edge).");
    if (!pictureInput(metadata))
        refuse(codec, "the model does not take exactly one picture.");
}

void checkNames(const LayerGraph &graph, const std::vector<TensorRef> &crossing, const Codec &codec)
{
    std::vector<std::string> names;
    for (const auto &tensor : crossing)
        names.push_back(graph.tensorName(tensor));
    for (const auto &[name, own] : codec.named) {
        if (std::find(names.begin(), names.end(), name) != names.end())
            continue;
        std::string known;
        for (const auto &crosses : names)
            known += (known.empty() ? "" : ", ") + crosses;
        refuse(
            codec, "the tensor " + name + " does not cross; " + (known.empty() ? "nothing does." : known + " does."));
    }
}

void checkComponents(const LayerGraph &graph, const std::vector<TensorRef> &crossing, const Codec &codec)
{
    for (const auto &tensor : crossing) {
        const auto name = graph.tensorName(tensor);
        const auto &own = codec.of(name);
        const auto &info = graph.info(tensor);
        if (own.kind != TensorCodec::Kind::Pca || leavesAsItIs(info, own) || own.components <= channelsOf(info.shape))
            continue;
        refuse(codec,
            "it asks for " + std::to_string(own.components) + " components of " + name + ", which has "
                + std::to_string(channelsOf(info.shape)) + " channels.");
    }
}

bool fits(const TensorConstants &constants, const ConstantSizes &sizes)
{
    const auto ranges = static_cast<std::size_t>(sizes.ranges);
    const auto channels = static_cast<std::size_t>(sizes.channels);
    return constants.low.size() == ranges && constants.high.size() == ranges && constants.mean.size() == channels
        && constants.basis.size() == ranges * channels;
}

} // namespace

bool leavesAsItIs(const TensorInfo &tensor, const TensorCodec &codec)
{
    return payloadOf(tensor, codec) == std::vector<PayloadPart>{{"", tensor}};
}

std::optional<int> pictureInput(const ModelMetadata &metadata)
{
    std::optional<int> place;
    for (std::size_t i = 0; i < metadata.inputs.size(); ++i) {
        if (metadata.inputs[i].kind != InputSpec::Kind::Picture)
            continue;
        if (place)
            return std::nullopt;
        place = static_cast<int>(i);
    }
    return place;
}

std::vector<ConstantSizes> constantSizes(const LayerGraph &graph, const Cut &cut, const Codec &codec)
{
    std::vector<ConstantSizes> needed;
    if (codec.picture)
        return needed;
    for (const auto &tensor : crossingTensors(graph, cut)) {
        const auto name = graph.tensorName(tensor);
        const auto &own = codec.of(name);
        const auto &info = graph.info(tensor);
        if (!own.needsCalibration() || leavesAsItIs(info, own))
            continue;
        if (own.kind == TensorCodec::Kind::Pca)
            needed.push_back({name, own.components, channelsOf(info.shape)});
        else
            needed.push_back({name, rangesOf(info.shape, own), 0});
    }
    return needed;
}

FittedCodec fitCodec(const LayerGraph &graph, const ModelMetadata &metadata, const Cut &cut, const Codec &codec,
    const CodecConstants *known)
{
    FittedCodec fitted{codec, {}};
    fitted.codec.constants.clear();
    if (codec.picture) {
        checkPicture(metadata, cut, codec);
        return fitted;
    }
    const auto crossing = crossingTensors(graph, cut);
    checkNames(graph, crossing, codec);
    checkComponents(graph, crossing, codec);
    const auto needed = constantSizes(graph, cut, codec);
    if (needed.empty())
        return fitted;
    for (const auto &sizes : needed) {
        const auto it = known ? known->tensors.find(sizes.tensor) : decltype(known->tensors.end()){};
        if (!known || it == known->tensors.end())
            refuse(codec, "it needs a calibration, and there is none for " + sizes.tensor + ".");
        if (!fits(it->second, sizes))
            refuse(codec, "its calibration was made for a tensor of another size than " + sizes.tensor + ".");
        fitted.constants.tensors.insert(*it);
    }
    fitted.constants.source = known->source;
    fitted.constants.frames = known->frames;
    fitted.constants.seed = known->seed;
    fitted.codec.constants = fitted.constants.digest();
    if (!codec.constants.empty() && codec.constants != fitted.codec.constants)
        refuse(codec, "the calibration that is there is another one (" + fitted.codec.constants + ").");
    return fitted;
}

} // namespace splitscope
