// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/chimera/distillation_task_torch.h"

#include "core/training/augmentation_torch.h"
#include "core/training/task_losses_torch.h"
#include "sample_models/chimera/supervised_task_torch.h"
#include "sample_models/network_builder_torch.h"

#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/torch.h>

#include <algorithm>

namespace splitscope {

namespace {

constexpr const char *adapterPrefix = "adapters.";

/// What the network says in all: the primary's task, then one for each sub-model, under its name.
std::vector<ChimeraTask> answersOf(const ChimeraTask &primary, const std::vector<ChimeraSubModel> &subModels)
{
    std::vector<ChimeraTask> tasks{primary};
    for (const ChimeraSubModel &subModel : subModels) {
        tasks.push_back({subModel.name, subModel.task.kind, subModel.task.classes});
    }
    return tasks;
}

torch::Tensor adapted(torch::jit::Module &adapters, const std::string &name, const torch::Tensor &features)
{
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    return adapters.attr(name).toModule().forward({features}).toTensor();
}

} // namespace

DistillationTask::DistillationTask(const Recipe &recipe, ChimeraTask primary, std::vector<ChimeraSubModel> subModels,
    torch::jit::Module network, ChimeraTeachers teachers, torch::jit::Module adapters,
    std::shared_ptr<const Dataset> data)
    : m_recipe(recipe)
    , m_subModels(std::move(subModels))
    , m_metadata(chimeraMetadata(recipe.name, answersOf(primary, m_subModels), recipe.data.width, recipe.data.height))
    , m_network(std::move(network))
    , m_teachers(std::move(teachers))
    , m_adapters(std::move(adapters))
    , m_data(std::move(data))
    , m_validation(validationOf(recipe))
{
    freeze(m_network);
    for (auto &[name, tensor] : ofSubModels(namedParameters(m_network))) {
        torch::Tensor(tensor).set_requires_grad(true);
    }
}

NamedTensors DistillationTask::ofSubModels(const NamedTensors &all) const
{
    NamedTensors mine;
    for (const auto &entry : all) {
        const std::string module = entry.first.substr(0, entry.first.find('.'));
        if (std::any_of(m_subModels.begin(), m_subModels.end(),
                [&module](const ChimeraSubModel &subModel) { return subModel.name == module; })) {
            mine.push_back(entry);
        }
    }
    return mine;
}

NamedTensors DistillationTask::parameters() const
{
    NamedTensors all = ofSubModels(namedParameters(m_network));
    for (const auto &[name, tensor] : namedParameters(m_adapters)) {
        all.emplace_back(adapterPrefix + name, tensor);
    }
    return all;
}

NamedTensors DistillationTask::buffers() const { return ofSubModels(namedBuffers(m_network)); }

void DistillationTask::setTraining(bool on)
{
    for (const ChimeraSubModel &subModel : m_subModels) {
        m_network.attr(subModel.name).toModule().train(on);
    }
}

void DistillationTask::moveTo(const torch::Device &device)
{
    m_network.to(device);
    m_adapters.to(device);
    for (const auto &[name, teacher] : m_teachers) {
        teacher->moveTo(device);
    }
    m_device = device;
}

std::map<std::string, ChimeraTeacher::Answer> DistillationTask::askTeachers(const torch::Tensor &pictures) const
{
    std::map<std::string, ChimeraTeacher::Answer> answers;
    for (const auto &[name, teacher] : m_teachers) {
        answers[name] = teacher->ask(pictures);
    }
    return answers;
}

NamedTensors DistillationTask::lossTerms(const std::vector<std::size_t> &indices, int epoch)
{
    Batch batch = m_data->batch(indices);
    augment(batch, indices, m_recipe.augmentation, m_recipe.seed, epoch);
    const InputSpec &input = m_metadata.inputs.front();
    const torch::Tensor pictures = batch.pictures.to(m_device);
    const std::map<std::string, ChimeraTeacher::Answer> teachers = askTeachers(pictures);
    TapTensors taps;
    {
        torch::NoGradGuard noGrad;
        taps = tapsOf(m_network, normalisedPictures(pictures, input.mean, input.std));
    }
    NamedTensors terms;
    for (const ChimeraSubModel &subModel : m_subModels) {
        const SubModelOutput mine = runSubModel(m_network, subModel, taps);
        const ChimeraTeacher::Answer &teacher = teachers.at(subModel.task.name);
        terms.emplace_back(subModel.name, imitationLoss(subModel.task.kind, mine.output, teacher.output));
        if (teacher.features.defined()) {
            terms.emplace_back(subModel.name + "_features",
                featureLoss(adapted(m_adapters, subModel.name, mine.features), teacher.features));
        }
        const auto labels = m_recipe.lossWeights.find(subModel.name + "_labels");
        if (labels != m_recipe.lossWeights.end() && labels->second > 0.0) {
            terms.emplace_back(
                labels->first, labelLoss(subModel.task.kind, mine.output, batch, subModel.task.classCount()));
        }
    }
    return terms;
}

std::map<std::string, double> DistillationTask::imitation()
{
    torch::NoGradGuard noGrad;
    std::map<std::string, double> losses;
    const InputSpec &input = m_metadata.inputs.front();
    for (std::size_t index = 0; index < m_validation.size(); ++index) {
        const SceneFrame frame = m_validation.frame(index);
        const torch::Tensor picture = pictureTensor(frame.picture).to(m_device);
        const std::map<std::string, ChimeraTeacher::Answer> teachers = askTeachers(picture);
        const TapTensors taps = tapsOf(m_network, normalisedPictures(picture, input.mean, input.std));
        for (const ChimeraSubModel &subModel : m_subModels) {
            const torch::Tensor output = runSubModel(m_network, subModel, taps).output;
            losses[subModel.name] +=
                imitationLoss(subModel.task.kind, output, teachers.at(subModel.task.name).output).item<double>()
                / double(m_validation.size());
        }
    }
    return losses;
}

std::map<std::string, double> DistillationTask::validate()
{
    std::map<std::string, double> shown = shownMetrics(m_validation.measure(m_network, m_metadata), m_metadata);
    for (const auto &[name, loss] : imitation()) {
        shown[name + "_imitation"] = loss;
    }
    return shown;
}

} // namespace splitscope
