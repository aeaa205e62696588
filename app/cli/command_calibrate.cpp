// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/plan_setup.h"
#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "core/profile/board_calibration.h"

#include <cstdio>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
    ModelArguments model;
    std::filesystem::path out;
    std::string name;
    double seconds = 20.0;
};

BoardModel measuredModel(const Arguments &arguments)
{
    const auto model = arguments.model.open();
    const auto profile = profileWithProgress(model);
    BoardModel board{
        model->hash(), model->name(), profile.key.inputSignature, model->operatingPoint().id, {}, profile.shareMs};
    for (const auto &layer : model->graph().layers())
        board.layers.push_back(layer.id);
    return board;
}

void print(const Board &board, const std::filesystem::path &file)
{
    std::vector<std::vector<std::string>> rows{{"operation class", "rate", "unit"}};
    for (int i = 0; i < operationClassCount; ++i) {
        const auto kind = static_cast<OperationClass>(i);
        rows.push_back(
            {std::string(operationClassName(kind)), threeDigits(board.machine.rates[static_cast<std::size_t>(i)].value),
                kind == OperationClass::Elementwise ? "GB/s read and written" : "GMAC/s"});
    }
    std::fputs(tableText(rows).c_str(), stdout);
    std::printf("\n%s, %d thread%s, LibTorch %s%s. Written to %s; use it as --device or --edge.\n", board.cpu.c_str(),
        board.threads, board.threads == 1 ? "" : "s", board.libtorch.c_str(),
        board.model ? (", with the layers of " + board.model->modelName).c_str() : "", file.string().c_str());
}

int calibrate(const CommonOptions &common, const Arguments &arguments)
{
    CalibrationOptions options;
    options.threads = common.threadCount();
    options.seconds = arguments.seconds;
    Board board;
    {
        ProgressLine progress("Calibrating");
        options.progress = [&](int done, int all) {
            progress.show(done, all);
            return !interrupted();
        };
        board = calibrateBoard(options);
    }
    if (!arguments.name.empty())
        board.machine.name = arguments.name;
    if (!arguments.model.file.empty())
        board.model = measuredModel(arguments);
    const auto text = boardToJson(board);
    writeTextAtomically(arguments.out, text);
    if (common.json)
        printJson(Json::parse(text));
    else
        print(board, arguments.out);
    return 0;
}

} // namespace

void addCalibrate(CLI::App &app, const CommonOptions &common, Action &action)
{
    auto *command = app.add_subcommand("calibrate", "Measure this machine for plans on other machines");
    const auto arguments = std::make_shared<Arguments>();
    auto &a = *arguments;
    a.model.addTo(*command);
    command->get_option("model")->required(false);
    command->add_option("--out", a.out, "Board file to write")->required();
    command->add_option("--name", a.name, "Name of the board (default: its processor)");
    command->add_option("--seconds", a.seconds, "About how long the operations may take; a model's layers come on top")
        ->check(CLI::Range(1.0, 100.0));
    command->callback(
        [&common, &action, arguments] { action = [&common, arguments] { return calibrate(common, *arguments); }; });
}

} // namespace splitscope
