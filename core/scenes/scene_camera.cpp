// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/scene_camera.h"

#include "core/graph/error.h"
#include "core/scenes/posed_scene.h"
#include "core/scenes/scene_description.h"
#include "core/scenes/scene_sensor.h"
#include "core/scenes/scene_shader.h"
#include "core/scenes/scene_tracer.h"
#include "core/scenes/truth_builder.h"

#include <cmath>
#include <string>
#include <utility>

namespace splitscope {

namespace {

constexpr int smallestSide = 16;
constexpr int largestSide = 4096;

/// \param name "The scene's width" or height
int checkedSide(int side, std::string name)
{
    if (side < smallestSide || side > largestSide)
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", name.append(" ").append(std::to_string(side))}, {"why", "It must be 16 to 4096 pixels."}});
    return side;
}

double checkedTime(double seconds)
{
    if (!std::isfinite(seconds))
        throw Failure(
            ErrorCode::InvalidArgument, {{"what", "The scene's time"}, {"why", "It must be a finite number."}});
    return seconds;
}

} // namespace

struct SceneCamera::Scene {
    int width;
    int height;
    scenes::SceneDescription description;
};

std::string_view sceneClassName(SceneClass sceneClass)
{
    switch (sceneClass) {
    case SceneClass::Table:
        return "table";
    case SceneClass::Sphere:
        return "sphere";
    case SceneClass::Box:
        return "box";
    case SceneClass::Cylinder:
        return "cylinder";
    case SceneClass::Cone:
        return "cone";
    case SceneClass::Torus:
        return "torus";
    }
    return {};
}

SceneCamera::SceneCamera(std::uint64_t seed, int width, int height)
    : m_scene(new Scene{checkedSide(width, "The scene's width"), checkedSide(height, "The scene's height"),
        scenes::SceneDescription(seed)})
{
}

SceneIntrinsics SceneCamera::intrinsics() const
{
    const float focal = scenes::PosedScene::focalLength(m_scene->description, m_scene->width, m_scene->height);
    return {focal, focal, 0.5F * static_cast<float>(m_scene->width), 0.5F * static_cast<float>(m_scene->height)};
}

SceneFrame SceneCamera::render(double seconds) const
{
    const Scene &scene = *m_scene;
    const scenes::PosedScene posed(scene.description, checkedTime(seconds), scene.width, scene.height);
    scenes::SurfacePlanes planes = scenes::traceSurfaces(posed);
    std::vector<float> light = scenes::SceneShader(scene.description, posed).shade(planes);
    SceneFrame frame;
    frame.picture = scenes::develop(scene.description, seconds, scene.width, scene.height, std::move(light));
    frame.truth = scenes::buildTruth(posed, std::move(planes));
    return frame;
}

Picture SceneCamera::renderPicture(double seconds) const
{
    const Scene &scene = *m_scene;
    const scenes::PosedScene posed(scene.description, checkedTime(seconds), scene.width, scene.height);
    const scenes::SurfacePlanes planes = scenes::traceSurfaces(posed);
    return scenes::develop(scene.description, seconds, scene.width, scene.height,
        scenes::SceneShader(scene.description, posed).shade(planes));
}

} // namespace splitscope
