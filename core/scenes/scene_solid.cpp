// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/scene_solid.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace splitscope::scenes {

namespace {

constexpr float infinite = std::numeric_limits<float>::infinity();

float across(Vec3 v) { return std::sqrt(v.x * v.x + v.y * v.y); }

/// A ray whose origin was moved to its point nearest to the solid's centre: quadratics in absolute distances would lose
/// the last digits, which the truth needs.
struct NearRay {
    Vec3 origin;
    Vec3 direction;
    float directionSquared;
    float reach; ///< half of the ray's length within the bounding sphere, in lengths of the direction
    float from;
};

bool hitSphere(const NearRay &ray, Vec3 size, SolidHit &hit)
{
    hit.t = -ray.reach;
    hit.normal = (ray.origin + ray.direction * hit.t) * (1.0F / size.x);
    hit.face = 0;
    return hit.t >= ray.from;
}

bool hitBox(const NearRay &ray, Vec3 size, SolidHit &hit)
{
    const float origin[3] = {ray.origin.x, ray.origin.y, ray.origin.z};
    const float direction[3] = {ray.direction.x, ray.direction.y, ray.direction.z};
    const float half[3] = {size.x, size.y, size.z};
    float enter = -infinite;
    float leave = infinite;
    int axis = 0;
    for (int i = 0; i < 3; ++i) {
        const float step = std::fabs(direction[i]) > 1e-12F ? direction[i] : 1e-12F;
        const float inverse = 1.0F / step;
        const float middle = -origin[i] * inverse;
        const float width = half[i] * std::fabs(inverse);
        if (middle - width > enter) {
            enter = middle - width;
            axis = i;
        }
        leave = std::min(leave, middle + width);
    }
    if (enter > leave || enter < ray.from)
        return false;
    const float side = direction[axis] > 0 ? -1.0F : 1.0F;
    hit.t = enter;
    hit.normal = {axis == 0 ? side : 0, axis == 1 ? side : 0, axis == 2 ? side : 0};
    hit.face = static_cast<std::uint8_t>(2 * axis + (side > 0 ? 1 : 0));
    return true;
}

bool hitCylinder(const NearRay &ray, Vec3 size, SolidHit &hit)
{
    const Vec3 o = ray.origin;
    const Vec3 d = ray.direction;
    const float a = d.x * d.x + d.y * d.y;
    const float b = o.x * d.x + o.y * d.y;
    const float c = o.x * o.x + o.y * o.y - size.x * size.x;
    float sideEnter = -infinite;
    float sideLeave = infinite;
    if (a > 1e-12F * ray.directionSquared) {
        const float discriminant = b * b - a * c;
        if (discriminant < 0)
            return false;
        const float root = std::sqrt(discriminant);
        sideEnter = (-b - root) / a;
        sideLeave = (-b + root) / a;
    } else if (c > 0) {
        return false;
    }
    const float inverse = 1.0F / (std::fabs(d.z) > 1e-12F ? d.z : 1e-12F);
    const float capEnter = -o.z * inverse - size.z * std::fabs(inverse);
    const float capLeave = -o.z * inverse + size.z * std::fabs(inverse);
    hit.t = std::max(sideEnter, capEnter);
    if (hit.t > std::min(sideLeave, capLeave) || hit.t < ray.from)
        return false;
    if (capEnter > sideEnter) {
        hit.normal = {0, 0, d.z > 0 ? -1.0F : 1.0F};
        hit.face = d.z > 0 ? 2 : 1;
    } else {
        const Vec3 point = o + d * hit.t;
        const float scale = 1.0F / across(point);
        hit.normal = {point.x * scale, point.y * scale, 0};
        hit.face = 0;
    }
    return true;
}

/// The side of the cone x^2 + y^2 = k^2 w^2, w = distance below the apex along the axis.
bool hitConeSide(const NearRay &ray, Vec3 size, SolidHit &hit)
{
    const Vec3 o = ray.origin;
    const Vec3 d = ray.direction;
    const float k = size.x / (2 * size.z);
    const float k2 = k * k;
    const float w = size.z - o.z;
    const float a = d.x * d.x + d.y * d.y - k2 * d.z * d.z;
    const float b = o.x * d.x + o.y * d.y + k2 * w * d.z;
    const float c = o.x * o.x + o.y * o.y - k2 * w * w;
    if (std::fabs(a) < 1e-7F * ray.directionSquared) {
        if (b >= 0)
            return false;
        hit.t = -c / (2 * b);
    } else {
        const float discriminant = b * b - a * c;
        if (discriminant < 0)
            return false;
        hit.t = (-b - std::sqrt(discriminant)) / a; // with either sign of a, the root where the ray goes in
    }
    const Vec3 point = o + d * hit.t;
    const float below = size.z - point.z;
    if (hit.t < ray.from || below < 0 || below > 2 * size.z * (1 + 1e-6F))
        return false;
    const Vec3 gradient{point.x, point.y, k2 * below};
    const float squared = dot(gradient, gradient);
    hit.normal = squared > 1e-18F ? gradient * (1.0F / std::sqrt(squared)) : Vec3{0, 0, 1};
    hit.face = 0;
    return true;
}

bool hitCone(const NearRay &ray, Vec3 size, SolidHit &hit)
{
    if (hitConeSide(ray, size, hit))
        return true;
    if (ray.direction.z <= 1e-12F)
        return false;
    hit.t = (-size.z - ray.origin.z) / ray.direction.z;
    const Vec3 point = ray.origin + ray.direction * hit.t;
    if (hit.t < ray.from || point.x * point.x + point.y * point.y > size.x * size.x)
        return false;
    hit.normal = {0, 0, -1};
    hit.face = 1;
    return true;
}

/// Sphere tracing on the exact distance; the last steps are Newton's.
bool hitTorus(const NearRay &ray, Vec3 size, SolidHit &hit)
{
    const float unit = std::sqrt(ray.directionSquared);
    const Vec3 d = ray.direction * (1.0F / unit);
    float s = std::max(-ray.reach, ray.from) * unit;
    float last = ray.reach * unit;
    if (std::fabs(d.z) > 1e-6F) {
        const float middle = -ray.origin.z / d.z;
        const float width = size.y / std::fabs(d.z);
        s = std::max(s, middle - width);
        last = std::min(last, middle + width);
    } else if (std::fabs(ray.origin.z) > size.y) {
        return false;
    }
    const float exact = 1e-6F * size.x;
    for (int i = 0; i < 80 && s <= last; ++i) {
        const Vec3 point = ray.origin + d * s;
        const float radius = std::max(across(point), 1e-9F);
        const float ring = radius - size.x;
        const float toTube = std::max(std::sqrt(ring * ring + point.z * point.z), 1e-9F);
        const float distance = toTube - size.y;
        const float scale = ring / (radius * toTube);
        const Vec3 normal{point.x * scale, point.y * scale, point.z / toTube};
        const float slope = dot(normal, d);
        if (std::fabs(distance) < exact && slope < 0) {
            hit.t = s / unit;
            hit.normal = normal;
            hit.face = 0;
            return true;
        }
        const bool newton = distance < 0.1F * size.y && slope < -0.1F;
        s += newton ? -distance / slope : std::max(distance, exact);
    }
    return false;
}

} // namespace

float SceneSolid::boundingRadius() const
{
    switch (kind) {
    case SceneClass::Box:
        return length(size);
    case SceneClass::Cylinder:
    case SceneClass::Cone:
        return std::sqrt(size.x * size.x + size.z * size.z);
    case SceneClass::Torus:
        return size.x + size.y;
    default:
        return size.x;
    }
}

float SceneSolid::support(Vec3 direction) const
{
    switch (kind) {
    case SceneClass::Box:
        return std::fabs(direction.x) * size.x + std::fabs(direction.y) * size.y + std::fabs(direction.z) * size.z;
    case SceneClass::Cylinder:
        return std::fabs(direction.z) * size.z + across(direction) * size.x;
    case SceneClass::Cone:
        return std::max(direction.z * size.z, across(direction) * size.x - direction.z * size.z);
    case SceneClass::Torus:
        return across(direction) * size.x + size.y;
    default:
        return size.x;
    }
}

bool SceneSolid::intersect(Vec3 origin, Vec3 direction, float from, SolidHit &hit) const
{
    const float squared = dot(direction, direction);
    const float nearest = -dot(origin, direction) / squared;
    const Vec3 moved = origin + direction * nearest;
    const float bound = boundingRadius();
    const float left = bound * bound - dot(moved, moved);
    if (left < 0)
        return false;
    const NearRay ray{moved, direction, squared, std::sqrt(left / squared), from - nearest};
    bool found = false;
    switch (kind) {
    case SceneClass::Box:
        found = hitBox(ray, size, hit);
        break;
    case SceneClass::Cylinder:
        found = hitCylinder(ray, size, hit);
        break;
    case SceneClass::Cone:
        found = hitCone(ray, size, hit);
        break;
    case SceneClass::Torus:
        found = hitTorus(ray, size, hit);
        break;
    default:
        found = hitSphere(ray, size, hit);
        break;
    }
    hit.t += nearest;
    return found;
}

} // namespace splitscope::scenes
