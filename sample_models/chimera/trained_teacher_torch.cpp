// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/chimera/trained_teacher_torch.h"

#include "core/training/augmentation_torch.h"
#include "sample_models/network_builder_torch.h"

#include <torch/torch.h>

namespace splitscope {

TrainedTeacher::TrainedTeacher(ChimeraTask task, torch::jit::Module network)
    : m_task(std::move(task))
    , m_network(std::move(network))
{
    freeze(m_network);
}

ChimeraTeacher::Answer TrainedTeacher::ask(const torch::Tensor &pictures)
{
    torch::NoGradGuard noGrad;
    const InputSpec input = chimeraPicture(pictures.size(3), pictures.size(2));
    const torch::Tensor features = tapsOf(m_network, normalisedPictures(pictures, input.mean, input.std)).at("trunk");
    return {decoded(m_network, m_task, features), features};
}

} // namespace splitscope
