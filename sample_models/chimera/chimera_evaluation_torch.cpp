// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/chimera/chimera_evaluation_torch.h"

#include "core/evaluation/scene_evaluator.h"
#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "core/training/augmentation_torch.h"
#include "core/training/scene_record.h"
#include "sample_models/chimera/archived_teacher_torch.h"
#include "sample_models/chimera/chimera_card.h"
#include "sample_models/network_builder_torch.h"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>

namespace splitscope {

namespace {

/// One network of a variant and what it is asked.
struct Candidate {
    std::string variant;
    std::int64_t parameters;
    std::unique_ptr<SceneEvaluator> evaluator;
    std::function<std::vector<torch::Tensor>(const torch::Tensor &pictures)> answer;
};

Candidate candidateOf(
    const std::string &variant, torch::jit::Module network, const std::vector<ChimeraTask> &tasks, const Recipe &recipe)
{
    const ModelMetadata metadata = chimeraMetadata(recipe.name, tasks, recipe.data.width, recipe.data.height);
    return {variant, parameterCount(namedParameters(network)),
        std::make_unique<SceneEvaluator>(metadata.tasks, recipe.classes()),
        [network, input = metadata.inputs.front()](const torch::Tensor &pictures) mutable {
            return networkOutputs(network, normalisedPictures(pictures, input.mean, input.std));
        }};
}

Candidate givenTeacher(const ChimeraSecondary &secondary, const Recipe &recipe)
{
    const auto teacher =
        std::make_shared<ArchivedTeacher>(*secondary.archive, secondary.task, recipe.data.width, recipe.data.height);
    return {"teachers", teacher->parameters(),
        std::make_unique<SceneEvaluator>(std::vector<TaskSpec>{secondary.task.spec("")}, recipe.classes()),
        [teacher](const torch::Tensor &pictures) { return std::vector<torch::Tensor>{teacher->ask(pictures).output}; }};
}

torch::jit::Module archived(const std::filesystem::path &file)
{
    if (!std::filesystem::exists(file)) {
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The training in " + file.parent_path().string()},
                {"why", "it has no " + file.filename().string() + " yet. Run --step export --resume first."}});
    }
    try {
        torch::jit::Module network = torch::jit::load(file.string());
        network.eval();
        return network;
    } catch (const c10::Error &) {
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "it is no TorchScript archive."}});
    }
}

std::vector<Candidate> candidatesOf(const Recipe &recipe, const ChimeraDesign &design, const ChimeraPlaces &places)
{
    std::vector<Candidate> candidates;
    candidates.push_back(candidateOf("teachers", archived(places.compared("primary")), {design.primary}, recipe));
    for (const ChimeraSecondary &secondary : design.secondaries) {
        candidates.push_back(secondary.archive
                ? givenTeacher(secondary, recipe)
                : candidateOf(
                    "teachers", archived(places.compared("teacher-" + secondary.task.name)), {secondary.task}, recipe));
    }
    candidates.push_back(candidateOf("joint", archived(places.compared("joint")), design.tasks(), recipe));
    candidates.push_back(candidateOf("chimera", archived(places.archive(recipe.name)), design.tasks(), recipe));
    return candidates;
}

void look(Candidate &candidate, const SceneFrame &frame)
{
    std::vector<TensorValue> values;
    for (const torch::Tensor &output : candidate.answer(pictureTensor(frame.picture))) {
        values.push_back(tensorValueOf(output));
    }
    candidate.evaluator->add(values, frame.truth);
}

/// As many digits as mean something.
double rounded(double value) { return std::round(value * 1e4) / 1e4; }

nlohmann::json metricsJson(const std::map<std::string, Estimate> &metrics)
{
    nlohmann::json json = nlohmann::json::object();
    for (const auto &[metric, estimate] : metrics) {
        json[metric] = {{"value", rounded(estimate.value)}, {"ci95", {rounded(estimate.low), rounded(estimate.high)}}};
    }
    return json;
}

/// How much worse `mine` is, as a part of the teacher's value.
double worse(TaskKind kind, double mine, double teachers)
{
    const double difference = highIsGood(kind) ? teachers - mine : mine - teachers;
    return teachers != 0.0 ? difference / teachers : 0.0;
}

nlohmann::json tasksJson(const ChimeraDesign &design, const std::vector<Candidate> &candidates)
{
    std::vector<std::pair<std::string, TaskMetrics>> results; // once each: a bootstrap takes its time
    for (const Candidate &candidate : candidates) {
        results.emplace_back(candidate.variant, candidate.evaluator->result());
    }
    nlohmann::json tasks = nlohmann::json::object();
    for (const ChimeraTask &task : design.tasks()) {
        const std::string metric = chimeraMetric(task.kind);
        nlohmann::json &entry = tasks[task.name];
        entry = {{"kind", taskKindName(task.kind)}, {"metric", metric}};
        for (const auto &[variant, metrics] : results) {
            if (const auto found = metrics.find(task.name); found != metrics.end()) {
                entry[variant] = metricsJson(found->second);
            }
        }
        if (!entry.contains("chimera")) {
            tasks.erase(task.name); // the held-out pictures have no labels for it
            continue;
        }
        entry["worse"] =
            rounded(worse(task.kind, entry["chimera"][metric]["value"], entry["teachers"][metric]["value"]));
    }
    return tasks;
}

nlohmann::json parametersJson(const std::vector<Candidate> &candidates)
{
    std::map<std::string, std::int64_t> counts;
    for (const Candidate &candidate : candidates) {
        counts[candidate.variant] += candidate.parameters;
    }
    nlohmann::json json(counts);
    json["part"] = rounded(double(counts["chimera"]) / double(counts["teachers"]));
    return json;
}

std::string summary(const nlohmann::json &result)
{
    std::string text = "Held-out scenes: " + std::to_string(result["scenes"].get<std::size_t>());
    char line[160];
    for (const auto &[name, task] : result["tasks"].items()) {
        const std::string metric = task["metric"];
        const auto value = [&](const char *variant) { return task[variant][metric]["value"].get<double>(); };
        std::snprintf(line, sizeof line, "\n%s %s: teacher %.4f, joint %.4f, chimera %.4f (%.1f %% worse)",
            name.c_str(), metric.c_str(), value("teachers"), value("joint"), value("chimera"),
            100.0 * task["worse"].get<double>());
        text += line;
    }
    std::snprintf(line, sizeof line, "\nParameters: %.1f %% of the teachers'",
        100.0 * result["parameters"]["part"].get<double>());
    return text + line;
}

} // namespace

void evaluateChimera(const Recipe &recipe, const std::string &origin, const ChimeraPlaces &places,
    const TrainingReporter &report, const StopFlag &stop)
{
    torch::NoGradGuard noGrad;
    const ChimeraDesign design = readChimeraDesign(recipe, origin);
    std::vector<Candidate> candidates = candidatesOf(recipe, design, places);
    nlohmann::ordered_json card = readChimeraCard(places.card(recipe.name));
    const SceneCacheSpec &scenes = design.evaluation;
    const auto records = design.evaluationFile ? LabelledRecords::open(design.evaluationFile->path) : nullptr;
    TrainingProgress progress;
    progress.step = "evaluate";
    progress.total = std::int64_t(scenes.count);
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t index = 0; index < scenes.count; ++index) {
        if (stop) {
            throw Failure(ErrorCode::Cancelled, {{"what", "Evaluating after " + std::to_string(index) + " scenes"}});
        }
        const SceneFrame frame = records
            ? scene_record::decode(records->record(index), records->width(), records->height(), records->planes())
            : SceneCamera(scenes.firstSeed + index, scenes.width, scenes.height).render();
        for (Candidate &candidate : candidates) {
            look(candidate, frame);
        }
        progress.done = std::int64_t(index + 1);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        progress.imagesPerSecond = double(progress.done) / std::max(1e-6, seconds);
        progress.secondsLeft = double(progress.total - progress.done) / progress.imagesPerSecond;
        report(progress);
    }
    const nlohmann::json result{{"command", "splitscope-cli train RECIPE --out DIR --step evaluate"},
        {"scenes", scenes.count}, {"first_seed", scenes.firstSeed}, {"confidence", "95 %, bootstrap over scenes"},
        {"tasks", tasksJson(design, candidates)}, {"parameters", parametersJson(candidates)}};
    card["evaluation"] = result;
    writeTextAtomically(places.card(recipe.name), card.dump(4) + "\n");
    progress.message = summary(result);
    report(progress);
}

} // namespace splitscope
