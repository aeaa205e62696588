// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_reading.h"

#include <QString>
#include <QStringList>

namespace splitscope {

/// A codec in a person's words: "4 bits, calibrated ranges, zstd 1", "16 components of 8 bits".
QString tensorCodecWords(const TensorCodec &codec);
QString pictureCodecWords(const PictureCodec &codec); ///< "JPEG, quality 90"

/// "9.22 kB of 36.9 kB (25.0 %)".
QString sentText(std::int64_t after, std::int64_t before);

/// "0.82 %, PSNR 41.9 dB"; "none" where nothing differs, a dash where it is not known.
QString errorText(const TensorReading &reading);

/// One figure of a task's agreement with the uncut model: "99.2 % of pixels equal", "mIoU 98.1 %", "off by 0.4°".
QString taskAgreementText(const TaskAgreement &agreement);
QStringList taskAgreementTexts(const TaskReading &task); ///< all of them; a dash where there is none

/// A sentence in which no word is wider than a panel: of long paths the end, of other long words both ends.
QString withShortWords(const QString &sentence);

/// Whether codecs do anything to a tensor: it is floating point.
bool isCoded(const TensorInfo &tensor);

} // namespace splitscope
