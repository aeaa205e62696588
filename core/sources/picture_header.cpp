// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/picture_header.h"

#include <string_view>

namespace splitscope {

namespace {

using namespace std::string_view_literals;

constexpr int mostPixelsASide = 65535;

class Bytes {
public:
    Bytes(const std::uint8_t *bytes, std::size_t count)
        : m_text(reinterpret_cast<const char *>(bytes), count)
    {
    }

    std::size_t size() const { return m_text.size(); }
    std::uint32_t at(std::size_t place) const { return static_cast<std::uint8_t>(m_text[place]); }
    std::uint32_t big16(std::size_t place) const { return at(place) << 8U | at(place + 1); }
    std::uint32_t big32(std::size_t place) const { return big16(place) << 16U | big16(place + 2); }
    std::uint32_t little16(std::size_t place) const { return at(place) | at(place + 1) << 8U; }
    std::uint32_t little32(std::size_t place) const { return little16(place) | little16(place + 2) << 16U; }
    bool has(std::size_t place, std::string_view what) const
    {
        return m_text.size() >= place + what.size() && m_text.substr(place, what.size()) == what;
    }
    bool endsWith(std::string_view what) const { return m_text.ends_with(what); }

private:
    std::string_view m_text;
};

std::optional<PictureSize> sizeOf(std::uint32_t width, std::uint32_t height)
{
    if (width == 0 || height == 0 || width > mostPixelsASide || height > mostPixelsASide)
        return std::nullopt;
    return PictureSize{static_cast<int>(width), static_cast<int>(height)};
}

std::optional<PictureSize> pngSize(const Bytes &bytes)
{
    constexpr auto start = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv;
    constexpr auto end = "\0\0\0\0IEND\xae"
                         "B`\x82"sv;
    if (!bytes.has(0, start) || bytes.size() < 33 + end.size() || !bytes.endsWith(end))
        return std::nullopt;
    return sizeOf(bytes.big32(16), bytes.big32(20));
}

/// Frame headers are the markers 0xC0 to 0xCF but for tables (C4), extensions (C8) and arithmetic conditioning (CC).
bool isFrameHeader(std::uint32_t marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

std::optional<PictureSize> jpegSize(const Bytes &bytes)
{
    if (!bytes.has(0, "\xff\xd8"sv) || !bytes.endsWith("\xff\xd9"sv))
        return std::nullopt;
    std::size_t at = 2;
    while (at + 9 <= bytes.size() && bytes.at(at) == 0xff) {
        const auto marker = bytes.at(at + 1);
        if (isFrameHeader(marker))
            return sizeOf(bytes.big16(at + 7), bytes.big16(at + 5));
        if (marker == 0xda || bytes.big16(at + 2) < 2)
            return std::nullopt;
        at += 2 + bytes.big16(at + 2);
    }
    return std::nullopt;
}

std::optional<PictureSize> webpSize(const Bytes &bytes)
{
    constexpr std::size_t headerSize = 30;
    if (bytes.size() < headerSize || !bytes.has(0, "RIFF"sv) || !bytes.has(8, "WEBP"sv)
        || bytes.little32(4) != bytes.size() - 8)
        return std::nullopt;
    constexpr std::uint32_t fourteenBits = 0x3fff;
    if (bytes.has(12, "VP8 "sv) && bytes.has(23, "\x9d\x01\x2a"sv))
        return sizeOf(bytes.little16(26) & fourteenBits, bytes.little16(28) & fourteenBits);
    if (bytes.has(12, "VP8L"sv) && bytes.has(20, "\x2f"sv)) {
        const auto packed = bytes.little32(21);
        return sizeOf((packed & fourteenBits) + 1, (packed >> 14U & fourteenBits) + 1);
    }
    return std::nullopt;
}

} // namespace

std::optional<PictureSize> pictureSize(const std::uint8_t *bytes, std::size_t count, PictureCodec::Kind kind)
{
    const Bytes all(bytes, count);
    switch (kind) {
    case PictureCodec::Kind::Raw:
        break;
    case PictureCodec::Kind::Png:
        return pngSize(all);
    case PictureCodec::Kind::Jpeg:
        return jpegSize(all);
    case PictureCodec::Kind::WebP:
        return webpSize(all);
    }
    return std::nullopt;
}

} // namespace splitscope
