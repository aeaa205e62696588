// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/study/study_result.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <limits>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

constexpr int version = 1;

/// JSON has no infinity, which the signal-to-noise ratio of equal tensors is.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

double numberFrom(const nlohmann::json &json)
{
    return json.is_null() ? std::numeric_limits<double>::infinity() : json.get<double>();
}

Json metricsJson(const TaskMetrics &metrics)
{
    Json json = Json::object();
    for (const auto &[task, values] : metrics) {
        json[task] = Json::object();
        for (const auto &[metric, estimate] : values)
            json[task][metric] = {
                {"value", number(estimate.value)}, {"ci95", {number(estimate.low), number(estimate.high)}}};
    }
    return json;
}

TaskMetrics metricsFrom(const nlohmann::json &json)
{
    TaskMetrics metrics;
    for (const auto &[task, values] : json.items()) {
        auto &own = metrics[task];
        for (const auto &[metric, estimate] : values.items())
            own[metric] = {numberFrom(estimate.at("value")), numberFrom(estimate.at("ci95").at(0)),
                numberFrom(estimate.at("ci95").at(1))};
    }
    return metrics;
}

StudyEntry entryFrom(const nlohmann::json &json)
{
    StudyEntry entry;
    entry.asked = json.at("asked").get<std::string>();
    entry.codec = json.at("codec").get<std::string>();
    entry.constants = json.at("constants").get<std::string>();
    entry.impossible = json.at("impossible").is_null() ? "" : json.at("impossible").get<std::string>();
    entry.frames = json.at("frames").get<int>();
    for (const auto &tensor : json.at("tensors"))
        entry.tensors.push_back({tensor.at("name").get<std::string>(), tensor.at("codec").get<std::string>(),
            tensor.at("bytes").get<double>(), tensor.at("encode_ms").get<double>(),
            tensor.at("decode_ms").get<double>()});
    entry.agreement = metricsFrom(json.at("agreement"));
    for (const auto &[task, loss] : json.at("loss").items())
        entry.losses[task] = {loss.at("metric").get<std::string>(), loss.at("value").get<double>(),
            loss.at("ci95").at(0).get<double>(), loss.at("ci95").at(1).get<double>()};
    entry.accuracy = metricsFrom(json.at("accuracy"));
    return entry;
}

StudyKey keyFrom(const nlohmann::json &json)
{
    return {json.at("model_sha256").get<std::string>(), json.at("operating_point").get<std::string>(),
        json.at("source").get<std::string>(), json.at("frames").get<int>(), json.at("seed").get<std::uint64_t>(),
        json.at("calibration_source").get<std::string>(), json.at("calibration_frames").get<int>()};
}

Study studyFrom(const nlohmann::json &json)
{
    Study study;
    study.key = keyFrom(json.at("key"));
    study.modelName = json.at("model").get<std::string>();
    study.cpu = json.at("cpu").get<std::string>();
    study.layers = json.at("layers").get<int>();
    study.totalMacs = json.at("total_macs").get<std::int64_t>();
    study.accuracy = metricsFrom(json.at("accuracy"));
    for (const auto &cut : json.at("cuts")) {
        auto &own = study.cuts.emplace_back();
        own.cut = cut.at("cut").get<std::string>();
        own.deviceLayers = cut.at("device_layers").get<int>();
        own.deviceMacs = cut.at("device_macs").get<std::int64_t>();
        own.crossingBytes = cut.at("crossing_bytes").get<std::int64_t>();
        for (const auto &entry : cut.at("codecs"))
            own.entries.push_back(entryFrom(entry));
    }
    for (const auto &spectrum : json.at("spectra"))
        study.spectra.push_back({spectrum.at("tensor").get<std::string>(), spectrum.at("channels").get<std::int64_t>(),
            spectrum.at("explained").get<std::vector<double>>(), spectrum.at("device_macs").get<std::int64_t>()});
    return study;
}

template <typename Read>
auto checked(const std::string &origin, const Read &read)
{
    try {
        return read();
    } catch (const nlohmann::json::exception &problem) {
        throw Failure(ErrorCode::FileUnreadable,
            {{"file", origin}, {"why", "it is no study of this version: " + std::string(problem.what()) + "."}});
    }
}

} // namespace

Json toJson(const StudyEntry &entry)
{
    Json tensors = Json::array();
    for (const auto &tensor : entry.tensors)
        tensors.push_back({{"name", tensor.name}, {"codec", tensor.codec}, {"bytes", tensor.bytes},
            {"encode_ms", tensor.encodeMs}, {"decode_ms", tensor.decodeMs}});
    Json losses = Json::object();
    for (const auto &[task, loss] : entry.losses)
        losses[task] = {{"metric", loss.metric}, {"value", loss.loss}, {"ci95", {loss.low, loss.high}}};
    return {{"asked", entry.asked}, {"codec", entry.codec}, {"constants", entry.constants},
        {"impossible", entry.impossible.empty() ? Json(nullptr) : Json(entry.impossible)}, {"frames", entry.frames},
        {"bytes", entry.bytes()}, {"encode_ms", entry.encodeMs()}, {"decode_ms", entry.decodeMs()},
        {"worst_loss", entry.worstLoss()}, {"loss", losses}, {"agreement", metricsJson(entry.agreement)},
        {"accuracy", metricsJson(entry.accuracy)}, {"tensors", tensors}};
}

Json toJson(const StudyKey &key)
{
    return {{"model_sha256", key.modelHash}, {"operating_point", key.operatingPoint}, {"source", key.source},
        {"frames", key.frames}, {"seed", key.seed}, {"calibration_source", key.calibrationSource},
        {"calibration_frames", key.calibrationFrames}};
}

Json toJson(const Study &study)
{
    Json cuts = Json::array();
    for (const auto &cut : study.cuts) {
        Json entries = Json::array();
        for (const auto &entry : cut.entries)
            entries.push_back(toJson(entry));
        cuts.push_back({{"cut", cut.cut}, {"device_layers", cut.deviceLayers}, {"device_macs", cut.deviceMacs},
            {"crossing_bytes", cut.crossingBytes}, {"codecs", entries}});
    }
    Json spectra = Json::array();
    for (const auto &spectrum : study.spectra)
        spectra.push_back({{"tensor", spectrum.tensor}, {"channels", spectrum.channels},
            {"device_macs", spectrum.deviceMacs}, {"explained", spectrum.explained}});
    return {{"version", version}, {"model", study.modelName}, {"key", toJson(study.key)}, {"cpu", study.cpu},
        {"layers", study.layers}, {"total_macs", study.totalMacs}, {"accuracy", metricsJson(study.accuracy)},
        {"cuts", cuts}, {"spectra", spectra}};
}

StudyEntry studyEntryFromJson(const nlohmann::json &json, const std::string &origin)
{
    return checked(origin, [&] { return entryFrom(json); });
}

StudyKey studyKeyFromJson(const nlohmann::json &json, const std::string &origin)
{
    return checked(origin, [&] { return keyFrom(json); });
}

Study studyFromJson(const nlohmann::json &json, const std::string &origin)
{
    return checked(origin, [&] { return studyFrom(json); });
}

Study readStudy(const std::filesystem::path &fileOrFolder)
{
    std::error_code problem;
    const auto file = std::filesystem::is_directory(fileOrFolder, problem) ? fileOrFolder / "study.json" : fileOrFolder;
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw Failure(ErrorCode::FileNotFound, {{"file", file.string()}});
    return checked(file.string(), [&] { return studyFrom(nlohmann::json::parse(in)); });
}

} // namespace splitscope
