// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace splitscope {

/// The lossless stage after a codec: one zstd frame for each payload tensor's bytes.

/// \param level 1..19
std::vector<std::uint8_t> zstdCompress(const std::vector<std::uint8_t> &bytes, int level);

/// \param size of the original, known beforehand: never more is allocated or written. Throws Failure (RequestInvalid)
/// where the bytes are no zstd frame of exactly that size.
std::vector<std::uint8_t> zstdDecompress(const void *bytes, std::size_t count, std::size_t size);

} // namespace splitscope
