// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>

namespace splitscope {

/// What a card needs to know that the archives do not say.
struct ChimeraCardSource {
    std::filesystem::path archive;                         ///< NAME.pt
    std::map<std::string, std::filesystem::path> teachers; ///< by task, the primary's too
    std::filesystem::path joint;                           ///< joint.pt
    nlohmann::json subModels;                              ///< what the search chose
    nlohmann::json recipe;
    double trainingSeconds = 0.0; ///< of all steps, measured while they ran
    int threads = 1;
};

/// The model card (version 1): what stands beside the weights as NAME.card.json. Parameters and multiply-accumulates
/// are counted in the archives, as the app does. Throws Failure as Model::open.
nlohmann::ordered_json chimeraCard(const ChimeraCardSource &source);

/// A card that was written. Throws Failure (FileNotFound, FileUnreadable).
nlohmann::ordered_json readChimeraCard(const std::filesystem::path &file);

} // namespace splitscope
