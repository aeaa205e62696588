// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor_info.h"

#include <QFont>
#include <QLocale>
#include <QString>

namespace splitscope {

/// Numbers as people read them: three significant digits, the locale's signs, a unit. kB = 1000 bytes.
QString threeDigits(double value, const QLocale &locale = QLocale());
QString bytesText(std::int64_t bytes);       ///< "36.9 kB"
QString signedBytesText(std::int64_t bytes); ///< "+12 kB", "-110 kB", "±0 B"
QString countText(std::int64_t count);       ///< "112 M", "3.4 G"
QString millisecondsText(double ms);         ///< "61.2 ms"
QString signedMillisecondsText(double ms);   ///< "+3.10 ms", "-38.0 ms"; "±0 ms" below a microsecond
QString energyText(double millijoules);      ///< "850 mJ", "1.20 J"
QString signedEnergyText(double millijoules);
QString mbpsText(double mbps); ///< "5 Mbit/s", "300 kbit/s"

/// A shape without the leading 1 of a batch of one: "48x24x32".
QString shortShape(const Shape &shape);

/// Reads "5 Mbit/s", "300k", "5.85Mbps", "1 G"; a plain number is Mbit/s. Takes the locale's decimal sign and a point.
/// False if it is no rate, or not above zero.
bool mbpsFromText(const QString &text, double &mbps, const QLocale &locale = QLocale());
/// Reads "20 ms", "0.2 s", "20"; false if it is no time, or negative.
bool millisecondsFromText(const QString &text, double &ms, const QLocale &locale = QLocale());

/// The font with digits of one width, so that changing values do not dance.
QFont tabularFont(const QFont &font);

} // namespace splitscope
