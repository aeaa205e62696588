// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/plan.h"
#include "widgets/theme.h"

#include <QString>

#include <functional>
#include <optional>

namespace splitscope {

/// What a deployment with this cut is predicted to cost; nothing where that is not known. Called in the GUI thread for
/// each place that a hand passes, so it takes well under a millisecond.
using CutFiguresOf = std::function<std::optional<PlanFigures>(const Cut &)>;

/// What the split point in a hand means where it is, and what it changes against where it was taken.
struct DragReading {
    QString crossing;       ///< "48x24x32", "nothing crosses", "branch on the device"
    std::int64_t bytes = 0; ///< that cross, without a codec
    std::int64_t bytesBefore = 0;
    std::optional<PlanFigures> figures; ///< of the cut; absent: not known
    std::optional<PlanFigures> before;
};

/// The reading as one line of rich text: "48x24x32 | 36.9 kB −110 kB | 61.2 ms −38.0 ms | 0.9 J −0.2 J". Changes have a
/// sign, and a colour for better or worse: less is better in all of them. Bytes are those of the uplink where figures
/// are known, a codec's work included.
QString dragText(const DragReading &reading, const Theme &theme);

} // namespace splitscope
