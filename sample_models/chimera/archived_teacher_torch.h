// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "sample_models/chimera/chimera_design.h"
#include "sample_models/chimera/chimera_teacher_torch.h"

#include <torch/script.h>

#include <filesystem>

namespace splitscope {

/// A teacher of one's own: a TorchScript archive whose metadata (inside, or beside it as FILE.meta.json) say what it
/// takes and which output answers the task. Its answers alone are imitated; nothing is known of its features. Normals
/// may have any length, and classes may be probabilities: both are brought to what imitationLoss takes.
class ArchivedTeacher : public ChimeraTeacher {
public:
    /// The output is that of the task of this name, or else the only one of its kind.
    /// Throws Failure: InvalidArgument naming the file (it takes or answers something else), and what Model::open
    /// throws. \param task not a detection, whose archive gives boxes instead of a map
    ArchivedTeacher(const std::filesystem::path &file, const ChimeraTask &task, int width, int height);

    Answer ask(const torch::Tensor &pictures) override;
    void moveTo(const torch::Device &device) override { m_network.to(device); }

    std::int64_t parameters() const { return m_parameters; }

private:
    torch::Tensor outputFor(const torch::Tensor &pictures);

    const ChimeraTask m_task;
    torch::jit::Module m_network;
    InputSpec m_input;
    std::string m_output; ///< TaskSpec::output
    std::int64_t m_parameters = 0;
    bool m_takesBatches = true;   ///< false: pictures are asked one by one
    bool m_probabilities = false; ///< it answers these and not logits
};

} // namespace splitscope
