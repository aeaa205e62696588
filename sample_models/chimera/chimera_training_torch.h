// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/dataset_torch.h"
#include "core/training/training_curves.h"
#include "sample_models/chimera/distillation_task_torch.h"
#include "sample_models/chimera/supervised_task_torch.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// Where the steps of one training keep what they make.
struct ChimeraPlaces {
    std::filesystem::path cacheFolder;
    std::filesystem::path outDir;

    std::filesystem::path checkpoint(const std::string &what) const { return outDir / what / "checkpoint.pt"; }
    std::filesystem::path searchResult() const { return outDir / "search.json"; }
    std::filesystem::path archive(const std::string &name) const { return outDir / (name + ".pt"); }
    /// Of networks that the model is compared with; they do not ship with it.
    std::filesystem::path compared(const std::string &name) const { return outDir / "compared" / (name + ".pt"); }
    std::filesystem::path card(const std::string &name) const { return outDir / (name + ".card.json"); }
};

/// Candidates for one task's sub-model.
struct ChimeraComparison {
    std::vector<ChimeraSubModel> candidates;
    std::vector<double> losses;           ///< of imitation, on scenes that were not trained on
    std::vector<std::int64_t> parameters; ///< of each
    std::size_t chosen = 0;
};

/// From a recipe to one network for many tasks: trains the primary, then a full teacher for each secondary, chooses
/// taps and widths of the sub-models, trains them to imitate the teachers on the frozen primary, and, to compare with,
/// one network with full decoders for all tasks together.
class ChimeraTraining {
public:
    /// In their order: "cache", "primary", "teachers", "search", "distil", "baseline".
    static const std::vector<std::string> &steps();

    /// \param origin of the recipe, named in errors. Throws Failure (RecipeInvalid).
    ChimeraTraining(const Recipe &recipe, const std::string &origin, ChimeraPlaces places, int threads, bool resume);

    /// Runs one step. What it will take is reported first, measured here. With resume a finished step is left as it is.
    /// Throws Failure: InvalidArgument (a step before it is missing), and what Trainer::run throws.
    void run(const std::string &step, const TrainingReporter &report, const StopFlag &stop);

    // What finished steps made, in evaluation mode. All throw Failure (InvalidArgument) naming the step that is
    // missing.
    torch::jit::Module primary() const;
    torch::jit::Module trainedTeacher(const ChimeraSecondary &secondary) const;
    /// That, or the recipe's archive.
    std::shared_ptr<ChimeraTeacher> teacher(const ChimeraSecondary &secondary) const;
    torch::jit::Module joint() const;
    std::vector<ChimeraSubModel> chosenSubModels() const;
    /// The primary with its sub-models.
    torch::jit::Module chimera() const;

    /// Spent on all trainings that have a checkpoint, measured while they ran.
    double trainedSeconds() const;

    int threads() const { return m_threads; }
    const Recipe &recipe() const { return m_recipe; }
    const ChimeraDesign &design() const { return m_design; }
    const ChimeraPlaces &places() const { return m_places; }

private:
    using TaskMaker = std::function<std::unique_ptr<TrainingTask>()>;

    /// A name's share of a seed.
    static std::uint64_t seedOf(std::uint64_t seed, const std::string &what);
    /// Name of a sub-model's training.
    static std::string imitationOf(const std::string &task);

    Recipe stepRecipe(const std::string &step, const std::string &what, nlohmann::json model) const;
    Recipe primaryRecipe() const;
    Recipe teacherRecipe(const ChimeraSecondary &secondary) const;
    Recipe jointRecipe() const;
    Recipe distillationRecipe(
        const std::string &step, const std::string &what, const std::vector<ChimeraSubModel> &subModels) const;
    Recipe imitationRecipe(const ChimeraSubModel &subModel) const;

    std::unique_ptr<SupervisedTask> primaryTask(torch::jit::Module &network, std::shared_ptr<const Dataset> data) const;
    std::unique_ptr<DistillationTask> distillationTask(const Recipe &recipe,
        const std::vector<ChimeraSubModel> &subModels, torch::jit::Module &network,
        std::shared_ptr<const Dataset> data) const;
    torch::jit::Module withPrimary(const std::vector<ChimeraSubModel> &subModels, std::uint64_t seed) const;

    void trainPrimary();
    void trainTeachers();
    void trainJoint();
    /// One after the other, each with a checkpoint of its own: nothing that they learn is shared, so a further task
    /// leaves the others as they are.
    void distil();
    void search();
    void compare(const std::string &what, std::vector<ChimeraComparison> &tasks);
    std::vector<ChimeraComparison> compareTaps();
    std::vector<ChimeraComparison> compareWidths(const std::vector<ChimeraComparison> &taps);

    void train(const std::string &what, const Recipe &recipe, const TaskMaker &make);
    void load(const std::string &step, const std::string &what, const Recipe &recipe, const TrainingTask &task) const;
    std::shared_ptr<const Dataset> data(std::size_t scenes);
    void say(const std::string &step, const std::string &message) const;

    Recipe m_recipe;
    ChimeraDesign m_design;
    ChimeraPlaces m_places;
    int m_threads;
    bool m_resume;
    TrainingCurves m_curves;
    std::shared_ptr<const RecordSource> m_records;
    TrainingReporter m_report;
    const StopFlag *m_stop = nullptr;
};

} // namespace splitscope
