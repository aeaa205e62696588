// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/tensor_statistics.h"

#include "core/graph/error.h"

#include <algorithm>
#include <numeric>

namespace splitscope {

namespace {

[[noreturn]] void unusable(const TensorCodec &codec, const std::string &why)
{
    throw Failure(ErrorCode::InvalidArgument, {{"what", "The codec " + codec.text()}, {"why", why}});
}

TensorConstants rangeConstants(const TensorCodec &codec, const TensorStatistics &statistics)
{
    if (!codec.perTensor)
        return {statistics.low, statistics.high, {}, {}};
    return {{*std::min_element(statistics.low.begin(), statistics.low.end())},
        {*std::max_element(statistics.high.begin(), statistics.high.end())}, {}, {}};
}

/// At each end of a component's range.
double shareCutOff(int bits)
{
    constexpr int wide = 6;
    constexpr int narrow = 4;
    if (bits >= wide)
        return 0.0;
    return bits >= narrow ? 0.005 : 0.02;
}

TensorConstants componentConstants(const TensorCodec &codec, const TensorStatistics &statistics)
{
    const auto kept = static_cast<std::ptrdiff_t>(codec.components);
    if (kept > statistics.channels)
        unusable(codec, statistics.tensor + " has only " + std::to_string(statistics.channels) + " channels.");
    if (statistics.positions < kept)
        unusable(codec,
            "calibration saw only " + std::to_string(statistics.positions) + " positions of " + statistics.tensor
                + ". Calibrate with more frames.");
    if (statistics.basis.empty())
        unusable(codec, "calibration of " + statistics.tensor + " did not look for its components.");
    const auto first = [](const std::vector<float> &values, std::ptrdiff_t count) {
        return std::vector<float>(values.begin(), values.begin() + count);
    };
    const auto *low = &statistics.componentLow;
    const auto *high = &statistics.componentHigh;
    for (const auto &inner : statistics.innerRanges) {
        if (inner.share <= shareCutOff(codec.bits)) {
            low = &inner.low;
            high = &inner.high;
        }
    }
    return {first(*low, kept), first(*high, kept), statistics.mean,
        first(statistics.basis, kept * static_cast<std::ptrdiff_t>(statistics.channels))};
}

} // namespace

std::vector<double> TensorStatistics::explained() const
{
    std::vector<double> sums;
    double sum = 0.0;
    for (const auto value : eigenvalues)
        sums.push_back(sum += value);
    for (auto &value : sums)
        value = sum > 0.0 ? value / sum : 1.0;
    return sums;
}

TensorConstants constantsFor(const TensorCodec &codec, const TensorStatistics &statistics)
{
    if (!codec.needsCalibration())
        return {};
    return codec.kind == TensorCodec::Kind::Pca ? componentConstants(codec, statistics)
                                                : rangeConstants(codec, statistics);
}

} // namespace splitscope
