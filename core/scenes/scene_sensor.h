// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/picture.h"
#include "core/scenes/scene_description.h"

#include <vector>

namespace splitscope::scenes {

/// Lens and sensor: blur, display values (nearly sRGB) and noise that is new at each `seconds`.
/// \param light linear, 3 per pixel, interleaved
Picture develop(const SceneDescription &description, double seconds, int width, int height, std::vector<float> light);

} // namespace splitscope::scenes
