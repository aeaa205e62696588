// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/codec_trial.h"

#include "core/codec/entropy_stage.h"
#include "core/graph/error.h"
#include "core/profile/stopwatch.h"
#include "core/sources/picture_codec.h"

namespace splitscope {

namespace {

std::string whyOf(const Failure &failure)
{
    for (const auto &[name, value] : failure.error().arguments) {
        if (name == "why")
            return value;
    }
    return failure.what();
}

} // namespace

CodecTrial::CodecTrial(const Model &model, const Cut &cut, const ReadyCodec &codec)
    : m_ready(codec)
{
    m_entry.asked = codec.asked;
    m_entry.constants = codec.codec.constants;
    auto plain = codec.codec;
    plain.constants.clear();
    m_entry.codec = plain.text();
    const auto &graph = model.graph();
    if (codec.codec.picture) {
        m_entry.tensors.push_back({"picture", codec.codec.picture->text()});
        for (const auto &input : model.metadata().inputs) {
            if (input.kind == InputSpec::Kind::Picture) {
                m_pictureWidth = static_cast<int>(input.info.shape.at(3));
                m_pictureHeight = static_cast<int>(input.info.shape.at(2));
            }
        }
        if (!cut.isEdge() || graph.inputs().size() != 1 || m_pictureWidth == 0)
            m_entry.impossible = "A picture is sent whole only at the cut 'edge', as the model's only input.";
    } else {
        for (const auto &tensor : crossingTensors(graph, cut)) {
            const auto name = graph.tensorName(tensor);
            m_entry.tensors.push_back({name, codec.codec.of(name).text()});
        }
        m_coders.resize(m_entry.tensors.size());
    }
}

std::optional<Picture> CodecTrial::throughPicture(const Picture &picture)
{
    const auto &codec = m_ready.codec.picture;
    if (!codec)
        return std::nullopt;
    auto &sums = m_entry.tensors.front();
    const Stopwatch encoding;
    const auto bytes = encodePicture(picture, m_pictureWidth, m_pictureHeight, *codec);
    sums.encodeMs += encoding.elapsedMs();
    sums.bytes += static_cast<double>(bytes.size());
    const Stopwatch decoding;
    auto received = decodePicture(bytes.data(), bytes.size(), m_pictureWidth, m_pictureHeight, *codec);
    sums.decodeMs += decoding.elapsedMs();
    return received;
}

const TensorCoder &CodecTrial::coderFor(std::size_t index, const TensorInfo &info)
{
    auto order = std::string(orderName(info.order));
    for (const auto stride : info.strides)
        order.append(" ").append(std::to_string(stride));
    auto &mine = m_coders[index];
    if (const auto known = mine.find(order); known != mine.end())
        return known->second;
    const auto &name = m_entry.tensors[index].name;
    const auto constants = m_ready.constants.tensors.find(name);
    return mine
        .emplace(order,
            TensorCoder(info, m_ready.codec.of(name),
                constants == m_ready.constants.tensors.end() ? TensorConstants{} : constants->second))
        .first->second;
}

TensorValue CodecTrial::throughCoder(const TensorValue &value, const TensorCoder &coder, StudiedTensor &sums)
{
    const Stopwatch encoding;
    auto payload = coder.encode(value);
    std::vector<std::vector<std::uint8_t>> packed;
    if (const auto level = coder.codec().zstdLevel) {
        for (const auto &part : payload)
            packed.push_back(zstdCompress(*part.data, *level));
    }
    sums.encodeMs += encoding.elapsedMs();
    for (std::size_t i = 0; i < payload.size(); ++i)
        sums.bytes += static_cast<double>(packed.empty() ? payload[i].data->size() : packed[i].size());
    const Stopwatch decoding;
    for (std::size_t i = 0; i < packed.size(); ++i)
        payload[i].data = std::make_shared<const std::vector<std::uint8_t>>(
            zstdDecompress(packed[i].data(), packed[i].size(), payload[i].data->size()));
    auto received = coder.decode(payload);
    sums.decodeMs += decoding.elapsedMs();
    return received;
}

std::optional<std::vector<TensorValue>> CodecTrial::throughCodec(const std::vector<TensorValue> &crossing)
{
    std::vector<TensorValue> received;
    for (std::size_t i = 0; i < crossing.size(); ++i) {
        try {
            received.push_back(throughCoder(crossing[i], coderFor(i, crossing[i].info), m_entry.tensors[i]));
        } catch (const Failure &failure) {
            if (failure.code() != ErrorCode::InvalidArgument)
                throw;
            m_entry.impossible = whyOf(failure);
            return std::nullopt;
        }
    }
    return received;
}

StudyEntry CodecTrial::entry(int frames, const AnswerComparison::Findings &findings) const
{
    auto entry = m_entry;
    if (impossible() || frames == 0) {
        entry.tensors.clear();
        return entry;
    }
    entry.frames = frames;
    for (auto &tensor : entry.tensors) {
        for (auto *sum : {&tensor.bytes, &tensor.encodeMs, &tensor.decodeMs})
            *sum /= frames;
    }
    entry.agreement = findings.agreement;
    entry.losses = findings.losses;
    entry.accuracy = findings.accuracy;
    return entry;
}

} // namespace splitscope
