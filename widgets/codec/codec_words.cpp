// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codec/codec_words.h"

#include "widgets/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::CodecWords)
};

constexpr double smallestPercent = 0.001;
constexpr int longestWord = 24;

/// Only all of them are 100 %: 99.996 must not be rounded up to it.
QString nearlyAll(double part)
{
    if (part >= 1.0)
        return QLocale().toString(100);
    const double percent = std::min(100.0 * part, 99.99);
    return QLocale().toString(percent, 'f', percent > 99.9 ? 2 : 1);
}

QString offText(double size, const QString &unit)
{
    if (!std::isfinite(size))
        return Tr::tr("not a number");
    if (size == 0.0)
        return Tr::tr("equal");
    return size < smallestPercent ? Tr::tr("off by < %1%2").arg(threeDigits(smallestPercent), unit)
                                  : Tr::tr("off by %1%2").arg(threeDigits(size), unit);
}

} // namespace

QString tensorCodecWords(const TensorCodec &codec)
{
    QStringList words;
    switch (codec.kind) {
    case TensorCodec::Kind::None:
        words << Tr::tr("unchanged");
        break;
    case TensorCodec::Kind::Fp16:
        words << Tr::tr("half precision");
        break;
    case TensorCodec::Kind::Bits:
        words << (codec.bits == 1 ? Tr::tr("1 bit") : Tr::tr("%1 bits").arg(codec.bits));
        if (codec.perTensor)
            words << Tr::tr("one range");
        if (codec.fixedRange)
            words << Tr::tr("calibrated ranges");
        break;
    case TensorCodec::Kind::Pca:
        words << (codec.components == 1 ? Tr::tr("1 component") : Tr::tr("%1 components").arg(codec.components));
        words << (codec.bits == 1 ? Tr::tr("1 bit") : Tr::tr("%1 bits").arg(codec.bits));
        break;
    }
    if (codec.zstdLevel)
        words << Tr::tr("zstd %1").arg(*codec.zstdLevel);
    return words.join(QStringLiteral(", "));
}

QString pictureCodecWords(const PictureCodec &codec)
{
    switch (codec.kind) {
    case PictureCodec::Kind::Raw:
        return Tr::tr("raw picture");
    case PictureCodec::Kind::Png:
        return Tr::tr("PNG");
    case PictureCodec::Kind::Jpeg:
        return Tr::tr("JPEG, quality %1").arg(codec.quality);
    case PictureCodec::Kind::WebP:
        return Tr::tr("WebP, quality %1").arg(codec.quality);
    }
    return {};
}

QString sentText(std::int64_t after, std::int64_t before)
{
    if (before <= 0)
        return bytesText(after);
    const double percent = 100.0 * static_cast<double>(after) / static_cast<double>(before);
    return Tr::tr("%1 of %2 (%3 %)").arg(bytesText(after), bytesText(before), threeDigits(percent));
}

QString errorText(const TensorReading &reading)
{
    if (!reading.relativeError)
        return QStringLiteral("\u2013");
    if (*reading.relativeError == 0.0)
        return Tr::tr("none");
    if (!std::isfinite(*reading.relativeError))
        return Tr::tr("not a number");
    const double percent = 100.0 * *reading.relativeError;
    const auto error = percent < smallestPercent ? Tr::tr("< %1 %").arg(threeDigits(smallestPercent))
                                                 : Tr::tr("%1 %").arg(threeDigits(percent));
    const bool decibels = reading.psnrDb && std::isfinite(*reading.psnrDb);
    return decibels ? Tr::tr("%1, PSNR %2 dB").arg(error, threeDigits(*reading.psnrDb)) : error;
}

QString taskAgreementText(const TaskAgreement &agreement)
{
    const auto &metric = agreement.metric;
    const double value = agreement.value;
    if (metric == "pixel_agreement")
        return Tr::tr("%1 % of pixels equal").arg(nearlyAll(value));
    if (metric == "miou")
        return Tr::tr("mIoU %1 %").arg(nearlyAll(value));
    if (metric == "top1")
        return Tr::tr("%1 % same class").arg(nearlyAll(value));
    if (metric == "rank_tau")
        return Tr::tr("order of classes %1").arg(QLocale().toString(value, 'f', 2));
    if (metric == "map" || metric == "map50")
        return Tr::tr("%1 %2 %").arg(metric == "map" ? Tr::tr("mAP") : Tr::tr("mAP50"), nearlyAll(value));
    if (metric == "angle_deg")
        return offText(value, QStringLiteral("\u00b0"));
    if (metric == "abs_rel_difference" || metric == "relative_error")
        return offText(100.0 * value, QStringLiteral(" %"));
    if (metric == "psnr_db")
        return Tr::tr("PSNR %1 dB").arg(threeDigits(value));
    return Tr::tr("%1 %2").arg(QString::fromStdString(metric), threeDigits(value));
}

QStringList taskAgreementTexts(const TaskReading &task)
{
    QStringList texts;
    for (const auto &agreement : task.agreement)
        texts << taskAgreementText(agreement);
    return texts.isEmpty() ? QStringList{QStringLiteral("\u2013")} : texts;
}

QString withShortWords(const QString &sentence)
{
    auto words = sentence.split(QLatin1Char(' '));
    for (auto &word : words) {
        if (word.size() > longestWord && word.contains(QLatin1Char('/')))
            word = QStringLiteral("\u2026/") + word.section(QLatin1Char('/'), -1);
        if (word.size() > longestWord)
            word = word.left(longestWord / 2) + QStringLiteral("\u2026") + word.right(longestWord / 2 - 1);
    }
    return words.join(QLatin1Char(' '));
}

bool isCoded(const TensorInfo &tensor)
{
    switch (tensor.dtype) {
    case DType::Float16:
    case DType::BFloat16:
    case DType::Float32:
    case DType::Float64:
        return true;
    default:
        return false;
    }
}

} // namespace splitscope
