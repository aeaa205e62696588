// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/drag_reading.h"

#include "widgets/number_text.h"

#include <QStringList>

#include <cmath>

namespace splitscope {

namespace {

/// A value and how it changed. What is written as nothing has no colour either.
QString quantity(const QString &now, double change, const QString &changeText, const Theme &theme)
{
    const bool same = changeText.startsWith(QChar(0x00b1)); // "±0"
    const QColor &color = same ? theme.mutedText : change < 0.0 ? theme.betterText : theme.worseText;
    return QStringLiteral("%1 <span style='color:%2'>%3</span>")
        .arg(now.toHtmlEscaped(), color.name(), changeText.toHtmlEscaped());
}

} // namespace

QString dragText(const DragReading &reading, const Theme &theme)
{
    const bool priced = reading.figures && reading.before;
    const auto bytes = priced ? std::llround(reading.figures->uplinkBytes) : reading.bytes;
    const auto byteChange = bytes - (priced ? std::llround(reading.before->uplinkBytes) : reading.bytesBefore);
    QStringList parts{reading.crossing.toHtmlEscaped(),
        quantity(bytesText(bytes), static_cast<double>(byteChange), signedBytesText(byteChange), theme)};
    if (priced) {
        const double ms = reading.figures->latency.total();
        const double change = ms - reading.before->latency.total();
        parts << quantity(millisecondsText(ms), change, signedMillisecondsText(change), theme);
    }
    if (priced && reading.figures->deviceEnergyMj && reading.before->deviceEnergyMj) {
        const double mj = *reading.figures->deviceEnergyMj;
        const double change = mj - *reading.before->deviceEnergyMj;
        parts << quantity(energyText(mj), change, signedEnergyText(change), theme);
    }
    return parts.join(QStringLiteral(" | "));
}

} // namespace splitscope
