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

    /// The part of all variance that the first components explain, for 1, 2, ... all of them.
    std::vector<double> explained() const;
};

/// What `codec` needs to know of this tensor; empty where it needs nothing. Throws Failure (InvalidArgument): more
/// components than channels, or fewer positions seen than components.
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
