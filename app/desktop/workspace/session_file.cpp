// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/session_file.h"

#include "core/graph/atomic_file.h"
#include "core/graph/error.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <sstream>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

constexpr int newestVersion = 1;

[[noreturn]] void invalid(const std::filesystem::path &file, const std::string &why)
{
    throw Failure(ErrorCode::SessionInvalid, {{"file", file.string()}, {"why", why}});
}

std::string contentOf(const std::filesystem::path &file)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        throw Failure(ErrorCode::FileNotFound, {{"file", file.string()}});
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream || std::filesystem::is_directory(file, error))
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "it cannot be opened."}});
    return text.str();
}

/// Beside the session or below it: relative, so that both can be moved together.
std::string pathFor(const std::filesystem::path &model, const std::filesystem::path &session)
{
    const auto folder = std::filesystem::absolute(session).parent_path();
    const auto relative = std::filesystem::absolute(model).lexically_relative(folder);
    const bool below = !relative.empty() && *relative.begin() != "..";
    return (below ? relative : std::filesystem::absolute(model)).generic_string();
}

Json linkJson(const LinkSpec &link)
{
    return {{"shaped", link.shaped}, {"uplink_mbps", link.uplinkMbps}, {"downlink_mbps", link.downlinkMbps},
        {"rtt_ms", link.rttMs}, {"jitter_ms", link.jitterMs}, {"loss", link.loss}};
}

double bounded(const Json &json, const char *key, double low, double high)
{
    const double value = json.at(key).get<double>();
    if (!std::isfinite(value) || value < low || value > high)
        throw std::out_of_range(std::string("link.") + key + " is out of bounds");
    return value;
}

LinkSpec linkFrom(const Json &json)
{
    LinkSpec link;
    link.shaped = json.at("shaped").get<bool>();
    const double slowest = link.shaped ? 1e-4 : 0.0;
    link.uplinkMbps = bounded(json, "uplink_mbps", slowest, 1e6);
    link.downlinkMbps = bounded(json, "downlink_mbps", slowest, 1e6);
    link.rttMs = bounded(json, "rtt_ms", 0.0, 1e5);
    link.jitterMs = bounded(json, "jitter_ms", 0.0, 1e5);
    link.loss = bounded(json, "loss", 0.0, 0.99);
    return link;
}

Json orNull(const std::optional<double> &value) { return value ? Json(*value) : Json(nullptr); }

std::optional<double> numberOrNone(const Json &json, const char *key)
{
    if (!json.contains(key) || json[key].is_null())
        return std::nullopt;
    return json[key].get<double>();
}

Json planningJson(const Session &session)
{
    const auto &choice = session.planning;
    Json pins = Json::array();
    for (const auto &pin : session.pins)
        pins.push_back({{"label", pin.label}, {"context", pin.context}, {"operating_point", pin.operatingPoint},
            {"cut", pin.cut}, {"codec", pin.codec},
            {"latency_ms",
                {{"device", pin.deviceMs}, {"encode", pin.encodeMs}, {"uplink", pin.uplinkMs}, {"edge", pin.edgeMs},
                    {"downlink", pin.downlinkMs}}},
            {"uplink_bytes", pin.uplinkBytes}, {"downlink_bytes", pin.downlinkBytes},
            {"throughput_fps", pin.throughputFps}, {"device_energy_mj", orNull(pin.energyMj)},
            {"price", orNull(pin.price)}});
    return {{"device", choice.device}, {"device_speed", choice.deviceSpeed}, {"edge", choice.edge},
        {"edge_speed", choice.edgeSpeed}, {"results", resultsAtName(choice.results)}, {"picture", choice.picture},
        {"radio", session.radio}, {"objective", choice.objective.text()},
        {"limits",
            {{"latency_ms", orNull(choice.limits.latencyMs)},
                {"device_energy_mj", orNull(choice.limits.deviceEnergyMj)}, {"bytes", orNull(choice.limits.bytes)}}},
        {"pins", pins}};
}

SessionPin pinFrom(const Json &json)
{
    SessionPin pin;
    pin.label = json.at("label").get<std::string>();
    pin.context = json.at("context").get<std::string>();
    pin.operatingPoint = json.at("operating_point").get<std::string>();
    pin.cut = json.at("cut").get<std::string>();
    pin.codec = json.at("codec").get<std::string>();
    const auto &latency = json.at("latency_ms");
    pin.deviceMs = latency.at("device").get<double>();
    pin.encodeMs = latency.at("encode").get<double>();
    pin.uplinkMs = latency.at("uplink").get<double>();
    pin.edgeMs = latency.at("edge").get<double>();
    pin.downlinkMs = latency.at("downlink").get<double>();
    pin.uplinkBytes = json.at("uplink_bytes").get<double>();
    pin.downlinkBytes = json.at("downlink_bytes").get<double>();
    pin.throughputFps = json.at("throughput_fps").get<double>();
    pin.energyMj = numberOrNone(json, "device_energy_mj");
    pin.price = numberOrNone(json, "price");
    return pin;
}

void readPlanning(const Json &json, Session &session)
{
    auto &choice = session.planning;
    choice.device = json.at("device").get<std::string>();
    choice.deviceSpeed = json.at("device_speed").get<double>();
    choice.edge = json.at("edge").get<std::string>();
    choice.edgeSpeed = json.at("edge_speed").get<double>();
    choice.results = json.at("results").get<std::string>() == "edge" ? ResultsAt::Edge : ResultsAt::Device;
    choice.picture = json.at("picture").get<std::string>();
    session.radio = json.at("radio").get<std::string>();
    choice.objective = Objective::fromText(json.at("objective").get<std::string>());
    const auto &limits = json.at("limits");
    choice.limits.latencyMs = numberOrNone(limits, "latency_ms");
    choice.limits.deviceEnergyMj = numberOrNone(limits, "device_energy_mj");
    choice.limits.bytes = numberOrNone(limits, "bytes");
    checkPlanningChoice(choice);
    for (const auto &pin : json.at("pins"))
        session.pins.push_back(pinFrom(pin));
}

CodecChoice codecFrom(const Json &json)
{
    const auto codec = codecFromText(json.value("codec", "none"));
    CodecConstants constants;
    if (json.contains("codec_constants"))
        constants = codecConstantsFromJson(json["codec_constants"], "the session");
    const auto choice = codecChoice(codec, std::move(constants));
    if (!(choice.codec == codec))
        throw std::invalid_argument("codec_constants are not those of its codec");
    return choice;
}

Session sessionFrom(const Json &json, const std::filesystem::path &folder)
{
    Session session;
    const auto &model = json.at("model");
    session.model = (folder / model.at("path").get<std::string>()).lexically_normal();
    session.modelHash = model.at("sha256").get<std::string>();
    session.cut = json.at("cut").get<std::string>();
    session.codec = codecFrom(json);
    session.link = linkFrom(json.at("link"));
    session.source = json.at("source").get<std::string>();
    const auto &view = json.at("view");
    session.overlay = view.at("overlay").get<std::string>();
    session.logarithmic = view.at("scale").get<std::string>() == "logarithmic";
    session.folded = view.at("folded").get<std::set<std::string>>();
    session.topDown = view.at("top_down").get<bool>();
    if (json.contains("planning"))
        readPlanning(json["planning"], session);
    return session;
}

} // namespace

void writeSession(const Session &session, const std::filesystem::path &file)
{
    Json json = {{"version", newestVersion},
        {"model", {{"path", pathFor(session.model, file)}, {"sha256", session.modelHash}}}, {"cut", session.cut},
        {"codec", session.codec.codec.text()}, {"link", linkJson(session.link)}, {"source", session.source},
        {"view",
            {{"overlay", session.overlay}, {"scale", session.logarithmic ? "logarithmic" : "linear"},
                {"folded", session.folded}, {"top_down", session.topDown}}}};
    if (session.codec.constants)
        json["codec_constants"] = toJson(*session.codec.constants);
    json["planning"] = planningJson(session);
    writeTextAtomically(file, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

Session readSession(const std::filesystem::path &file)
{
    const auto text = contentOf(file);
    const auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object())
        invalid(file, "it is no JSON object.");
    const auto version = json.find("version");
    if (version == json.end() || !version->is_number_integer())
        invalid(file, "it does not say its version.");
    if (version->get<int>() > newestVersion)
        invalid(file, "a newer Splitscope wrote it (version " + version->dump() + ").");
    try {
        return sessionFrom(json, std::filesystem::absolute(file).parent_path());
    } catch (const std::exception &exception) {
        std::string why = exception.what();
        invalid(file, why.ends_with('.') ? why : why + ".");
    }
}

} // namespace splitscope
