// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/chimera/chimera_export_torch.h"

#include "core/graph/atomic_file.h"
#include "sample_models/chimera/chimera_card.h"
#include "sample_models/model_archive_torch.h"

#include <cstdio>

namespace splitscope {

namespace {

void say(const TrainingReporter &report, const std::filesystem::path &file)
{
    TrainingProgress progress;
    progress.step = "export";
    char text[32];
    std::snprintf(text, sizeof text, " (%.2f MB)", double(std::filesystem::file_size(file)) / 1e6);
    progress.message = "Wrote " + file.string() + text;
    report(progress);
}

std::filesystem::path save(const ChimeraTraining &training, const std::filesystem::path &file,
    const torch::jit::Module &network, const std::vector<ChimeraTask> &tasks, const TrainingReporter &report)
{
    const Recipe &recipe = training.recipe();
    ensureFolder(file.parent_path());
    saveModelArchive(
        network, chimeraMetadata(file.stem().string(), tasks, recipe.data.width, recipe.data.height), file);
    say(report, file);
    return file;
}

} // namespace

void exportChimera(const ChimeraTraining &training, const TrainingReporter &report)
{
    const ChimeraDesign &design = training.design();
    ChimeraCardSource source;
    const ChimeraPlaces &places = training.places();
    source.archive = save(training, places.archive(training.recipe().name), training.chimera(), design.tasks(), report);
    source.teachers[design.primary.name] =
        save(training, places.compared("primary"), training.primary(), {design.primary}, report);
    for (const ChimeraSecondary &secondary : design.secondaries) {
        source.teachers[secondary.task.name] = secondary.archive
            ? *secondary.archive
            : save(training, places.compared("teacher-" + secondary.task.name), training.trainedTeacher(secondary),
                {secondary.task}, report);
    }
    source.joint = save(training, places.compared("joint"), training.joint(), design.tasks(), report);
    source.subModels = nlohmann::json::array();
    for (const ChimeraSubModel &subModel : training.chosenSubModels()) {
        source.subModels.push_back(subModel.toJson());
    }
    source.recipe = training.recipe().toJson();
    source.trainingSeconds = training.trainedSeconds();
    source.threads = training.threads();
    const std::filesystem::path card = places.card(training.recipe().name);
    writeTextAtomically(card, chimeraCard(source).dump(4) + "\n");
    say(report, card);
}

} // namespace splitscope
