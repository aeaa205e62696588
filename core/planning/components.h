// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>

namespace splitscope {

/// What a cut costs, before a context gives it a price: quantities that add up over layers and crossing tensors.
enum class Component {
    DeviceMs,      ///< preparing the picture, layers, reducing outputs there
    EncodeMs,      ///< on the device
    EdgeMs,        ///< decoding, layers, reducing outputs there
    UplinkBytes,   ///< payload
    UplinkTensors, ///< each costs framing
    DownlinkBytes,
    DownlinkTensors,
    DeviceWeightBytes, ///< fp32
};

inline constexpr std::size_t componentCount = 8;

using Components = std::array<double, componentCount>;

inline double &at(Components &components, Component which) { return components[static_cast<std::size_t>(which)]; }
inline double at(const Components &components, Component which) { return components[static_cast<std::size_t>(which)]; }

inline void add(Components &sum, const Components &more)
{
    for (std::size_t i = 0; i < componentCount; ++i)
        sum[i] += more[i];
}

inline double dot(const Components &a, const Components &b)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < componentCount; ++i)
        sum += a[i] * b[i];
    return sum;
}

} // namespace splitscope
