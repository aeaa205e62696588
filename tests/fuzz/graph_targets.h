// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fuzz/fuzz_target.h"

#include <vector>

namespace splitscope::fuzz {

/// Texts and JSON that core/graph reads: metadata, plan keys, links, shapes, inputs, cuts, profiles, boards,
/// objectives.
std::vector<FuzzTarget> graphTextTargets();

/// Layer graphs put together from any numbers, with their cuts against a brute-force count; hashes in odd pieces.
std::vector<FuzzTarget> graphValueTargets();

/// Recipes, records and cache files of core/training.
std::vector<FuzzTarget> trainingTargets();

} // namespace splitscope::fuzz
