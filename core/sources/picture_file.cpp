// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/picture_file.h"

#include "core/graph/error.h"
#include "core/sources/picture_conversion.h"

#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>

namespace splitscope {

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::array pictureSuffixes{".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".ppm", ".pgm"};
constexpr std::uintmax_t largestFile = 1'000'000'000;

[[noreturn]] void fail(const std::filesystem::path &file, const std::string &why)
{
    throw Failure(ErrorCode::SourceUnreadable, {{"source", file.string()}, {"why", why}});
}

Bytes readBytes(const std::filesystem::path &file)
{
    std::error_code problem;
    const auto size = std::filesystem::file_size(file, problem);
    if (problem)
        fail(file, problem.message() + ".");
    if (size > largestFile)
        fail(file, "It is larger than 1 GB.");
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        fail(file, std::string(std::strerror(errno)) + ".");
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string_view asText(const Bytes &bytes) { return {reinterpret_cast<const char *>(bytes.data()), bytes.size()}; }

/// Whether a JPEG ends with its end marker. Decoders accept one that does not, and paint the rest grey. The marker is
/// looked for behind the headers, because a thumbnail in there has an end marker of its own.
bool jpegIsCutShort(const Bytes &bytes)
{
    std::size_t at = 2;
    while (at + 4 <= bytes.size() && bytes[at] == 0xff && bytes[at + 1] != 0xda)
        at += 2 + 256U * bytes[at + 2] + bytes[at + 3];
    return at >= bytes.size() || asText(bytes).find("\xff\xd9", at) == std::string_view::npos;
}

/// Whether a BMP is shorter than its header says.
bool bmpIsCutShort(const Bytes &bytes)
{
    return bytes.size() < 6
        || bytes.size() < (bytes[2] | bytes[3] << 8U | bytes[4] << 16U | std::size_t{bytes[5]} << 24U);
}

/// Asked before decoding: several decoders write to stderr when they meet the end.
bool isCutShort(const Bytes &bytes)
{
    const auto text = asText(bytes);
    if (text.starts_with("BM"))
        return bmpIsCutShort(bytes);
    if (text.starts_with("\xff\xd8"))
        return jpegIsCutShort(bytes);
    if (text.starts_with("\x89PNG"))
        return text.find("IEND") == std::string_view::npos;
    return false;
}

} // namespace

bool hasPictureName(const std::filesystem::path &file)
{
    std::string suffix = file.extension().string();
    std::transform(suffix.begin(), suffix.end(), suffix.begin(),
        [](char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; });
    return std::find(pictureSuffixes.begin(), pictureSuffixes.end(), suffix) != pictureSuffixes.end();
}

bool looksLikePicture(const std::filesystem::path &file)
{
    try {
        return cv::haveImageReader(file.string());
    } catch (const cv::Exception &) {
        return false;
    }
}

Picture readPictureFile(const std::filesystem::path &file)
{
    const Bytes bytes = readBytes(file);
    if (bytes.empty())
        fail(file, "It is empty.");
    if (isCutShort(bytes))
        fail(file, "It is cut short. Copy it again.");
    try {
        const cv::Mat mat = cv::imdecode(bytes, cv::IMREAD_COLOR);
        if (!mat.empty())
            return pictureFromMat(mat);
    } catch (const cv::Exception &) {
        // What OpenCV says here speaks of its own source lines; the sentence below serves a person better.
    }
    fail(file, "It is not a picture that can be decoded.");
}

} // namespace splitscope
