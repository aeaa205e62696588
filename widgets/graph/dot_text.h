// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/layered_layout.h"

#include <QByteArray>

#include <optional>

namespace splitscope {

/// A layout problem in the language of Graphviz' `dot`, left to right.
QByteArray dotText(const LayeredProblem &problem);

/// The answer of `dot -Tplain` to that text, as layeredLayout would give it: boxes in columns, and every wire at the
/// borders of each column that it passes, read off dot's splines. Nothing where the text is no such answer.
/// Format: https://graphviz.org/docs/outputs/plain/
std::optional<LayeredResult> layoutFromPlain(const QByteArray &plain, const LayeredProblem &problem);

} // namespace splitscope
