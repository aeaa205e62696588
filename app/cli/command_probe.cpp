// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/model/guarded_open.h"

namespace splitscope {

void addProbe(CLI::App &app, Action &action)
{
    auto *command =
        app.add_subcommand("probe", "Try to open a model; used by the other programs on files they have not seen");
    command->group(""); // not for people: hidden from the help
    const auto arguments = std::make_shared<ModelArguments>();
    arguments->addTo(*command);
    command->callback(
        [&action, arguments] { action = [arguments] { return runProbe(arguments->file, arguments->options()); }; });
}

} // namespace splitscope
