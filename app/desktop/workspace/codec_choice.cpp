// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/codec_choice.h"

#include "core/graph/codec_payload.h"
#include "widgets/codec/codec_words.h"

#include <algorithm>
#include <utility>

namespace splitscope {

namespace {

const TensorConstants *constantsOf(const CodecChoice &choice, const std::string &tensor)
{
    if (!choice.constants)
        return nullptr;
    const auto found = choice.constants->tensors.find(tensor);
    return found == choice.constants->tensors.end() ? nullptr : &found->second;
}

} // namespace

CodecChoice codecChoice(Codec codec, CodecConstants constants)
{
    codec.constants = constants.digest();
    if (constants.empty())
        return {std::move(codec), nullptr};
    return {std::move(codec), std::make_shared<const CodecConstants>(std::move(constants))};
}

std::vector<CrossingTensor> crossingTensorsOf(const LayerGraph &graph, const Cut &cut)
{
    std::vector<CrossingTensor> tensors;
    for (const auto &tensor : crossingTensors(graph, cut))
        tensors.push_back({graph.tensorName(tensor), graph.info(tensor)});
    return tensors;
}

bool constantsFit(const TensorInfo &tensor, const TensorCodec &codec, const TensorConstants &constants)
{
    const auto channels = static_cast<std::size_t>(channelsOf(tensor.shape));
    if (codec.kind == TensorCodec::Kind::Pca) {
        const auto components = static_cast<std::size_t>(codec.components);
        return components <= channels && constants.mean.size() == channels
            && constants.basis.size() == components * channels && constants.low.size() == components
            && constants.high.size() == components;
    }
    const auto ranges = static_cast<std::size_t>(rangesOf(tensor.shape, codec));
    return constants.low.size() == ranges && constants.high.size() == ranges && constants.mean.empty()
        && constants.basis.empty();
}

CodecChoice carriedTo(const CodecChoice &choice, const LayerGraph &graph, const Cut &cut)
{
    if (choice.codec.picture)
        return cut.isEdge() ? choice : CodecChoice();
    const auto tensors = crossingTensorsOf(graph, cut);
    const auto holds = [&](const CrossingTensor &tensor) {
        const auto &codec = choice.codec.of(tensor.name);
        if (!codec.needsCalibration() || !isCoded(tensor.info))
            return true;
        const auto *constants = constantsOf(choice, tensor.name);
        return constants != nullptr && constantsFit(tensor.info, codec, *constants);
    };
    const bool restHolds = !choice.codec.rest.needsCalibration()
        || (!tensors.empty() && std::all_of(tensors.begin(), tensors.end(), [&](const CrossingTensor &tensor) {
               return choice.codec.named.contains(tensor.name) || holds(tensor);
           }));
    CodecConstants constants;
    if (choice.constants)
        constants = {choice.constants->source, choice.constants->frames, choice.constants->seed, {}};
    Codec codec;
    if (restHolds)
        codec.rest = choice.codec.rest;
    for (const auto &tensor : tensors) {
        const bool held = holds(tensor);
        const auto own = held ? choice.codec.of(tensor.name) : TensorCodec();
        if (own != codec.rest || (held && choice.codec.named.contains(tensor.name)))
            codec.named.emplace(tensor.name, own);
        if (const auto *known = constantsOf(choice, tensor.name); known != nullptr && own.needsCalibration())
            constants.tensors.emplace(tensor.name, *known);
    }
    if (choice.constants && constants == *choice.constants) { // its digest is known
        codec.constants = choice.codec.constants;
        return {std::move(codec), choice.constants};
    }
    return codecChoice(std::move(codec), std::move(constants));
}

} // namespace splitscope
