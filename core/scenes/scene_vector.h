// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

namespace splitscope::scenes {

struct Vec3 {
    float x = 0;
    float y = 0;
    float z = 0;
};

constexpr Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
constexpr Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
constexpr Vec3 operator-(Vec3 a) { return {-a.x, -a.y, -a.z}; }
constexpr Vec3 operator*(Vec3 a, float s) { return {a.x * s, a.y * s, a.z * s}; }
/// Component by component, for colours.
constexpr Vec3 operator*(Vec3 a, Vec3 b) { return {a.x * b.x, a.y * b.y, a.z * b.z}; }
constexpr float dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
constexpr Vec3 cross(Vec3 a, Vec3 b) { return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x}; }
constexpr Vec3 mix(Vec3 a, Vec3 b, float t) { return a + (b - a) * t; }
inline float length(Vec3 a) { return std::sqrt(dot(a, a)); }
inline Vec3 normalized(Vec3 a) { return a * (1.0F / length(a)); }

/// Three rows; `m * v` is the usual product.
struct Mat3 {
    Vec3 row0{1, 0, 0};
    Vec3 row1{0, 1, 0};
    Vec3 row2{0, 0, 1};

    constexpr Mat3 transposed() const
    {
        return {{row0.x, row1.x, row2.x}, {row0.y, row1.y, row2.y}, {row0.z, row1.z, row2.z}};
    }
};

constexpr Vec3 operator*(const Mat3 &m, Vec3 v) { return {dot(m.row0, v), dot(m.row1, v), dot(m.row2, v)}; }
constexpr Mat3 operator*(const Mat3 &a, const Mat3 &b)
{
    const Mat3 t = b.transposed();
    return {t * a.row0, t * a.row1, t * a.row2};
}

} // namespace splitscope::scenes
