// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenes/scene_math.h"
#include "core/scenes/scene_vector.h"

#include <array>

namespace splitscope::scenes {

/// Smooth noise in space from a table of random values: 0 to 1, period 16 in each direction.
class NoiseLattice {
public:
    explicit NoiseLattice(SceneRandom &random);
    float at(Vec3 point) const;

private:
    std::array<float, 16 * 16 * 16> m_values;
};

/// A solid texture: a colour (linear light, 0 to 1) for each point of space. Table and objects use the same patterns
/// and no choice here knows an object's class.
struct SceneTexture {
    enum class Pattern { Plain, Stripes, Checker, Speckle, Wood, Marble, Blotches };
    static constexpr int patternCount = 7;

    Pattern pattern = Pattern::Plain;
    Vec3 first;
    Vec3 second;
    Mat3 axes;       ///< pattern axes in the surface's own axes, times periods per metre
    Vec3 shift;      ///< in periods
    float scale = 1; ///< periods per metre

    /// \param footprint metres that a pixel covers there; finer detail fades into its mean
    Vec3 at(Vec3 point, float footprint, const NoiseLattice &noise) const;
};

/// \param size metres; the pattern has a few periods on it
SceneTexture randomObjectTexture(SceneRandom &random, float size);
/// \param size metres, the width of what the camera sees
SceneTexture randomTableTexture(SceneRandom &random, float size);

} // namespace splitscope::scenes
