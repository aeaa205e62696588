// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "core/profile/profile_cache.h"
#include "core/profile/profiler.h"

#include <algorithm>
#include <cstdio>
#include <optional>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

/// A profile and whether it came from the cache.
struct Measured {
    LayerProfile profile;
    bool cached = false;
};

Measured measure(const std::shared_ptr<const Model> &model, bool fresh)
{
    if (!fresh) {
        if (auto known = ProfileCache().find(profileKey(*model), model->graph()))
            return {std::move(*known), true};
    }
    ProgressLine progress("Profiling");
    ProfileOptions options;
    options.fresh = true;
    options.progress = [&](int done, int total) {
        progress.show(done, total);
        return !interrupted();
    };
    return {profileModel(model, options), false};
}

Json inputsJson(const LayerGraph &graph)
{
    Json inputs = Json::array();
    for (const auto &input : graph.inputs())
        inputs.push_back({{"name", input.name}, {"shape", input.info.shape}, {"dtype", dtypeName(input.info.dtype)}});
    return inputs;
}

Json outputsJson(const Model &model)
{
    const auto &graph = model.graph();
    Json outputs = Json::array();
    for (const auto &output : graph.outputs()) {
        Json entry{{"key", output.key}, {"shape", output.info.shape}, {"dtype", dtypeName(output.info.dtype)},
            {"task", nullptr}, {"layer", graph.tensorName(output.tensor)}};
        for (const auto &task : model.metadata().tasks) {
            if (task.output == output.key)
                entry["task"] = task.name;
        }
        outputs.push_back(entry);
    }
    return outputs;
}

Json pointsJson(const ModelMetadata &metadata)
{
    Json points = Json::array();
    for (const auto &point : metadata.operatingPoints)
        points.push_back(
            {{"id", point.id}, {"method", point.method}, {"arguments", point.arguments}, {"label", point.label}});
    return points;
}

Json layerJson(const LayerGraph &graph, const Layer &layer)
{
    Json names = Json::array();
    for (const auto &tensor : layer.inputs)
        names.push_back(graph.tensorName(tensor));
    Json shapes = Json::array();
    for (const auto &output : layer.outputs)
        shapes.push_back(output.shape);
    Json json{{"id", layer.id}, {"name", layer.name}, {"module", layer.module}, {"op", layer.op}, {"inputs", names},
        {"output_shapes", shapes}, {"output_bytes", layer.outputBytes()}, {"macs", layer.macs},
        {"params", layer.parameters}, {"moved_bytes", layer.movedBytes}, {"median_ms", nullptr}};
    if (!layer.uncuttable.empty())
        json["uncuttable"] = layer.uncuttable;
    if (!layer.warning.empty())
        json["warning"] = layer.warning;
    return json;
}

void addTiming(Json &json, const Timing &timing)
{
    json["median_ms"] = timing.medianMs;
    json["low_ms"] = timing.lowMs;
    json["high_ms"] = timing.highMs;
    json["runs"] = timing.runs;
}

/// Where the times come from.
Json profileJson(const Measured &measured)
{
    const auto &profile = measured.profile;
    Json halves = Json::array();
    for (const auto &half : profile.halves)
        halves.push_back({{"cut", half.cut}, {"head_ms", half.headMs}, {"tail_ms", half.tailMs}});
    return {{"cpu", profile.key.cpu}, {"threads", profile.key.threads}, {"libtorch", profile.key.libtorch},
        {"cached", measured.cached}, {"measured_at", profile.measuredAt}, {"execution", profile.execution},
        {"how",
            "Medians after warm-up, with 10th and 90th percentile. Layers: each by itself, in reference mode. Whole: "
            "fast mode. With one thread: processor time. share_ms: the layer's part of the whole, fitted to the "
            "measured halves listed here."},
        {"halves", halves}};
}

Json inspectJson(const Model &model, const std::optional<Measured> &measured)
{
    const auto &graph = model.graph();
    Json layers = Json::array();
    for (int i = 0; i < graph.size(); ++i) {
        layers.push_back(layerJson(graph, graph.layer(i)));
        if (measured) {
            addTiming(layers.back(), measured->profile.layers.at(static_cast<std::size_t>(i)));
            layers.back()["share_ms"] = measured->profile.shareMs.at(static_cast<std::size_t>(i));
        }
    }
    Json totals{{"layers", graph.size()}, {"macs", graph.totalMacs()}, {"params", graph.totalParameters()},
        {"median_ms", nullptr}};
    if (measured)
        addTiming(totals, measured->profile.whole);
    Json json{{"model",
                  {{"path", model.path().string()}, {"sha256", model.hash()}, {"name", model.name()},
                      {"repeatable", model.repeatable()}, {"inputs", inputsJson(graph)},
                      {"outputs", outputsJson(model)}, {"operating_points", pointsJson(model.metadata())}}},
        {"layers", layers}, {"totals", totals}};
    if (measured)
        json["profile"] = profileJson(*measured);
    return json;
}

/// Sentences under the table, each once, and the numbers by which rows point to them.
class Footnotes {
public:
    void add(std::string &marks, const std::string &sentence)
    {
        if (sentence.empty())
            return;
        auto place = std::find(m_sentences.begin(), m_sentences.end(), sentence);
        if (place == m_sentences.end())
            place = m_sentences.insert(place, sentence);
        marks += (marks.empty() ? "" : ",") + std::to_string(place - m_sentences.begin() + 1);
    }

    bool empty() const { return m_sentences.empty(); }

    void print() const
    {
        for (std::size_t i = 0; i < m_sentences.size(); ++i)
            std::printf("%s%zu  %s\n", i == 0 ? "\n" : "", i + 1, m_sentences[i].c_str());
    }

private:
    std::vector<std::string> m_sentences;
};

std::string spreadText(const Timing &timing) { return threeDigits(timing.lowMs) + " to " + threeDigits(timing.highMs); }

void printLayers(const LayerGraph &graph, const std::optional<Measured> &measured)
{
    std::vector<std::vector<std::string>> rows{{"layer", "operation", "output", "size", "MACs", "parameters"}};
    if (measured)
        rows[0].insert(rows[0].end(), {"alone ms", "10 to 90 %", "share ms"});
    Footnotes notes;
    std::vector<std::string> marks{"note"};
    for (std::size_t i = 0; i < graph.layers().size(); ++i) {
        const auto &layer = graph.layers()[i];
        std::string shapes;
        for (const auto &output : layer.outputs) {
            if (!shapes.empty())
                shapes += ' ';
            shapes += shapeText(output.shape);
        }
        rows.push_back({layer.id, layer.op, shapes, bytesText(layer.outputBytes()),
            withPrefix(static_cast<double>(layer.macs)), withPrefix(static_cast<double>(layer.parameters))});
        if (measured) {
            const auto &timing = measured->profile.layers[i];
            rows.back().insert(rows.back().end(),
                {threeDigits(timing.medianMs), spreadText(timing), threeDigits(measured->profile.shareMs[i])});
        }
        marks.emplace_back();
        notes.add(marks.back(), layer.uncuttable.empty() ? "" : "Cannot be the last before a cut: " + layer.uncuttable);
        notes.add(marks.back(), layer.warning);
    }
    for (std::size_t i = 0; i < rows.size() && !notes.empty(); ++i)
        rows[i].push_back(marks[i]);
    std::fputs(tableText(rows).c_str(), stdout);
    notes.print();
}

std::string fitText(std::size_t cuts)
{
    if (cuts == 0)
        return "in proportion to its time alone";
    return "fitted to the measured halves of " + std::to_string(cuts) + (cuts == 1 ? " cut" : " cuts");
}

void printProfile(const Measured &measured)
{
    const auto &profile = measured.profile;
    std::printf(
        "Whole model in fast mode (%s): %s ms (%s) with %d thread%s on %s, LibTorch %s; %s.\n"
        "alone: the layer by itself in reference mode, median and 10th to 90th percentile of %d runs; share: its\n"
        "part of the whole, %s.\n",
        profile.execution.c_str(), threeDigits(profile.whole.medianMs).c_str(), spreadText(profile.whole).c_str(),
        profile.key.threads, profile.key.threads == 1 ? "" : "s", profile.key.cpu.c_str(), profile.key.libtorch.c_str(),
        measured.cached ? ("measured " + profile.measuredAt + ", --fresh measures again").c_str() : "measured now",
        profile.layers.empty() ? 0 : profile.layers.front().runs, fitText(profile.halves.size()).c_str());
}

void printTable(const Model &model, const std::optional<Measured> &measured)
{
    const auto &graph = model.graph();
    printLayers(graph, measured);
    std::printf("\n%s: %d layers, %s MACs, %s parameters, sha256 %s\n", model.name().c_str(), graph.size(),
        withPrefix(static_cast<double>(graph.totalMacs())).c_str(),
        withPrefix(static_cast<double>(graph.totalParameters())).c_str(), model.hash().c_str());
    if (!model.repeatable())
        std::puts("The model draws random numbers: two runs on the same input differ.");
    if (measured)
        printProfile(*measured);
}

} // namespace

void addInspect(CLI::App &app, const CommonOptions &common, Action &action)
{
    struct Arguments {
        ModelArguments model;
        bool profile = false;
        bool fresh = false;
    };
    auto *command = app.add_subcommand("inspect", "Show a model's layers and what each costs");
    const auto arguments = std::make_shared<Arguments>();
    arguments->model.addTo(*command);
    auto *profile = command->add_flag(
        "--profile", arguments->profile, "Measure each layer and the whole, or show what was measured");
    command->add_flag("--fresh", arguments->fresh, "Measure again although there is a profile")->needs(profile);
    command->callback([&common, &action, arguments] {
        action = [&common, arguments] {
            const auto model = arguments->model.open();
            std::optional<Measured> measured;
            if (arguments->profile)
                measured = measure(model, arguments->fresh);
            if (common.json)
                printJson(inspectJson(*model, measured));
            else
                printTable(*model, measured);
            return 0;
        };
    });
}

} // namespace splitscope
