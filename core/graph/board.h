// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/machine_spec.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// Times of one model's layers on a board, as they add up in its halves (LayerProfile::shareMs).
struct BoardModel {
    std::string modelHash;
    std::string modelName;
    std::string inputSignature;
    std::string operatingPoint = "default";
    std::vector<std::string> layers; ///< ids
    std::vector<double> shareMs;     ///< by layer

    bool operator==(const BoardModel &) const = default;
};

/// A machine as `splitscope-cli calibrate` measured it. Its file is JSON, version 1.
struct Board {
    static constexpr int version = 1;

    MachineSpec machine; ///< rates measured; power and price only where a person wrote them into the file
    std::string cpu;
    int threads = 1;
    std::string libtorch;
    std::optional<BoardModel> model;

    bool operator==(const Board &) const = default;
};

std::string boardToJson(const Board &board);
/// \param origin file named in errors. Throws Failure (BoardInvalid): malformed, from a newer version, a rate that is
/// not above 0, layers and times that do not pair.
Board boardFromJson(const std::string &text, const std::string &origin);
/// Throws Failure (FileNotFound, FileUnreadable, BoardInvalid).
Board loadBoard(const std::filesystem::path &file);

/// The board's layer times in the order of `graph`. Nothing if the board was calibrated without a model. Throws Failure
/// (BoardInvalid) if it was calibrated with another model, input or operating point than these.
std::optional<std::vector<double>> boardLayerTimes(const Board &board, const LayerGraph &graph,
    const std::string &modelHash, const std::string &inputSignature, const std::string &operatingPoint,
    const std::string &origin);

} // namespace splitscope
