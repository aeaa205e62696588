// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/layer_profile_json.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <stdexcept>

namespace splitscope {

namespace {

using Json = nlohmann::json; // keys sorted

/// Counts up with each change of this format, of how times are measured, or of the executions that fast mode has:
/// older files are then measured again.
constexpr int formatVersion = 1;

Json keyJson(const ProfileKey &key)
{
    return {{"model_sha256", key.modelHash}, {"inputs", key.inputSignature}, {"operating_point", key.operatingPoint},
        {"cpu", key.cpu}, {"threads", key.threads}, {"libtorch", key.libtorch}};
}

ProfileKey keyFrom(const Json &json)
{
    return {json.at("model_sha256"), json.at("inputs"), json.at("operating_point"), json.at("cpu"), json.at("threads"),
        json.at("libtorch")};
}

Json timingJson(const Timing &timing)
{
    return {
        {"median_ms", timing.medianMs}, {"low_ms", timing.lowMs}, {"high_ms", timing.highMs}, {"runs", timing.runs}};
}

double milliseconds(const Json &json)
{
    const auto value = json.get<double>();
    if (!std::isfinite(value) || value < 0.0)
        throw std::runtime_error("not a duration");
    return value;
}

Timing timingFrom(const Json &json)
{
    return {milliseconds(json.at("median_ms")), milliseconds(json.at("low_ms")), milliseconds(json.at("high_ms")),
        json.at("runs")};
}

LayerProfile profileFrom(const Json &json, const LayerGraph &graph)
{
    if (json.at("version") != formatVersion)
        throw std::runtime_error("another version");
    LayerProfile profile;
    profile.key = keyFrom(json.at("key"));
    profile.whole = timingFrom(json.at("whole"));
    profile.execution = json.at("execution");
    profile.measuredAt = json.at("measured_at");
    const auto &layers = json.at("layers");
    if (layers.size() != graph.layers().size())
        throw std::runtime_error("other layers");
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (layers[i].at("id") != graph.layers()[i].id)
            throw std::runtime_error("other layers");
        profile.layers.push_back(timingFrom(layers[i]));
        profile.shareMs.push_back(milliseconds(layers[i].at("share_ms")));
    }
    for (const auto &half : json.at("halves"))
        profile.halves.push_back({half.at("cut"), milliseconds(half.at("head_ms")), milliseconds(half.at("tail_ms"))});
    return profile;
}

} // namespace

std::string canonicalJson(const ProfileKey &key)
{
    return keyJson(key).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string layerProfileToJson(const LayerProfile &profile, const LayerGraph &graph)
{
    Json layers = Json::array();
    for (std::size_t i = 0; i < profile.layers.size(); ++i) {
        auto layer = timingJson(profile.layers[i]);
        layer["id"] = graph.layers().at(i).id;
        layer["share_ms"] = profile.shareMs.at(i);
        layers.push_back(std::move(layer));
    }
    Json halves = Json::array();
    for (const auto &half : profile.halves)
        halves.push_back({{"cut", half.cut}, {"head_ms", half.headMs}, {"tail_ms", half.tailMs}});
    const Json json{{"version", formatVersion}, {"key", keyJson(profile.key)}, {"whole", timingJson(profile.whole)},
        {"execution", profile.execution}, {"measured_at", profile.measuredAt}, {"layers", std::move(layers)},
        {"halves", std::move(halves)}};
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<LayerProfile> layerProfileFromJson(const std::string &text, const LayerGraph &graph)
{
    try {
        return profileFrom(Json::parse(text), graph);
    } catch (const std::exception &) {
        return std::nullopt;
    }
}

} // namespace splitscope
