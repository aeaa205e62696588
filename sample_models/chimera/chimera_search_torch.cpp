// SPDX-License-Identifier: GPL-3.0-or-later
// The search for taps and widths, a part of ChimeraTraining.
#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "sample_models/chimera/archived_teacher_torch.h"
#include "sample_models/chimera/chimera_training_torch.h"
#include "sample_models/network_builder_torch.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>

namespace splitscope {

namespace {

std::int64_t parametersOf(const ChimeraChannels &channels, const ChimeraTask &task)
{
    return parameterCount(namedParameters(buildChimeraNetwork(channels, {task}, {}, 1)));
}

std::int64_t parametersOf(const ChimeraChannels &channels, const ChimeraSubModel &subModel)
{
    const torch::jit::Module network = buildChimeraNetwork(channels, {}, {subModel}, 1);
    return parameterCount(namedParameters(network.attr(subModel.name).toModule()));
}

/// What all sub-models together may have.
std::int64_t budget(const ChimeraDesign &design, const SceneCacheSpec &picture)
{
    const std::int64_t primary = parametersOf(design.channels, design.primary);
    std::int64_t all = primary;
    for (const ChimeraSecondary &secondary : design.secondaries) {
        all += secondary.archive
            ? ArchivedTeacher(*secondary.archive, secondary.task, picture.width, picture.height).parameters()
            : parametersOf(secondary.teacher, secondary.task);
    }
    return std::int64_t(design.searchParameters * double(all)) - primary;
}

/// The first candidate, in the order of preference, that is nearly as good as the best one.
std::size_t firstGoodEnough(const std::vector<double> &losses, double limit)
{
    const double best = *std::min_element(losses.begin(), losses.end());
    for (std::size_t index = 0; index < losses.size(); ++index) {
        if (losses[index] <= best * (1.0 + limit)) {
            return index;
        }
    }
    return losses.size() - 1; // no loss is a number: the largest one
}

/// Takes the next narrower candidate where that costs least, relatively, until all fit.
void keepToBudget(std::vector<ChimeraComparison> &tasks, std::int64_t parameters)
{
    const auto total = [&tasks] {
        std::int64_t sum = 0;
        for (const ChimeraComparison &task : tasks) {
            sum += task.parameters[task.chosen];
        }
        return sum;
    };
    const auto price = [](const ChimeraComparison &task) {
        return task.chosen > 0 ? task.losses[task.chosen - 1] / task.losses[task.chosen]
                               : std::numeric_limits<double>::infinity();
    };
    while (total() > parameters) {
        const auto cheapest = std::min_element(tasks.begin(), tasks.end(),
            [&price](const ChimeraComparison &a, const ChimeraComparison &b) { return price(a) < price(b); });
        if (cheapest->chosen == 0) {
            return; // all are as narrow as the recipe lets them be
        }
        --cheapest->chosen;
    }
}

void appendJson(const ChimeraComparison &task, nlohmann::json &list)
{
    for (std::size_t index = 0; index < task.candidates.size(); ++index) {
        nlohmann::json entry = task.candidates[index].toJson();
        entry["imitation_loss"] = task.losses[index];
        entry["parameters"] = task.parameters[index];
        entry["chosen"] = index == task.chosen;
        list.push_back(entry);
    }
}

std::string candidateName(const ChimeraTask &task, std::size_t index)
{
    return task.name + "_" + std::to_string(index);
}

std::string tapText(const std::vector<std::string> &taps)
{
    std::string text;
    for (const std::string &tap : taps) {
        text += (text.empty() ? "" : " and ") + tap;
    }
    return text;
}

nlohmann::json readJson(const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return nlohmann::json::parse(text.str(), nullptr, false);
}

} // namespace

void ChimeraTraining::compare(const std::string &what, std::vector<ChimeraComparison> &tasks)
{
    std::vector<ChimeraSubModel> candidates;
    for (const ChimeraComparison &task : tasks) {
        candidates.insert(candidates.end(), task.candidates.begin(), task.candidates.end());
    }
    const auto scenes = data(m_design.searchScenes);
    Recipe recipe = distillationRecipe("search", what, candidates);
    recipe.data.count = m_design.searchScenes;
    train(what, recipe, [&] {
        torch::jit::Module network;
        return distillationTask(recipe, candidates, network, scenes);
    });
    torch::jit::Module network;
    const auto trained = distillationTask(recipe, candidates, network, scenes);
    load("search", what, recipe, *trained);
    trained->setTraining(false);
    const std::map<std::string, double> losses = trained->imitation();
    for (ChimeraComparison &task : tasks) {
        for (const ChimeraSubModel &candidate : task.candidates) {
            task.losses.push_back(losses.at(candidate.name));
            task.parameters.push_back(parametersOf(m_design.channels, candidate));
        }
        task.chosen = firstGoodEnough(task.losses, m_design.searchLimit);
    }
}

std::vector<ChimeraComparison> ChimeraTraining::compareTaps()
{
    std::vector<ChimeraComparison> tasks;
    for (const ChimeraSecondary &secondary : m_design.secondaries) {
        const int width = secondary.widths[secondary.widths.size() > 1 ? secondary.widths.size() - 2 : 0];
        ChimeraComparison comparison;
        for (const std::vector<std::string> &taps : secondary.taps) {
            const std::string name = candidateName(secondary.task, comparison.candidates.size());
            comparison.candidates.push_back({name, secondary.task, taps, width, secondary.ownChannels});
        }
        tasks.push_back(comparison);
    }
    compare("search-taps", tasks);
    return tasks;
}

std::vector<ChimeraComparison> ChimeraTraining::compareWidths(const std::vector<ChimeraComparison> &taps)
{
    std::vector<ChimeraComparison> tasks;
    for (std::size_t index = 0; index < m_design.secondaries.size(); ++index) {
        const ChimeraSecondary &secondary = m_design.secondaries[index];
        ChimeraComparison comparison;
        for (const int width : secondary.widths) {
            const std::string name = candidateName(secondary.task, comparison.candidates.size());
            comparison.candidates.push_back(
                {name, secondary.task, taps[index].candidates[taps[index].chosen].taps, width, secondary.ownChannels});
        }
        tasks.push_back(comparison);
    }
    compare("search-widths", tasks);
    keepToBudget(tasks, budget(m_design, m_recipe.data));
    return tasks;
}

void ChimeraTraining::search()
{
    // One after the other, because all pairs would be several times as many: first where to tap, with the second widest
    // sub-models, then how wide.
    const std::vector<ChimeraComparison> taps = compareTaps();
    const std::vector<ChimeraComparison> widths = compareWidths(taps);
    nlohmann::json candidates = nlohmann::json::array();
    nlohmann::json result = nlohmann::json::array();
    std::string message = "Chosen:";
    for (const std::vector<ChimeraComparison> *stage : {&taps, &widths}) {
        for (const ChimeraComparison &task : *stage) {
            appendJson(task, candidates);
        }
    }
    for (const ChimeraComparison &task : widths) {
        ChimeraSubModel subModel = task.candidates[task.chosen];
        subModel.name = subModel.task.name;
        result.push_back(subModel.toJson());
        message += " " + subModel.name + " at " + tapText(subModel.taps) + " with width "
            + std::to_string(subModel.width) + ";";
    }
    writeTextAtomically(m_places.searchResult(),
        nlohmann::json{{"version", 1}, {"primary", primaryRecipe().fingerprint()}, {"limit", m_design.searchLimit},
            {"parameters_left", budget(m_design, m_recipe.data)}, {"sub_models", result}, {"candidates", candidates}}
                .dump(2)
            + "\n");
    message.back() = '.';
    say("search", message);
}

std::vector<ChimeraSubModel> ChimeraTraining::chosenSubModels() const
{
    const std::filesystem::path file = m_places.searchResult();
    if (!std::filesystem::exists(file)) {
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The training in " + m_places.outDir.string()},
                {"why", "it has no search.json yet. Run --step search --resume first."}});
    }
    const nlohmann::json json = readJson(file);
    std::vector<ChimeraSubModel> chosen;
    try {
        if (json.at("primary") != primaryRecipe().fingerprint()) {
            throw Failure(
                ErrorCode::CheckpointMismatch, {{"file", file.string()}, {"why", "its primary network differs"}});
        }
        for (const ChimeraSecondary &secondary : m_design.secondaries) {
            for (const nlohmann::json &entry : json.at("sub_models")) {
                if (entry.at("task") == secondary.task.name && entry.at("kind") == taskKindName(secondary.task.kind)) {
                    chosen.push_back(
                        {secondary.task.name, secondary.task, entry.at("taps").get<std::vector<std::string>>(),
                            entry.at("width").get<int>(), entry.value("own_channels", secondary.ownChannels)});
                }
            }
        }
    } catch (const nlohmann::json::exception &) {
        throw Failure(
            ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "it is not a result of the search."}});
    }
    if (chosen.size() != m_design.secondaries.size()) {
        throw Failure(ErrorCode::CheckpointMismatch, {{"file", file.string()}, {"why", "its secondary tasks differ"}});
    }
    return chosen;
}

} // namespace splitscope
