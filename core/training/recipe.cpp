// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/recipe.h"

#include "core/graph/error.h"
#include "core/graph/sha256.h"
#include "core/scenes/scene_camera.h"
#include "core/training/recipe_reader.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>

namespace splitscope {

namespace {

SceneCacheSpec readScenes(RecipeReader reader, const SceneCacheSpec &fallback)
{
    constexpr auto lastSeed = std::int64_t(SceneCamera::firstHeldOutSeed) - 1;
    SceneCacheSpec spec;
    spec.firstSeed = std::uint64_t(reader.integer("first_seed", std::int64_t(fallback.firstSeed), 0, lastSeed));
    spec.count = std::size_t(reader.integer("scenes", std::int64_t(fallback.count), 1, lastSeed + 1));
    spec.width = int(reader.integer("width", fallback.width, 32, 1024));
    spec.height = int(reader.integer("height", fallback.height, 32, 1024));
    if (spec.firstSeed + spec.count > SceneCamera::firstHeldOutSeed) {
        reader.fail("scenes",
            "reaches seed " + std::to_string(SceneCamera::firstHeldOutSeed)
                + "; seeds from there up are for evaluation only");
    }
    for (const auto &[key, size] : {std::pair("width", spec.width), std::pair("height", spec.height)}) {
        if (size % 16 != 0) {
            reader.fail(key, "must be a multiple of 16, not " + std::to_string(size));
        }
    }
    reader.finish();
    return spec;
}

AugmentationRecipe readAugmentation(RecipeReader reader)
{
    AugmentationRecipe recipe;
    recipe.flip = reader.number("flip", recipe.flip, 0.0, 1.0);
    recipe.brightness = reader.number("brightness", recipe.brightness, 0.0, 1.0);
    recipe.contrast = reader.number("contrast", recipe.contrast, 0.0, 1.0);
    recipe.color = reader.number("color", recipe.color, 0.0, 1.0);
    recipe.noise = reader.number("noise", recipe.noise, 0.0, 1.0);
    reader.finish();
    return recipe;
}

std::map<std::string, double> readLosses(RecipeReader reader)
{
    std::map<std::string, double> weights;
    for (const auto &[key, unused] : reader.json().items()) {
        weights[key] = reader.number(key, 1.0, 0.0, 1000.0);
    }
    return weights;
}

nlohmann::json dataJson(const SceneCacheSpec &spec, const std::optional<RecordsFile> &file)
{
    if (file) {
        return {{"records", file->path.filename().string()}, {"content", file->header.contentHash},
            {"pictures", spec.count}, {"width", spec.width}, {"height", spec.height}};
    }
    return {{"first_seed", spec.firstSeed}, {"scenes", spec.count}, {"width", spec.width}, {"height", spec.height}};
}

SceneCacheSpec specOf(const RecordsFile &file) { return {0, file.header.count, file.header.width, file.header.height}; }

/// Data and validation from packed files, both or none.
void readRecords(RecipeReader &reader, Recipe &recipe, const std::string &origin)
{
    RecipeReader data = reader.object("data");
    RecipeReader validation = reader.object("validation");
    recipe.dataFile = readRecordsFile(data, origin);
    if (!recipe.dataFile) {
        return;
    }
    recipe.validationFile = readRecordsFile(validation, origin);
    if (!recipe.validationFile) {
        reader.fail("validation", "must name a packed file (records) too, because 'data' does");
    }
    data.finish();
    validation.finish();
    recipe.data = specOf(*recipe.dataFile);
    recipe.validation = specOf(*recipe.validationFile);
    if (recipe.validationFile->header.classes != recipe.dataFile->header.classes) {
        validation.fail("records", "has other classes than 'data.records'");
    }
}

void readSceneRanges(RecipeReader &reader, Recipe &recipe)
{
    recipe.data = readScenes(reader.object("data"), {0, 8000, 256, 192});
    recipe.validation = readScenes(reader.object("validation"), {800000, 64, recipe.data.width, recipe.data.height});
    const SceneCacheSpec &data = recipe.data;
    const SceneCacheSpec &validation = recipe.validation;
    if (validation.firstSeed < data.firstSeed + data.count
        && data.firstSeed < validation.firstSeed + validation.count) {
        reader.fail("validation", "shares seeds with 'data'");
    }
}

} // namespace

std::optional<RecordsFile> readRecordsFile(RecipeReader &reader, const std::string &origin)
{
    if (!reader.has("records")) {
        return std::nullopt;
    }
    const std::filesystem::path path = std::filesystem::path(origin).parent_path() / reader.text("records");
    return RecordsFile{path, LabelledRecords::open(path)->header()};
}

OptimizerRecipe readOptimizer(RecipeReader reader, const OptimizerRecipe &fallback)
{
    OptimizerRecipe recipe = fallback;
    recipe.learningRate = reader.number("learning_rate", recipe.learningRate, 1e-7, 1e6);
    recipe.weightDecay = reader.number("weight_decay", recipe.weightDecay, 0.0, 1.0);
    recipe.gradientClip = reader.number("gradient_clip", recipe.gradientClip, 1e-3, 1e9);
    recipe.batch = int(reader.integer("batch", recipe.batch, 1, 1024));
    recipe.epochs = int(reader.integer("epochs", recipe.epochs, 1, 10000));
    recipe.warmupSteps = int(reader.integer("warmup_steps", recipe.warmupSteps, 0, 1000000));
    reader.finish();
    return recipe;
}

Recipe recipeFromJson(const std::string &text, const std::string &origin)
{
    nlohmann::json json;
    try {
        json = nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error &error) {
        throw Failure(ErrorCode::RecipeInvalid,
            {{"file", origin}, {"why", "it is not JSON (at byte " + std::to_string(error.byte) + ")."}});
    } catch (const nlohmann::json::out_of_range &) {
        throw Failure(
            ErrorCode::RecipeInvalid, {{"file", origin}, {"why", "it holds a number beyond what a program can hold."}});
    }
    RecipeReader reader(json, "", origin);
    if (reader.value("version") != Recipe::version) {
        reader.fail(
            "version", "must be " + std::to_string(Recipe::version) + ", not " + reader.value("version").dump());
    }
    Recipe recipe;
    recipe.name = reader.text("name");
    if (recipe.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") != std::string::npos) {
        reader.fail("name", "may hold a-z, 0-9, '_' and '-' only");
    }
    recipe.seed = std::uint64_t(reader.integer("seed", 1, 0, std::numeric_limits<std::int64_t>::max()));
    recipe.model = reader.value("model");
    reader.object("model");
    reader.value("data");
    readRecords(reader, recipe, origin);
    if (!recipe.dataFile) {
        readSceneRanges(reader, recipe);
    }
    recipe.augmentation = readAugmentation(reader.object("augmentation"));
    recipe.lossWeights = readLosses(reader.object("losses"));
    recipe.optimizer = readOptimizer(reader.object("optimizer"), {});
    if (std::size_t(recipe.optimizer.batch) > recipe.data.count) {
        reader.fail("optimizer.batch", "is larger than the number of pictures");
    }
    recipe.checkpointMinutes = reader.number("checkpoint_minutes", recipe.checkpointMinutes, 0.1, 1440.0);
    reader.finish();
    return recipe;
}

Recipe readRecipe(const std::filesystem::path &file)
{
    if (!std::filesystem::exists(file)) {
        throw Failure(ErrorCode::FileNotFound, {{"file", file.string()}});
    }
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream || std::filesystem::is_directory(file)) {
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "it is not a readable file."}});
    }
    return recipeFromJson(text.str(), file.string());
}

std::vector<std::string> Recipe::classes() const
{
    if (dataFile) {
        return dataFile->header.classes;
    }
    std::vector<std::string> names;
    for (int index = 0; index < sceneClassCount; ++index) {
        names.emplace_back(sceneClassName(static_cast<SceneClass>(index)));
    }
    return names;
}

nlohmann::json Recipe::toJson() const
{
    return {{"version", version}, {"name", name}, {"seed", seed}, {"model", model}, {"data", dataJson(data, dataFile)},
        {"validation", dataJson(validation, validationFile)},
        {"augmentation",
            {{"flip", augmentation.flip}, {"brightness", augmentation.brightness}, {"contrast", augmentation.contrast},
                {"color", augmentation.color}, {"noise", augmentation.noise}}},
        {"losses", lossWeights},
        {"optimizer",
            {{"learning_rate", optimizer.learningRate}, {"weight_decay", optimizer.weightDecay},
                {"gradient_clip", optimizer.gradientClip}, {"batch", optimizer.batch}, {"epochs", optimizer.epochs},
                {"warmup_steps", optimizer.warmupSteps}}},
        {"checkpoint_minutes", checkpointMinutes}};
}

std::string Recipe::fingerprint() const
{
    nlohmann::json json = toJson();
    // When checkpoints are written and what is measured between epochs does not change the weights.
    json.erase("checkpoint_minutes");
    json.erase("validation");
    return sha256Hex(json.dump());
}

} // namespace splitscope
