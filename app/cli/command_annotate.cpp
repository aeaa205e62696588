// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "core/graph/error.h"
#include "core/graph/sha256.h"
#include "core/graph/task_layout.h"
#include "core/model/annotate.h"

#include <cstdio>
#include <fstream>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

Json annotateJson(const Model &model, const std::filesystem::path &out)
{
    Json inputs = Json::array();
    for (const auto &input : model.metadata().inputs)
        inputs.push_back({{"name", input.name}, {"shape", input.info.shape}, {"dtype", dtypeName(input.info.dtype)}});
    Json tasks = Json::array();
    for (const auto &task : model.metadata().tasks)
        tasks.push_back({{"name", task.name}, {"kind", taskKindName(task.kind)}, {"output", task.output},
            {"returns", returnFormName(task.returns)}});
    return {{"out", out.string()}, {"sha256", sha256OfFile(out)}, {"name", model.name()}, {"inputs", inputs},
        {"tasks", tasks}};
}

/// Opening checks that the outputs are there; what stays in the file should also have the layouts of its kinds.
void checkLayouts(const Model &model, const std::string &metadataFile)
{
    for (std::size_t i = 0; i < model.metadata().tasks.size(); ++i) {
        const auto &task = model.metadata().tasks[i];
        const auto &info =
            model.graph().outputs()[static_cast<std::size_t>(model.outputOfTask(static_cast<int>(i)))].info;
        if (const auto why = whyNotKind(task.kind, info); !why.empty())
            throw Failure(ErrorCode::MetadataInvalid,
                {{"file", metadataFile},
                    {"why",
                        "the task '" + task.name + "' is of kind " + std::string(taskKindName(task.kind)) + ", so "
                            + why + " It is " + shapeText(info.shape) + "."}});
    }
}

} // namespace

void addAnnotate(CLI::App &app, const CommonOptions &common, Action &action)
{
    struct Arguments {
        ModelArguments model;
        std::filesystem::path out;
    };
    auto *command = app.add_subcommand("annotate", "Write a copy of a model with its metadata inside");
    const auto arguments = std::make_shared<Arguments>();
    arguments->model.addTo(*command);
    command->get_option("--metadata")->required();
    command->add_option("--out", arguments->out, "File to write; may be the model itself")->required();
    command->callback([&common, &action, arguments] {
        action = [&common, arguments] {
            const auto model = arguments->model.open(); // the metadata fits: its inputs run and its outputs exist
            checkLayouts(*model, arguments->model.metadata);
            std::ifstream in(arguments->model.metadata, std::ios::binary);
            const std::string metadata{std::istreambuf_iterator<char>(in), {}};
            writeAnnotated(arguments->model.file, metadata, arguments->out);
            const auto beside = arguments->out.string() + ".meta.json";
            if (std::error_code none; std::filesystem::exists(beside, none))
                std::fprintf(stderr, "Note: %s is there too and wins over what is inside.\n", beside.c_str());
            if (common.json)
                printJson(annotateJson(*model, arguments->out));
            else
                std::printf("Wrote %s. Inputs: %zu, tasks: %zu.\n", arguments->out.c_str(),
                    model->metadata().inputs.size(), model->metadata().tasks.size());
            return 0;
        };
    });
}

} // namespace splitscope
