// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/chimera/chimera_card.h"

#include "core/graph/error.h"
#include "core/model/model.h"

#include <cmath>
#include <fstream>
#include <map>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

struct Counts {
    std::int64_t parameters = 0;
    std::int64_t macs = 0;

    void add(const Layer &layer)
    {
        parameters += layer.parameters;
        macs += layer.macs;
    }
    Json json() const { return {{"parameters", parameters}, {"macs", macs}}; }
};

Counts countsOf(const Model &model)
{
    Counts counts;
    for (const Layer &layer : model.graph().layers()) {
        counts.add(layer);
    }
    return counts;
}

/// By the first part of the module's path.
Json partsOf(const Model &model)
{
    std::vector<std::string> order;
    std::map<std::string, Counts> parts;
    for (const Layer &layer : model.graph().layers()) {
        const std::string part = layer.module.substr(0, layer.module.find('.'));
        if (part.empty() || (layer.macs == 0 && !parts.count(part))) {
            continue;
        }
        if (!parts.count(part)) {
            order.push_back(part);
        }
        parts[part].add(layer);
    }
    Json json = Json::object();
    for (const std::string &part : order) {
        json[part] = parts[part].json();
    }
    return json;
}

/// The one tensor that everything behind the device's part is made of.
Json bottleneckOf(const Model &model)
{
    for (const char *module : {"carry", "encoder.bottleneck"}) {
        for (const Layer &layer : model.graph().layers()) {
            if (layer.module.rfind(module, 0) == 0) {
                return {{"layer", layer.id}, {"shape", shapeText(layer.outputs.front().shape)},
                    {"bytes", layer.outputBytes()}};
            }
        }
    }
    return nullptr;
}

Json inputOf(const Model &model)
{
    const InputSpec &input = model.metadata().inputs.front();
    return {{"shape", shapeText(input.info.shape)}, {"dtype", "float32"}, {"range", input.valueRange()},
        {"color", "rgb"}, {"mean", input.mean}, {"std", input.std}};
}

Json architectureOf(const ChimeraCardSource &source, const Model &model)
{
    Json architecture = countsOf(model).json();
    architecture["parts"] = partsOf(model);
    architecture["bottleneck"] = bottleneckOf(model);
    architecture["sub_models"] = source.subModels;
    Json teachers = Json::object();
    for (const auto &[task, file] : source.teachers) {
        teachers[task] = countsOf(*Model::open(file)).json();
    }
    architecture["teachers"] = teachers;
    architecture["joint"] = countsOf(*Model::open(source.joint)).json();
    return architecture;
}

} // namespace

Json chimeraCard(const ChimeraCardSource &source)
{
    const auto model = Model::open(source.archive);
    Json tasks = Json::array();
    for (const TaskSpec &task : model->metadata().tasks) {
        tasks.push_back({{"name", task.name}, {"kind", taskKindName(task.kind)}});
    }
    const Json recipe(source.recipe);
    return {{"version", 1}, {"name", model->metadata().name}, {"file", source.archive.filename().string()},
        {"sha256", model->hash()}, {"bytes", std::filesystem::file_size(source.archive)},
        {"license", model->metadata().license},
        {"purpose",
            "Several tasks from one network: a primary network that was trained for the first task and frozen, and a "
            "small sub-model for each other task that reads its features and imitates a network of its own."},
        {"tasks", tasks}, {"input", inputOf(*model)}, {"architecture", architectureOf(source, *model)},
        {"training",
            {{"command", "splitscope-cli train RECIPE --out DIR --threads " + std::to_string(source.threads)},
                {"recipe", "recipe.json"}, {"seed", recipe["seed"]}, {"threads", source.threads},
                {"data", recipe["data"]}, {"minutes", std::round(source.trainingSeconds / 60.0)},
                {"note", "The same weights need the same processor type and thread count."}}}};
}

Json readChimeraCard(const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw Failure(ErrorCode::FileNotFound, {{"file", file.string()}});
    }
    Json card = Json::parse(stream, nullptr, false);
    if (!card.is_object()) {
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "it is no model card (JSON)."}});
    }
    return card;
}

} // namespace splitscope
