// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/planning_view.h"

#include <QString>

#include <array>
#include <optional>

namespace splitscope {

/// A deployment in a few words: "Device", "Edge", "Edge, jpeg:90", "After encoder.bottleneck", with operating point and
/// codec where they are not the usual ones.
QString planName(const Plan &plan);

/// Where the first `deviceLayers` layers stay on the device: "Edge", "After NAME, 12 layers", "Device".
QString barName(const CutBar &bar, int layers);

/// "61.2 ms", "12.4 s" from ten seconds on.
QString timeText(double ms);
QString shareText(double fraction); ///< "12.4 %"
QString changeText(double fraction);

/// A number beside a tick of an axis: as many digits as it has, with the locale's signs.
QString tickText(double value);

/// The source of a term of a prediction as one short line; empty if the view does not name it.
QString sourceText(const PlanningView &view, const QString &term);

/// The five stages in order with their names and the terms of their sources.
struct StageName {
    QString name;
    QString term;
    double StageTimes::*ms;
};
std::array<StageName, 5> stageNames();

/// What a tool tip says of a latency: each stage in ms with its source, the sum and the difference to `than`.
QString latencyTip(
    const PlanningView &view, const QString &title, const StageTimes &latency, std::optional<double> uplinkBytes);
/// The same in one plain line, for screen readers.
QString latencyWords(const QString &title, const StageTimes &latency);

/// What a tool tip says of a whole plan: stages, energy, bytes, price, frames a second, accuracy.
QString planTip(const PlanningView &view, const Plan &plan);

} // namespace splitscope
