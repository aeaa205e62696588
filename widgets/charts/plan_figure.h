// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/plan.h"

#include <QString>

#include <optional>

namespace splitscope {

/// The figures by which plans are compared.
enum class PlanFigure { Latency, Energy, Bytes, Accuracy, Price, Throughput };

QString figureName(PlanFigure figure);  ///< "Latency"
QString figureTitle(PlanFigure figure); ///< of an axis: "Latency, ms"
QString figureText(PlanFigure figure, double value);
bool moreIsBetter(PlanFigure figure);

/// ms, mJ on the device, bytes both ways, 0..1, US dollars, frames a second. Absent: not known.
std::optional<double> figureOf(const Plan &plan, PlanFigure figure);

/// The number beside a tick of an axis in the unit of `figureTitle`.
QString figureTick(PlanFigure figure, double value);

} // namespace splitscope
