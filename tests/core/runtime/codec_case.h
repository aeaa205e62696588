// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/tensor_coder.h"
#include "core/codec/tensor_statistics.h"
#include "core/graph/codec_fit.h"
#include "core/partition/executable.h"

#include <map>
#include <memory>
#include <vector>

namespace splitscope::testing {

/// What a head sends, by its executable in reference mode.
inline std::vector<TensorValue> crossingOf(
    const std::shared_ptr<const Model> &model, const Cut &cut, const std::vector<TensorValue> &inputs)
{
    return Executable::build(model, cut, Piece::Head, ExecutionMode::Reference)
        ->run(inputs, OutputForm::Returned)
        .crossing;
}

/// Constants for a codec at a cut, from four sample inputs.
inline CodecConstants learned(const std::shared_ptr<const Model> &model, const Cut &cut, const Codec &codec)
{
    CodecConstants constants;
    const auto crossing = crossingTensors(model->graph(), cut);
    for (std::size_t i = 0; i < crossing.size(); ++i) {
        const auto name = model->graph().tensorName(crossing[i]);
        if (!codec.of(name).needsCalibration())
            continue;
        StatisticsCollector collector(name, true);
        for (std::uint64_t seed = 1; seed <= 4; ++seed)
            collector.add(crossingOf(model, cut, model->sampleInputs(seed))[i]);
        constants.tensors[name] = constantsFor(codec.of(name), collector.finish());
    }
    constants.source = "samples";
    constants.frames = 4;
    return constants;
}

/// Every task's answer as returned, with crossing tensors encoded and decoded one by one: what the wire must equal.
inline std::map<int, TensorValue> answersWithCodec(const std::shared_ptr<const Model> &model, const Cut &cut,
    const Codec &codec, const CodecConstants &constants, const std::vector<TensorValue> &inputs)
{
    const auto &graph = model->graph();
    auto head = Executable::build(model, cut, Piece::Head, ExecutionMode::Reference)->run(inputs, OutputForm::Returned);
    const auto tensors = crossingTensors(graph, cut);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const auto name = graph.tensorName(tensors[i]);
        const auto own = constants.tensors.find(name);
        const TensorCoder coder(
            head.crossing[i].info, codec.of(name), own == constants.tensors.end() ? TensorConstants{} : own->second);
        head.crossing[i] = coder.decode(coder.encode(head.crossing[i]));
    }
    std::map<int, TensorValue> answers(head.tasks.begin(), head.tasks.end());
    const auto tail =
        Executable::build(model, cut, Piece::Tail, ExecutionMode::Reference)->run(head.crossing, OutputForm::Returned);
    answers.insert(tail.tasks.begin(), tail.tasks.end());
    return answers;
}

} // namespace splitscope::testing
