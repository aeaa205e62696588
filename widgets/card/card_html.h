// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/card/card_view.h"

namespace splitscope {

struct Theme;

/// A model card as rich text (Qt's subset of HTML), for any width from 200 pixels up. Words that the glossary explains
/// are links (termOfLink). Everything that comes from a file is escaped.
QString cardHtml(const CardView &view, const Theme &theme, double pointSize);

} // namespace splitscope
