// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/scene_tracer.h"

namespace splitscope::scenes {

namespace {

void traceTable(const PosedScene &scene, SurfacePlanes &planes)
{
    const Vec3 up = scene.up;
    std::size_t pixel = 0;
    for (int y = 0; y < scene.height; ++y) {
        const float rowPart = up.y * scene.rowSlope(y) + up.z;
        for (int x = 0; x < scene.width; ++x, ++pixel) {
            planes.depth[pixel] = -scene.eye.z / (up.x * scene.columnSlope(x) + rowPart);
            planes.normals[3 * pixel] = up.x;
            planes.normals[3 * pixel + 1] = up.y;
            planes.normals[3 * pixel + 2] = up.z;
        }
    }
}

void traceObject(const PosedScene &scene, const PosedObject &posed, std::uint8_t number, SurfacePlanes &planes)
{
    const SceneSolid &solid = posed.object->solid;
    const Mat3 toCamera = posed.toSolid.transposed();
    const Vec3 origin = posed.toSolid * -posed.centre;
    for (int y = posed.rect.top; y < posed.rect.bottom; ++y) {
        for (int x = posed.rect.left; x < posed.rect.right; ++x) {
            const Vec3 direction = posed.toSolid * Vec3{scene.columnSlope(x), scene.rowSlope(y), 1};
            const auto pixel =
                static_cast<std::size_t>(y) * static_cast<std::size_t>(scene.width) + static_cast<std::size_t>(x);
            SolidHit hit;
            if (!solid.intersect(origin, direction, 0, hit) || hit.t >= planes.depth[pixel])
                continue;
            const Vec3 normal = normalized(toCamera * hit.normal);
            planes.objects[pixel] = number;
            planes.faces[pixel] = hit.face;
            planes.depth[pixel] = hit.t;
            planes.normals[3 * pixel] = normal.x;
            planes.normals[3 * pixel + 1] = normal.y;
            planes.normals[3 * pixel + 2] = normal.z;
        }
    }
}

} // namespace

SurfacePlanes traceSurfaces(const PosedScene &scene)
{
    const std::size_t pixels = static_cast<std::size_t>(scene.width) * static_cast<std::size_t>(scene.height);
    SurfacePlanes planes;
    planes.objects.resize(pixels);
    planes.faces.resize(pixels);
    planes.depth.resize(pixels);
    planes.normals.resize(3 * pixels);
    traceTable(scene, planes);
    for (std::size_t i = 0; i < scene.objects.size(); ++i)
        traceObject(scene, scene.objects[i], static_cast<std::uint8_t>(i + 1), planes);
    return planes;
}

} // namespace splitscope::scenes
