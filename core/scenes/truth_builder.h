// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenes/posed_scene.h"
#include "core/scenes/scene_camera.h"
#include "core/scenes/scene_tracer.h"

namespace splitscope::scenes {

/// Boxes of objects with fewer visible pixels are left out.
inline constexpr int fewestBoxPixels = 20;

SceneTruth buildTruth(const PosedScene &scene, SurfacePlanes planes);

} // namespace splitscope::scenes
