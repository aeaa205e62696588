// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/card/card_view.h"

namespace splitscope {

class Model;

/// What is said of a model: its card, read from beside the weights (cardFileOf), and what its file holds. A card that
/// cannot be read is a sentence in the view. Reads files; not for the GUI thread.
CardView cardViewOf(const Model &model);

} // namespace splitscope
