// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/object_placer.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace splitscope::scenes {

namespace {

constexpr int triesForEach = 60;

/// How far the object's ground plan reaches from its centre, whatever way it turns.
float groundReach(const SceneObject &object)
{
    if (object.tumbleRate != 0)
        return object.solid.boundingRadius();
    const Mat3 toSolid = object.pose.transposed();
    float reach = 0;
    for (int i = 0; i < 64; ++i) {
        const double turns = i / 64.0;
        const Vec3 direction{static_cast<float>(cosineOfTurns(turns)), static_cast<float>(sineOfTurns(turns)), 0};
        reach = std::max(reach, object.solid.support(toSolid * direction));
    }
    return reach * 1.01F;
}

/// Radius of the disc on the table that the object never leaves.
float territory(const SceneObject &object)
{
    const auto along = static_cast<float>(object.along.amplitude);
    const auto sideways = static_cast<float>(object.sideways.amplitude);
    return groundReach(object) + std::sqrt(along * along + sideways * sideways);
}

/// \param size metres, about the largest extent
SceneSolid randomSolid(SceneClass kind, float size, SceneRandom &random)
{
    Vec3 dimensions{0.5F * size, 0, 0};
    switch (kind) {
    case SceneClass::Box:
        dimensions = {random.uniform(0.24F, 0.44F), random.uniform(0.2F, 0.4F), random.uniform(0.16F, 0.44F)};
        dimensions = dimensions * size;
        break;
    case SceneClass::Cylinder:
        dimensions = Vec3{random.uniform(0.2F, 0.38F), 0, random.uniform(0.22F, 0.46F)} * size;
        break;
    case SceneClass::Cone:
        dimensions = Vec3{random.uniform(0.32F, 0.46F), 0, random.uniform(0.36F, 0.54F)} * size;
        break;
    case SceneClass::Torus:
        dimensions = Vec3{random.uniform(0.36F, 0.42F), random.uniform(0.11F, 0.17F), 0} * size;
        break;
    default:
        break;
    }
    return {kind, dimensions};
}

Mat3 tilted(float cosine, float sine) { return {{1, 0, 0}, {0, cosine, -sine}, {0, sine, cosine}}; }

/// A pose in which the solid can rest on the table (tori may also lean).
Mat3 restingPose(const SceneSolid &solid, SceneRandom &random)
{
    const bool upright = random.chance(0.55F);
    switch (solid.kind) {
    case SceneClass::Cylinder:
        return upright ? Mat3{} : tilted(0, 1);
    case SceneClass::Cone: {
        if (upright || random.chance(0.3F))
            return {};
        // On its side: the axis falls so far that apex and rim are equally low.
        const float slant = std::sqrt(solid.size.x * solid.size.x + 4 * solid.size.z * solid.size.z);
        return tilted(-solid.size.x / slant, 2 * solid.size.z / slant);
    }
    case SceneClass::Torus:
        return upright ? Mat3{} : rotationAboutX(static_cast<double>(random.uniform(0.12F, 0.25F)));
    case SceneClass::Sphere:
        return rotationAboutX(static_cast<double>(random.uniform()));
    default:
        return {};
    }
}

Oscillation pathMotion(SceneRandom &random, float amplitude)
{
    return {amplitude, 1.0 / random.uniform(7.0F, 18.0F), random.uniform()};
}

} // namespace

ObjectPlacer::ObjectPlacer(const SceneCameraPath &camera, SceneRandom &random)
    : m_camera(camera)
    , m_random(random)
    , m_deck{SceneClass::Sphere, SceneClass::Box, SceneClass::Cylinder, SceneClass::Cone, SceneClass::Torus}
{
}

std::vector<SceneObject> ObjectPlacer::place()
{
    const int wanted = 3 + m_random.below(5);
    for (int i = 0; i < wanted; ++i) {
        const SceneClass kind = nextKind();
        float pixels = m_random.uniform(46, 86); // of a 256 x 192 frame
        for (int attempt = 0; attempt < triesForEach; ++attempt) {
            const Spot spot = randomSpot();
            // The same object is smaller in the picture when it is far, but never too small to recognise.
            const auto middle = static_cast<float>(m_camera.distance);
            const float depth = std::clamp(spot.depth, 0.85F * middle, 1.2F * middle);
            const float size = pixels * m_camera.halfHeight / 96.0F * std::sqrt(depth * spot.depth);
            SceneObject object = randomObject(kind, size);
            object.home = spot.position + Vec3{0, 0, object.home.z};
            if (isFree(object)) {
                m_objects.push_back(object);
                break;
            }
            pixels = std::max(38.0F, pixels * 0.98F);
        }
    }
    return std::move(m_objects);
}

SceneClass ObjectPlacer::nextKind()
{
    const int left = 5 - m_dealt % 5;
    const int choice = m_random.below(left);
    std::swap(m_deck[static_cast<std::size_t>(choice)], m_deck[static_cast<std::size_t>(left - 1)]);
    ++m_dealt;
    return m_deck[static_cast<std::size_t>(left - 1)];
}

ObjectPlacer::Spot ObjectPlacer::randomSpot()
{
    const float u = m_random.uniform(-0.82F, 0.82F) * m_camera.halfHeight * 4 / 3;
    const float v = m_random.uniform(-0.55F, 0.8F) * m_camera.halfHeight;
    const auto sine = static_cast<float>(sineOfTurns(m_camera.pitch));
    const auto cosine = static_cast<float>(cosineOfTurns(m_camera.pitch));
    const auto distance = static_cast<float>(m_camera.distance);
    Spot spot;
    spot.depth = distance * sine / (sine + v * cosine);
    const Vec3 seen{u * spot.depth, spot.depth * (cosine - v * sine) - distance * cosine, 0};
    // Seen from the camera, y points away from it; yaw turns that into the world.
    spot.position = rotationAboutZ(m_camera.yaw) * seen;
    return spot;
}

SceneObject ObjectPlacer::randomObject(SceneClass kind, float size)
{
    SceneObject object;
    object.solid = randomSolid(kind, size, m_random);
    object.pose = restingPose(object.solid, m_random);
    object.yaw = m_random.uniform();
    object.yawRate = m_random.uniform(-0.07F, 0.07F);
    const double direction = m_random.uniform();
    object.path = {static_cast<float>(cosineOfTurns(direction)), static_cast<float>(sineOfTurns(direction)), 0};
    const float amplitude = m_random.chance(0.75F) ? size * m_random.uniform(0.08F, 0.45F) : 0.0F;
    object.along = pathMotion(m_random, amplitude);
    object.sideways = pathMotion(m_random, amplitude * m_random.uniform(0.0F, 0.3F));
    if (m_random.chance(0.14F)) {
        object.home.z = size * m_random.uniform(0.15F, 0.45F);
        object.bob = pathMotion(m_random, object.home.z * m_random.uniform(0.3F, 0.8F));
        object.tumbleRate = m_random.uniform(0.02F, 0.06F);
    }
    object.texture = randomObjectTexture(m_random, size);
    object.gloss = m_random.chance(0.7F) ? m_random.uniform(0.05F, 0.5F) : 0.0F;
    object.shininess = 3 + m_random.below(4);
    return object;
}

bool ObjectPlacer::isFree(const SceneObject &object) const
{
    const float own = territory(object);
    return std::all_of(m_objects.begin(), m_objects.end(), [&](const SceneObject &other) {
        const float dx = object.home.x - other.home.x;
        const float dy = object.home.y - other.home.y;
        const float apart = own + territory(other);
        return dx * dx + dy * dy > apart * apart;
    });
}

} // namespace splitscope::scenes
