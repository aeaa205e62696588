// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenes/scene_vector.h"

#include <bit>
#include <cmath>
#include <cstdint>

// A scene must come out the same with every standard library, so neither std::sin nor std:: distributions are used
// here: only +, -, *, / and square roots, which IEEE 754 fixes to the last bit.

namespace splitscope::scenes {

/// The output function of splitmix64 (Steele, Lea, Flood 2014): a good hash of 64 bits.
constexpr std::uint64_t hashed(std::uint64_t value)
{
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31U);
}

/// Random choices of one scene.
class SceneRandom {
public:
    explicit SceneRandom(std::uint64_t seed)
        : m_state(hashed(seed))
    {
    }

    std::uint64_t next()
    {
        m_state += 0x9e3779b97f4a7c15ULL;
        return hashed(m_state);
    }
    /// In [0, 1), a multiple of 2^-24.
    float uniform() { return static_cast<float>(next() >> 40U) * (1.0F / 16777216.0F); }
    float uniform(float low, float high) { return low + (high - low) * uniform(); }
    /// 0 to count - 1.
    int below(int count) { return static_cast<int>(uniform() * static_cast<float>(count)); }
    bool chance(float probability) { return uniform() < probability; }

private:
    std::uint64_t m_state;
};

/// sin(2 pi turns), to about 1e-12, by its Taylor series.
inline double sineOfTurns(double turns)
{
    double x = turns - std::floor(turns + 0.5);
    if (x > 0.25)
        x = 0.5 - x;
    else if (x < -0.25)
        x = -0.5 - x;
    x *= 6.283185307179586;
    const double square = x * x;
    double term = x;
    double sum = x;
    for (int n = 2; n < 20; n += 2) {
        term *= -square / (n * (n + 1));
        sum += term;
    }
    return sum;
}

inline double cosineOfTurns(double turns) { return sineOfTurns(turns - std::floor(turns) + 0.25); }

inline Mat3 rotationAboutX(double turns)
{
    const auto c = static_cast<float>(cosineOfTurns(turns));
    const auto s = static_cast<float>(sineOfTurns(turns));
    return {{1, 0, 0}, {0, c, -s}, {0, s, c}};
}

inline Mat3 rotationAboutZ(double turns)
{
    const auto c = static_cast<float>(cosineOfTurns(turns));
    const auto s = static_cast<float>(sineOfTurns(turns));
    return {{c, -s, 0}, {s, c, 0}, {0, 0, 1}};
}

/// A smooth to-and-fro: amplitude * sin(2 pi (frequency * seconds + phase)).
struct Oscillation {
    double amplitude = 0;
    double frequency = 0; ///< hertz
    double phase = 0;     ///< turns

    double at(double seconds) const { return amplitude * sineOfTurns(frequency * seconds + phase); }
};

} // namespace splitscope::scenes
