// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/chimera/archived_teacher_torch.h"

#include "core/graph/error.h"
#include "core/model/archive.h"
#include "core/model/model.h"
#include "core/training/augmentation_torch.h"
#include "sample_models/network_builder_torch.h"

#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/torch.h>

#include <algorithm>

namespace splitscope {

namespace {

[[noreturn]] void fail(const std::filesystem::path &file, const ChimeraTask &task, const std::string &why)
{
    throw Failure(
        ErrorCode::InvalidArgument, {{"what", "The teacher " + file.string() + " for " + task.name}, {"why", why}});
}

/// The task whose output is imitated.
const TaskSpec &answerIn(const ModelMetadata &metadata, const std::filesystem::path &file, const ChimeraTask &task)
{
    const auto fits = [&task](const TaskSpec &spec) { return spec.kind == task.kind; };
    for (const TaskSpec &spec : metadata.tasks) {
        if (spec.name == task.name && fits(spec)) {
            return spec;
        }
    }
    const auto count = std::count_if(metadata.tasks.begin(), metadata.tasks.end(), fits);
    if (count != 1) {
        fail(file, task,
            "it has " + std::string(count == 0 ? "no" : "more than one") + " task of the kind "
                + std::string(taskKindName(task.kind)) + (count == 0 ? "." : " and none of this name."));
    }
    return *std::find_if(metadata.tasks.begin(), metadata.tasks.end(), fits);
}

/// What a teacher for the task answers to one picture.
std::vector<std::int64_t> wantedShape(const ChimeraTask &task, int width, int height)
{
    switch (task.kind) {
    case TaskKind::Classification:
        return {1, task.classCount()};
    case TaskKind::Segmentation:
        return {1, task.classCount(), height, width};
    case TaskKind::Normals:
        return {1, 3, height, width};
    default:
        return {1, 1, height, width};
    }
}

void checkPicture(
    const ModelMetadata &metadata, const std::filesystem::path &file, const ChimeraTask &task, int width, int height)
{
    const std::vector<std::int64_t> shape{1, 3, height, width};
    if (metadata.inputs.size() != 1 || metadata.inputs.front().kind != InputSpec::Kind::Picture) {
        fail(file, task, "it does not take one picture; its metadata must say so.");
    }
    if (metadata.inputs.front().info.shape != shape) {
        fail(file, task,
            "it takes pictures of " + shapeText(metadata.inputs.front().info.shape) + ", the recipe's are "
                + shapeText(shape) + ".");
    }
}

std::shared_ptr<const Model> described(const std::filesystem::path &file, const ChimeraTask &task)
{
    try {
        return Model::open(file);
    } catch (const Failure &failure) {
        if (failure.code() == ErrorCode::InputShapeNeeded) {
            fail(file, task, "it does not say what it takes. Write that beside it with 'splitscope-cli annotate'.");
        }
        throw;
    }
}

torch::Tensor outputNamed(const c10::IValue &outputs, const std::string &key)
{
    if (outputs.isTensor()) {
        return outputs.toTensor();
    }
    if (outputs.isGenericDict()) {
        return outputs.toGenericDict().at(key).toTensor();
    }
    const std::size_t at = std::stoul(key);
    return outputs.isTuple() ? outputs.toTupleRef().elements().at(at).toTensor()
                             : outputs.toListRef().at(at).toTensor();
}

} // namespace

ArchivedTeacher::ArchivedTeacher(const std::filesystem::path &file, const ChimeraTask &task, int width, int height)
    : m_task(task)
    , m_network(readArchive(file).module)
{
    const std::shared_ptr<const Model> model = described(file, task);
    checkPicture(model->metadata(), file, task, width, height);
    m_input = model->metadata().inputs.front();
    m_output = answerIn(model->metadata(), file, task).output;
    for (const Layer &layer : model->graph().layers()) {
        m_parameters += layer.parameters;
    }
    freeze(m_network);
    torch::NoGradGuard noGrad;
    const torch::Tensor pictures =
        torch::arange(2 * 3 * height * width).remainder(251).to(torch::kUInt8).view({2, 3, height, width});
    const torch::Tensor first = outputFor(pictures.slice(0, 0, 1));
    const std::vector<std::int64_t> wanted = wantedShape(task, width, height);
    if (first.sizes() != c10::IntArrayRef(wanted)) {
        fail(file, task, "it answers " + shapeText(first.sizes().vec()) + " instead of " + shapeText(wanted) + ".");
    }
    const bool classes = task.kind == TaskKind::Segmentation || task.kind == TaskKind::Classification;
    m_probabilities =
        classes && first.min().item<float>() >= 0.0F && (first.sum(1) - 1.0).abs().max().item<float>() < 1e-3F;
    try {
        // A traced network may have kept the size of its one picture somewhere.
        const torch::Tensor both = outputFor(pictures);
        m_takesBatches =
            both.dim() == first.dim() && both.size(0) == 2 && torch::allclose(both.slice(0, 0, 1), first, 1e-3, 1e-4);
    } catch (const std::exception &) {
        m_takesBatches = false;
    }
}

torch::Tensor ArchivedTeacher::outputFor(const torch::Tensor &pictures)
{
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    const auto [low, high] = m_input.valueRange();
    std::array<double, 3> mean{};
    std::array<double, 3> deviation{};
    for (std::size_t channel = 0; channel < mean.size(); ++channel) {
        mean[channel] = (m_input.mean[channel] - low) / (high - low);
        deviation[channel] = m_input.std[channel] / (high - low);
    }
    const c10::IValue outputs = m_network.forward({normalisedPictures(pictures, mean, deviation)});
    return outputNamed(outputs, m_output).to(torch::kFloat);
}

ChimeraTeacher::Answer ArchivedTeacher::ask(const torch::Tensor &pictures)
{
    torch::NoGradGuard noGrad;
    std::vector<torch::Tensor> answers;
    const std::int64_t step = m_takesBatches ? pictures.size(0) : 1;
    for (std::int64_t item = 0; item < pictures.size(0); item += step) {
        answers.push_back(outputFor(pictures.slice(0, item, item + step)));
    }
    torch::Tensor output = torch::cat(answers);
    if (m_task.kind == TaskKind::Normals) {
        output = output / torch::clamp_min(torch::norm(output, 2, {1}, true), 1e-6);
    } else if (m_probabilities) {
        output = torch::log(torch::clamp_min(output, 1e-6));
    }
    return {output, {}};
}

} // namespace splitscope
