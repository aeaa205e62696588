// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "core/graph/error.h"

#include <cstdio>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

Json inspectJson(const Model &model)
{
    const auto &graph = model.graph();
    Json inputs = Json::array();
    for (const auto &input : graph.inputs())
        inputs.push_back({{"name", input.name}, {"shape", input.info.shape}, {"dtype", dtypeName(input.info.dtype)}});
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
    Json points = Json::array();
    for (const auto &point : model.metadata().operatingPoints)
        points.push_back(
            {{"id", point.id}, {"method", point.method}, {"arguments", point.arguments}, {"label", point.label}});
    Json layers = Json::array();
    for (const auto &layer : graph.layers()) {
        Json names = Json::array();
        for (const auto &tensor : layer.inputs)
            names.push_back(graph.tensorName(tensor));
        Json shapes = Json::array();
        for (const auto &output : layer.outputs)
            shapes.push_back(output.shape);
        layers.push_back({{"id", layer.id}, {"name", layer.name}, {"module", layer.module}, {"op", layer.op},
            {"inputs", names}, {"output_shapes", shapes}, {"output_bytes", layer.outputBytes()}, {"macs", layer.macs},
            {"params", layer.parameters}, {"moved_bytes", layer.movedBytes}, {"median_ms", nullptr}});
        if (!layer.uncuttable.empty())
            layers.back()["uncuttable"] = layer.uncuttable;
    }
    return {{"model",
                {{"path", model.path().string()}, {"sha256", model.hash()}, {"name", model.name()}, {"inputs", inputs},
                    {"outputs", outputs}, {"operating_points", points}}},
        {"layers", layers},
        {"totals",
            {{"layers", graph.size()}, {"macs", graph.totalMacs()}, {"params", graph.totalParameters()},
                {"median_ms", nullptr}}}};
}

void printTable(const Model &model)
{
    const auto &graph = model.graph();
    std::vector<std::vector<std::string>> rows{{"layer", "operation", "output", "size", "MACs", "parameters"}};
    for (const auto &layer : graph.layers()) {
        std::string shapes;
        for (const auto &output : layer.outputs)
            shapes += (shapes.empty() ? "" : " ") + shapeText(output.shape);
        rows.push_back({layer.id, layer.op, shapes, bytesText(layer.outputBytes()),
            withPrefix(static_cast<double>(layer.macs)), withPrefix(static_cast<double>(layer.parameters))});
    }
    std::fputs(tableText(rows).c_str(), stdout);
    std::printf("\n%s: %d layers, %s MACs, %s parameters, sha256 %s\n", model.name().c_str(), graph.size(),
        withPrefix(static_cast<double>(graph.totalMacs())).c_str(),
        withPrefix(static_cast<double>(graph.totalParameters())).c_str(), model.hash().c_str());
}

} // namespace

void addInspect(CLI::App &app, const CommonOptions &common, Action &action)
{
    auto *command = app.add_subcommand("inspect", "Show a model's layers and what each costs");
    const auto arguments = std::make_shared<ModelArguments>();
    arguments->addTo(*command);
    command->callback([&common, &action, arguments] {
        action = [&common, arguments] {
            const auto model = arguments->open();
            if (common.json)
                printJson(inspectJson(*model));
            else
                printTable(*model);
            return 0;
        };
    });
}

} // namespace splitscope
