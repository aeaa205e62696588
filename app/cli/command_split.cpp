// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/codec_options.h"
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "core/exporting/split_files.h"
#include "core/graph/codec_payload.h"

#include <cstdio>

namespace splitscope {

namespace {

/// Of all parts, without the lossless stage.
std::int64_t sentBytes(const LayerGraph &graph, const Cut &cut, const Codec &codec)
{
    std::int64_t bytes = 0;
    for (const auto &tensor : crossingTensors(graph, cut))
        bytes += payloadBytes(graph.info(tensor), codec.of(graph.tensorName(tensor)));
    return bytes;
}

} // namespace

void addSplit(CLI::App &app, const CommonOptions &common, Action &action)
{
    struct Arguments {
        ModelArguments model;
        std::string cut;
        CodecOptions codec;
        std::filesystem::path out;
    };
    auto *command = app.add_subcommand("split", "Write head.pt, tail.pt and split.json for a cut");
    const auto arguments = std::make_shared<Arguments>();
    arguments->model.addTo(*command);
    command->add_option("--cut", arguments->cut, "edge, device or layer ids, the last on the device")->required();
    arguments->codec.addTo(*command);
    command->add_option("--out", arguments->out, "Folder to write to")->required();
    command->callback([&common, &action, arguments] {
        action = [&common, arguments] {
            arguments->codec.parsed();
            const auto model = arguments->model.open();
            const auto &graph = model->graph();
            const auto cut = Cut::fromText(graph, arguments->cut);
            const auto codec = arguments->codec.calibrated(model, cut, common);
            writeSplit(model, cut, arguments->out, codec.codec, &codec.constants);
            const auto sent = sentBytes(graph, cut, codec.codec);
            if (common.json)
                printJson(nlohmann::ordered_json{{"out", arguments->out.string()}, {"cut", cut.text(graph)},
                    {"codec", codec.codec.text()}, {"crossing_bytes", crossingBytes(graph, cut)},
                    {"payload_bytes", sent}});
            else
                std::printf("Wrote head, tail and split.json to %s; %s cross.\n", arguments->out.c_str(),
                    bytesText(sent).c_str());
            return 0;
        };
    });
}

} // namespace splitscope
