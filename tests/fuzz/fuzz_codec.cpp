// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes decoders: what came over a link, and numbers of every kind.
#include "tests/fuzz/decisions.h"
#include "tests/fuzz/fuzz_driver.h"

#include "core/codec/entropy_stage.h"
#include "core/codec/tensor_coder.h"
#include "core/graph/error.h"

#include <array>
#include <cstring>
#include <map>

namespace splitscope::fuzz {

namespace {

constexpr std::size_t plainSize = 5000;

const std::array tensors{TensorInfo{{1, 6, 5, 7}, DType::Float32, DimensionOrder::ChannelsLast},
    TensorInfo{{2, 6, 3, 5}, DType::Float16}, TensorInfo{{1, 9, 6}, DType::Float64}, TensorInfo{{17}},
    TensorInfo{{1, 0, 3, 3}}, TensorInfo{{3, 4}, DType::Int32},
    TensorInfo{{1, 6, 2, 4}, DType::Float32, DimensionOrder::Strided, {48, 8, 1, 2}}};

constexpr std::array codecs{"none", "fp16", "bits:8", "bits:1", "bits:4/tensor", "bits:7", "bits:16", "bits:11",
    "bits:5/static", "bits:8/tensor/static", "pca:4/8", "pca:1/3"};

/// As calibration would give them, so that every codec that fits a tensor can be made.
TensorConstants constantsOf(const TensorInfo &tensor, const TensorCodec &codec)
{
    const bool components = codec.kind == TensorCodec::Kind::Pca;
    const auto channels = static_cast<std::size_t>(channelsOf(tensor.shape));
    const auto ranges = components ? static_cast<std::size_t>(codec.components)
                                   : static_cast<std::size_t>(rangesOf(tensor.shape, codec));
    TensorConstants constants{std::vector<float>(ranges, -1.0F), std::vector<float>(ranges, 2.0F), {}, {}};
    if (components) {
        constants.mean.assign(channels, 0.5F);
        constants.basis.assign(ranges * channels, 0.25F);
    }
    return constants;
}

/// Null where the codec does not fit.
const TensorCoder *coderOf(std::size_t tensor, std::size_t codec)
{
    static std::map<std::pair<std::size_t, std::size_t>, std::optional<TensorCoder>> made;
    auto &entry = made[{tensor, codec}];
    if (!entry) {
        const auto own = tensorCodecFromText(codecs[codec]);
        if (own.components > channelsOf(tensors[tensor].shape))
            return nullptr;
        entry.emplace(tensors[tensor], own, constantsOf(tensors[tensor], own));
    }
    return &*entry;
}

const TensorCoder *chosenCoder(Decisions &decisions)
{
    const auto tensor = static_cast<std::size_t>(decisions.below(tensors.size()));
    return coderOf(tensor, static_cast<std::size_t>(decisions.below(codecs.size())));
}

TensorValue valueOf(const TensorInfo &info, std::size_t bytes, Decisions &decisions)
{
    std::vector<std::uint8_t> content(bytes);
    for (auto &byte : content)
        byte = decisions.byte();
    return {info, std::make_shared<const std::vector<std::uint8_t>>(std::move(content))};
}

/// One of the ways in which a payload can be wrong; 0 is none.
void spoil(std::vector<TensorValue> &payload, int way, Decisions &decisions)
{
    auto &part = payload[static_cast<std::size_t>(decisions.byte()) % payload.size()];
    switch (way) {
    case 1:
        payload.push_back(part);
        break;
    case 7:
        payload.pop_back();
        break;
    case 2:
        part.info.shape.push_back(decisions.number());
        break;
    case 3:
        part.info.dtype = static_cast<DType>(decisions.below(10));
        break;
    case 4:
        part.info.order = static_cast<DimensionOrder>(decisions.below(3));
        break;
    case 5:
        part = valueOf(part.info, static_cast<std::size_t>(decisions.byte()), decisions);
        break;
    case 6:
        part.data = nullptr;
        break;
    default:
        break;
    }
}

void checkDecoded(const TensorCoder &coder, const TensorValue &decoded)
{
    require(decoded.info == coder.tensor(), "decoded to another tensor");
    require(static_cast<std::int64_t>(decoded.data->size()) == decoded.info.bytes(), "decoded to another size");
}

void decodePayload(const std::string &bytes)
{
    Decisions decisions(bytes);
    const auto *coder = chosenCoder(decisions);
    if (coder == nullptr)
        return;
    const int way = decisions.below(12);
    std::vector<TensorValue> payload;
    for (const auto &part : coder->payload())
        payload.push_back(valueOf(part.info, static_cast<std::size_t>(part.info.bytes()), decisions));
    spoil(payload, way, decisions);
    checkDecoded(*coder, coder->decode(payload));
}

void encodeNumbers(const std::string &bytes)
{
    Decisions decisions(bytes);
    const auto *coder = chosenCoder(decisions);
    if (coder == nullptr)
        return;
    const auto &info = coder->tensor();
    const auto payload = coder->encode(valueOf(info, static_cast<std::size_t>(info.bytes()), decisions));
    require(payload.size() == coder->payload().size(), "a payload has other parts than it says");
    for (std::size_t i = 0; i < payload.size(); ++i)
        require(payload[i].info == coder->payload()[i].info
                && static_cast<std::int64_t>(payload[i].data->size()) == payload[i].info.bytes(),
            "a part of a payload is another than it says");
    checkDecoded(*coder, coder->decode(payload));
}

void unpack(const std::string &bytes)
{
    const auto plain = zstdDecompress(bytes.data(), bytes.size(), plainSize);
    require(plain.size() == plainSize, "unpacked to another size");
    const auto again = zstdCompress(plain, 3);
    require(zstdDecompress(again.data(), again.size(), plainSize) == plain, "packing changes what is packed");
}

std::string packedSeed(int step, int level)
{
    std::vector<std::uint8_t> plain(plainSize);
    for (std::size_t i = 0; i < plain.size(); ++i)
        plain[i] = static_cast<std::uint8_t>(step == 0 ? 0 : i * i / static_cast<std::size_t>(step));
    const auto packed = zstdCompress(plain, level);
    return {packed.begin(), packed.end()};
}

std::vector<FuzzTarget> codecTargets()
{
    std::string many;
    for (int i = 0; i < 3000; ++i)
        many += static_cast<char>(i * 61 + i / 5);
    std::vector<std::string> starts;
    for (std::size_t tensor = 0; tensor < tensors.size(); ++tensor) {
        for (std::size_t codec = 0; codec < codecs.size(); ++codec)
            starts.push_back(std::string{static_cast<char>(tensor), static_cast<char>(codec), 0} + many.substr(0, 300));
    }
    const std::string infinity("\0\0\x80\x7f", 4);
    return {{"payload", starts, {infinity}, decodePayload},
        {"numbers", starts, {infinity, "\xff\xff\xff\x7f"}, encodeNumbers},
        {"zstd", {packedSeed(0, 1), packedSeed(7, 1), packedSeed(1, 19)}, {"\x28\xb5\x2f\xfd"}, unpack}};
}

} // namespace

} // namespace splitscope::fuzz

int main(int argc, char **argv) { return splitscope::fuzz::fuzzMain(argc, argv, splitscope::fuzz::codecTargets()); }
