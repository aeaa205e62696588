// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan_setup/codec_timer.h"

#include "core/codec/entropy_stage.h"
#include "core/codec/tensor_coder.h"
#include "core/graph/codec_payload.h"
#include "core/graph/error.h"
#include "core/profile/stopwatch.h"

#include <algorithm>
#include <random>
#include <vector>

namespace splitscope {

namespace {

constexpr int warmUps = 2; ///< TorchScript optimises what it runs at its second run
constexpr int runs = 5;

/// Something of the right size; what it says changes no time.
TensorConstants madeUp(const TensorInfo &tensor, const TensorCodec &codec)
{
    TensorConstants constants;
    if (!codec.needsCalibration())
        return constants;
    const auto channels = static_cast<std::size_t>(channelsOf(tensor.shape));
    if (codec.kind == TensorCodec::Kind::Bits) {
        const auto ranges = codec.perTensor ? 1 : channels;
        constants.low.assign(ranges, -1.0F);
        constants.high.assign(ranges, 1.0F);
        return constants;
    }
    const auto components = static_cast<std::size_t>(codec.components);
    constants.mean.assign(channels, 0.0F);
    constants.low.assign(components, -1.0F);
    constants.high.assign(components, 1.0F);
    constants.basis.assign(components * channels, 0.0F);
    for (std::size_t k = 0; k < components; ++k)
        constants.basis[k * channels + k % channels] = 1.0F;
    return constants;
}

TensorValue seededValue(const TensorInfo &info)
{
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(info.bytes()));
    if (info.dtype == DType::Float32) {
        std::mt19937 engine(1);
        auto *values = reinterpret_cast<float *>(bytes.data());
        for (std::size_t i = 0; i < bytes.size() / sizeof(float); ++i)
            values[i] = static_cast<float>(engine() % 2048) / 1024.0F - 1.0F;
    }
    return {info, std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes))};
}

double median(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

TensorCost measured(const TensorInfo &tensor, const TensorCodec &codec)
{
    TensorCost cost{static_cast<double>(payloadBytes(tensor, codec)), 0.0, 0.0};
    const bool passesThrough = payloadOf(tensor, codec).front().info == tensor;
    if (passesThrough && !codec.zstdLevel)
        return cost;
    const TensorCoder coder(tensor, codec, madeUp(tensor, codec));
    const auto value = seededValue(tensor);
    std::vector<double> encoding;
    std::vector<double> decoding;
    for (int run = 0; run < warmUps + runs; ++run) {
        const Stopwatch encoder;
        auto payload = coder.encode(value);
        std::vector<std::vector<std::uint8_t>> packed;
        for (const auto &part : payload) {
            if (codec.zstdLevel)
                packed.push_back(zstdCompress(*part.data, *codec.zstdLevel));
        }
        const double encodeMs = encoder.elapsedMs();
        const Stopwatch decoder;
        for (std::size_t i = 0; i < packed.size(); ++i)
            payload[i].data = std::make_shared<const std::vector<std::uint8_t>>(
                zstdDecompress(packed[i].data(), packed[i].size(), payload[i].data->size()));
        coder.decode(payload);
        if (run >= warmUps) {
            encoding.push_back(encodeMs);
            decoding.push_back(decoder.elapsedMs());
        }
    }
    cost.encodeMs = median(std::move(encoding));
    cost.decodeMs = median(std::move(decoding));
    return cost;
}

std::string keyOf(const TensorInfo &tensor, const TensorCodec &codec)
{
    return shapeText(tensor.shape) + " " + std::string(dtypeName(tensor.dtype)) + " "
        + std::string(orderName(tensor.order)) + " " + codec.text();
}

} // namespace

TensorCost CodecTimer::of(const TensorInfo &tensor, const TensorCodec &codec)
{
    const auto key = keyOf(tensor, codec);
    if (const auto known = m_known.find(key); known != m_known.end())
        return known->second;
    if (codec.kind == TensorCodec::Kind::Pca && codec.components > channelsOf(tensor.shape))
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The codec " + codec.text()},
                {"why", "the tensor has " + std::to_string(channelsOf(tensor.shape)) + " channels."}});
    return m_known.emplace(key, measured(tensor, codec)).first->second;
}

CodecCosts codecCosts(const LayerGraph &graph, const Codec &codec, CodecTimer &timer)
{
    const auto costOf = [&](const TensorRef &tensor) -> TensorCost {
        const auto &info = graph.info(tensor);
        const auto &own = codec.of(graph.tensorName(tensor));
        try {
            return timer.of(info, own);
        } catch (const Failure &failure) {
            if (failure.code() != ErrorCode::InvalidArgument)
                throw;
            return {cannotCrossBytes, 0.0, 0.0};
        }
    };
    auto plain = codec;
    plain.constants.clear();
    CodecCosts costs;
    costs.name = plain.text();
    costs.lossless = codec.lossless();
    costs.source = "bytes by shape, times measured here";
    for (std::size_t i = 0; i < graph.inputs().size(); ++i)
        costs.inputs.push_back(costOf({TensorRef::input, static_cast<int>(i)}));
    for (int layer = 0; layer < graph.size(); ++layer) {
        auto &ports = costs.outputs.emplace_back();
        for (std::size_t port = 0; port < graph.layer(layer).outputs.size(); ++port)
            ports.push_back(costOf({layer, static_cast<int>(port)}));
    }
    return costs;
}

} // namespace splitscope
