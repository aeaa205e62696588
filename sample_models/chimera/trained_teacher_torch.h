// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sample_models/chimera/chimera_network_torch.h"
#include "sample_models/chimera/chimera_teacher_torch.h"

namespace splitscope {

/// A teacher that was trained for this: buildChimeraNetwork(.., {task}, {}, ..).
class TrainedTeacher : public ChimeraTeacher {
public:
    /// \param network is frozen and set to evaluation mode
    TrainedTeacher(ChimeraTask task, torch::jit::Module network);

    Answer ask(const torch::Tensor &pictures) override;
    void moveTo(const torch::Device &device) override { m_network.to(device); }

private:
    const ChimeraTask m_task;
    torch::jit::Module m_network;
};

} // namespace splitscope
