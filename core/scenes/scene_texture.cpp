// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/scene_texture.h"

#include <algorithm>

namespace splitscope::scenes {

namespace {

/// std::floor is a library call on baseline x86-64.
inline int floorOf(float value)
{
    const int whole = static_cast<int>(value);
    return whole - (static_cast<float>(whole) > value ? 1 : 0);
}

inline float smooth(float t) { return t * t * (3 - 2 * t); }
inline float clamped(float t) { return std::min(1.0F, std::max(0.0F, t)); }
inline float between(float low, float high, float value) { return smooth(clamped((value - low) / (high - low))); }

/// -1 or 1 in turn, period 1, with edges as wide as `soft`.
inline float squareWave(float x, float soft)
{
    const float part = x - static_cast<float>(floorOf(x));
    const float inside = 0.25F - std::fabs(part - 0.5F);
    return std::min(1.0F, std::max(-1.0F, inside / soft));
}

/// 0 to 1 and back, period 1.
inline float triangleWave(float x) { return 2 * std::fabs(x - static_cast<float>(floorOf(x)) - 0.5F); }

struct Hsv {
    float hue;
    float saturation;
    float value;
};

Vec3 colour(Hsv hsv)
{
    const auto channel = [hue = hsv.hue, saturation = hsv.saturation, value = hsv.value](float offset) {
        float part = hue + offset;
        part -= static_cast<float>(floorOf(part));
        const float level = value * (1 - saturation * (1 - clamped(std::fabs(part * 6 - 3) - 1)));
        return level * level; // roughly from display values to linear light
    };
    return {channel(0), channel(2.0F / 3), channel(1.0F / 3)};
}

Mat3 scaled(const Mat3 &m, float s) { return {m.row0 * s, m.row1 * s, m.row2 * s}; }

// Braces, here and below, because they fix the order of evaluation; the arguments of a call may be evaluated in any
// order.
Vec3 randomShift(SceneRandom &random) { return {random.uniform(0, 16), random.uniform(0, 16), random.uniform(0, 16)}; }

} // namespace

NoiseLattice::NoiseLattice(SceneRandom &random)
{
    for (float &value : m_values)
        value = random.uniform();
}

float NoiseLattice::at(Vec3 point) const
{
    const int x = floorOf(point.x);
    const int y = floorOf(point.y);
    const int z = floorOf(point.z);
    const float u = smooth(point.x - static_cast<float>(x));
    const float v = smooth(point.y - static_cast<float>(y));
    const float w = smooth(point.z - static_cast<float>(z));
    const unsigned x0 = static_cast<unsigned>(x) & 15U;
    const unsigned x1 = (x0 + 1) & 15U;
    const unsigned y0 = (static_cast<unsigned>(y) & 15U) * 16;
    const unsigned y1 = (y0 + 16) & 255U;
    const unsigned z0 = (static_cast<unsigned>(z) & 15U) * 256;
    const unsigned z1 = (z0 + 256) & 4095U;
    const auto line = [&](unsigned row) { return m_values[row + x0] + (m_values[row + x1] - m_values[row + x0]) * u; };
    const float front = line(z0 + y0) + (line(z0 + y1) - line(z0 + y0)) * v;
    const float back = line(z1 + y0) + (line(z1 + y1) - line(z1 + y0)) * v;
    return front + (back - front) * w;
}

Vec3 SceneTexture::at(Vec3 point, float footprint, const NoiseLattice &noise) const
{
    const Vec3 q = axes * point + shift;
    const float soft = std::max(0.03F, footprint * scale);
    float part = 0;
    switch (pattern) {
    case Pattern::Plain:
        part = 0.25F * noise.at(q);
        break;
    case Pattern::Stripes:
        part = 0.5F + 0.5F * squareWave(q.x, soft);
        break;
    case Pattern::Checker:
        part = 0.5F + 0.5F * squareWave(q.x, soft) * squareWave(q.y, soft) * squareWave(q.z, soft);
        break;
    case Pattern::Speckle:
        part = 0.2F * noise.at(q) + 0.8F * between(0.6F, 0.75F, noise.at(q * 4.0F));
        break;
    case Pattern::Wood: {
        const float ring = q.x * 1.5F + 2.0F * noise.at({q.x * 0.4F, q.y * 0.12F, q.z * 0.4F});
        part = 0.65F * smooth(triangleWave(ring)) + 0.35F * noise.at({q.x * 9, q.y * 0.7F, q.z * 9});
        break;
    }
    case Pattern::Marble:
        part = smooth(triangleWave(q.x + 1.6F * noise.at(q) + 0.4F * noise.at(q * 3.1F)));
        break;
    case Pattern::Blotches:
        part = between(0.4F, 0.6F, 0.7F * noise.at(q * 1.3F) + 0.3F * noise.at(q * 4.3F));
        break;
    }
    return mix(first, second, part);
}

SceneTexture randomObjectTexture(SceneRandom &random, float size)
{
    SceneTexture texture;
    texture.pattern = static_cast<SceneTexture::Pattern>(random.below(SceneTexture::patternCount));
    if (random.chance(0.25F))
        texture.pattern = SceneTexture::Pattern::Plain;
    const float hue = random.uniform();
    const float value = random.uniform(0.4F, 1.0F);
    texture.first = colour({hue, random.uniform(0.15F, 0.95F), value});
    const float otherHue = random.chance(0.5F) ? hue + random.uniform(-0.06F, 0.06F) : random.uniform();
    const float otherValue = value > 0.7F ? random.uniform(0.35F, 0.65F) : random.uniform(0.7F, 1.0F);
    texture.second = colour({otherHue, random.uniform(0.1F, 0.9F), otherValue});
    texture.scale = random.uniform(1.8F, 4.0F) / size;
    const float turn = random.uniform();
    const float tilt = random.chance(0.5F) ? random.uniform() : 0.0F;
    texture.axes = scaled(rotationAboutX(tilt) * rotationAboutZ(turn), texture.scale);
    texture.shift = randomShift(random);
    return texture;
}

SceneTexture randomTableTexture(SceneRandom &random, float size)
{
    SceneTexture texture;
    texture.pattern = static_cast<SceneTexture::Pattern>(random.below(SceneTexture::patternCount));
    if (random.chance(0.3F))
        texture.pattern = SceneTexture::Pattern::Wood;
    const bool wood = texture.pattern == SceneTexture::Pattern::Wood && random.chance(0.8F);
    const float hue = wood ? random.uniform(0.05F, 0.11F) : random.uniform();
    const float saturation = wood ? random.uniform(0.35F, 0.65F) : random.uniform(0.0F, 0.55F);
    const float value = random.uniform(0.45F, 0.95F);
    texture.first = colour({hue, saturation, value});
    // Less contrast than on objects, so that the table reads as one surface.
    texture.second = colour({hue + random.uniform(-0.05F, 0.05F), saturation * random.uniform(0.7F, 1.2F),
        value * random.uniform(0.55F, 0.85F)});
    texture.scale = random.uniform(4.0F, 9.0F) / size;
    texture.axes = scaled(rotationAboutZ(random.uniform()), texture.scale);
    texture.shift = randomShift(random);
    texture.shift.z = 0.5F; // the middle of a checker's cell: the table lies in one layer
    return texture;
}

} // namespace splitscope::scenes
