// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/context_choice.h"

#include "core/graph/error.h"
#include "core/planning/presets.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace splitscope {

namespace {

using Json = nlohmann::json;

std::optional<double> valueOf(const std::optional<Figure> &figure)
{
    return figure ? std::optional(figure->value) : std::nullopt;
}

std::string sourceOf(const std::optional<Figure> &figure)
{
    if (!figure)
        return {};
    return figure->estimate ? "estimate: " + figure->source : figure->source;
}

ContextMachine fromSpec(const MachineSpec &spec, const std::optional<Board> &here)
{
    if (!here)
        throw Failure(ErrorCode::Internal, {{"why", "this machine was not calibrated before planning."}});
    ContextMachine machine;
    machine.name = spec.name;
    for (std::size_t i = 0; i < machine.timeFactor.size(); ++i)
        machine.timeFactor[i] = here->machine.rates[i].value / spec.rates[i].value;
    machine.memoryMegabytes = valueOf(spec.memoryMegabytes);
    machine.computeWatts = valueOf(spec.computeWatts);
    machine.idleWatts = valueOf(spec.idleWatts);
    machine.pricePerHour = valueOf(spec.pricePerHour);
    const auto estimates =
        std::count_if(spec.rates.begin(), spec.rates.end(), [](const Figure &rate) { return rate.estimate; });
    machine.timeSource = "measured here x (rate here / rate of " + spec.name + ") by operation class"
        + (estimates > 0 ? ", " + std::to_string(estimates) + " of its 6 rates estimated" : "");
    machine.powerSource = sourceOf(spec.computeWatts);
    machine.priceSource = sourceOf(spec.pricePerHour);
    return machine;
}

bool isBoardFile(const std::string &name) { return name.ends_with(".json"); }

ContextMachine machineOf(const std::string &name, const std::optional<Board> &here, const PlannedModel &model)
{
    if (name == "this")
        return {};
    if (!isBoardFile(name))
        return fromSpec(machinePreset(name), here);
    const auto board = loadBoard(name);
    auto machine = fromSpec(board.machine, here);
    if (auto times =
            boardLayerTimes(board, model.graph, model.hash, model.inputSignature, model.operatingPoint, name)) {
        machine.layerMs = std::move(*times);
        machine.timeSource = "layers measured on " + board.cpu + " (" + name + ")";
    }
    return machine;
}

std::string textOf(const Json &entry, const char *key, const std::string &otherwise, const std::string &origin)
{
    if (!entry.contains(key))
        return otherwise;
    if (!entry[key].is_string())
        throw Failure(ErrorCode::PresetInvalid,
            {{"file", origin}, {"why", std::string("'") + key + "' must be a text in every context."}});
    return entry[key];
}

} // namespace

bool needsCalibration(const ContextChoice &choice) { return choice.device != "this" || choice.edge != "this"; }

void checkMachineName(const std::string &name)
{
    if (isBoardFile(name))
        loadBoard(name);
    else if (name != "this")
        machinePreset(name);
}

Context buildContext(const ContextChoice &choice, const std::optional<Board> &here, const PlannedModel &model)
{
    Context context;
    context.device = machineOf(choice.device, here, model);
    context.edge = machineOf(choice.edge, here, model);
    context.link = LinkSpec::fromText(choice.link);
    context.linkName = choice.link;
    context.linkSource = choice.link == "none" ? "loopback, nothing is shaped" : "given";
    for (const auto &preset : linkPresets()) {
        if (preset.name == choice.link)
            context.linkSource = preset.source;
    }
    const auto &radios = radioPresets();
    const auto radio = radios.find(choice.radio.empty() ? choice.link : choice.radio);
    if (radio != radios.end())
        context.radio = radio->second;
    else if (!choice.radio.empty())
        LinkSpec::fromText(choice.radio); // says which presets there are
    context.results = choice.results;
    context.name = !choice.name.empty() ? choice.name : choice.device + " / " + choice.link + " / " + choice.edge;
    return context;
}

std::vector<ContextChoice> contextsFromJson(const std::string &text, const std::string &origin)
{
    const auto invalid = [&](const std::string &why) -> void {
        throw Failure(ErrorCode::PresetInvalid, {{"file", origin}, {"why", why}});
    };
    const auto json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("contexts") || !json["contexts"].is_array())
        invalid("it is no JSON object with a list 'contexts'.");
    if (!json.contains("version") || !json["version"].is_number_integer())
        invalid("'version' is missing.");
    if (json["version"] != presetVersion)
        invalid("it is of version " + json["version"].dump() + " and this program reads version "
            + std::to_string(presetVersion) + ".");
    std::vector<ContextChoice> choices;
    for (const auto &entry : json["contexts"]) {
        if (!entry.is_object())
            invalid("a context is no JSON object.");
        ContextChoice choice;
        choice.name = textOf(entry, "name", "", origin);
        choice.device = textOf(entry, "device", "this", origin);
        choice.edge = textOf(entry, "edge", "this", origin);
        choice.link = textOf(entry, "link", "none", origin);
        choice.radio = textOf(entry, "radio", "", origin);
        const auto results = textOf(entry, "results", "device", origin);
        if (results != "device" && results != "edge")
            invalid("'results' must be device or edge.");
        choice.results = results == "edge" ? ResultsAt::Edge : ResultsAt::Device;
        choices.push_back(std::move(choice));
    }
    if (choices.empty())
        invalid("its list 'contexts' is empty.");
    return choices;
}

std::vector<ContextChoice> allContexts()
{
    constexpr std::array<const char *, 6> devices{
        "raspberry-pi-4", "raspberry-pi-5", "jetson-nano", "jetson-orin-nano", "phone", "laptop"};
    constexpr std::array<const char *, 2> edges{"workstation", "gpu-server"};
    std::vector<ContextChoice> all;
    for (const auto *device : devices) {
        for (const auto &link : linkPresets()) {
            for (const auto *edge : edges) {
                ContextChoice choice;
                choice.device = device;
                choice.link = link.name;
                choice.edge = edge;
                all.push_back(std::move(choice));
            }
        }
    }
    return all;
}

} // namespace splitscope
