// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sample_models/chimera/chimera_network_torch.h"
#include "sample_models/chimera/chimera_teacher_torch.h"
#include "sample_models/scene_validation_torch.h"

#include <memory>

namespace splitscope {

using ChimeraTeachers = std::map<std::string, std::shared_ptr<ChimeraTeacher>>; ///< by task name

/// Training of sub-models on a frozen primary network to imitate teachers: their outputs (imitationLoss) and, through
/// an adapter that is thrown away, the features that their decoders read (featureLoss), where a teacher shows them.
/// Labels are looked at only if their weight is not 0. All sub-models learn from the same pictures at once, because
/// most of the time goes to the primary and the teachers, which they share; they have no parameter in common, so none
/// disturbs another. There may be several for one task: that is how the search compares them.
///
/// Terms: NAME (outputs), NAME_features, NAME_labels.
class DistillationTask : public TrainingTask {
public:
    /// \param network of buildChimeraNetwork(.., {primary}, subModels, ..) with the primary's weights, which stay as
    /// they are, running means included; \param data null if nothing is trained
    DistillationTask(const Recipe &recipe, ChimeraTask primary, std::vector<ChimeraSubModel> subModels,
        torch::jit::Module network, ChimeraTeachers teachers, torch::jit::Module adapters,
        std::shared_ptr<const Dataset> data);

    const Dataset &data() const override { return *m_data; }
    NamedTensors parameters() const override;
    NamedTensors buffers() const override;
    void setTraining(bool on) override;
    void moveTo(const torch::Device &device) override;
    NamedTensors lossTerms(const std::vector<std::size_t> &indices, int epoch) override;

    /// Each sub-model's metric, and as "NAME_imitation" its loss against the teacher's outputs, on the recipe's
    /// validation scenes.
    std::map<std::string, double> validate() override;

    /// The mean imitation loss of each sub-model's outputs on the validation scenes; no label is looked at. In
    /// evaluation mode.
    std::map<std::string, double> imitation();

private:
    NamedTensors ofSubModels(const NamedTensors &all) const;
    std::map<std::string, ChimeraTeacher::Answer> askTeachers(const torch::Tensor &pictures) const;

    const Recipe m_recipe;
    const std::vector<ChimeraSubModel> m_subModels;
    const ModelMetadata m_metadata;
    torch::jit::Module m_network;
    const ChimeraTeachers m_teachers;
    torch::jit::Module m_adapters;
    torch::Device m_device = torch::kCPU;
    std::shared_ptr<const Dataset> m_data;
    SceneValidation m_validation;
};

} // namespace splitscope
