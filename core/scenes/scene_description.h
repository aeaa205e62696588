// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenes/scene_math.h"
#include "core/scenes/scene_solid.h"
#include "core/scenes/scene_texture.h"

#include <cstdint>
#include <vector>

namespace splitscope::scenes {

// World axes: the table is z = 0, z points up, metres.

/// How an object looks and moves.
struct SceneObject {
    SceneSolid solid;
    Mat3 pose;             ///< from the solid's axes to the world's, before it turns
    double yaw = 0;        ///< turns about the vertical at the start
    double yawRate = 0;    ///< turns per second
    double tumbleRate = 0; ///< turns per second about a horizontal axis; only hovering objects tumble
    Vec3 home;             ///< middle of its path; z is the gap between table and object
    Vec3 path;             ///< unit direction of its path on the table
    Oscillation along;
    Oscillation sideways;
    Oscillation bob; ///< added to the gap, never more than it
    SceneTexture texture;
    float gloss = 0;
    int shininess = 4; ///< the highlight's exponent is 2 to this power

    Mat3 rotationAt(double seconds) const;
    /// The solid's centre.
    Vec3 centreAt(double seconds) const;
};

/// The camera looks at a point of the table near the world's origin.
struct SceneCameraPath {
    double yaw = 0;          ///< turns
    double pitch = 0.1;      ///< turns below the horizon
    double roll = 0;         ///< turns
    double distance = 1;     ///< metres from the target
    float halfHeight = 0.3F; ///< half of the frame's height at depth 1, for a frame of 4:3
    Oscillation yawSway;
    Oscillation pitchSway;
    Oscillation rollSway;
    Oscillation distanceSway; ///< relative
};

struct SceneLight {
    Vec3 position; ///< world axes
    Vec3 colour;   ///< what it adds to a white surface that faces it at the world's origin
};

/// Everything that the seed decides; it knows nothing of the frame's size or of time.
struct SceneDescription {
    explicit SceneDescription(std::uint64_t sceneSeed);

    std::uint64_t seed;
    SceneRandom random; ///< used up by the constructor
    NoiseLattice noise;
    SceneCameraPath camera;
    SceneTexture table;
    float tableGloss = 0;
    std::vector<SceneObject> objects;
    std::vector<SceneLight> lights; ///< each throws shadows
    Vec3 skyLight;                  ///< ambient light on surfaces that face up
    Vec3 groundLight;               ///< and down
    float lensBlur = 0.1F;          ///< weight of the neighbours in each of the blur's two passes
    float vignette = 0;
    float sensorNoise = 2; ///< standard deviation in 1/255
};

} // namespace splitscope::scenes
