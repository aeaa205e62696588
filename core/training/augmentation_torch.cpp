// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/augmentation_torch.h"

#include "core/training/deterministic_random.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace splitscope {

namespace {

using ColorTables = std::array<std::array<float, 256>, 3>;

/// value' = gain * (value - grey) * contrast + grey + brightness, as a table for each channel.
ColorTables drawColorTables(const AugmentationRecipe &recipe, DeterministicRandom &random)
{
    constexpr double grey = 127.5;
    const double brightness = 255.0 * random.uniform(-recipe.brightness, recipe.brightness);
    const double contrast = 1.0 + random.uniform(-recipe.contrast, recipe.contrast);
    ColorTables tables;
    for (std::array<float, 256> &table : tables) {
        const double gain = 1.0 + random.uniform(-recipe.color, recipe.color);
        for (std::size_t value = 0; value < table.size(); ++value) {
            table[value] = static_cast<float>(gain * ((double(value) - grey) * contrast + grey + brightness));
        }
    }
    return tables;
}

/// \param noise amplitude of uniform noise, in steps of 1/255
void recolor(
    std::uint8_t *rgb, std::int64_t pixels, const ColorTables &tables, float noise, DeterministicRandom &random)
{
    std::uint64_t bits = random.next();
    for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
        // A multiplicative congruential step is random enough for noise and costs next to nothing.
        bits = bits * 6364136223846793005ULL + 1442695040888963407ULL;
        for (std::size_t channel = 0; channel < 3; ++channel) {
            const auto drawn = static_cast<float>((bits >> (24 + 12 * channel)) & 0xfff) / 2047.5F - 1.0F;
            std::uint8_t &value = rgb[3 * pixel + static_cast<std::int64_t>(channel)];
            value = static_cast<std::uint8_t>(std::clamp(tables[channel][value] + noise * drawn + 0.5F, 0.0F, 255.0F));
        }
    }
}

/// Mirrors item `item` left to right; a mirrored normal points the other way in x.
void mirror(Batch &batch, std::int64_t item)
{
    for (torch::Tensor *plane :
        {&batch.pictures, &batch.classes, &batch.depth, &batch.normals, &batch.objects, &batch.boundary}) {
        if (plane->defined()) {
            torch::Tensor view = (*plane)[item];
            view.copy_(view.flip(-1));
        }
    }
    if (batch.normals.defined()) {
        batch.normals[item][0].neg_();
    }
}

} // namespace

void augment(Batch &batch, const std::vector<std::size_t> &indices, const AugmentationRecipe &recipe,
    std::uint64_t seed, int epoch)
{
    torch::NoGradGuard noGrad;
    const std::int64_t pixels = batch.pictures.size(2) * batch.pictures.size(3);
    TORCH_CHECK(batch.pictures.is_contiguous(torch::MemoryFormat::ChannelsLast), "pictures must be channels-last");
    for (std::size_t item = 0; item < indices.size(); ++item) {
        DeterministicRandom random(mixSeeds(seed, static_cast<std::uint64_t>(epoch), indices[item]));
        if (random.uniform() < recipe.flip) {
            mirror(batch, static_cast<std::int64_t>(item));
        }
        const ColorTables tables = drawColorTables(recipe, random);
        const auto noise = static_cast<float>(255.0 * random.uniform(0.0, recipe.noise));
        recolor(batch.pictures.data_ptr<std::uint8_t>() + static_cast<std::int64_t>(item) * 3 * pixels, pixels, tables,
            noise, random);
    }
}

torch::Tensor normalisedPictures(
    const torch::Tensor &pictures, const std::array<double, 3> &mean, const std::array<double, 3> &std)
{
    torch::NoGradGuard noGrad;
    torch::Tensor scale = torch::empty({1, 3, 1, 1});
    torch::Tensor shift = torch::empty({1, 3, 1, 1});
    for (int channel = 0; channel < 3; ++channel) {
        const auto at = static_cast<std::size_t>(channel);
        scale[0][channel] = 1.0 / (255.0 * std[at]);
        shift[0][channel] = -mean[at] / std[at];
    }
    return pictures.to(torch::kFloat).mul_(scale.to(pictures.device())).add_(shift.to(pictures.device()));
}

} // namespace splitscope
