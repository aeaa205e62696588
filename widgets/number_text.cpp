// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/number_text.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <cmath>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::NumberText)
};

struct Scaled {
    double value = 0.0;
    int power = 0; ///< of 1000
};

Scaled scaled(double value, int largestPower)
{
    Scaled result{value, 0};
    // 999.5 would be written "1000": three digits carry into the next unit.
    while (std::abs(result.value) >= 999.5 && result.power < largestPower) {
        result.value /= 1000.0;
        ++result.power;
    }
    return result;
}

/// Splits "5.85 Mbit/s" into its number and the rest; false if there is no number at the front.
bool splitNumber(const QString &text, const QLocale &locale, double &number, QString &unit)
{
    static const QRegularExpression pattern(QStringLiteral("^\\s*([0-9.,\u2009\u00a0]+)\\s*(.*?)\\s*$"));
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return false;
    bool ok = false;
    number = locale.toDouble(match.captured(1).trimmed(), &ok);
    if (!ok)
        number = QLocale::c().toDouble(match.captured(1).trimmed(), &ok);
    unit = match.captured(2);
    return ok && std::isfinite(number);
}

QString withSign(double value, QString (*text)(double))
{
    return value > 0.0 ? QLatin1Char('+') + text(value) : QStringLiteral("\u2212") + text(-value);
}

} // namespace

QString threeDigits(double value, const QLocale &locale)
{
    if (!std::isfinite(value))
        return QStringLiteral("\u2013");
    const double size = std::abs(value);
    int decimals = 0;
    if (size != 0.0 && size < 99.95)
        decimals = size < 0.9995 ? 3 : size < 9.995 ? 2 : 1;
    if (size != 0.0 && size < 0.0995)
        decimals = std::min(6, 2 - static_cast<int>(std::floor(std::log10(size))));
    return locale.toString(value, 'f', decimals);
}

QString bytesText(std::int64_t bytes)
{
    const Scaled s = scaled(static_cast<double>(bytes), 4);
    static const char *const units[] = {QT_TRANSLATE_NOOP("splitscope::NumberText", "%1 B"),
        QT_TRANSLATE_NOOP("splitscope::NumberText", "%1 kB"), QT_TRANSLATE_NOOP("splitscope::NumberText", "%1 MB"),
        QT_TRANSLATE_NOOP("splitscope::NumberText", "%1 GB"), QT_TRANSLATE_NOOP("splitscope::NumberText", "%1 TB")};
    return Tr::tr(units[s.power]).arg(s.power == 0 ? QLocale().toString(s.value, 'f', 0) : threeDigits(s.value));
}

QString signedBytesText(std::int64_t bytes)
{
    if (bytes == 0)
        return QStringLiteral("\u00b1") + bytesText(0);
    return bytes > 0 ? QLatin1Char('+') + bytesText(bytes) : QStringLiteral("\u2212") + bytesText(-bytes);
}

QString countText(std::int64_t count)
{
    const Scaled s = scaled(static_cast<double>(count), 4);
    static const char *const units[] = {QT_TRANSLATE_NOOP("splitscope::NumberText", "%1"),
        QT_TRANSLATE_NOOP("splitscope::NumberText", "%1 k"), QT_TRANSLATE_NOOP("splitscope::NumberText", "%1 M"),
        QT_TRANSLATE_NOOP("splitscope::NumberText", "%1 G"), QT_TRANSLATE_NOOP("splitscope::NumberText", "%1 T")};
    return Tr::tr(units[s.power]).arg(s.power == 0 ? QLocale().toString(s.value, 'f', 0) : threeDigits(s.value));
}

QString millisecondsText(double ms) { return Tr::tr("%1 ms").arg(threeDigits(ms)); }

QString signedMillisecondsText(double ms)
{
    return std::abs(ms) < 0.001 ? Tr::tr("\u00b10 ms") : withSign(ms, millisecondsText);
}

QString energyText(double millijoules)
{
    if (std::abs(millijoules) >= 999.5)
        return Tr::tr("%1 J").arg(threeDigits(millijoules / 1000.0));
    return Tr::tr("%1 mJ").arg(threeDigits(millijoules));
}

QString signedEnergyText(double millijoules)
{
    return std::abs(millijoules) < 0.001 ? Tr::tr("\u00b10 mJ") : withSign(millijoules, energyText);
}

QString mbpsText(double mbps)
{
    const auto plain = [](double value) { return QLocale().toString(value, 'g', 3); };
    if (mbps >= 0.9995)
        return Tr::tr("%1 Mbit/s").arg(mbps >= 999.5 ? threeDigits(mbps) : plain(mbps));
    return Tr::tr("%1 kbit/s").arg(plain(mbps * 1000.0));
}

QString shortShape(const Shape &shape)
{
    if (shape.size() > 1 && shape.front() == 1)
        return QString::fromStdString(shapeText(Shape(shape.begin() + 1, shape.end())));
    return QString::fromStdString(shapeText(shape));
}

bool mbpsFromText(const QString &text, double &mbps, const QLocale &locale)
{
    double number = 0.0;
    QString unit;
    if (!splitNumber(text, locale, number, unit) || number <= 0.0)
        return false;
    static const QRegularExpression pattern(
        QStringLiteral("^([kmg]?)(bit|bits|b)?(/s|ps)?$"), QRegularExpression::CaseInsensitiveOption);
    const auto match = pattern.match(unit);
    if (!match.hasMatch())
        return false;
    const QString prefix = match.captured(1).toLower();
    if (prefix == QLatin1String("k"))
        number /= 1000.0;
    else if (prefix == QLatin1String("g"))
        number *= 1000.0;
    else if (prefix.isEmpty() && !unit.isEmpty())
        number /= 1e6; // "bit/s"
    mbps = number;
    return true;
}

bool millisecondsFromText(const QString &text, double &ms, const QLocale &locale)
{
    double number = 0.0;
    QString unit;
    if (!splitNumber(text, locale, number, unit))
        return false;
    if (unit.isEmpty() || unit.compare(QLatin1String("ms"), Qt::CaseInsensitive) == 0)
        ms = number;
    else if (unit.compare(QLatin1String("s"), Qt::CaseInsensitive) == 0)
        ms = number * 1000.0;
    else if (unit.compare(QLatin1String("us"), Qt::CaseInsensitive) == 0)
        ms = number / 1000.0;
    else
        return false;
    return true;
}

QFont tabularFont(const QFont &font)
{
    // Qt 6.4 cannot ask a font for its tabular figures; the usual desktop fonts have digits of one width already, and
    // kerning is what still moves them.
    QFont result(font);
    result.setKerning(false);
    return result;
}

} // namespace splitscope
