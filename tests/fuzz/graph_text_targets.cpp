// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/graph_targets.h"

#include "core/graph/board.h"
#include "core/graph/codec.h"
#include "core/graph/codec_constants.h"
#include "core/graph/context.h"
#include "core/graph/cut.h"
#include "core/graph/given_input.h"
#include "core/graph/layer_profile_json.h"
#include "core/graph/link_spec.h"
#include "core/graph/link_trace.h"
#include "core/graph/model_card.h"
#include "core/graph/model_metadata.h"
#include "core/graph/plan_key.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace splitscope::fuzz {

namespace {

const std::string metadataSeed =
    R"({"version": 1, "name": "scenes", "license": "GPL-3.0-or-later",
 "inputs": [{"name": "picture", "kind": "picture", "shape": [1, 3, 192, 256], "dtype": "float32",
             "range": [0, 1], "color": "rgb", "mean": [0.45, 0.45, 0.45], "std": [0.25, 0.25, 0.25], "resize": "stretch"},
            {"name": "tokens", "kind": "tensor", "shape": [1, 16], "dtype": "int64", "range": [0, 999]}],
 "tasks": [{"name": "segmentation", "kind": "segmentation", "output": "0", "classes": ["floor", "wall"],
            "colors": [[0, 0, 0], [255, 128, 0]], "returns": "uint8"},
           {"name": "depth", "kind": "depth", "output": "1", "unit": "m", "returns": "fp16"}],
 "operating_points": [{"id": "half", "method": "forward_width", "arguments": {"width": 50}, "label": "half width"}]})";

const std::string traceSeed = "seconds,uplink_mbps,downlink_mbps,rtt_ms\n0,5.85,13,50\n2.5,1,2,120\n\n9,18,18,5\n";

const std::string cardSeed =
    R"({"name": "net", "purpose": "p", "license": "MIT", "sha256": "aa", "tasks": [{"name": "depth", "kind": "depth"}],
 "architecture": {"parameters": 10, "macs": 100, "parts": {"encoder": {"macs": 50}}, "joint": {"parameters": 20},
                  "bottleneck": {"layer": "b", "shape": "1x2"}, "teachers": {"depth": {"parameters": 30, "macs": 300}}},
 "evaluation": {"scenes": 9, "first_seed": 3, "confidence": "95 %", "parameters": {"teachers": 40},
                "tasks": {"depth": {"metric": "abs_rel", "worse": -0.1, "chimera": {"abs_rel": {"value": 0.1, "ci95": [0, 1]}},
                                    "teachers": {"abs_rel": {"value": 1e-2}}}, "x": {"miou": {"value": 1}}}},
 "training": {"minutes": 3.5, "recipe": "r.json", "data": {"scenes": 5}, "seed": 1}, "limits": ["none"]})";

/// A trunk of two layers, two branches, and a sum of all; one layer is called as a word of the command line.
LayerGraph sampleGraph()
{
    const auto layer = [](const std::string &id, std::vector<TensorRef> inputs, int outputs = 1) {
        Layer made;
        made.id = id;
        made.inputs = std::move(inputs);
        made.outputs.assign(static_cast<std::size_t>(outputs), TensorInfo{{1, 4, 8, 8}});
        return made;
    };
    return LayerGraph({{"picture", TensorInfo{{1, 3, 8, 8}}}},
        {layer("stem.0:conv2d", {{TensorRef::input, 0}}), layer("split", {{0, 0}}, 2), layer("a.conv:conv2d", {{1, 0}}),
            layer("edge", {{1, 1}}), layer("a.conv:conv2d:2", {{2, 0}, {3, 0}, {0, 0}})},
        {{"0", {4, 0}, TensorInfo{{1, 4, 8, 8}}}});
}

void readMetadata(const std::string &text)
{
    const auto metadata = metadataFromJson(text, "model.pt");
    require(metadataFromJson(metadataToJson(metadata), "again") == metadata, "metadata changes when written and read");
}

void readPlanKey(const std::string &text)
{
    const auto key = PlanKey::fromJson(text);
    require(PlanKey::fromJson(key.canonicalJson()) == key, "a plan key changes when written and read");
    require(key.tailName("model").size() == 28, "a tail's name has another length");
}

void readLink(const std::string &text)
{
    const auto link = LinkSpec::fromText(text);
    if (!link.shaped)
        return;
    for (const auto value : {link.uplinkMbps, link.downlinkMbps, link.rttMs, link.jitterMs, link.loss})
        require(std::isfinite(value) && value >= 0.0, "a link with an impossible figure was accepted");
    const auto again = LinkSpec::fromText(link.text());
    require(std::abs(again.uplinkMbps - link.uplinkMbps) <= 1e-9 * link.uplinkMbps
            && std::abs(again.loss - link.loss) < 1e-12,
        "a link changes when written and read");
}

void readShape(const std::string &text)
{
    const auto shape = shapeFromText(text);
    require(shapeFromText(shapeText(shape)) == shape, "a shape changes when written and read");
    require(TensorInfo{shape}.bytes() >= 0, "a shape that was accepted has a negative size");
}

void readGivenInputs(const std::string &text)
{
    const auto inputs = givenInputsFromText(text);
    require(givenInputsFromText(givenInputsText(inputs)) == inputs, "inputs change when written and read");
    for (const auto &input : inputs)
        require(input.info.bytes() >= 0, "an input that was accepted has a negative size");
}

void readCut(const std::string &text)
{
    static const auto graph = sampleGraph();
    const auto cut = Cut::fromText(graph, text);
    require(Cut::fromText(graph, cut.text(graph)) == cut, "a cut changes when written and read");
    whyIllegal(graph, cut);
    crossingBytes(graph, cut);
}

LayerProfile sampleProfile(const LayerGraph &graph)
{
    LayerProfile profile;
    profile.key = {std::string(64, 'a'), "1x3x8x8:float32", "default", "a CPU", 2, "1.13.1"};
    const auto layers = static_cast<std::size_t>(graph.size());
    profile.layers.assign(layers, Timing{1.0, 0.9, 1.2, 20});
    profile.whole = Timing{4.5, 4.4, 4.9, 20};
    profile.shareMs.assign(layers, 0.9);
    profile.halves = {{"split", 2.0, 2.5}};
    profile.execution = "frozen";
    profile.measuredAt = "2026-11-21T12:09:31Z";
    return profile;
}

void readProfile(const std::string &text)
{
    static const auto graph = sampleGraph();
    const auto profile = layerProfileFromJson(text, graph);
    if (!profile)
        return;
    require(layerProfileFromJson(layerProfileToJson(*profile, graph), graph) == profile,
        "a profile changes when written and read");
    require(std::isfinite(predictedHeadMs(*profile, Cut::device(graph))), "a profile predicts no number");
}

std::string boardSeed()
{
    Board board;
    board.machine.name = "board";
    for (auto &rate : board.machine.rates)
        rate.value = 10.0;
    board.cpu = "a CPU";
    board.libtorch = "1.13.1";
    board.model = BoardModel{
        std::string(64, 'b'), "scenes", "1x3x8x8:float32", "default", {"stem.0:conv2d", "split"}, {1.0, 0.5}};
    return boardToJson(board);
}

void readBoard(const std::string &text)
{
    const auto board = boardFromJson(text, "board.json");
    require(boardFromJson(boardToJson(board), "board.json") == board, "a board changes when written and read");
}

void readCard(const std::string &text)
{
    const auto card = modelCardFromJson(text, "net.card.json");
    for (const auto *words : {&card.name, &card.purpose, &card.license, &card.training.command, &card.compression})
        require(words->size() < 4010, "a text of a card is longer than is shown");
    for (const auto &size : card.variants)
        require(size.parameters.value_or(0) >= 0 && size.macs.value_or(0) >= 0, "a network has a negative size");
    for (const auto &task : card.tasks) {
        require(!task.name.empty() || !task.variants.empty(), "a task says nothing");
        for (const auto &variant : task.variants) {
            require(!variant.metrics.empty(), "a variant without figures");
            for (const auto &metric : variant.metrics)
                require(
                    std::isfinite(metric.value) && (!metric.interval || (*metric.interval)[0] <= (*metric.interval)[1]),
                    "an impossible figure was accepted");
        }
    }
}

void readObjective(const std::string &text)
{
    const auto objective = Objective::fromText(text);
    require(
        Objective::fromText(objective.text()).text() == objective.text(), "an objective changes when written and read");
}

void readTrace(const std::string &text)
{
    const auto trace = LinkTrace::fromCsv(text, "trace.csv");
    for (const double seconds : {0.0, 0.5, 1.0, 59.0, 1e6}) {
        const auto &link = trace.at(seconds);
        require(link.shaped && link.uplinkMbps > 0.0 && link.downlinkMbps > 0.0 && link.rttMs >= 0.0
                && std::isfinite(link.uplinkMbps + link.downlinkMbps + link.rttMs),
            "a trace with an impossible link was accepted");
        require(trace.nextChange(seconds) >= seconds, "a trace changes in the past");
    }
    const auto worst = trace.worst();
    const auto average = trace.average();
    require(worst.uplinkMbps <= average.uplinkMbps * (1 + 1e-9) && worst.rttMs >= average.rttMs * (1 - 1e-9),
        "a trace's average is beyond its worst");
}

void readCodec(const std::string &text)
{
    const auto codec = codecFromText(text);
    require(codecFromText(codec.text()) == codec, "a codec changes when written and read");
}

void readConstants(const std::string &text)
{
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_discarded())
        return;
    const auto constants = codecConstantsFromJson(json, "session.json");
    const auto again = codecConstantsFromJson(toJson(constants), "again");
    require(again == constants && again.digest() == constants.digest(), "a calibration changes when written and read");
}

} // namespace

std::vector<FuzzTarget> graphTextTargets()
{
    const std::string hash(64, 'a');
    const std::string plan = R"({"codec":"none","cut":"stem.0:conv2d","inputs":"1x3x192x256:float32","mode":"fast",)"
                             R"("model":")"
        + hash + R"(","operating_point":"default","threads":2})";
    const auto graph = sampleGraph();
    return {{"metadata", {metadataSeed, R"({"version": 1, "name": "x"})"},
                {"picture", "tensor", "float32", "bfloat16", "bool", "uint8", "int8x3", "detection", "version"},
                readMetadata},
        {"model_card", {cardSeed, R"({"name": "x", "purpose": "y"})"},
            {"value", "ci95", "chimera", "joint", "null", "-1", "1e308", "9223372036854775807"}, readCard},
        {"plan_key", {plan}, {"reference", "fast", hash, "threads", "1024"}, readPlanKey},
        {"link", {"5.85Mbps/50ms/10ms/1%", "6Mbps:13Mbps/50ms", "lte", "none", "1Gbps/20us"},
            {"bps", "kbps", "Mbps", "Gbps", "us", "ms", "s", "%", "ble", "wifi"}, readLink},
        {"link_trace", {traceSeed, "seconds,uplink_mbps,downlink_mbps,rtt_ms\n0,1,1,1\n"},
            {"seconds,uplink_mbps,downlink_mbps,rtt_ms", ",", "\n", "\r\n", "0.001", "1e9", "-1", "inf"}, readTrace},
        {"shape", {"1x3x192x256", "scalar", "7"}, {"x", "xx", "scalar"}, readShape},
        {"given_inputs", {"1x16:int64:0..999;1x3x8x8", "1x3x224x224", "2:float32:-1..1"},
            {"int64", "bool", "float16", "..", "0..1", "x"}, readGivenInputs},
        {"cut", {"edge", "device", "split", "id:edge,a.conv:conv2d", "a.conv:conv2d:2"},
            {"id:", "edge", "device", "auto", "stem.0:conv2d", "a.conv:conv2d"}, readCut},
        {"codec",
            {"bits:4/tensor/static+zstd:3", "none;conv1=pca:8/4;split#1=fp16", "jpeg:90", "pca:2/8@0123456789abcdef"},
            {"none", "fp16", "bits:", "pca:", "/static", "/tensor", "+zstd", "raw", "png", "webp:", ";", "=", "@"},
            readCodec},
        {"codec_constants",
            {R"({"source": "scenes", "frames": 32, "seed": 1, "tensors": {"conv1": {"low": [0, -1.5], "high": [1, 2],
                 "mean": [0.5, 0.25, 1], "basis": [1, 0, 0, 0, 1, 0]}}})"},
            {"low", "high", "1e39", "1e-45", "null"}, readConstants},
        {"layer_profile", {layerProfileToJson(sampleProfile(graph), graph)}, {"split", "edge", "layers"}, readProfile},
        {"board", {boardSeed()}, {"version", "layers", "machine", "model"}, readBoard},
        {"objective", {"latency", "weighted:latency=1,energy=0.1,bytes=0.5,price=2", "throughput"},
            {"weighted:", "latency=", "energy=", "bytes=", "price=", "="}, readObjective}};
}

} // namespace splitscope::fuzz
