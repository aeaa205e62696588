// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/scene_sensor.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace splitscope::scenes {

namespace {

/// The kernel (a, 1 - 2a, a) applied twice: five taps, variance 4a.
struct BlurKernel {
    explicit BlurKernel(float a)
        : middle((1 - 2 * a) * (1 - 2 * a) + 2 * a * a)
        , near(2 * a * (1 - 2 * a))
        , far(a * a)
    {
    }

    float middle;
    float near;
    float far;
};

void blurRow(const BlurKernel &kernel, float *row, std::size_t width, std::vector<float> &padded)
{
    const std::size_t count = 3 * width;
    padded.resize(count + 12);
    std::copy(row, row + count, padded.begin() + 6);
    for (std::size_t i = 0; i < 6; ++i) {
        padded[i] = row[i % 3];
        padded[6 + count + i] = row[count - 3 + i % 3];
    }
    const float *from = padded.data();
    for (std::size_t i = 0; i < count; ++i)
        row[i] = kernel.middle * from[i + 6] + kernel.near * (from[i + 3] + from[i + 9])
            + kernel.far * (from[i] + from[i + 12]);
}

constexpr int displaySteps = 4096;

/// Display value 0 to 255 of linear light in steps of 1/4095: sRGB's curve by square roots (within 0.3 %).
std::array<float, displaySteps> displayTable()
{
    std::array<float, displaySteps> table{};
    for (int i = 0; i < displaySteps; ++i) {
        const float linear = static_cast<float>(i) / (displaySteps - 1);
        const float root = std::sqrt(linear);
        const float fourth = std::sqrt(root);
        const float eighth = std::sqrt(fourth);
        const float shown =
            0.662002687F * root + 0.684122060F * fourth - 0.323583601F * eighth - 0.0225411470F * linear;
        table[static_cast<std::size_t>(i)] = 255 * std::clamp(shown, 0.0F, 1.0F);
    }
    return table;
}

/// The sum of three of the hash's 7-bit parts: nearly a Gauss curve, mean 0, standard deviation 1.
inline float bell(std::uint64_t bits)
{
    const auto sum = static_cast<int>((bits & 127U) + ((bits >> 7U) & 127U) + ((bits >> 14U) & 127U));
    return (static_cast<float>(sum) - 190.5F) * (1.0F / 64.0F); // the deviation of a part is 36.95, of three 64.0
}

} // namespace

Picture develop(const SceneDescription &description, double seconds, int width, int height, std::vector<float> light)
{
    static const std::array<float, displaySteps> display = displayTable();
    const BlurKernel kernel(description.lensBlur);
    const std::size_t rowLength = 3 * static_cast<std::size_t>(width);
    std::vector<float> buffer;
    for (int y = 0; y < height; ++y)
        blurRow(kernel, &light[static_cast<std::size_t>(y) * rowLength], static_cast<std::size_t>(width), buffer);

    Picture picture{width, height, std::vector<std::uint8_t>(light.size())};
    // Adding 0 makes one of the two zeros.
    const std::uint64_t frameKey = hashed(description.seed ^ hashed(std::bit_cast<std::uint64_t>(seconds + 0.0)));
    const auto rowAt = [&](int y) {
        return &light[static_cast<std::size_t>(std::clamp(y, 0, height - 1)) * rowLength];
    };
    buffer.resize(rowLength);
    for (int y = 0; y < height; ++y) {
        const float *row[5] = {rowAt(y - 2), rowAt(y - 1), rowAt(y), rowAt(y + 1), rowAt(y + 2)};
        for (std::size_t i = 0; i < rowLength; ++i) {
            const float blurred = kernel.middle * row[2][i] + kernel.near * (row[1][i] + row[3][i])
                + kernel.far * (row[0][i] + row[4][i]);
            buffer[i] = std::min(1.0F, std::max(0.0F, blurred)) * (displaySteps - 1) + 0.5F;
        }
        const std::size_t start = static_cast<std::size_t>(y) * rowLength;
        for (std::size_t i = 0; i < rowLength; i += 3) {
            std::uint64_t bits = hashed(frameKey + start + i);
            for (std::size_t channel = 0; channel < 3; ++channel, bits >>= 21U) {
                const float clean = display[static_cast<std::size_t>(buffer[i + channel])];
                const float noisy = clean + description.sensorNoise * bell(bits) + 0.5F;
                picture.rgb[start + i + channel] = static_cast<std::uint8_t>(std::min(255.0F, std::max(0.0F, noisy)));
            }
        }
    }
    return picture;
}

} // namespace splitscope::scenes
