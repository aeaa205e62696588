// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporting/layer_exchange.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

/// A field in quotes where it must be (RFC 4180). A text that a spreadsheet would take for a formula gets none of its
/// power: ids and operations never begin so, reasons might.
std::string field(const std::string &text)
{
    std::string safe = text;
    if (!safe.empty() && std::string_view("=+-@").find(safe.front()) != std::string_view::npos)
        safe.insert(safe.begin(), '\'');
    if (safe.find_first_of(",\"\r\n") == std::string::npos)
        return safe;
    std::string quoted = "\"";
    for (const char c : safe)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

/// Shortest text that reads back as the same number, whatever the locale.
std::string plain(double value)
{
    char text[32];
    const auto end = std::to_chars(text, text + sizeof(text), value).ptr;
    return {text, end};
}

Json number(double value)
{
    if (value == std::floor(value) && std::abs(value) < 9e15)
        return static_cast<std::int64_t>(value);
    return value;
}

std::string shapesOf(const Layer &layer)
{
    std::string text;
    for (const auto &output : layer.outputs)
        text += (text.empty() ? "" : ";") + shapeText(output.shape);
    return text;
}

} // namespace

std::string layersAsCsv(const LayerGraph &graph, const LayerFacts &facts, const Cut &cut)
{
    std::string csv = "id,name,module,op,output_shapes";
    for (const auto figure : allLayerFigures())
        csv += "," + std::string(layerFigureName(figure));
    csv += ",side,why_no_cut,warning\r\n";
    for (int i = 0; i < graph.size(); ++i) {
        const auto &layer = graph.layer(i);
        csv += field(layer.id) + "," + field(layer.name) + "," + field(layer.module) + "," + field(layer.op) + ","
            + field(shapesOf(layer));
        for (const auto figure : allLayerFigures()) {
            const auto value = figureOf(graph, facts, figure, i);
            csv += "," + (value ? plain(*value) : std::string());
        }
        csv += std::string(cut.onDevice(i) ? ",device," : ",edge,")
            + field(facts.cuts.at(static_cast<std::size_t>(i)).whyNot) + "," + field(layer.warning) + "\r\n";
    }
    return csv;
}

std::string layersAsNodeData(
    const LayerGraph &graph, const LayerFacts &facts, LayerFigure figure, const std::string &graphName)
{
    Json results = Json::object();
    for (int i = 0; i < graph.size(); ++i) {
        if (const auto value = figureOf(graph, facts, figure, i))
            results[graph.layer(i).id] = {{"value", number(*value)}};
    }
    // Viridis (matplotlib) at even steps.
    const char *const colors[] = {"#440154", "#3b528b", "#21918c", "#5ec962", "#fde725"};
    Json gradient = Json::array();
    for (int stop = 0; stop < 5; ++stop)
        gradient.push_back(
            {{"stop", 0.25 * stop}, {"bgColor", colors[stop]}, {"textColor", stop < 3 ? "#ffffff" : "#000000"}});
    const Json document = {
        {graphName, {{"name", std::string(layerFigureName(figure))}, {"results", results}, {"gradient", gradient}}}};
    return document.dump(2) + "\n";
}

std::string layersAsNetronAttachment(const LayerGraph &graph, const LayerFacts &facts, const Cut &cut)
{
    Json metadata = Json::array(), metrics = Json::array();
    for (int i = 0; i < graph.size(); ++i) {
        const auto &id = graph.layer(i).id;
        metadata.push_back(
            {{"kind", "node"}, {"target", id}, {"name", "side"}, {"value", cut.onDevice(i) ? "device" : "edge"}});
        for (const auto figure : allLayerFigures()) {
            if (const auto value = figureOf(graph, facts, figure, i))
                metrics.push_back({{"kind", "node"}, {"target", id}, {"name", std::string(layerFigureName(figure))},
                    {"value", number(*value)}});
        }
    }
    const Json document = {{"signature", "netron:attachment"}, {"metadata", metadata}, {"metrics", metrics}};
    return document.dump(2) + "\n";
}

} // namespace splitscope
