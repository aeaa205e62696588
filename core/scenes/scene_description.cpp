// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/scene_description.h"

#include "core/scenes/object_placer.h"

#include <algorithm>
#include <cmath>

namespace splitscope::scenes {

namespace {

/// Nothing that the camera sees is farther away.
constexpr double farthestMetres = 5.7;

Oscillation slow(SceneRandom &random, float amplitude)
{
    return {amplitude, 1.0 / random.uniform(11.0F, 26.0F), random.uniform()};
}

SceneCameraPath randomCamera(SceneRandom &random)
{
    constexpr float degree = 1.0F / 360;
    SceneCameraPath camera;
    camera.yaw = random.uniform();
    camera.pitch = random.uniform(25, 55) * degree;
    camera.roll = random.uniform(-2.5F, 2.5F) * degree;
    // Sizes, textures and lights scale with the distance, so a picture shows no absolute scale: over a wide range no
    // network could know metres from one picture. This range leaves depth learnable to within a tenth.
    camera.distance = random.uniform(1.45F, 1.9F);
    camera.yawSway = slow(random, random.uniform(8, 22) * degree);
    camera.pitchSway = slow(random, random.uniform(0.3F, 1.5F) * degree);
    camera.rollSway = slow(random, random.uniform(0.2F, 0.8F) * degree);
    camera.distanceSway = slow(random, random.uniform(0.01F, 0.04F));

    // The highest ray must still meet the table near enough. Its depth is d sin p / (sin p - k cos p), k its slope.
    const double lowest = camera.pitch - camera.pitchSway.amplitude;
    const double tangent = sineOfTurns(lowest) / cosineOfTurns(lowest);
    const double farthest = camera.distance * (1 + camera.distanceSway.amplitude);
    const double steepest = tangent * (1 - farthest / farthestMetres);
    const double tilt = std::fabs(camera.roll) + camera.rollSway.amplitude;
    const double cornerSlope = cosineOfTurns(tilt) + 4.0 / 3.0 * sineOfTurns(tilt);
    camera.halfHeight = std::min(random.uniform(0.27F, 0.36F), static_cast<float>(steepest / cornerSlope));
    return camera;
}

struct Range {
    float low;
    float high;
};

SceneLight randomLight(SceneRandom &random, float cameraDistance, Range brightness)
{
    const float distance = cameraDistance * random.uniform(1.4F, 3.5F);
    const double azimuth = random.uniform();
    const double elevation = random.uniform(0.1F, 0.2F);
    const auto level = static_cast<float>(cosineOfTurns(elevation));
    const Vec3 direction{static_cast<float>(cosineOfTurns(azimuth)) * level,
        static_cast<float>(sineOfTurns(azimuth)) * level, static_cast<float>(sineOfTurns(elevation))};
    const float warmth = random.uniform(-0.12F, 0.18F);
    const Vec3 tint{1 + warmth, 1.0F, 1 - warmth};
    return {direction * distance, tint * random.uniform(brightness.low, brightness.high)};
}

} // namespace

Mat3 SceneObject::rotationAt(double seconds) const
{
    const Mat3 turned = rotationAboutZ(yaw + yawRate * seconds);
    return tumbleRate == 0 ? turned * pose : turned * (rotationAboutX(tumbleRate * seconds) * pose);
}

Vec3 SceneObject::centreAt(double seconds) const
{
    const Vec3 down = rotationAt(seconds).transposed() * Vec3{0, 0, -1};
    const Vec3 aside{-path.y, path.x, 0};
    Vec3 centre =
        home + path * static_cast<float>(along.at(seconds)) + aside * static_cast<float>(sideways.at(seconds));
    centre.z += solid.support(down) + static_cast<float>(bob.at(seconds));
    return centre;
}

SceneDescription::SceneDescription(std::uint64_t sceneSeed)
    : seed(sceneSeed)
    , random(sceneSeed)
    , noise(random)
    , camera(randomCamera(random))
{
    const auto distance = static_cast<float>(camera.distance);
    table = randomTableTexture(random, 2.6F * distance * camera.halfHeight);
    tableGloss = random.chance(0.5F) ? random.uniform(0.0F, 0.15F) : 0.0F;
    objects = ObjectPlacer(camera, random).place();

    lights.push_back(randomLight(random, distance, {0.65F, 1.0F}));
    if (random.chance(0.45F))
        lights.push_back(randomLight(random, distance, {0.15F, 0.4F}));
    const float ambient = random.uniform(0.18F, 0.36F);
    const float blueness = random.uniform(-0.05F, 0.12F);
    skyLight = Vec3{1 - blueness, 1.0F, 1 + blueness} * ambient;
    groundLight = mix(table.first, table.second, 0.5F) * (0.6F * ambient);

    lensBlur = random.uniform(0.05F, 0.2F);
    vignette = random.uniform(0.0F, 0.9F);
    sensorNoise = random.uniform(0.8F, 4.0F);
}

} // namespace splitscope::scenes
