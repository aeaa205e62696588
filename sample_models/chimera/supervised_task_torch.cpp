// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/chimera/supervised_task_torch.h"

#include "core/training/augmentation_torch.h"
#include "core/training/task_losses_torch.h"
#include "sample_models/network_builder_torch.h"

#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/torch.h>

namespace splitscope {

namespace {

constexpr const char *headPrefix = "picture_head.";

torch::Tensor pictureLoss(torch::jit::Module &head, const torch::Tensor &bottleneck, const torch::Tensor &pictures)
{
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    const torch::Tensor wanted = torch::avg_pool2d(pictures, {2, 2});
    return torch::l1_loss(head.forward({bottleneck}).toTensor(), wanted);
}

} // namespace

std::string chimeraMetric(TaskKind kind)
{
    switch (kind) {
    case TaskKind::Segmentation:
        return "miou";
    case TaskKind::Depth:
        return "abs_rel";
    case TaskKind::Normals:
        return "mean_deg";
    case TaskKind::Boundary:
        return "f1";
    case TaskKind::Detection:
        return "map";
    case TaskKind::Classification:
        return "top1";
    case TaskKind::Tensor:
        break;
    }
    return "relative_error";
}

bool highIsGood(TaskKind kind)
{
    return kind != TaskKind::Depth && kind != TaskKind::Normals && kind != TaskKind::Tensor;
}

std::map<std::string, double> shownMetrics(const TaskMetrics &metrics, const ModelMetadata &metadata)
{
    std::map<std::string, double> shown;
    for (const TaskSpec &task : metadata.tasks) {
        const std::string metric = chimeraMetric(task.kind);
        if (const auto found = metrics.find(task.name); found != metrics.end()) {
            shown[task.name + "_" + metric] = found->second.at(metric).value;
        }
    }
    return shown;
}

SupervisedTask::SupervisedTask(const Recipe &recipe, std::vector<ChimeraTask> tasks, torch::jit::Module network,
    std::optional<torch::jit::Module> pictureHead, std::shared_ptr<const Dataset> data)
    : m_recipe(recipe)
    , m_tasks(std::move(tasks))
    , m_metadata(chimeraMetadata(recipe.name, m_tasks, recipe.data.width, recipe.data.height))
    , m_network(std::move(network))
    , m_pictureHead(std::move(pictureHead))
    , m_data(std::move(data))
    , m_validation(validationOf(recipe))
{
}

NamedTensors SupervisedTask::parameters() const
{
    NamedTensors all = namedParameters(m_network);
    if (m_pictureHead) {
        for (const auto &[name, tensor] : namedParameters(*m_pictureHead)) {
            all.emplace_back(headPrefix + name, tensor);
        }
    }
    return all;
}

NamedTensors SupervisedTask::buffers() const
{
    NamedTensors all = namedBuffers(m_network);
    if (m_pictureHead) {
        for (const auto &[name, tensor] : namedBuffers(*m_pictureHead)) {
            all.emplace_back(headPrefix + name, tensor);
        }
    }
    return all;
}

void SupervisedTask::setTraining(bool on)
{
    m_network.train(on);
    if (m_pictureHead) {
        m_pictureHead->train(on);
    }
}

void SupervisedTask::moveTo(const torch::Device &device)
{
    m_network.to(device);
    if (m_pictureHead) {
        m_pictureHead->to(device);
    }
    m_device = device;
}

NamedTensors SupervisedTask::lossTerms(const std::vector<std::size_t> &indices, int epoch)
{
    Batch batch = m_data->batch(indices);
    augment(batch, indices, m_recipe.augmentation, m_recipe.seed, epoch);
    const InputSpec &input = m_metadata.inputs.front();
    const torch::Tensor pictures = normalisedPictures(batch.pictures.to(m_device), input.mean, input.std);
    const TapTensors taps = tapsOf(m_network, pictures);
    NamedTensors terms;
    for (const ChimeraTask &task : m_tasks) {
        terms.emplace_back(
            task.name, labelLoss(task.kind, decoded(m_network, task, taps.at("trunk")), batch, task.classCount()));
    }
    if (m_pictureHead) {
        terms.emplace_back("picture", pictureLoss(*m_pictureHead, taps.at("bottleneck"), pictures));
    }
    return terms;
}

std::map<std::string, double> SupervisedTask::validate()
{
    return shownMetrics(m_validation.measure(m_network, m_metadata), m_metadata);
}

} // namespace splitscope
