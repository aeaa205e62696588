// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/labelled_records.h"
#include "core/training/scene_cache.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

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

/// Labelled pictures of one's own in place of scenes: { "records": "FILE" }, as `splitscope-cli pack` writes it.
struct RecordsFile {
    std::filesystem::path path; ///< relative ones start from the recipe's folder
    LabelledRecordsHeader header;
};

/// A training as a file (version 1): everything that the resulting weights depend on.
struct Recipe {
    static constexpr int version = 1;

    std::string name;                          ///< of the model, [a-z0-9_-]+
    std::uint64_t seed = 1;                    ///< of initial weights, order and augmentation
    nlohmann::json model;                      ///< `model`: architecture and its parameters, read by the architecture
    SceneCacheSpec data;                       ///< `data`: seeds below SceneCamera::firstHeldOutSeed
    SceneCacheSpec validation;                 ///< `validation`: scenes measured after each epoch, disjoint from `data`
    std::optional<RecordsFile> dataFile;       ///< instead of scenes; `data` then holds its size and count
    std::optional<RecordsFile> validationFile; ///< there if and only if dataFile is
    AugmentationRecipe augmentation;
    std::map<std::string, double> lossWeights; ///< `losses`: weight of each term
    OptimizerRecipe optimizer;
    double checkpointMinutes = 5.0; ///< a checkpoint at least this often, and after each epoch

    /// Of the data, by index; the first is the background.
    std::vector<std::string> classes() const;

    /// Hash over everything that changes the weights; a checkpoint belongs to one fingerprint.
    std::string fingerprint() const;

    nlohmann::json toJson() const;
};

/// \param origin file named in errors. Throws Failure (RecipeInvalid) naming the key that is wrong or not known.
Recipe recipeFromJson(const std::string &text, const std::string &origin);

/// A section that names a packed file, nothing if it names scenes. Throws Failure: RecipeInvalid, FileNotFound,
/// FileUnreadable. \param origin of the recipe
std::optional<RecordsFile> readRecordsFile(RecipeReader &reader, const std::string &origin);

/// One `optimizer` section; what it does not say stays as in `fallback`. Throws Failure (RecipeInvalid).
OptimizerRecipe readOptimizer(RecipeReader reader, const OptimizerRecipe &fallback);

/// Throws Failure: FileNotFound, FileUnreadable, RecipeInvalid.
Recipe readRecipe(const std::filesystem::path &file);

} // namespace splitscope
