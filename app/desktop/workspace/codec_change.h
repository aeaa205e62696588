// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"

#include <QString>

namespace splitscope {

/// A codec in few words: "4 bits, zstd 1", "JPEG, quality 90"; where several tensors have one of their own, how many.
QString codecTitle(const Codec &codec);

/// What a hand changed: the name of the one number that moved ("bits", "components", "quality"), else the new codec's
/// title.
QString codecChangeText(const Codec &before, const Codec &after);

} // namespace splitscope
