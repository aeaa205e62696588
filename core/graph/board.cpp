// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/board.h"

#include "core/graph/error.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <sstream>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void invalid(const std::string &origin, const std::string &why)
{
    throw Failure(ErrorCode::BoardInvalid, {{"file", origin}, {"why", why}});
}

double positiveNumber(const Json &json, const std::string &key, const std::string &origin)
{
    if (!json.contains(key) || !json[key].is_number())
        invalid(origin, "'" + key + "' is missing or no number.");
    const double value = json[key];
    if (!(value > 0) || !std::isfinite(value))
        invalid(origin, "'" + key + "' must be above 0.");
    return value;
}

std::optional<Figure> writtenFigure(const Json &json, const std::string &key, const std::string &origin)
{
    if (!json.contains(key) || json[key].is_null())
        return std::nullopt;
    if (!json[key].is_number() || !(json[key].get<double>() >= 0) || !std::isfinite(json[key].get<double>()))
        invalid(origin, "'" + key + "' must be a number from 0.");
    return Figure{json[key], "written into " + origin, false};
}

void putFigure(Json &json, const std::string &key, const std::optional<Figure> &figure)
{
    json[key] = figure ? Json(figure->value) : Json(nullptr);
}

BoardModel modelFromJson(const Json &json, const std::string &origin)
{
    BoardModel model;
    model.modelHash = json.at("sha256");
    model.modelName = json.at("name");
    model.inputSignature = json.at("input_signature");
    model.operatingPoint = json.at("operating_point");
    for (const auto &layer : json.at("layers")) {
        model.layers.push_back(layer.at("id"));
        const double ms = layer.at("share_ms");
        if (!(ms >= 0) || !std::isfinite(ms))
            invalid(origin, "the time of layer " + model.layers.back() + " is not usable.");
        model.shareMs.push_back(ms);
    }
    return model;
}

Board read(const Json &json, const std::string &origin)
{
    const int version = json.at("version");
    if (version > Board::version)
        invalid(origin,
            "it is of version " + std::to_string(version) + " and this program reads up to "
                + std::to_string(Board::version) + "; update Splitscope or calibrate again.");
    if (version < 1)
        invalid(origin, "'version' must be " + std::to_string(Board::version) + ".");
    Board board;
    board.machine.name = json.at("name");
    board.machine.label = board.machine.name;
    board.cpu = json.at("cpu");
    board.threads = json.at("threads");
    board.libtorch = json.at("libtorch");
    const auto source = "measured on " + board.cpu + ", " + std::to_string(board.threads)
        + (board.threads == 1 ? " thread" : " threads") + " (splitscope-cli calibrate)";
    const auto &rates = json.at("rates");
    for (int i = 0; i < operationClassCount; ++i) {
        const std::string key(operationClassName(static_cast<OperationClass>(i)));
        board.machine.rates[static_cast<std::size_t>(i)] = {positiveNumber(rates, key, origin), source, false};
    }
    board.machine.memoryMegabytes = writtenFigure(json, "memory_megabytes", origin);
    board.machine.computeWatts = writtenFigure(json, "compute_watts", origin);
    board.machine.idleWatts = writtenFigure(json, "idle_watts", origin);
    board.machine.pricePerHour = writtenFigure(json, "price_per_hour", origin);
    if (json.contains("model") && !json["model"].is_null())
        board.model = modelFromJson(json["model"], origin);
    return board;
}

} // namespace

std::string boardToJson(const Board &board)
{
    Json rates;
    for (int i = 0; i < operationClassCount; ++i)
        rates[std::string(operationClassName(static_cast<OperationClass>(i)))] =
            board.machine.rates[static_cast<std::size_t>(i)].value;
    Json json{{"version", Board::version}, {"kind", "splitscope-board"}, {"name", board.machine.name},
        {"cpu", board.cpu}, {"threads", board.threads}, {"libtorch", board.libtorch},
        {"unit", "GMAC/s; elementwise: GB/s read and written"}, {"rates", rates}};
    putFigure(json, "memory_megabytes", board.machine.memoryMegabytes);
    putFigure(json, "compute_watts", board.machine.computeWatts);
    putFigure(json, "idle_watts", board.machine.idleWatts);
    putFigure(json, "price_per_hour", board.machine.pricePerHour);
    json["model"] = nullptr;
    if (board.model) {
        Json layers = Json::array();
        for (std::size_t i = 0; i < board.model->layers.size(); ++i)
            layers.push_back({{"id", board.model->layers[i]}, {"share_ms", board.model->shareMs[i]}});
        json["model"] = {{"name", board.model->modelName}, {"sha256", board.model->modelHash},
            {"input_signature", board.model->inputSignature}, {"operating_point", board.model->operatingPoint},
            {"layers", layers}};
    }
    return json.dump(1) + "\n";
}

Board boardFromJson(const std::string &text, const std::string &origin)
{
    const auto json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        invalid(origin, "it is not a JSON object.");
    if (!json.contains("kind") || json["kind"] != "splitscope-board")
        invalid(origin, "it was not written by 'splitscope-cli calibrate'.");
    try {
        return read(json, origin);
    } catch (const nlohmann::json::exception &) {
        invalid(origin, "a key is missing or of the wrong kind; calibrate again.");
    }
}

Board loadBoard(const std::filesystem::path &file)
{
    std::error_code problem;
    if (!std::filesystem::exists(file, problem))
        throw Failure(ErrorCode::FileNotFound, {{"file", file.string()}});
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (!in || std::filesystem::is_directory(file, problem) || !(text << in.rdbuf()))
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "it is no readable file."}});
    return boardFromJson(text.str(), file.string());
}

std::optional<std::vector<double>> boardLayerTimes(const Board &board, const LayerGraph &graph,
    const std::string &modelHash, const std::string &inputSignature, const std::string &operatingPoint,
    const std::string &origin)
{
    if (!board.model)
        return std::nullopt;
    const auto &model = *board.model;
    const auto again = "; calibrate with this model, or without one.";
    if (model.modelHash != modelHash)
        invalid(origin, "it was calibrated with another model (" + model.modelName + ")" + again);
    if (model.inputSignature != inputSignature || model.operatingPoint != operatingPoint)
        invalid(origin,
            "it was calibrated with input " + model.inputSignature + " at operating point " + model.operatingPoint
                + again);
    bool same = static_cast<int>(model.layers.size()) == graph.size();
    for (int i = 0; same && i < graph.size(); ++i)
        same = model.layers[static_cast<std::size_t>(i)] == graph.layer(i).id;
    if (!same)
        invalid(origin, std::string("its layers are not those that this version finds in the model") + again);
    return model.shareMs;
}

} // namespace splitscope
