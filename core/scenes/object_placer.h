// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenes/scene_description.h"

#include <array>
#include <vector>

namespace splitscope::scenes {

/// Chooses the objects of a scene and paths on which they never meet.
class ObjectPlacer {
public:
    ObjectPlacer(const SceneCameraPath &camera, SceneRandom &random);

    std::vector<SceneObject> place();

private:
    /// A spot on the table as the camera sees it at its middle pose.
    struct Spot {
        Vec3 position;
        float depth = 0;
    };

    SceneClass nextKind();
    Spot randomSpot();
    SceneObject randomObject(SceneClass kind, float size);
    bool isFree(const SceneObject &object) const;

    const SceneCameraPath &m_camera;
    SceneRandom &m_random;
    std::array<SceneClass, 5> m_deck; ///< dealt like cards, so that all classes are equally frequent
    int m_dealt = 0;
    std::vector<SceneObject> m_objects;
};

} // namespace splitscope::scenes
