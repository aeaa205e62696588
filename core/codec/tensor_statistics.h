// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/codec_constants.h"
#include "core/graph/tensor_info.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// What calibration learned about one tensor, channel by channel (channelAxis; positions are everything else).
struct TensorStatistics {
    std::string tensor; ///< LayerGraph::tensorName
    std::int64_t channels = 0;
    std::int64_t positions = 0; ///< that were seen, over all frames
    int frames = 0;
    std::vector<float> low, high; ///< by channel, over all finite values
    std::vector<float> mean;      ///< by channel
    /// Principal components of the channels at each position (Pearson, 1901): eigenvalues of their covariance, largest
    /// first, and eigenvectors, component by component, each of length 1 with its largest entry positive. Empty unless
    /// the collector was asked for them.
    std::vector<float> eigenvalues;
    std::vector<float> basis;
    std::vector<float> componentLow, componentHigh; ///< by component, of what was seen

    /// By component, what all but a share of what was seen at each end lies within.
    struct InnerRange {
        double share = 0.0;
        std::vector<float> low, high;
    };
    std::vector<InnerRange> innerRanges; ///< ascending by share

    /// The part of all variance that the first components explain, for 1, 2, ... all of them.
    std::vector<double> explained() const;
};

/// What `codec` needs to know of this tensor; empty where it needs nothing. Components of 6 bits and more span all that
/// was seen; with fewer, steps between codes cost more than ends that are cut off: 0.5 % at each end with 4 and 5 bits,
/// 2 % with fewer. Measured on seven cuts of the bundled model, a quarter of the components, held-out scenes: the whole
/// squared error is 1.5 % larger with 0.5 % cut off at 8 bits, 5 % less at 4; at 2 bits 60 % less with 2 % cut off.
/// Throws Failure (InvalidArgument): more components than channels, or fewer positions seen than components.
TensorConstants constantsFor(const TensorCodec &codec, const TensorStatistics &statistics);

/// Collects statistics of one tensor frame by frame. Values that are not finite are left out with their position.
class StatisticsCollector {
public:
    /// \param components whether principal components are wanted: C x C sums are kept
    /// \param seed of the choice of positions that component ranges are taken from, where there are too many to keep
    StatisticsCollector(std::string tensor, bool components, std::uint64_t seed = 0);
    ~StatisticsCollector();
    StatisticsCollector(StatisticsCollector &&) noexcept;
    StatisticsCollector &operator=(StatisticsCollector &&) noexcept;

    /// Always the same channels. Throws Failure (InvalidArgument) otherwise, or where the tensor is not floating point.
    void add(const TensorValue &value);

    /// Throws Failure (InvalidArgument) where nothing was added or nothing was finite.
    TensorStatistics finish() const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace splitscope
