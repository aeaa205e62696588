// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

#include <vector>

namespace splitscope {

/// A unit that may be typed behind a number, and what it multiplies by. The empty name stands for a plain number.
struct TypedUnit {
    QString name;
    double factor = 1.0;
};

/// Reads a number of 0 or more with one of the units, in any case: "1.5 J" with mJ as the base. Takes the locale's
/// decimal sign and a point. False if it is no such quantity.
bool quantityFromText(
    const QString &text, const std::vector<TypedUnit> &units, double &value, const QLocale &locale = QLocale());

bool millijoulesFromText(const QString &text, double &millijoules); ///< "300 mJ", "1.5 J"; plain: mJ
bool bytesFromText(const QString &text, double &bytes);             ///< "40 kB", "2 MB", "500 B"; plain: kB
bool percentFromText(const QString &text, double &percent);         ///< "1 %", "0.5"
bool factorFromText(const QString &text, double &factor);           ///< "2 x", "0.5"; above 0

QString percentText(double percent); ///< "0.5 %"
QString factorText(double factor);   ///< "2.00 ×"

} // namespace splitscope
