// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace splitscope {

/// An 8-bit RGB picture, interleaved, rows from the top, no padding: pixel (x, y) starts at `rgb[3 * (y * width + x)]`.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;

    bool empty() const { return width <= 0 || height <= 0; }
    bool operator==(const Picture &) const = default;
};

} // namespace splitscope
