// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sample_models/chimera/chimera_training_torch.h"

namespace splitscope {

/// Writes NAME.pt (the primary with its sub-models, one output for each task) and, to compare with, in
/// compared/, primary.pt, teacher-TASK.pt for each secondary and joint.pt; all are TorchScript archives with metadata. NAME.card.json says
/// what they are (chimera_card.h), not yet how good: evaluateChimera adds that. Throws Failure (InvalidArgument: a step
/// is missing; FileUnwritable).
void exportChimera(const ChimeraTraining &training, const TrainingReporter &report);

} // namespace splitscope
