// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/help/glossary.h"

class QWidget;

namespace splitscope {

/// Lets a label explain itself: its tool tip becomes what the term means, followed by the tool tip that it has of its
/// own at that moment. The widget keeps it as long as it lives.
void explainOnHover(QWidget *widget, Term term);

} // namespace splitscope
