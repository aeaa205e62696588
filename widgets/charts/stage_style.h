// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/frame_result.h"

#include <QBrush>
#include <QColor>
#include <QRectF>

#include <array>

class QPainter;

namespace splitscope {

struct Theme;

/// How a thing is drawn so that it is told apart without its colour too.
struct Ink {
    QColor color;
    Qt::BrushStyle hatch = Qt::NoBrush;
};

/// The five stages of a frame's time in their order, as all charts and the live bars draw them.
struct StageInk {
    Ink ink;
    double StageTimes::*ms;
};
std::array<StageInk, 5> stageInks(const Theme &theme);

/// A part of a bar. Hatching is left out where it could not be seen.
void fillWith(QPainter &painter, const QRectF &part, const Ink &ink);

} // namespace splitscope
