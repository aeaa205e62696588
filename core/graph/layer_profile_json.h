// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"
#include "core/graph/layer_profile.h"

#include <optional>
#include <string>

namespace splitscope {

/// Canonical JSON of a key: equal keys have equal text.
std::string canonicalJson(const ProfileKey &key);

/// A profile as versioned JSON that names each layer by its id. \param graph the model's, as the profile was made for
std::string layerProfileToJson(const LayerProfile &profile, const LayerGraph &graph);

/// Inverse. Nothing where the text is damaged, of another version, of other layers than `graph` has, or holds a number
/// that no measurement gives (negative, not finite).
std::optional<LayerProfile> layerProfileFromJson(const std::string &text, const LayerGraph &graph);

} // namespace splitscope
