// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/scene_shader.h"

#include <algorithm>
#include <cmath>

namespace splitscope::scenes {

SceneShader::SceneShader(const SceneDescription &description, const PosedScene &scene)
    : m_description(description)
    , m_scene(scene)
    , m_toWorld(scene.toWorld)
{
}

std::vector<float> SceneShader::shade(const SurfacePlanes &planes) const
{
    std::vector<float> light(planes.normals.size());
    std::size_t pixel = 0;
    for (int y = 0; y < m_scene.height; ++y) {
        const float v = m_scene.rowSlope(y);
        for (int x = 0; x < m_scene.width; ++x, ++pixel) {
            const float u = m_scene.columnSlope(x);
            const Vec3 point = Vec3{u, v, 1} * planes.depth[pixel];
            const float *n = &planes.normals[3 * pixel];
            const Vec3 normal{n[0], n[1], n[2]};
            const std::uint8_t object = planes.objects[pixel];
            Vec3 colour =
                object == 0 ? shadeTable(point, normal) : shadeObject(m_scene.objects[object - 1U], point, normal);
            colour = colour * (1 - m_description.vignette * (u * u + v * v));
            light[3 * pixel] = colour.x;
            light[3 * pixel + 1] = colour.y;
            light[3 * pixel + 2] = colour.z;
        }
    }
    return light;
}

Vec3 SceneShader::shadeTable(Vec3 point, Vec3 normal) const
{
    Vec3 world = m_toWorld * point + m_scene.eye;
    world.z = 0; // up to rounding it is, and a checker is sensitive to the sign
    // A pixel covers more metres where the table is seen at a flat angle.
    const float distance = length(point);
    const float facing = std::max(0.2F, -dot(point, normal) / distance);
    const float footprint = point.z / (m_scene.focal * facing);
    Surface surface{point, normal, m_description.table.at(world, footprint, m_description.noise)};
    surface.gloss = m_description.tableGloss;
    Vec3 colour = surface.albedo * (m_description.skyLight * openness(world));
    for (std::size_t i = 0; i < m_scene.lights.size(); ++i) {
        const Vec3 toLight = m_scene.lights[i].position - point;
        const bool shadowed = std::any_of(m_scene.objects.begin(), m_scene.objects.end(), [&](const PosedObject &by) {
            return by.shadows[i].contains(world.x, world.y) && isShadowed(by, point, toLight);
        });
        if (!shadowed)
            colour = colour + direct(surface, m_scene.lights[i]);
    }
    return colour;
}

Vec3 SceneShader::shadeObject(const PosedObject &posed, Vec3 point, Vec3 normal) const
{
    const Vec3 inSolid = posed.toSolid * (point - posed.centre);
    const SceneObject &object = *posed.object;
    const Vec3 albedo = object.texture.at(inSolid, point.z / m_scene.focal, m_description.noise);
    const Surface surface{point, normal, albedo, object.gloss, object.shininess};
    Vec3 colour = albedo * ambient(normal);
    for (const PosedLight &light : m_scene.lights) {
        const Vec3 toLight = light.position - point;
        if (dot(toLight, normal) <= 0)
            continue;
        // Off the surface, so that a torus does not shadow itself by rounding.
        const Vec3 lifted = point + normal * (1e-3F * posed.radius);
        const bool shadowed = std::any_of(m_scene.objects.begin(), m_scene.objects.end(), [&](const PosedObject &by) {
            const bool convexItself = &by == &posed && object.solid.kind != SceneClass::Torus;
            return !convexItself && isShadowed(by, lifted, toLight);
        });
        if (!shadowed)
            colour = colour + direct(surface, light);
    }
    return colour;
}

Vec3 SceneShader::ambient(Vec3 normal) const
{
    return mix(m_description.groundLight, m_description.skyLight, 0.5F + 0.5F * dot(normal, m_scene.up));
}

/// Lambert's law and Blinn's highlight.
Vec3 SceneShader::direct(const Surface &surface, const PosedLight &light) const
{
    const Vec3 toLight = light.position - surface.point;
    const float squared = dot(toLight, toLight);
    const Vec3 direction = toLight * (1.0F / std::sqrt(squared));
    const float lambert = dot(direction, surface.normal);
    if (lambert <= 0)
        return {};
    const Vec3 arriving = light.colour * (1.0F / squared);
    Vec3 colour = surface.albedo * arriving * lambert;
    if (surface.gloss > 0) {
        const Vec3 half = normalized(direction - normalized(surface.point));
        float highlight = std::max(0.0F, dot(half, surface.normal));
        for (int i = 0; i < surface.shininess; ++i)
            highlight *= highlight;
        colour = colour + arriving * (surface.gloss * highlight);
    }
    return colour;
}

float SceneShader::openness(Vec3 world) const
{
    float open = 1;
    for (const PosedObject &posed : m_scene.objects) {
        const float dx = posed.foot.x - world.x;
        const float dy = posed.foot.y - world.y;
        const float squared = dx * dx + dy * dy + posed.foot.z * posed.foot.z;
        const float radius = 0.8F * posed.radius;
        const float share = radius * radius / squared;
        if (share <= 1.0F / 16)
            continue;
        // What a sphere of that radius covers of the sky, (r / d)^2 cos(angle from the vertical), fading out at four
        // radii.
        const float covered = (share - 1.0F / 16) * posed.foot.z / std::sqrt(squared);
        open *= 1 - std::min(0.85F, covered);
    }
    return open;
}

bool SceneShader::isShadowed(const PosedObject &by, Vec3 point, Vec3 toLight) const
{
    const Vec3 toCentre = by.centre - point;
    const float along = dot(toCentre, toLight);
    const float squared = dot(toLight, toLight);
    const float outside = dot(toCentre, toCentre) - by.radius * by.radius;
    if ((along <= 0 && outside > 0) || outside * squared > along * along)
        return false;
    SolidHit hit;
    return by.object->solid.intersect(by.toSolid * -toCentre, by.toSolid * toLight, 0, hit) && hit.t < 1;
}

} // namespace splitscope::scenes
