// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace splitscope {

/// Width and height in pixels.
struct PictureSize {
    int width = 0;
    int height = 0;

    bool operator==(const PictureSize &) const = default;
};

/// What an encoded picture's header says of its size, read without decoding: PNG (RFC 2083, IHDR), JPEG (ITU-T T.81,
/// the frame header), WebP (RFC 9649, simple file format). Nothing where the bytes are not that kind, or do not end as
/// a whole file of it does.
std::optional<PictureSize> pictureSize(const std::uint8_t *bytes, std::size_t count, PictureCodec::Kind kind);

} // namespace splitscope
