// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"

#include <string>
#include <vector>

namespace splitscope {

/// A cut brought over from one graph to another one of nearly the same layers.
struct CarriedCut {
    Cut cut;
    /// Split points that could not be kept: ids of layers that the cut ran behind and that are gone, and of layers
    /// that changed the side because what they lead to needs them now. In graph order, those that are gone first.
    std::vector<std::string> lost;
};

/// Layers that were on the device stay there, with all that they need now; what is new joins the side of what needs
/// it. The two ends stay the two ends. Where that is no cut that can be made: `otherwise`, and everything is lost.
/// \param otherwise a cut of `after`
CarriedCut carryCut(const LayerGraph &before, const Cut &cut, const LayerGraph &after, const Cut &otherwise);

} // namespace splitscope
