// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/presets.h"

#include "core/graph/error.h"
#include "core/graph/link_presets_json.h"
#include "core/planning/device_presets_json.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

namespace splitscope {

namespace {

using Json = nlohmann::json;

[[noreturn]] void invalid(const std::string &origin, const std::string &why)
{
    throw Failure(ErrorCode::PresetInvalid, {{"file", origin}, {"why", why}});
}

Json document(const std::string &text, const std::string &origin, const char *list)
{
    const auto json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        invalid(origin, "it is not a JSON object.");
    if (!json.contains("version") || !json["version"].is_number_integer())
        invalid(origin, "'version' is missing.");
    if (json["version"] > presetVersion)
        invalid(origin,
            "it is of version " + json["version"].dump() + " and this program reads up to "
                + std::to_string(presetVersion) + "; update Splitscope.");
    if (json["version"] < 1)
        invalid(origin, "'version' must be at least 1.");
    if (!json.contains(list) || !json[list].is_array())
        invalid(origin, std::string("the list '") + list + "' is missing.");
    return json;
}

Figure figure(const Json &json, const std::string &where, const std::string &origin, bool aboveZero)
{
    if (!json.is_object() || !json.contains("value") || !json["value"].is_number())
        invalid(origin, where + " has no number 'value'.");
    if (!json.contains("source") || !json["source"].is_string() || json["source"].get<std::string>().empty())
        invalid(origin, where + " has no 'source'.");
    Figure out{json["value"], json["source"], false};
    if (!std::isfinite(out.value) || out.value < 0 || (aboveZero && out.value <= 0))
        invalid(origin, where + (aboveZero ? " must be above 0." : " must not be negative."));
    if (json.contains("estimate")) {
        if (!json["estimate"].is_boolean())
            invalid(origin, where + ": 'estimate' must be true or false.");
        out.estimate = json["estimate"];
    }
    return out;
}

std::string nameOf(const Json &entry, std::set<std::string> &seen, const std::string &origin)
{
    if (!entry.is_object() || !entry.contains("name") || !entry["name"].is_string())
        invalid(origin, "an entry has no 'name'.");
    const std::string name = entry["name"];
    if (name.empty() || !seen.insert(name).second)
        invalid(origin, "the name '" + name + "' is empty or given twice.");
    return name;
}

std::optional<Figure> optionalFigure(
    const Json &entry, const char *key, const std::string &name, const std::string &origin, bool aboveZero)
{
    if (!entry.contains(key) || entry[key].is_null())
        return std::nullopt;
    return figure(entry[key], name + ": " + key, origin, aboveZero);
}

} // namespace

std::vector<MachineSpec> machinesFromJson(const std::string &text, const std::string &origin)
{
    const auto json = document(text, origin, "devices");
    std::vector<MachineSpec> machines;
    std::set<std::string> seen;
    for (const auto &entry : json["devices"]) {
        MachineSpec machine;
        machine.name = nameOf(entry, seen, origin);
        machine.label =
            entry.contains("label") && entry["label"].is_string() ? entry["label"].get<std::string>() : machine.name;
        if (!entry.contains("rates") || !entry["rates"].is_object())
            invalid(origin, machine.name + " has no 'rates'.");
        for (int i = 0; i < operationClassCount; ++i) {
            const std::string key(operationClassName(static_cast<OperationClass>(i)));
            if (!entry["rates"].contains(key))
                invalid(origin, machine.name + " has no rate '" + key + "'.");
            machine.rates[static_cast<std::size_t>(i)] =
                figure(entry["rates"][key], machine.name + ": " + key, origin, true);
        }
        machine.memoryMegabytes = optionalFigure(entry, "memory_megabytes", machine.name, origin, true);
        machine.computeWatts = optionalFigure(entry, "compute_watts", machine.name, origin, false);
        machine.idleWatts = optionalFigure(entry, "idle_watts", machine.name, origin, false);
        machine.pricePerHour = optionalFigure(entry, "price_per_hour", machine.name, origin, false);
        machines.push_back(std::move(machine));
    }
    return machines;
}

std::map<std::string, RadioPower> radiosFromJson(const std::string &text, const std::string &origin)
{
    const auto json = document(text, origin, "links");
    std::map<std::string, RadioPower> radios;
    std::set<std::string> seen;
    for (const auto &entry : json["links"]) {
        const auto name = nameOf(entry, seen, origin);
        if (!entry.contains("radio"))
            continue;
        const auto &radio = entry["radio"];
        const auto value = [&](const char *key) {
            if (!radio.is_object() || !radio.contains(key) || !radio[key].is_number() || !(radio[key] >= 0))
                invalid(origin, name + ": 'radio' has no usable '" + key + "'.");
            return radio[key].get<double>();
        };
        RadioPower power{value("uplink_mw_per_mbps"), value("downlink_mw_per_mbps"), value("base_mw"), {}, false};
        if (!radio.contains("source") || !radio["source"].is_string())
            invalid(origin, name + ": 'radio' has no 'source'.");
        power.source = radio["source"];
        power.estimate = radio.value("estimate", Json(false)) == true;
        radios.emplace(name, power);
    }
    return radios;
}

const std::vector<MachineSpec> &machinePresets()
{
    static const auto presets = machinesFromJson(devicePresetsJson, "resources/presets/devices.json");
    return presets;
}

const MachineSpec &machinePreset(const std::string &name)
{
    std::string known;
    for (const auto &preset : machinePresets()) {
        if (preset.name == name)
            return preset;
        known += (known.empty() ? "" : " ") + preset.name;
    }
    throw Failure(ErrorCode::UnknownDevice, {{"device", name}, {"known", known}});
}

const std::map<std::string, RadioPower> &radioPresets()
{
    static const auto presets = radiosFromJson(linkPresetsJson, "resources/presets/links.json");
    return presets;
}

} // namespace splitscope
