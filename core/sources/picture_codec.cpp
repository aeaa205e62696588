// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/picture_codec.h"

#include "core/graph/error.h"
#include "core/sources/picture_conversion.h"
#include "core/sources/picture_header.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <string>

namespace splitscope {

namespace {

struct Writing {
    const char *extension;
    std::vector<int> parameters;
};

Writing writingOf(const PictureCodec &codec)
{
    switch (codec.kind) {
    case PictureCodec::Kind::Jpeg:
        return {".jpg", {cv::IMWRITE_JPEG_QUALITY, codec.quality}};
    case PictureCodec::Kind::WebP:
        return {".webp", {cv::IMWRITE_WEBP_QUALITY, codec.quality}};
    case PictureCodec::Kind::Raw:
    case PictureCodec::Kind::Png:
        break;
    }
    return {".png", {}};
}

[[noreturn]] void cannotEncode(const PictureCodec &codec, const std::string &why)
{
    throw Failure(ErrorCode::InvalidArgument, {{"what", "The codec " + codec.text()}, {"why", why}});
}

[[noreturn]] void refuse(const PictureCodec &codec, const std::string &why)
{
    throw Failure(
        ErrorCode::RequestInvalid, {{"why", "a picture that should come as " + codec.text() + " " + why + "."}});
}

std::string sizeText(int width, int height) { return std::to_string(width) + "x" + std::to_string(height); }

cv::Mat decoded(const std::uint8_t *bytes, std::size_t count)
{
    // Neither written to nor kept.
    const cv::Mat code(1, static_cast<int>(count), CV_8UC1, const_cast<std::uint8_t *>(bytes));
    try {
        return cv::imdecode(code, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
    } catch (const cv::Exception &) {
        return {}; // what OpenCV says speaks of its own source lines
    }
}

} // namespace

std::vector<std::uint8_t> encodePicture(const Picture &picture, int width, int height, const PictureCodec &codec)
{
    if (picture.empty() || picture.rgb.size() != std::size_t{3} * picture.width * picture.height)
        cannotEncode(codec, "the picture has no pixels.");
    cv::Mat rgb(picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t *>(picture.rgb.data()));
    if (rgb.cols != width || rgb.rows != height) {
        cv::Mat resized;
        cv::resize(rgb, resized, cv::Size(width, height), 0, 0, cv::INTER_LINEAR);
        rgb = resized;
    }
    if (codec.kind == PictureCodec::Kind::Raw)
        return {rgb.data, rgb.data + 3 * rgb.total()};
    cv::Mat bgr;
    cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
    const auto writing = writingOf(codec);
    std::vector<std::uint8_t> code;
    try {
        if (cv::imencode(writing.extension, bgr, code, writing.parameters))
            return code;
    } catch (const cv::Exception &) {
        // As above: the sentence below serves a person better.
    }
    cannotEncode(codec, "a picture of " + sizeText(width, height) + " cannot be written so.");
}

std::size_t mostPictureBytes(int width, int height, const PictureCodec &codec)
{
    const auto pixels = std::size_t{3} * static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    return codec.kind == PictureCodec::Kind::Raw ? pixels : 2 * pixels + std::size_t{64} * 1024;
}

Picture decodePicture(const std::uint8_t *bytes, std::size_t count, int width, int height, const PictureCodec &codec)
{
    const auto most = mostPictureBytes(width, height, codec);
    if (codec.kind == PictureCodec::Kind::Raw) {
        if (count != most)
            refuse(codec, "is " + std::to_string(count) + " bytes, not " + std::to_string(most));
        return {width, height, {bytes, bytes + count}};
    }
    if (count > most)
        refuse(codec, "is " + std::to_string(count) + " bytes, more than " + std::to_string(most));
    const auto size = pictureSize(bytes, count, codec.kind);
    if (!size)
        refuse(codec, "is none, or is cut short");
    if (*size != PictureSize{width, height})
        refuse(codec, "is " + sizeText(size->width, size->height) + ", not " + sizeText(width, height));
    const auto mat = decoded(bytes, count);
    if (mat.cols != width || mat.rows != height || mat.type() != CV_8UC3)
        refuse(codec, "cannot be decoded");
    return pictureFromMat(mat);
}

} // namespace splitscope
