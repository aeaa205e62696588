// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenes/posed_scene.h"

#include <cstdint>
#include <vector>

namespace splitscope::scenes {

/// What each pixel's ray meets first; row-major planes, with the meanings of SceneTruth.
struct SurfacePlanes {
    std::vector<std::uint8_t> objects;
    std::vector<std::uint8_t> faces; ///< SolidHit::face
    std::vector<float> depth;
    std::vector<float> normals;
};

SurfacePlanes traceSurfaces(const PosedScene &scene);

} // namespace splitscope::scenes
