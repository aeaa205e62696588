// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenes/posed_scene.h"
#include "core/scenes/scene_tracer.h"

#include <vector>

namespace splitscope::scenes {

/// Light and colour of the surfaces that were met.
class SceneShader {
public:
    SceneShader(const SceneDescription &description, const PosedScene &scene);

    /// Linear light, 3 per pixel, interleaved.
    std::vector<float> shade(const SurfacePlanes &planes) const;

private:
    /// A point that is lit, camera axes.
    struct Surface {
        Vec3 point;
        Vec3 normal;
        Vec3 albedo;
        float gloss = 0;
        int shininess = 4;
    };

    Vec3 shadeTable(Vec3 point, Vec3 normal) const;
    Vec3 shadeObject(const PosedObject &posed, Vec3 point, Vec3 normal) const;
    Vec3 ambient(Vec3 normal) const;
    Vec3 direct(const Surface &surface, const PosedLight &light) const;
    /// Of the light from above, what the objects standing near leave to a point of the table.
    float openness(Vec3 world) const;
    bool isShadowed(const PosedObject &by, Vec3 point, Vec3 toLight) const;

    const SceneDescription &m_description;
    const PosedScene &m_scene;
    Mat3 m_toWorld;
};

} // namespace splitscope::scenes
