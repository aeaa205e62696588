// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/picture.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace splitscope {

/// What a pixel of a synthetic scene shows. The numbers are the class indices of the bundled models.
enum class SceneClass : std::uint8_t { Table = 0, Sphere = 1, Box = 2, Cylinder = 3, Cone = 4, Torus = 5 };
inline constexpr int sceneClassCount = 6;

/// English name of a class, lower case ("table", "sphere", ...).
std::string_view sceneClassName(SceneClass sceneClass);

/// Axis-aligned bounds of the visible pixels of one object, in pixels; right and bottom are exclusive.
struct SceneBox {
    SceneClass sceneClass = SceneClass::Sphere;
    std::uint8_t object = 0; ///< value of SceneTruth::objects inside this box's object
    int left = 0;
    int top = 0;
    int right = 0;
    int bottom = 0;
    int visiblePixels = 0;
};

/// Exact ground truth of one frame; every plane is row-major, width x height, rows from the top.
struct SceneTruth {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> classes; ///< SceneClass of the surface at the pixel's centre
    std::vector<std::uint8_t> objects; ///< 0 for the table, 1.. for each object
    std::vector<float> depth;          ///< metres along the optical axis (not along the ray), > 0
    std::vector<float> normals;        ///< 3 per pixel (interleaved), unit length, camera axes: x right, y down, z away
                                       ///< from the camera; a surface that faces the camera has z < 0
    std::vector<std::uint8_t> boundary; ///< 1 where a 4-neighbour belongs to another object or to another face of the
                                        ///< same box, cylinder or cone (a crease), otherwise 0
    std::vector<SceneBox> boxes;        ///< objects with at least 20 visible pixels, by object number
};

/// Pinhole of the camera, in pixels: the point at (x, y, z) metres in camera axes is seen at
/// (cx + fx * x / z, cy + fy * y / z), where the centre of the top left pixel is (0.5, 0.5).
struct SceneIntrinsics {
    float fx = 0;
    float fy = 0;
    float cx = 0;
    float cy = 0;
};

struct SceneFrame {
    Picture picture;
    SceneTruth truth;
};

/// The synthetic camera: a ray caster that looks at a textured table with moving spheres, boxes, cylinders, cones and
/// tori. A frame depends on nothing but seed, size and time, on every machine with IEEE floats. Copies are cheap and
/// `render` is safe to call from several threads.
class SceneCamera {
public:
    /// Frame size of the bundled models.
    static constexpr int defaultWidth = 256;
    static constexpr int defaultHeight = 192;

    /// Seeds from here up are never trained on; evaluations take their scenes from this range.
    static constexpr std::uint64_t firstHeldOutSeed = 900000;

    /// \param seed chooses objects, colours, textures, lights, camera pose and noise
    /// \param width,height in pixels, each 16 to 4096; throws Failure (InvalidArgument) otherwise
    explicit SceneCamera(std::uint64_t seed, int width = defaultWidth, int height = defaultHeight);

    /// The same at any time.
    SceneIntrinsics intrinsics() const;

    /// The picture (with shadow, texture, blur and sensor noise) and the truth at `seconds` after the start.
    /// Throws Failure (InvalidArgument) if `seconds` is not finite.
    SceneFrame render(double seconds = 0.0) const;

    /// Only the picture: quicker, for live use.
    Picture renderPicture(double seconds = 0.0) const;

private:
    struct Scene;
    std::shared_ptr<const Scene> m_scene;
};

} // namespace splitscope
