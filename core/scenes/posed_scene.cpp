// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/posed_scene.h"

#include <algorithm>
#include <cmath>

namespace splitscope::scenes {

namespace {

struct Interval {
    float low;
    float high;
};

/// Between which slopes (across / ahead) a circle is seen from the origin; `ahead` must be greater than the radius.
Interval slopesOfCircle(float across, float ahead, float radius)
{
    const float squared = ahead * ahead - radius * radius;
    const float root = radius * std::sqrt(std::max(0.0F, across * across + squared));
    return {(across * ahead - root) / squared, (across * ahead + root) / squared};
}

int pixelBefore(float position, int size)
{
    return static_cast<int>(std::clamp(position - 1.0F, 0.0F, static_cast<float>(size)));
}

int pixelAfter(float position, int size)
{
    return static_cast<int>(std::clamp(position + 2.0F, 0.0F, static_cast<float>(size)));
}

/// The lamp looks down on the table as a camera would.
TableRect shadowOf(Vec3 centre, float radius, Vec3 lamp)
{
    const Interval x = slopesOfCircle(centre.x - lamp.x, lamp.z - centre.z, radius);
    const Interval y = slopesOfCircle(centre.y - lamp.y, lamp.z - centre.z, radius);
    return {lamp.x + x.low * lamp.z, lamp.x + x.high * lamp.z, lamp.y + y.low * lamp.z, lamp.y + y.high * lamp.z};
}

} // namespace

PosedScene::PosedScene(const SceneDescription &description, double seconds, int frameWidth, int frameHeight)
    : width(frameWidth)
    , height(frameHeight)
    , focal(focalLength(description, frameWidth, frameHeight))
{
    poseCamera(description.camera, seconds);
    const Mat3 toCamera = toWorld.transposed();
    for (const SceneLight &light : description.lights)
        lights.push_back({toCamera * (light.position - eye), light.colour * dot(light.position, light.position)});
    for (const SceneObject &object : description.objects) {
        PosedObject posed;
        posed.object = &object;
        posed.toSolid = object.rotationAt(seconds).transposed() * toWorld;
        posed.foot = object.centreAt(seconds);
        posed.centre = toCamera * (posed.foot - eye);
        posed.radius = object.solid.boundingRadius();
        posed.rect = rectOf(posed.centre, posed.radius);
        for (const SceneLight &light : description.lights)
            posed.shadows.push_back(shadowOf(posed.foot, posed.radius, light.position));
        objects.push_back(posed);
    }
}

float PosedScene::focalLength(const SceneDescription &description, int width, int height)
{
    const float units = std::max(static_cast<float>(width) / 4, static_cast<float>(height) / 3);
    return units * 1.5F / description.camera.halfHeight;
}

void PosedScene::poseCamera(const SceneCameraPath &camera, double seconds)
{
    const double pitch = camera.pitch + camera.pitchSway.at(seconds);
    const double roll = camera.roll + camera.rollSway.at(seconds);
    const double yaw = camera.yaw + camera.yawSway.at(seconds);
    const auto distance = static_cast<float>(camera.distance * (1 + camera.distanceSway.at(seconds)));
    // Turning by a quarter makes y of the level camera point down; the pitch adds to that.
    toWorld = rotationAboutZ(yaw) * rotationAboutX(-0.25 - pitch) * rotationAboutZ(roll);
    eye = toWorld * Vec3{0, 0, -distance};
    up = toWorld.transposed() * Vec3{0, 0, 1};
}

PixelRect PosedScene::rectOf(Vec3 centre, float radius) const
{
    if (centre.z <= radius)
        return {0, 0, width, height};
    const Interval columns = slopesOfCircle(centre.x, centre.z, radius);
    const Interval rows = slopesOfCircle(centre.y, centre.z, radius);
    const float middleX = 0.5F * static_cast<float>(width);
    const float middleY = 0.5F * static_cast<float>(height);
    return {pixelBefore(middleX + focal * columns.low, width), pixelBefore(middleY + focal * rows.low, height),
        pixelAfter(middleX + focal * columns.high, width), pixelAfter(middleY + focal * rows.high, height)};
}

} // namespace splitscope::scenes
