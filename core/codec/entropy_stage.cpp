// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/entropy_stage.h"

#include "core/graph/error.h"

#include <zstd.h>

#include <string>

namespace splitscope {

namespace {

[[noreturn]] void notAFrame(const std::string &why)
{
    throw Failure(ErrorCode::RequestInvalid, {{"why", "a compressed tensor cannot be unpacked: " + why + "."}});
}

} // namespace

std::vector<std::uint8_t> zstdCompress(const std::vector<std::uint8_t> &bytes, int level)
{
    std::vector<std::uint8_t> packed(ZSTD_compressBound(bytes.size()));
    const auto size = ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), level);
    if (ZSTD_isError(size) != 0)
        throw Failure(ErrorCode::Internal, {{"why", std::string("zstd: ") + ZSTD_getErrorName(size) + "."}});
    packed.resize(size);
    return packed;
}

std::vector<std::uint8_t> zstdDecompress(const void *bytes, std::size_t count, std::size_t size)
{
    const auto declared = ZSTD_getFrameContentSize(bytes, count);
    if (declared != size)
        notAFrame("it does not hold " + std::to_string(size) + " bytes");
    std::vector<std::uint8_t> plain(size);
    const auto written = ZSTD_decompress(plain.data(), plain.size(), bytes, count);
    if (ZSTD_isError(written) != 0)
        notAFrame(ZSTD_getErrorName(written));
    if (written != size)
        notAFrame("it is shorter than it says");
    return plain;
}

} // namespace splitscope
