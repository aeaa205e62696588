// SPDX-License-Identifier: GPL-3.0-or-later
// What codecs cost on one core, in GB/s of fp32 input, beside memcpy of the same tensor and, for components, beside the
// matrix product of the same shape. Processor time of the one thread, quickest of many runs: other programs disturb it
// little.
#include "core/codec/coder_modules_torch.h"
#include "core/codec/entropy_stage.h"
#include "core/codec/tensor_coder.h"
#include "core/codec/tensor_statistics.h"
#include "core/model/model.h"
#include "core/model/tensor_conversion.h"

#include <ctime>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace splitscope;

namespace {

constexpr double budgetSeconds = 0.25; ///< for each figure
constexpr int fewestRuns = 12;

double threadSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <typename Work>
double quickest(const Work &work)
{
    double best = std::numeric_limits<double>::infinity();
    const double first = threadSeconds();
    for (int i = 0; i < fewestRuns || threadSeconds() - first < budgetSeconds; ++i) {
        const double start = threadSeconds();
        work();
        best = std::min(best, threadSeconds() - start);
    }
    return best;
}

/// As after a ReLU: half zeros, neighbours alike, channels of different reach.
TensorValue activation(const TensorInfo &info)
{
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    auto tensor = at::empty(info.shape, at::kFloat);
    auto *values = tensor.data_ptr<float>();
    float smooth = 0.0F;
    for (std::int64_t i = 0; i < tensor.numel(); ++i) {
        smooth = 0.8F * smooth + normal(random);
        values[i] = std::max(0.0F, smooth);
    }
    return toCrossingValue(
        info.order == DimensionOrder::ChannelsLast ? tensor.contiguous(at::MemoryFormat::ChannelsLast) : tensor);
}

struct Rates {
    double encode = 0.0; ///< seconds, tensors in and out
    double decode = 0.0;
    double encodeValue = 0.0; ///< seconds, values in and out: as the wire has them
    double decodeValue = 0.0;
    std::vector<TensorValue> payload;
};

Rates measure(const TensorValue &value, const TensorCodec &codec, const TensorConstants &constants)
{
    const auto modules = coderModules(value.info, codec, constants);
    auto encode = modules.encode.get_method("forward");
    auto decode = modules.decode.get_method("forward");
    const TensorCoder coder(value.info, codec, constants);
    const c10::InferenceMode guard;
    const auto tensor = toTensor(value);
    const auto parts = encode({tensor}).toTupleRef().elements().vec();
    Rates rates;
    rates.encode = quickest([&] { encode({tensor}); });
    rates.decode = quickest([&] { decode(parts); });
    rates.payload = coder.encode(value);
    rates.encodeValue = quickest([&] { coder.encode(value); });
    rates.decodeValue = quickest([&] { coder.decode(rates.payload); });
    return rates;
}

double copySeconds(const TensorValue &value)
{
    std::vector<std::uint8_t> target(value.data->size());
    return quickest([&] { std::memcpy(target.data(), value.data->data(), target.size()); });
}

void printRow(const char *codec, double bytes, const Rates &rates, const std::string &more)
{
    const auto rate = [&](double seconds) { return bytes / seconds / 1e9; };
    std::printf("  %-18s %7.1f %7.1f %9.1f %7.1f   %s\n", codec, rate(rates.encode), rate(rates.decode),
        rate(rates.encodeValue), rate(rates.decodeValue), more.c_str());
}

/// Beside the product of the same matrices, as LibTorch multiplies them.
std::string besideProduct(const TensorValue &value, int components, const Rates &rates)
{
    const c10::InferenceMode guard;
    const auto tensor = toTensor(value);
    const auto channels = value.info.shape.at(1);
    const auto analysis = at::rand({components, channels});
    const bool last = value.info.order == DimensionOrder::ChannelsLast;
    const auto rows = last ? tensor.permute({0, 2, 3, 1}).reshape({-1, channels}) : tensor.view({channels, -1});
    const auto codes = last ? at::mm(rows, analysis.t()) : at::mm(analysis, rows);
    const double forward = quickest([&] { last ? at::mm(rows, analysis.t()) : at::mm(analysis, rows); });
    const double backward = quickest([&] { last ? at::mm(codes, analysis) : at::mm(analysis.t(), codes); });
    char text[80];
    std::snprintf(text, sizeof text, "%.0f and %.0f %% of the product's rate", 100.0 * forward / rates.encode,
        100.0 * backward / rates.decode);
    return text;
}

void measureTensor(const TensorInfo &info)
{
    const auto value = activation(info);
    const auto bytes = static_cast<double>(info.bytes());
    std::printf("%s %s, %.2f MB, memcpy %.1f GB/s\n", shapeText(info.shape).c_str(),
        std::string(orderName(value.info.order)).c_str(), bytes / 1e6, bytes / copySeconds(value) / 1e9);
    StatisticsCollector collector("t", true);
    collector.add(value);
    const auto statistics = collector.finish();
    const auto channels = static_cast<int>(info.shape.at(1));
    std::vector<std::string> codecs{
        "fp16", "bits:8", "bits:8/static", "bits:8/tensor", "bits:4", "bits:4/static", "bits:2", "bits:6", "bits:12"};
    for (const int part : {4, 8}) {
        if (channels >= 2 * part && info.elements() / channels >= channels / part)
            codecs.push_back("pca:" + std::to_string(channels / part) + "/8");
    }
    for (const auto &text : codecs) {
        const auto codec = tensorCodecFromText(text);
        const auto rates = measure(value, codec, constantsFor(codec, statistics));
        printRow(text.c_str(), bytes, rates,
            codec.kind == TensorCodec::Kind::Pca ? besideProduct(value, codec.components, rates) : "");
        if (text != "bits:8" && text != "bits:4")
            continue;
        const auto &codes = rates.payload.front();
        const auto packed = zstdCompress(*codes.data, 1);
        const auto size = static_cast<double>(codes.data->size());
        const double pack = quickest([&] { zstdCompress(*codes.data, 1); });
        const double unpack = quickest([&] { zstdDecompress(packed.data(), packed.size(), codes.data->size()); });
        std::printf("  %-18s %7.2f %7.2f   of codes, to %.0f %% of their bytes\n", "  +zstd:1", size / pack / 1e9,
            size / unpack / 1e9, 100.0 * static_cast<double>(packed.size()) / size);
    }
}

} // namespace

int main()
{
    setComputeThreads(1);
    std::printf("%u cores, one thread, GB/s of fp32 input, processor time\n", std::thread::hardware_concurrency());
    std::printf("  %-18s %7s %7s %9s %7s\n", "codec", "encode", "decode", "with its", "bytes");
    const auto last = DimensionOrder::ChannelsLast;
    const auto f32 = DType::Float32;
    for (const auto &info : std::vector<TensorInfo>{{{1, 16, 6, 8}}, {{1, 32, 96, 128}}, {{1, 32, 96, 128}, f32, last},
             {{1, 256, 24, 32}}, {{1, 256, 24, 32}, f32, last}, {{1, 16, 96, 128}, f32, last}, {{1, 960, 8, 7}},
             {{1, 960, 8, 7}, f32, last}, {{1, 64, 256, 256}}, {{1, 64, 256, 256}, f32, last}})
        measureTensor(info);
    return 0;
}
