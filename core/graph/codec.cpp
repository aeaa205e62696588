// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/codec.h"

#include "core/graph/error.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace splitscope {

namespace {

constexpr std::size_t digestDigits = 16;

[[noreturn]] void unknown(std::string_view codec)
{
    throw Failure(ErrorCode::UnknownCodec,
        {{"codec", std::string(codec)},
            {"known",
                "none, fp16, bits:B[/tensor][/static], pca:K/B, each with +zstd[:LEVEL], or for the cut edge raw, png, "
                "jpeg:Q, webp:Q"}});
}

int numberIn(std::string_view text, int least, int most, const std::string &what, std::string_view codec)
{
    int value = 0;
    const auto *end = text.data() + text.size();
    const auto [rest, problem] = std::from_chars(text.data(), end, value);
    if (text.empty() || (problem != std::errc{} && problem != std::errc::result_out_of_range) || rest != end)
        unknown(codec);
    if (problem == std::errc::result_out_of_range || value < least || value > most)
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The codec " + std::string(codec)},
                {"why", what + " must lie between " + std::to_string(least) + " and " + std::to_string(most) + "."}});
    return value;
}

/// Cuts off what follows the first `separator`; nothing where there is none.
std::optional<std::string_view> tailAfter(std::string_view &text, char separator)
{
    const auto at = text.find(separator);
    if (at == std::string_view::npos)
        return std::nullopt;
    const auto tail = text.substr(at + 1);
    text = text.substr(0, at);
    return tail;
}

TensorCodec bitsFromText(std::string_view body, std::string_view whole)
{
    TensorCodec codec;
    codec.kind = TensorCodec::Kind::Bits;
    auto flags = tailAfter(body, '/');
    codec.bits = numberIn(body, 1, 16, "the number of bits", whole);
    while (flags) {
        auto flag = *flags;
        flags = tailAfter(flag, '/');
        auto &member = flag == "tensor" ? codec.perTensor : codec.fixedRange;
        if ((flag != "tensor" && flag != "static") || member)
            unknown(whole);
        member = true;
    }
    return codec;
}

TensorCodec pcaFromText(std::string_view body, std::string_view whole)
{
    TensorCodec codec;
    codec.kind = TensorCodec::Kind::Pca;
    const auto bits = tailAfter(body, '/');
    if (!bits)
        unknown(whole);
    codec.components = numberIn(body, 1, 65536, "the number of components", whole);
    codec.bits = numberIn(*bits, 1, 16, "the number of bits", whole);
    return codec;
}

std::optional<PictureCodec> pictureCodecFromText(std::string_view text)
{
    auto name = text;
    const auto quality = tailAfter(name, ':');
    PictureCodec codec;
    if (name == "raw" || name == "png") {
        codec.kind = name == "raw" ? PictureCodec::Kind::Raw : PictureCodec::Kind::Png;
        return quality ? std::nullopt : std::optional(codec);
    }
    if (name != "jpeg" && name != "webp")
        return std::nullopt;
    codec.kind = name == "jpeg" ? PictureCodec::Kind::Jpeg : PictureCodec::Kind::WebP;
    if (quality)
        codec.quality = numberIn(*quality, 1, 100, "the quality", text);
    return codec;
}

} // namespace

std::string TensorCodec::text() const
{
    std::string text = "none";
    if (kind == Kind::Fp16)
        text = "fp16";
    if (kind == Kind::Bits)
        text = "bits:" + std::to_string(bits) + (perTensor ? "/tensor" : "") + (fixedRange ? "/static" : "");
    if (kind == Kind::Pca)
        text = "pca:" + std::to_string(components) + "/" + std::to_string(bits);
    if (zstdLevel)
        text += "+zstd:" + std::to_string(*zstdLevel);
    return text;
}

TensorCodec tensorCodecFromText(std::string_view text)
{
    auto rest = text;
    const auto stage = tailAfter(rest, '+');
    TensorCodec codec;
    if (rest == "fp16")
        codec.kind = TensorCodec::Kind::Fp16;
    else if (rest.starts_with("bits:"))
        codec = bitsFromText(rest.substr(5), text);
    else if (rest.starts_with("pca:"))
        codec = pcaFromText(rest.substr(4), text);
    else if (rest != "none")
        unknown(text);
    if (stage == "zstd")
        codec.zstdLevel = 1;
    else if (stage && stage->starts_with("zstd:"))
        codec.zstdLevel = numberIn(stage->substr(5), 1, 19, "the zstd level", text);
    else if (stage)
        unknown(text);
    return codec;
}

std::string PictureCodec::text() const
{
    switch (kind) {
    case Kind::Raw:
        return "raw";
    case Kind::Png:
        return "png";
    case Kind::Jpeg:
        return "jpeg:" + std::to_string(quality);
    case Kind::WebP:
        return "webp:" + std::to_string(quality);
    }
    return {};
}

const TensorCodec &Codec::of(const std::string &tensor) const
{
    const auto own = named.find(tensor);
    return own == named.end() ? rest : own->second;
}

bool Codec::lossless() const
{
    if (picture)
        return picture->lossless();
    return rest.lossless()
        && std::all_of(named.begin(), named.end(), [](const auto &entry) { return entry.second.lossless(); });
}

bool Codec::needsCalibration() const
{
    if (picture)
        return false;
    return rest.needsCalibration()
        || std::any_of(named.begin(), named.end(), [](const auto &entry) { return entry.second.needsCalibration(); });
}

std::string Codec::text() const
{
    if (picture)
        return picture->text();
    std::string text = named.empty() || rest != TensorCodec{} ? rest.text() : "";
    for (const auto &[tensor, codec] : named)
        text += (text.empty() ? "" : ";") + tensor + "=" + codec.text();
    return constants.empty() ? text : text + "@" + constants;
}

Codec codecFromText(std::string_view text)
{
    Codec codec;
    auto parts = text;
    if (const auto digest = tailAfter(parts, '@')) {
        const bool hex = digest->find_first_not_of("0123456789abcdef") == std::string_view::npos;
        if (digest->size() != digestDigits || !hex)
            unknown(text);
        codec.constants = std::string(*digest);
    }
    codec.picture = pictureCodecFromText(parts);
    if (codec.picture)
        return codec;
    bool restSaid = false;
    for (std::optional<std::string_view> more = parts; more;) {
        auto part = *more;
        more = tailAfter(part, ';');
        // Layer ids hold no '=', so the last one separates.
        const auto equals = part.rfind('=');
        if (equals == std::string_view::npos) {
            if (restSaid)
                unknown(text);
            restSaid = true;
            codec.rest = tensorCodecFromText(part);
        } else if (equals == 0
            || !codec.named.emplace(std::string(part.substr(0, equals)), tensorCodecFromText(part.substr(equals + 1)))
                    .second) {
            unknown(text);
        }
    }
    return codec;
}

} // namespace splitscope
