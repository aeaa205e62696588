// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenes/scene_description.h"

#include <vector>

namespace splitscope::scenes {

/// Pixels left to right - 1, top to bottom - 1.
struct PixelRect {
    int left = 0;
    int top = 0;
    int right = 0;
    int bottom = 0;
};

/// A rectangle on the table, world axes.
struct TableRect {
    float left = 0;
    float right = 0;
    float front = 0;
    float back = 0;

    bool contains(float x, float y) const { return x > left && x < right && y > front && y < back; }
};

struct PosedObject {
    const SceneObject *object = nullptr;
    Mat3 toSolid;                   ///< from camera axes to the solid's
    Vec3 centre;                    ///< camera axes
    float radius = 0;               ///< of the bounding sphere
    PixelRect rect;                 ///< holds all of the object's pixels
    Vec3 foot;                      ///< world axes, the centre
    std::vector<TableRect> shadows; ///< for each light, holds all of its shadow on the table
};

struct PosedLight {
    Vec3 position; ///< camera axes
    Vec3 colour;   ///< times squared distance
};

/// A scene at one moment, seen through a frame of one size. The ray through pixel (x, y) is `rayAt(x, y)`, whose z is
/// 1, so that lengths along it are depths.
struct PosedScene {
    PosedScene(const SceneDescription &description, double seconds, int width, int height);

    float columnSlope(int x) const { return (static_cast<float>(x) + 0.5F - 0.5F * static_cast<float>(width)) / focal; }
    float rowSlope(int y) const { return (static_cast<float>(y) + 0.5F - 0.5F * static_cast<float>(height)) / focal; }

    /// Pixels per unit of slope; wide or tall frames see less, never more, than the 4:3 frame for which the scene was
    /// laid out.
    static float focalLength(const SceneDescription &description, int width, int height);

    int width;
    int height;
    float focal;
    Mat3 toWorld; ///< from camera axes
    Vec3 eye;     ///< the camera, world axes
    Vec3 up;      ///< the table's normal, camera axes
    std::vector<PosedObject> objects;
    std::vector<PosedLight> lights;

private:
    void poseCamera(const SceneCameraPath &camera, double seconds);
    PixelRect rectOf(Vec3 centre, float radius) const;
};

} // namespace splitscope::scenes
