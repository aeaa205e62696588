// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "core/exporting/split_files.h"

#include <cstdio>

namespace splitscope {

void addSplit(CLI::App &app, const CommonOptions &common, Action &action)
{
    struct Arguments {
        ModelArguments model;
        std::string cut;
        std::string codec = "none";
        std::filesystem::path out;
    };
    auto *command = app.add_subcommand("split", "Write head.pt, tail.pt and split.json for a cut");
    const auto arguments = std::make_shared<Arguments>();
    arguments->model.addTo(*command);
    command->add_option("--cut", arguments->cut, "edge, device or layer ids, the last on the device")->required();
    command->add_option("--codec", arguments->codec, "What happens to tensors that cross");
    command->add_option("--out", arguments->out, "Folder to write to")->required();
    command->callback([&common, &action, arguments] {
        action = [&common, arguments] {
            checkCodec(arguments->codec);
            const auto model = arguments->model.open();
            const auto cut = Cut::fromText(model->graph(), arguments->cut);
            writeSplit(model, cut, arguments->out);
            const auto bytes = crossingBytes(model->graph(), cut);
            if (common.json)
                printJson(nlohmann::ordered_json{
                    {"out", arguments->out.string()}, {"cut", cut.text(model->graph())}, {"crossing_bytes", bytes}});
            else
                std::printf("Wrote head, tail and split.json to %s; %s cross.\n", arguments->out.c_str(),
                    bytesText(bytes).c_str());
            return 0;
        };
    });
}

} // namespace splitscope
