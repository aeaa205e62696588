// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenes/scene_camera.h"
#include "core/scenes/scene_vector.h"

#include <cstdint>

namespace splitscope::scenes {

/// Where a ray enters a solid.
struct SolidHit {
    float t = 0;           ///< in lengths of the ray's direction
    Vec3 normal;           ///< unit length, outwards, axes of the solid
    std::uint8_t face = 0; ///< smooth parts of the surface have different numbers, so a change of it is a crease
};

/// One of the five shapes, centred on its origin; round ones have their axis along z.
struct SceneSolid {
    SceneClass kind = SceneClass::Sphere;
    /// Metres. Sphere: radius in x. Box: half edges. Cylinder: radius in x, half height in z. Cone: base radius (at -z)
    /// in x, half height in z, apex at +z. Torus: radius of the ring in x, of the tube in y.
    Vec3 size;

    float boundingRadius() const;

    /// How far the solid reaches along a unit direction.
    float support(Vec3 direction) const;

    /// The first point with t >= `from` where the ray enters the solid; false if there is none. `direction` needs no
    /// unit length.
    bool intersect(Vec3 origin, Vec3 direction, float from, SolidHit &hit) const;
};

} // namespace splitscope::scenes
