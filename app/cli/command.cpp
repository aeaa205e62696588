// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "core/model/guarded_open.h"

#include "app/cli/console.h"

#include <thread>

namespace splitscope {

int CommonOptions::threadCount() const
{
    return threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void ModelArguments::addTo(CLI::App &command)
{
    command.add_option("model", file, "TorchScript archive")->required();
    command.add_option("--metadata", metadata, "Metadata file that wins over the model's own");
    command.add_option("--op-library", opLibraries, "Library that registers custom operators (repeatable)");
    auto *shape = command.add_option("--input-shape", inputShape,
        "For instance 1x3x224x224, or 1x16:int64:0..999 with type and range; ';' between several inputs");
    command.add_option("--sample", sample, "File of input tensors (torch.save) that gives shapes, types and values")
        ->excludes(shape);
    command.add_option("--operating-point", operatingPoint, "One of the model's operating points");
}

ModelOptions ModelArguments::options() const
{
    ModelOptions options;
    if (!metadata.empty())
        options.metadataFile = metadata;
    options.opLibraries.assign(opLibraries.begin(), opLibraries.end());
    if (!inputShape.empty())
        options.inputs = givenInputsFromText(inputShape);
    if (!sample.empty())
        options.sampleFile = sample;
    options.operatingPoint = operatingPoint;
    return options;
}

std::shared_ptr<const Model> ModelArguments::open() const
{
    GuardOptions guard;
    guard.cancelled = [] { return interrupted(); };
    return openModelGuarded(file, options(), guard);
}

} // namespace splitscope
