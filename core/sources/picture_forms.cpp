// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/picture_forms.h"

#include "core/graph/error.h"
#include "core/sources/picture_codec.h"

#include <algorithm>
#include <chrono>
#include <numeric>

namespace splitscope {

namespace {

PictureCodec pictureCodecOf(const std::string &name)
{
    const auto codec = codecFromText(name);
    if (!codec.picture)
        throw Failure(ErrorCode::UnknownCodec, {{"codec", name}, {"known", "raw, png, jpeg:Q, webp:Q"}});
    return *codec.picture;
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

PictureForm measured(const std::vector<Picture> &pictures, int width, int height, const PictureCodec &codec)
{
    std::vector<double> bytes;
    std::vector<double> encodeMs;
    std::vector<double> decodeMs;
    for (const auto &picture : pictures) {
        std::vector<std::uint8_t> code;
        encodeMs.push_back(msOf([&] { code = encodePicture(picture, width, height, codec); }));
        decodeMs.push_back(msOf([&] { decodePicture(code.data(), code.size(), width, height, codec); }));
        bytes.push_back(static_cast<double>(code.size()));
    }
    PictureForm form;
    form.name = codec.text();
    form.lossless = codec.lossless();
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
        const auto codec = pictureCodecOf(name);
        measured({pictures.front()}, width, height, codec); // codecs load their tables at the first call
        auto form = measured(pictures, width, height, codec);
        form.source = "measured here on " + std::to_string(pictures.size()) + " pictures of " + source + " at "
            + std::to_string(width) + "x" + std::to_string(height);
        forms.push_back(std::move(form));
    }
    return forms;
}

} // namespace splitscope
