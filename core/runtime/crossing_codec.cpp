// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/crossing_codec.h"

#include "core/codec/tensor_coder.h"
#include "core/graph/codec_payload.h"
#include "core/graph/error.h"
#include "core/model/dimension_order.h"
#include "core/runtime/constant_tensors.h"
#include "core/sources/frame_source.h"
#include "core/sources/picture_codec.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <utility>

namespace splitscope {

namespace {

constexpr const char *pictureSuffix = ":picture";

// Of one tensor: more dimension orders than a head's executions give.
constexpr std::size_t maxCoders = 4;

[[noreturn]] void refuse(std::string why) { throw Failure(ErrorCode::RequestInvalid, {{"why", std::move(why)}}); }

/// The value in the order in which an exported tail takes it.
TensorValue inOrderOf(const TensorInfo &plan, const TensorValue &value)
{
    auto ordered = plan.order == DimensionOrder::ChannelsLast ? channelsLast(value) : rowMajor(value);
    ordered.info = plan;
    return ordered;
}

NamedTensor bytesTensor(std::string name, Shape shape, std::vector<std::uint8_t> bytes)
{
    return {std::move(name),
        {{std::move(shape), DType::UInt8}, std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes))}};
}

/// One tensor that crosses.
class Crossing {
public:
    Crossing(std::string name, TensorInfo info, const TensorCodec &codec, TensorConstants constants)
        : m_name(std::move(name))
        , m_info(std::move(info))
        , m_codec(codec)
        , m_constants(std::move(constants))
        , m_asItIs(leavesAsItIs(m_info, codec))
        , m_parts(payloadOf(m_info, codec))
    {
    }

    std::size_t parts() const { return m_parts.size(); }

    void expect(std::vector<ExpectedTensor> &wire) const
    {
        for (const auto &part : m_parts) {
            ExpectedTensor expected{m_name + part.suffix, part.info};
            expected.codes = isCodes(part);
            if (part.suffix.empty()) {
                expected.info.order = m_info.order;
                expected.info.strides = m_info.strides;
            }
            wire.push_back(std::move(expected));
        }
    }

    void encode(const TensorValue &given, bool foreign, std::vector<NamedTensor> &out)
    {
        const auto value = foreign && !m_asItIs ? inOrderOf(m_info, given) : given;
        const auto payload = m_asItIs ? std::vector{value} : coderFor(value.info).encode(value);
        for (std::size_t i = 0; i < payload.size(); ++i) {
            NamedTensor part{m_name + m_parts[i].suffix, payload[i]};
            if (isCodes(m_parts[i]) && value.info.order != m_info.order)
                part.codesOrder = value.info.order;
            if (m_codec.zstdLevel && !foreign)
                packTensor(part, *m_codec.zstdLevel);
            out.push_back(std::move(part));
        }
    }

    /// \param first of this tensor's parts
    TensorValue decode(const TensorValue *first)
    {
        if (m_asItIs)
            return *first;
        auto info = m_info;
        info.order = first->info.order;
        info.strides = first->info.strides;
        if (info.order == DimensionOrder::ChannelsLast && info.shape.size() != 4)
            refuse("tensor " + m_name + " is not four-dimensional, so it cannot be channels_last");
        auto &coder = coderFor(info);
        std::vector<TensorValue> payload(first, first + m_parts.size());
        payload.front().info = coder.payload().front().info; // checked but for the order, which was the tensor's
        return coder.decode(payload);
    }

private:
    /// Codes have a shape of their own; a tensor that stays one keeps its shape.
    bool isCodes(const PayloadPart &part) const
    {
        return part.suffix.empty() && !m_asItIs && m_codec.kind != TensorCodec::Kind::Fp16;
    }

    TensorCoder &coderFor(const TensorInfo &info)
    {
        const auto it =
            std::find_if(m_coders.begin(), m_coders.end(), [&](const auto &coder) { return coder.tensor() == info; });
        if (it != m_coders.end()) {
            m_coders.splice(m_coders.begin(), m_coders, it);
            return m_coders.front();
        }
        m_coders.emplace_front(info, m_codec, m_constants);
        if (m_coders.size() > maxCoders)
            m_coders.pop_back();
        return m_coders.front();
    }

    std::string m_name;
    TensorInfo m_info;
    TensorCodec m_codec;
    TensorConstants m_constants;
    bool m_asItIs;
    std::vector<PayloadPart> m_parts;
    std::list<TensorCoder> m_coders; ///< most recently used first
};

/// The picture in place of the model's input.
class CrossingPicture {
public:
    CrossingPicture(std::string name, InputSpec spec, const PictureCodec &codec)
        : m_name(std::move(name) + pictureSuffix)
        , m_spec(std::move(spec))
        , m_codec(codec)
        , m_width(static_cast<int>(m_spec.info.shape.at(3)))
        , m_height(static_cast<int>(m_spec.info.shape.at(2)))
    {
    }

    ExpectedTensor expected() const
    {
        ExpectedTensor expected{m_name, {rawShape(), DType::UInt8}};
        if (m_codec.kind != PictureCodec::Kind::Raw)
            expected.mostElements = static_cast<std::int64_t>(mostPictureBytes(m_width, m_height, m_codec));
        return expected;
    }

    NamedTensor encode(const Picture &picture) const
    {
        auto bytes = encodePicture(picture, m_width, m_height, m_codec);
        const auto count = static_cast<std::int64_t>(bytes.size());
        return bytesTensor(
            m_name, m_codec.kind == PictureCodec::Kind::Raw ? rawShape() : Shape{count}, std::move(bytes));
    }

    TensorValue decode(const TensorValue &received) const
    {
        const auto &bytes = *received.data;
        return prepareInput(decodePicture(bytes.data(), bytes.size(), m_width, m_height, m_codec), m_spec);
    }

private:
    Shape rawShape() const { return {m_height, m_width, 3}; }

    std::string m_name;
    InputSpec m_spec;
    PictureCodec m_codec;
    int m_width;
    int m_height;
};

} // namespace

struct CrossingCodec::Data {
    FittedCodec fitted;
    std::vector<ExpectedTensor> wire;
    std::vector<Crossing> tensors; ///< in the order in which they cross, without the picture
    std::optional<CrossingPicture> picture;
    std::size_t picturePlace = 0; ///< among what crosses
    std::mutex mutex;             ///< guards the coders
};

CrossingCodec::CrossingCodec(
    std::shared_ptr<const Model> model, const Cut &cut, const Codec &codec, const CodecConstants *constants)
    : m_data(std::make_unique<Data>())
{
    const auto &graph = model->graph();
    const auto &metadata = model->metadata();
    m_data->fitted = fitCodec(graph, metadata, cut, codec, constants);
    expectedConstants(constantSizes(graph, cut, m_data->fitted.codec)); // refuses what no edge would take
    const auto &fitted = m_data->fitted;
    const TensorRef pictureTensor{TensorRef::input, pictureInput(metadata).value_or(0)};
    for (const auto &tensor : crossingTensors(graph, cut)) {
        const auto name = graph.tensorName(tensor);
        if (fitted.codec.picture && tensor == pictureTensor) {
            m_data->picturePlace = m_data->tensors.size();
            m_data->picture.emplace(
                name, metadata.inputs.at(static_cast<std::size_t>(tensor.port)), *fitted.codec.picture);
            m_data->wire.push_back(m_data->picture->expected());
            continue;
        }
        const auto own = fitted.constants.tensors.find(name);
        m_data->tensors.emplace_back(name, graph.info(tensor), fitted.codec.picture ? TensorCodec{} : codec.of(name),
            own == fitted.constants.tensors.end() ? TensorConstants{} : own->second);
        m_data->tensors.back().expect(m_data->wire);
    }
}

CrossingCodec::~CrossingCodec() = default;

const Codec &CrossingCodec::codec() const { return m_data->fitted.codec; }

const CodecConstants &CrossingCodec::constants() const { return m_data->fitted.constants; }

bool CrossingCodec::sendsPictureAlone() const { return m_data->picture.has_value() && m_data->tensors.empty(); }

const std::vector<ExpectedTensor> &CrossingCodec::wire() const { return m_data->wire; }

std::vector<NamedTensor> CrossingCodec::encode(
    const std::vector<TensorValue> &crossing, const Picture &picture, bool foreign) const
{
    const std::lock_guard lock(m_data->mutex);
    auto &tensors = m_data->tensors;
    const bool sendsPicture = m_data->picture.has_value();
    std::vector<NamedTensor> out;
    for (std::size_t i = 0; i < tensors.size() + (sendsPicture ? 1 : 0); ++i) {
        if (sendsPicture && i == m_data->picturePlace)
            out.push_back(m_data->picture->encode(picture));
        else
            tensors[i - (sendsPicture && i > m_data->picturePlace ? 1 : 0)].encode(crossing.at(i), foreign, out);
    }
    return out;
}

std::vector<TensorValue> CrossingCodec::decode(const std::vector<TensorValue> &received) const
{
    const std::lock_guard lock(m_data->mutex);
    auto &tensors = m_data->tensors;
    const auto *next = received.data();
    std::vector<TensorValue> crossing;
    for (std::size_t i = 0; i <= tensors.size(); ++i) {
        if (m_data->picture && i == m_data->picturePlace)
            crossing.push_back(m_data->picture->decode(*next++));
        if (i == tensors.size())
            break;
        crossing.push_back(tensors[i].decode(next));
        next += tensors[i].parts();
    }
    return crossing;
}

} // namespace splitscope
