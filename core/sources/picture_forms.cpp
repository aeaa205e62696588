// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/picture_forms.h"

#include "core/graph/error.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <numeric>

namespace splitscope {

namespace {

struct Encoding {
    std::string extension; ///< empty: the pixels as they are
    std::vector<int> parameters;
};

Encoding encodingOf(const std::string &name)
{
    if (name == "raw")
        return {};
    if (name == "png")
        return {".png", {}};
    constexpr std::string_view prefix = "jpeg:";
    int quality = 0;
    const auto end = name.data() + name.size();
    const bool isJpeg = name.starts_with(prefix);
    const auto read = isJpeg ? std::from_chars(name.data() + prefix.size(), end, quality) : std::from_chars_result{};
    if (!isJpeg || read.ec != std::errc{} || read.ptr != end || quality < 1 || quality > 100)
        throw Failure(ErrorCode::UnknownCodec, {{"codec", name}, {"known", "raw, png, jpeg:1 to jpeg:100"}});
    return {".jpg", {cv::IMWRITE_JPEG_QUALITY, quality}};
}

template <typename Work>
double msOf(const Work &work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

PictureForm measured(const std::vector<Picture> &pictures, cv::Size size, const std::string &name)
{
    const auto encoding = encodingOf(name);
    std::vector<double> bytes;
    std::vector<double> encodeMs;
    std::vector<double> decodeMs;
    for (const auto &picture : pictures) {
        const cv::Mat rgb(picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t *>(picture.rgb.data()));
        std::vector<std::uint8_t> code;
        double ms = msOf([&] {
            cv::Mat small = rgb;
            if (rgb.size() != size)
                cv::resize(rgb, small, size, 0, 0, cv::INTER_LINEAR);
            if (encoding.extension.empty())
                code.resize(3 * small.total());
            else
                cv::imencode(encoding.extension, small, code, encoding.parameters);
        });
        encodeMs.push_back(ms);
        bytes.push_back(static_cast<double>(code.size()));
        ms = msOf([&] {
            if (!encoding.extension.empty())
                cv::imdecode(code, cv::IMREAD_COLOR);
        });
        decodeMs.push_back(ms);
    }
    PictureForm form;
    form.name = name;
    form.lossless = encoding.extension != ".jpg";
    form.bytes = std::accumulate(bytes.begin(), bytes.end(), 0.0) / static_cast<double>(bytes.size());
    form.encodeMs = median(encodeMs);
    form.decodeMs = median(decodeMs);
    return form;
}

} // namespace

std::vector<PictureForm> measurePictureForms(const std::vector<Picture> &pictures, int width, int height,
    const std::vector<std::string> &names, const std::string &source)
{
    if (pictures.empty())
        throw Failure(ErrorCode::SourceEmpty, {{"source", source}});
    std::vector<PictureForm> forms;
    for (const auto &name : names) {
        measured({pictures.front()}, {width, height}, name); // codecs load their tables at the first call
        auto form = measured(pictures, {width, height}, name);
        form.source = "measured here on " + std::to_string(pictures.size()) + " pictures of " + source + " at "
            + std::to_string(width) + "x" + std::to_string(height);
        forms.push_back(std::move(form));
    }
    return forms;
}

} // namespace splitscope
