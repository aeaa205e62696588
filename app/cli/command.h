// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/link_spec.h"
#include "core/model/model.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// What every command knows: options that stand before or after the command's name.
struct CommonOptions {
    bool json = false;
    int threads = 0; ///< 0: all cores
    std::uint64_t seed = 1;

    int threadCount() const;
};

/// The arguments by which commands name a model.
struct ModelArguments {
    std::filesystem::path file;
    std::string metadata;
    std::vector<std::string> opLibraries;
    std::string inputShape;
    std::string sample;
    std::string operatingPoint = "default";

    void addTo(CLI::App &command);
    ModelOptions options() const;
    /// Opens it through a child process. Throws as openModelGuarded does.
    std::shared_ptr<const Model> open() const;
};

/// Each registers one command; `action` runs after all arguments were read and returns the exit status.
using Action = std::function<int()>;
void addInspect(CLI::App &app, const CommonOptions &common, Action &action);
void addVerify(CLI::App &app, const CommonOptions &common, Action &action);
void addSplit(CLI::App &app, const CommonOptions &common, Action &action);
void addRun(CLI::App &app, const CommonOptions &common, Action &action);
void addPack(CLI::App &app, const CommonOptions &common, Action &action);
void addTrain(CLI::App &app, const CommonOptions &common, Action &action);
void addEvaluate(CLI::App &app, const CommonOptions &common, Action &action);
void addAnnotate(CLI::App &app, const CommonOptions &common, Action &action);
void addPlan(CLI::App &app, const CommonOptions &common, Action &action);
void addCalibrate(CLI::App &app, const CommonOptions &common, Action &action);
void addStudy(CLI::App &app, const CommonOptions &common, Action &action);
void addProbe(CLI::App &app, Action &action);

} // namespace splitscope
