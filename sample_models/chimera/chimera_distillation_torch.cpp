// SPDX-License-Identifier: GPL-3.0-or-later
// The training of the sub-models, a part of ChimeraTraining.
#include "sample_models/chimera/chimera_training_torch.h"
#include "sample_models/network_builder_torch.h"

#include <algorithm>
#include <iterator>

namespace splitscope {

namespace {

/// Of those whose features can be imitated.
std::map<std::string, ChimeraChannels> teacherChannels(const ChimeraDesign &design)
{
    std::map<std::string, ChimeraChannels> channels;
    for (const ChimeraSecondary &secondary : design.secondaries) {
        if (!secondary.archive) {
            channels[secondary.task.name] = secondary.teacher;
        }
    }
    return channels;
}

/// Whose teachers these sub-models imitate.
std::vector<ChimeraSecondary> askedFor(const ChimeraDesign &design, const std::vector<ChimeraSubModel> &subModels)
{
    std::vector<ChimeraSecondary> asked;
    std::copy_if(design.secondaries.begin(), design.secondaries.end(), std::back_inserter(asked),
        [&](const ChimeraSecondary &secondary) {
            return std::any_of(subModels.begin(), subModels.end(),
                [&](const ChimeraSubModel &subModel) { return subModel.task.name == secondary.task.name; });
        });
    return asked;
}

NamedTensors startingWith(const std::string &prefix, const NamedTensors &all)
{
    NamedTensors mine;
    std::copy_if(all.begin(), all.end(), std::back_inserter(mine),
        [&prefix](const auto &entry) { return entry.first.rfind(prefix, 0) == 0; });
    return mine;
}

nlohmann::json jsonOf(const std::vector<ChimeraSubModel> &subModels)
{
    nlohmann::json list = nlohmann::json::array();
    for (const ChimeraSubModel &subModel : subModels) {
        list.push_back(subModel.toJson());
    }
    return list;
}

} // namespace

Recipe ChimeraTraining::distillationRecipe(
    const std::string &step, const std::string &what, const std::vector<ChimeraSubModel> &subModels) const
{
    nlohmann::json teachers = nlohmann::json::object();
    for (const ChimeraSecondary &secondary : askedFor(m_design, subModels)) {
        teachers[secondary.task.name] =
            secondary.archive ? secondary.archiveHash : teacherRecipe(secondary).fingerprint();
    }
    Recipe recipe = stepRecipe(step, what,
        {{"sub_models", jsonOf(subModels)}, {"primary", primaryRecipe().fingerprint()}, {"teachers", teachers}});
    recipe.lossWeights.clear();
    for (const ChimeraSubModel &subModel : subModels) {
        recipe.lossWeights[subModel.name] = m_design.distillation.outputs;
        recipe.lossWeights[subModel.name + "_features"] = m_design.distillation.features;
        recipe.lossWeights[subModel.name + "_labels"] = m_design.distillation.labels;
    }
    return recipe;
}

torch::jit::Module ChimeraTraining::withPrimary(const std::vector<ChimeraSubModel> &subModels, std::uint64_t seed) const
{
    torch::jit::Module network = buildChimeraNetwork(m_design.channels, {m_design.primary}, subModels, seed);
    const torch::jit::Module trained = primary();
    copyTensors(namedParameters(trained), namedParameters(network));
    copyTensors(namedBuffers(trained), namedBuffers(network));
    return network;
}

std::unique_ptr<DistillationTask> ChimeraTraining::distillationTask(const Recipe &recipe,
    const std::vector<ChimeraSubModel> &subModels, torch::jit::Module &network,
    std::shared_ptr<const Dataset> data) const
{
    network = withPrimary(subModels, recipe.seed);
    ChimeraTeachers teachers;
    for (const ChimeraSecondary &secondary : askedFor(m_design, subModels)) {
        teachers[secondary.task.name] = teacher(secondary);
    }
    return std::make_unique<DistillationTask>(recipe, m_design.primary, subModels, network, std::move(teachers),
        buildAdapters(subModels, teacherChannels(m_design), seedOf(recipe.seed, "adapters")), std::move(data));
}

Recipe ChimeraTraining::imitationRecipe(const ChimeraSubModel &subModel) const
{
    Recipe recipe = distillationRecipe("distil", imitationOf(subModel.name), {subModel});
    const auto secondary = std::find_if(m_design.secondaries.begin(), m_design.secondaries.end(),
        [&](const ChimeraSecondary &entry) { return entry.task.name == subModel.task.name; });
    recipe.optimizer.epochs = secondary->epochs.value_or(recipe.optimizer.epochs);
    return recipe;
}

void ChimeraTraining::distil()
{
    const auto scenes = data(m_recipe.data.count);
    for (const ChimeraSubModel &subModel : chosenSubModels()) {
        const Recipe recipe = imitationRecipe(subModel);
        train(imitationOf(subModel.name), recipe, [&] {
            torch::jit::Module network;
            return distillationTask(recipe, {subModel}, network, scenes);
        });
    }
}

torch::jit::Module ChimeraTraining::chimera() const
{
    const std::vector<ChimeraSubModel> subModels = chosenSubModels();
    torch::jit::Module network = withPrimary(subModels, m_recipe.seed);
    for (const ChimeraSubModel &subModel : subModels) {
        const Recipe recipe = imitationRecipe(subModel);
        torch::jit::Module alone;
        const auto task = distillationTask(recipe, {subModel}, alone, nullptr);
        load("distil", imitationOf(subModel.name), recipe, *task);
        const std::string prefix = subModel.name + ".";
        copyTensors(startingWith(prefix, namedParameters(alone)), namedParameters(network));
        copyTensors(startingWith(prefix, namedBuffers(alone)), namedBuffers(network));
    }
    network.eval();
    return network;
}

} // namespace splitscope
