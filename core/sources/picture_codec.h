// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/picture.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace splitscope {

/// A picture as it is sent whole instead of the model's input: brought to the model's size (bilinear, as prepareInput
/// does it), then `raw` (8 bits a channel, RGB, rows from the top), PNG, JPEG or WebP.
/// \param width, height of the model's input. Throws Failure (InvalidArgument) where the picture has no pixels or
/// cannot be written in that form (WebP holds 16383 a side).
std::vector<std::uint8_t> encodePicture(const Picture &picture, int width, int height, const PictureCodec &codec);

/// The most bytes that a picture of that size may come in: `raw` exactly these; the others twice the pixels and 64 KiB.
std::size_t mostPictureBytes(int width, int height, const PictureCodec &codec);

/// The picture again. The bytes come from a peer: kind, size and end are checked before pixels are allocated.
/// Throws Failure (RequestInvalid) where they are not a whole picture of that form, width and height.
Picture decodePicture(const std::uint8_t *bytes, std::size_t count, int width, int height, const PictureCodec &codec);

} // namespace splitscope
