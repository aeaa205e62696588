// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/scene_cache.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace splitscope {

class RecipeReader;

/// Largest changes that augmentation makes; 0 switches one off.
struct AugmentationRecipe {
    double flip = 0.5;       ///< probability of mirroring left to right
    double brightness = 0.1; ///< added, as a part of the range
    double contrast = 0.2;   ///< relative
    double color = 0.1;      ///< relative, for each channel
    double noise = 0.02;     ///< uniform noise, as a part of the range
};

struct OptimizerRecipe {
    double learningRate = 3e-3; ///< at its peak; AdamW (Loshchilov and Hutter, 2019)
    double weightDecay = 1e-2;
    double gradientClip = 5.0; ///< largest norm of all gradients together
    int batch = 16;
    int epochs = 12;
    int warmupSteps = 300; ///< the rate rises linearly, then falls with half a cosine to 1 % of the peak
};

/// A training as a file (version 1): everything that the resulting weights depend on.
struct Recipe {
    static constexpr int version = 1;

    std::string name;          ///< of the model, [a-z0-9_-]+
    std::uint64_t seed = 1;    ///< of initial weights, order and augmentation
    nlohmann::json model;      ///< `model`: architecture and its parameters, read by the architecture
    SceneCacheSpec data;       ///< `data`: seeds below SceneCamera::firstHeldOutSeed
    SceneCacheSpec validation; ///< `validation`: scenes measured after each epoch, disjoint from `data`
    AugmentationRecipe augmentation;
    std::map<std::string, double> lossWeights; ///< `losses`: weight of each term
    OptimizerRecipe optimizer;
    double checkpointMinutes = 5.0; ///< a checkpoint at least this often, and after each epoch

    /// Hash over everything that changes the weights; a checkpoint belongs to one fingerprint.
    std::string fingerprint() const;

    nlohmann::json toJson() const;
};

/// \param origin file named in errors. Throws Failure (RecipeInvalid) naming the key that is wrong or not known.
Recipe recipeFromJson(const std::string &text, const std::string &origin);

/// One `optimizer` section; what it does not say stays as in `fallback`. Throws Failure (RecipeInvalid).
OptimizerRecipe readOptimizer(RecipeReader reader, const OptimizerRecipe &fallback);

/// Throws Failure: FileNotFound, FileUnreadable, RecipeInvalid.
Recipe readRecipe(const std::filesystem::path &file);

} // namespace splitscope
