// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/truth_builder.h"

#include <algorithm>
#include <utility>

namespace splitscope::scenes {

namespace {

/// Marks both sides of each pair of neighbours on different objects or faces.
std::vector<std::uint8_t> boundaryOf(const SurfacePlanes &planes, std::size_t width, std::size_t height)
{
    std::vector<std::uint8_t> boundary(width * height);
    const auto compare = [&](std::size_t a, std::size_t b) {
        if (planes.objects[a] != planes.objects[b] || planes.faces[a] != planes.faces[b])
            boundary[a] = boundary[b] = 1;
    };
    for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t x = 0; x < width; ++x) {
            const std::size_t pixel = y * width + x;
            if (x + 1 < width)
                compare(pixel, pixel + 1);
            if (y + 1 < height)
                compare(pixel, pixel + width);
        }
    }
    return boundary;
}

std::vector<SceneBox> boxesOf(const PosedScene &scene, const SurfacePlanes &planes)
{
    std::vector<SceneBox> boxes;
    for (std::size_t i = 0; i < scene.objects.size(); ++i) {
        const PixelRect &rect = scene.objects[i].rect;
        SceneBox box{scene.objects[i].object->solid.kind, static_cast<std::uint8_t>(i + 1), scene.width, scene.height};
        for (int y = rect.top; y < rect.bottom; ++y) {
            const std::uint8_t *row =
                &planes.objects[static_cast<std::size_t>(y) * static_cast<std::size_t>(scene.width)];
            for (int x = rect.left; x < rect.right; ++x) {
                if (row[x] != box.object)
                    continue;
                box.left = std::min(box.left, x);
                box.top = std::min(box.top, y);
                box.right = std::max(box.right, x + 1);
                box.bottom = y + 1;
                ++box.visiblePixels;
            }
        }
        if (box.visiblePixels >= fewestBoxPixels)
            boxes.push_back(box);
    }
    return boxes;
}

} // namespace

SceneTruth buildTruth(const PosedScene &scene, SurfacePlanes planes)
{
    SceneTruth truth;
    truth.width = scene.width;
    truth.height = scene.height;
    truth.boundary = boundaryOf(planes, static_cast<std::size_t>(scene.width), static_cast<std::size_t>(scene.height));
    truth.boxes = boxesOf(scene, planes);
    truth.classes.resize(planes.objects.size());
    std::transform(planes.objects.begin(), planes.objects.end(), truth.classes.begin(), [&](std::uint8_t object) {
        return static_cast<std::uint8_t>(
            object == 0 ? SceneClass::Table : scene.objects[object - 1U].object->solid.kind);
    });
    truth.objects = std::move(planes.objects);
    truth.depth = std::move(planes.depth);
    truth.normals = std::move(planes.normals);
    return truth;
}

} // namespace splitscope::scenes
