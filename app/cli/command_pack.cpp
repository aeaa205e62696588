// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "core/graph/error.h"
#include "core/sources/labelled_folder.h"
#include "core/training/labelled_records.h"

#include <cstdio>

namespace splitscope {

namespace {

struct Arguments {
    std::filesystem::path folder;
    std::filesystem::path out;
    std::string size = "256x192";
};

/// "256x192". Throws Failure (InvalidArgument).
std::pair<int, int> readSize(const std::string &text)
{
    int width = 0;
    int height = 0;
    char rest = 0;
    constexpr int largest = 4096;
    const bool two = std::sscanf(text.c_str(), "%dx%d%c", &width, &height, &rest) == 2;
    if (!two || width < 16 || width > largest || height < 16 || height > largest)
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The size " + text}, {"why", "it must be WIDTHxHEIGHT, each 16 to 4096."}});
    return {width, height};
}

int pack(const CommonOptions &common, const Arguments &arguments)
{
    const auto [width, height] = readSize(arguments.size);
    const LabelledFolder folder(arguments.folder);
    LabelledRecordsHeader header;
    header.width = width;
    header.height = height;
    header.count = folder.size();
    header.classes = folder.classes();
    header.planes = {folder.has("classes"), folder.has("depth"), folder.has("normals"), folder.has("objects"),
        folder.has("boundary")};
    ProgressLine line("Packing");
    StopFlag stop{false};
    LabelledRecords::write(
        arguments.out, header,
        [&, w = width, h = height](std::size_t index) {
            stop = interrupted();
            return folder.frame(index, w, h);
        },
        [&line](const TrainingProgress &progress) { line.show(progress.done, progress.total); }, stop);
    if (common.json)
        printJson(nlohmann::ordered_json{
            {"written", arguments.out.string()}, {"pictures", header.count}, {"classes", header.classes}});
    else
        std::printf("Wrote %s: %zu pictures of %dx%d.\n", arguments.out.c_str(), header.count, width, height);
    return 0;
}

} // namespace

void addPack(CLI::App &app, const CommonOptions &common, Action &action)
{
    auto *command = app.add_subcommand("pack", "Put a folder of labelled pictures into one file to train on");
    const auto arguments = std::make_shared<Arguments>();
    command
        ->add_option("folder", arguments->folder,
            "Folder with pictures/ and, as PNG files of the same names, classes/ (with classes.txt), depth/ (16 bits, "
            "millimetres), normals/, objects/, boundary/")
        ->required();
    command->add_option("--out", arguments->out, "File to write; recipes name it in data.records")->required();
    command->add_option("--size", arguments->size, "WIDTHxHEIGHT that everything is brought to (default: 256x192)");
    command->callback(
        [&common, &action, arguments] { action = [&common, arguments] { return pack(common, *arguments); }; });
}

} // namespace splitscope
