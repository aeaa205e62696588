// SPDX-License-Identifier: GPL-3.0-or-later

// Frames per second of the synthetic camera on one thread: the median of several batches, each over other seeds.

#include "core/scenes/scene_camera.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>

using splitscope::SceneCamera;

namespace {

constexpr int batches = 7;
constexpr int framesInBatch = 60;

template <typename Render>
double framesPerSecond(Render render)
{
    std::array<double, batches> rates{};
    std::uint64_t seed = 1;
    for (double &rate : rates) {
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < framesInBatch; ++i)
            render(seed++);
        rate = framesInBatch / std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    std::sort(rates.begin(), rates.end());
    return rates[batches / 2];
}

} // namespace

int main()
{
    std::size_t bytes = 0; // printed, so that nothing is optimised away
    const double full = framesPerSecond([&](std::uint64_t seed) {
        const splitscope::SceneFrame frame = SceneCamera(seed).render(0.5);
        bytes += frame.picture.rgb[0] + frame.truth.boxes.size();
    });
    const double picture =
        framesPerSecond([&](std::uint64_t seed) { bytes += SceneCamera(seed).renderPicture(0.5).rgb[0]; });
    std::printf("render() %.1f frames/s\nrenderPicture() %.1f frames/s\n(%dx%d, one thread, checksum %zu)\n", full,
        picture, SceneCamera::defaultWidth, SceneCamera::defaultHeight, bytes);
    return 0;
}
