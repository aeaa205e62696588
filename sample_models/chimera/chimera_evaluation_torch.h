// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sample_models/chimera/chimera_training_torch.h"

namespace splitscope {

/// Measures on the recipe's held-out scenes (seconds = 0, as `splitscope-cli evaluate` takes them) what the exported
/// archives say, so that weights alone, without their training, give the table again: (a) networks for one task alone
/// ("teachers"; the primary is one of them), (b) one encoder with full decoders for all tasks ("joint"), (c) the
/// primary with its sub-models ("chimera"). Writes it into the card as `evaluation`: `command, scenes,
/// first_seed, tasks{TASK:{kind, metric, teachers|joint|chimera{METRIC:{value,ci95}}, worse}}`, `worse` being how much
/// worse than the teacher the sub-model is, relative to the teacher; `parameters{teachers,joint,chimera,part}`. Values
/// have four digits after the point: further ones change with the number of threads. Throws Failure (RecipeInvalid;
/// InvalidArgument: an archive is missing; FileUnreadable; Cancelled; FileUnwritable).
void evaluateChimera(const Recipe &recipe, const std::string &origin, const ChimeraPlaces &places,
    const TrainingReporter &report, const StopFlag &stop);

} // namespace splitscope
