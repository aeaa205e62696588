// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/stage_style.h"

#include "widgets/theme.h"

#include <QList>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr double narrowestHatch = 5.0; ///< pixels
constexpr double lineStep = 6.0;       ///< pixels between the lines of a hatch
const QColor hatchColor(0, 0, 0, 60);

/// The lines of a hatch one by one, for pictures that become files: few programs draw the patterns of an SVG file.
QList<QLineF> hatchLines(const QRectF &part, Qt::BrushStyle hatch)
{
    QList<QLineF> lines;
    if (hatch == Qt::HorPattern) {
        for (double y = part.bottom() - lineStep / 2.0; y > part.top(); y -= lineStep)
            lines << QLineF(part.left(), y, part.right(), y);
        return lines;
    }
    const double step = 1.4 * lineStep;
    const double start = part.left() + part.top(), end = part.right() + part.bottom();
    for (double sum = std::ceil(start / step) * step; sum < end; sum += step) {
        const double from = std::max(part.left(), sum - part.bottom());
        const double to = std::min(part.right(), sum - part.top());
        lines << QLineF(from, sum - from, to, sum - to);
        if (hatch == Qt::Dense5Pattern) // the other way too, mirrored at the middle of the part
            lines << QLineF(part.left() + part.right() - from, sum - from, part.left() + part.right() - to, sum - to);
    }
    return lines;
}

} // namespace

std::array<StageInk, 5> stageInks(const Theme &theme)
{
    return {StageInk{{theme.device, Qt::BDiagPattern}, &StageTimes::device},
        StageInk{{theme.encode, Qt::Dense5Pattern}, &StageTimes::encode},
        StageInk{{theme.uplink, Qt::NoBrush}, &StageTimes::uplink},
        StageInk{{theme.edge, Qt::NoBrush}, &StageTimes::edge},
        StageInk{{theme.downlink, Qt::HorPattern}, &StageTimes::downlink}};
}

void fillWith(QPainter &painter, const QRectF &part, const Ink &ink)
{
    painter.fillRect(part, ink.color);
    if (ink.hatch == Qt::NoBrush || part.width() < narrowestHatch || part.height() < narrowestHatch)
        return;
    if (painter.device()->devType() != QInternal::Picture) {
        painter.fillRect(part, QBrush(hatchColor, ink.hatch));
        return;
    }
    painter.setPen(QPen(hatchColor, 1.0));
    painter.drawLines(hatchLines(part, ink.hatch));
}

} // namespace splitscope
