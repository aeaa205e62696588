// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/chimera/chimera_training_torch.h"

#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "core/graph/sha256.h"
#include "core/training/deterministic_random.h"
#include "core/training/open_records.h"
#include "core/training/scene_dataset_torch.h"
#include "core/training/trainer_torch.h"
#include "core/training/training_estimate_torch.h"
#include "sample_models/chimera/archived_teacher_torch.h"
#include "sample_models/chimera/trained_teacher_torch.h"
#include "sample_models/network_builder_torch.h"

#include <algorithm>

namespace splitscope {

namespace {

/// The first samples of a data set.
class FirstOf : public Dataset {
public:
    FirstOf(std::shared_ptr<const Dataset> all, std::size_t count)
        : m_all(std::move(all))
        , m_count(std::min(count, m_all->size()))
    {
    }
    std::size_t size() const override { return m_count; }
    Batch batch(const std::vector<std::size_t> &indices) const override { return m_all->batch(indices); }

private:
    std::shared_ptr<const Dataset> m_all;
    std::size_t m_count;
};

} // namespace

const std::vector<std::string> &ChimeraTraining::steps()
{
    static const std::vector<std::string> steps{"cache", "primary", "teachers", "search", "distil", "baseline"};
    return steps;
}

ChimeraTraining::ChimeraTraining(
    const Recipe &recipe, const std::string &origin, ChimeraPlaces places, int threads, bool resume)
    : m_recipe(recipe)
    , m_design(readChimeraDesign(recipe, origin))
    , m_places(std::move(places))
    , m_threads(threads)
    , m_resume(resume)
    , m_curves(m_places.outDir, true)
{
}

void ChimeraTraining::run(const std::string &step, const TrainingReporter &report, const StopFlag &stop)
{
    m_report = report;
    m_stop = &stop;
    if (step == "cache") {
        data(m_recipe.data.count);
    } else if (step == "primary") {
        trainPrimary();
    } else if (step == "teachers") {
        trainTeachers();
    } else if (step == "search") {
        search();
    } else if (step == "distil") {
        distil();
    } else if (step == "baseline") {
        trainJoint();
    }
}

std::uint64_t ChimeraTraining::seedOf(std::uint64_t seed, const std::string &what)
{
    // 62 bits, so that it can be written as JSON.
    return mixSeeds(seed, std::stoull(sha256Hex(what).substr(0, 15), nullptr, 16)) >> 2;
}

std::string ChimeraTraining::imitationOf(const std::string &task) { return "distil-" + task; }

void ChimeraTraining::say(const std::string &step, const std::string &message) const
{
    TrainingProgress progress;
    progress.step = step;
    progress.message = message;
    m_report(progress);
}

std::shared_ptr<const Dataset> ChimeraTraining::data(std::size_t scenes)
{
    if (!m_records) {
        m_records = openTrainingData(m_recipe, m_places.cacheFolder, m_threads, m_report, *m_stop);
    }
    return std::make_shared<FirstOf>(std::make_shared<SceneDataset>(m_records), scenes);
}

Recipe ChimeraTraining::stepRecipe(const std::string &step, const std::string &what, nlohmann::json model) const
{
    Recipe recipe = m_recipe;
    recipe.seed = seedOf(m_recipe.seed, what);
    recipe.optimizer = m_design.steps.at(step);
    recipe.model = std::move(model);
    return recipe;
}

void ChimeraTraining::train(const std::string &what, const Recipe &recipe, const TaskMaker &make)
{
    const std::unique_ptr<TrainingTask> task = make();
    const std::filesystem::path checkpoint = m_places.checkpoint(what);
    TrainingPosition position;
    if (m_resume && std::filesystem::exists(checkpoint)) {
        position = loadWeights(checkpoint, recipe.fingerprint(), *task);
    }
    if (position.epoch >= recipe.optimizer.epochs) {
        say(what, what + ": already trained, kept in " + checkpoint.string());
        return;
    }
    if (!m_resume) {
        m_curves.forget(what);
    }
    say(what, estimateTraining(recipe, position, *make()).sentence(what, recipe));
    Trainer(recipe, *task, checkpoint)
        .run(
            m_resume,
            [&](TrainingProgress progress) {
                progress.step = what;
                progress.message = progress.message.empty() ? "" : what + ": " + progress.message;
                m_curves.note(progress);
                m_report(progress);
            },
            *m_stop);
}

void ChimeraTraining::load(
    const std::string &step, const std::string &what, const Recipe &recipe, const TrainingTask &task) const
{
    const std::filesystem::path file = m_places.checkpoint(what);
    const auto fail = [&](const std::string &why) {
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The training in " + m_places.outDir.string()},
                {"why", why + " Run --step " + step + " --resume first."}});
    };
    if (!std::filesystem::exists(file)) {
        fail("it has no " + what + " yet.");
    }
    const TrainingPosition position = loadWeights(file, recipe.fingerprint(), task);
    if (position.epoch < recipe.optimizer.epochs) {
        fail("its " + what + " has " + std::to_string(position.epoch) + " of " + std::to_string(recipe.optimizer.epochs)
            + " epochs.");
    }
}

// The primary

Recipe ChimeraTraining::primaryRecipe() const
{
    Recipe recipe = stepRecipe("primary", "primary",
        {{"task", m_design.primary.name}, {"kind", taskKindName(m_design.primary.kind)},
            {"channels", m_design.channels.toJson()}});
    const auto weightOf = [this](const std::string &name, double fallback) {
        const auto found = m_recipe.lossWeights.find(name);
        return found == m_recipe.lossWeights.end() ? fallback : found->second;
    };
    recipe.lossWeights = {
        {m_design.primary.name, weightOf(m_design.primary.name, 1.0)}, {"picture", weightOf("picture", 1.0)}};
    return recipe;
}

std::unique_ptr<SupervisedTask> ChimeraTraining::primaryTask(
    torch::jit::Module &network, std::shared_ptr<const Dataset> data) const
{
    const Recipe recipe = primaryRecipe();
    network = buildChimeraNetwork(m_design.channels, {m_design.primary}, {}, recipe.seed);
    std::optional<torch::jit::Module> pictureHead;
    if (recipe.lossWeights.at("picture") > 0.0) {
        pictureHead = buildPictureHead(m_design.channels, seedOf(recipe.seed, "picture"));
    }
    return std::make_unique<SupervisedTask>(
        recipe, std::vector<ChimeraTask>{m_design.primary}, network, pictureHead, std::move(data));
}

void ChimeraTraining::trainPrimary()
{
    const auto scenes = data(m_recipe.data.count);
    train("primary", primaryRecipe(), [&] {
        torch::jit::Module network;
        return primaryTask(network, scenes);
    });
}

torch::jit::Module ChimeraTraining::primary() const
{
    torch::jit::Module network;
    const auto task = primaryTask(network, nullptr);
    load("primary", "primary", primaryRecipe(), *task);
    network.eval();
    return network;
}

// Teachers

Recipe ChimeraTraining::teacherRecipe(const ChimeraSecondary &secondary) const
{
    Recipe recipe = stepRecipe("teachers", "teacher-" + secondary.task.name,
        {{"task", secondary.task.name}, {"kind", taskKindName(secondary.task.kind)},
            {"channels", secondary.teacher.toJson()}});
    recipe.lossWeights.clear(); // there is one term only
    return recipe;
}

void ChimeraTraining::trainTeachers()
{
    const auto scenes = data(m_recipe.data.count);
    for (const ChimeraSecondary &secondary : m_design.secondaries) {
        if (secondary.archive) {
            say("teacher-" + secondary.task.name,
                "teacher-" + secondary.task.name + ": given as " + secondary.archive->string() + ", nothing to train");
            continue;
        }
        const Recipe recipe = teacherRecipe(secondary);
        train("teacher-" + secondary.task.name, recipe, [&] {
            return std::make_unique<SupervisedTask>(recipe, std::vector<ChimeraTask>{secondary.task},
                buildChimeraNetwork(secondary.teacher, {secondary.task}, {}, recipe.seed), std::nullopt, scenes);
        });
    }
}

torch::jit::Module ChimeraTraining::trainedTeacher(const ChimeraSecondary &secondary) const
{
    const Recipe recipe = teacherRecipe(secondary);
    torch::jit::Module network = buildChimeraNetwork(secondary.teacher, {secondary.task}, {}, recipe.seed);
    const SupervisedTask task(recipe, {secondary.task}, network, std::nullopt, nullptr);
    load("teachers", "teacher-" + secondary.task.name, recipe, task);
    network.eval();
    return network;
}

std::shared_ptr<ChimeraTeacher> ChimeraTraining::teacher(const ChimeraSecondary &secondary) const
{
    if (secondary.archive) {
        return std::make_shared<ArchivedTeacher>(
            *secondary.archive, secondary.task, m_recipe.data.width, m_recipe.data.height);
    }
    return std::make_shared<TrainedTeacher>(secondary.task, trainedTeacher(secondary));
}

// One shared encoder with full decoders, to compare with

Recipe ChimeraTraining::jointRecipe() const
{
    nlohmann::json tasks = nlohmann::json::array();
    for (const ChimeraTask &task : m_design.tasks()) {
        tasks.push_back({task.name, taskKindName(task.kind)});
    }
    return stepRecipe("baseline", "joint", {{"tasks", tasks}, {"channels", m_design.channels.toJson()}});
}

void ChimeraTraining::trainJoint()
{
    const auto scenes = data(m_recipe.data.count);
    const Recipe recipe = jointRecipe();
    train("joint", recipe, [&] {
        return std::make_unique<SupervisedTask>(recipe, m_design.tasks(),
            buildChimeraNetwork(m_design.channels, m_design.tasks(), {}, recipe.seed), std::nullopt, scenes);
    });
}

torch::jit::Module ChimeraTraining::joint() const
{
    const Recipe recipe = jointRecipe();
    torch::jit::Module network = buildChimeraNetwork(m_design.channels, m_design.tasks(), {}, recipe.seed);
    const SupervisedTask task(recipe, m_design.tasks(), network, std::nullopt, nullptr);
    load("baseline", "joint", recipe, task);
    network.eval();
    return network;
}

double ChimeraTraining::trainedSeconds() const
{
    std::vector<std::string> all{"primary", "search-taps", "search-widths", "joint"};
    for (const ChimeraSecondary &secondary : m_design.secondaries) {
        all.push_back("teacher-" + secondary.task.name);
        all.push_back(imitationOf(secondary.task.name));
    }
    double seconds = 0.0;
    for (const std::string &what : all) {
        if (std::filesystem::exists(m_places.checkpoint(what))) {
            seconds += readPosition(m_places.checkpoint(what)).seconds;
        }
    }
    return seconds;
}

} // namespace splitscope
