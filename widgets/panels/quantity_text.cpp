// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/quantity_text.h"

#include "widgets/number_text.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <cmath>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::QuantityText)
};

} // namespace

bool quantityFromText(const QString &text, const std::vector<TypedUnit> &units, double &value, const QLocale &locale)
{
    static const QRegularExpression pattern(QStringLiteral("^\\s*([0-9.,\u2009\u00a0]+)\\s*(.*?)\\s*$"));
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return false;
    bool ok = false;
    double number = locale.toDouble(match.captured(1).trimmed(), &ok);
    if (!ok)
        number = QLocale::c().toDouble(match.captured(1).trimmed(), &ok);
    if (!ok || !std::isfinite(number))
        return false;
    for (const auto &unit : units) {
        if (unit.name.compare(match.captured(2), Qt::CaseInsensitive) == 0) {
            value = number * unit.factor;
            return true;
        }
    }
    return false;
}

bool millijoulesFromText(const QString &text, double &millijoules)
{
    static const std::vector<TypedUnit> units{
        {{}, 1.0}, {QStringLiteral("mJ"), 1.0}, {QStringLiteral("J"), 1e3}, {QStringLiteral("uJ"), 1e-3}};
    return quantityFromText(text, units, millijoules);
}

bool bytesFromText(const QString &text, double &bytes)
{
    static const std::vector<TypedUnit> units{{{}, 1e3}, {QStringLiteral("B"), 1.0}, {QStringLiteral("k"), 1e3},
        {QStringLiteral("kB"), 1e3}, {QStringLiteral("M"), 1e6}, {QStringLiteral("MB"), 1e6},
        {QStringLiteral("GB"), 1e9}};
    return quantityFromText(text, units, bytes);
}

bool percentFromText(const QString &text, double &percent)
{
    static const std::vector<TypedUnit> units{{{}, 1.0}, {QStringLiteral("%"), 1.0}};
    return quantityFromText(text, units, percent);
}

bool factorFromText(const QString &text, double &factor)
{
    static const std::vector<TypedUnit> units{{{}, 1.0}, {QStringLiteral("x"), 1.0}, {QStringLiteral("\u00d7"), 1.0}};
    return quantityFromText(text, units, factor) && factor > 0.0;
}

QString percentText(double percent) { return Tr::tr("%1 %").arg(QLocale().toString(percent, 'g', 3)); }

QString factorText(double factor) { return Tr::tr("%1 \u00d7").arg(threeDigits(factor)); }

} // namespace splitscope
