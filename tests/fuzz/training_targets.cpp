// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/graph_targets.h"

#include "core/graph/error.h"
#include "core/training/recipe.h"
#include "core/training/scene_cache.h"
#include "core/training/scene_cache_writer.h"
#include "core/training/scene_record.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace splitscope::fuzz {

namespace {

namespace fs = std::filesystem;

constexpr SceneCacheSpec spec{7, 2, 16, 16};

std::string contentOf(const fs::path &file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path &file, const std::string &content)
{
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

/// A folder of this process, removed at its end.
const fs::path &folder()
{
    static const struct Folder {
        fs::path path;
        Folder()
        {
            std::string pattern = (fs::temp_directory_path() / "splitscope-fuzz-XXXXXX").string();
            path = ::mkdtemp(pattern.data());
        }
        ~Folder()
        {
            std::error_code ignored;
            fs::remove_all(path, ignored);
        }
    } made;
    return made.path;
}

std::shared_ptr<const SceneCache> openCache()
{
    static const StopFlag never{false};
    return SceneCache::open(
        spec, folder(), 1, [](const TrainingProgress &) {}, never);
}

/// The cache file as the renderer writes it.
const std::string &soundCache()
{
    static const std::string content = contentOf(openCache()->file());
    return content;
}

void readRecipe(const std::string &text)
{
    const auto recipe = recipeFromJson(text, "recipe.json");
    const auto again = recipeFromJson(recipe.toJson().dump(), "again");
    require(again.fingerprint() == recipe.fingerprint(), "a recipe changes when written and read");
}

void readRecord(const std::string &bytes)
{
    const auto size = scene_record::recordBytes(spec.width, spec.height);
    auto record = bytes;
    record.resize(size);
    const auto *data = reinterpret_cast<const std::uint8_t *>(record.data());
    const bool intact = scene_record::isIntact(data, size);
    const auto sound = soundCache().substr(SceneCacheWriter::headerBytes, size);
    require(intact == (record == sound) || intact == (record == soundCache().substr(soundCache().size() - size)),
        "a damaged record counts as intact");
    const auto planes = scene_record::planes(data, spec.width, spec.height);
    require(planes.objects + spec.width * spec.height == data + size, "a record's planes do not fill it");
}

/// A cache file with any content is refused or gives exactly the records that were written.
void readCache(const std::string &bytes)
{
    const auto sound = soundCache();
    const SceneCacheWriter writer(spec, folder());
    write(writer.file(), bytes);
    const auto cache = openCache();
    const auto size = scene_record::recordBytes(spec.width, spec.height);
    for (std::size_t i = 0; i < cache->size(); ++i) {
        const auto *record = reinterpret_cast<const char *>(cache->record(i));
        require(std::string(record, size) == sound.substr(SceneCacheWriter::headerBytes + i * size, size),
            "a damaged cache gives other scenes");
    }
}

/// A rendering that stopped anywhere, or was damaged, goes on to the same file.
void resumeCache(const std::string &bytes)
{
    const auto sound = soundCache();
    const SceneCacheWriter writer(spec, folder());
    fs::remove(writer.file());
    write(writer.file().string() + ".part", bytes);
    openCache();
    require(contentOf(writer.file()) == sound, "a resumed rendering gives another file");
}

} // namespace

std::vector<FuzzTarget> trainingTargets()
{
    const auto recipe = contentOf(fs::path(SPLITSCOPE_SOURCE_DIR) / "sample_models/scenes/recipe.json");
    const auto size = scene_record::recordBytes(spec.width, spec.height);
    const auto cache = soundCache();
    return {{"recipe", {recipe}, {"seed", "epochs", "learning_rate", "losses", "model", "data"}, readRecipe},
        {"scene_record", {cache.substr(SceneCacheWriter::headerBytes, size)}, {}, readRecord},
        {"scene_cache", {cache}, {}, readCache},
        {"scene_cache_part", {cache.substr(0, SceneCacheWriter::headerBytes + size), cache, {}}, {}, resumeCache}};
}

} // namespace splitscope::fuzz
