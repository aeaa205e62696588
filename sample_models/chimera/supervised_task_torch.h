// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sample_models/chimera/chimera_network_torch.h"
#include "sample_models/scene_validation_torch.h"

#include <memory>
#include <optional>

namespace splitscope {

/// Training of an encoder-decoder with labels: the primary, a teacher, or one network for all tasks together.
///
/// With a picture head the network is also asked for the picture itself, at half size, from its bottleneck (term
/// "picture"). That is for the primary: an encoder that is trained for segmentation alone keeps what tells classes
/// apart and drops shading and texture, which depth and normals live on, and no sub-model behind the bottleneck could
/// get them back. The picture needs no label, and the head is thrown away afterwards.
class SupervisedTask : public TrainingTask {
public:
    /// \param network of buildChimeraNetwork(.., tasks, {}, ..); \param pictureHead of buildPictureHead, or nothing
    /// \param data of the recipe's size, or null if nothing is trained
    SupervisedTask(const Recipe &recipe, std::vector<ChimeraTask> tasks, torch::jit::Module network,
        std::optional<torch::jit::Module> pictureHead, std::shared_ptr<const Dataset> data);

    const Dataset &data() const override { return *m_data; }
    NamedTensors parameters() const override;
    NamedTensors buffers() const override;
    void setTraining(bool on) override;
    void moveTo(const torch::Device &device) override;
    NamedTensors lossTerms(const std::vector<std::size_t> &indices, int epoch) override;
    /// The first metric of each task (chimeraMetric), as "TASK_METRIC".
    std::map<std::string, double> validate() override;

private:
    const Recipe m_recipe;
    const std::vector<ChimeraTask> m_tasks;
    const ModelMetadata m_metadata;
    torch::jit::Module m_network;
    std::optional<torch::jit::Module> m_pictureHead;
    torch::Device m_device = torch::kCPU;
    std::shared_ptr<const Dataset> m_data;
    SceneValidation m_validation;
};

/// The metric that a kind of task is judged by: miou, abs_rel, mean_deg, f1, map, top1.
std::string chimeraMetric(TaskKind kind);

/// True for metrics that are 1 at best (the others are 0).
bool highIsGood(TaskKind kind);

/// "TASK_METRIC" -> value, of each task's metric.
std::map<std::string, double> shownMetrics(const TaskMetrics &metrics, const ModelMetadata &metadata);

} // namespace splitscope
