// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/planning/cut_structure.h"

#include <vector>

namespace splitscope {

/// A cost that adds up: cost(cut) = always + sum over device layers of `device` + sum over edge layers of `edge` + sum
/// of `tensor` over tensors that cross, each once, + `remote` if any layer runs on the edge. Nothing is negative.
struct AdditiveCosts {
    double always = 0.0;
    double remote = 0.0;
    std::vector<double> device; ///< by layer
    std::vector<double> edge;   ///< by layer
    std::vector<double> tensor; ///< by CutStructure::tensors
};

double costOf(const AdditiveCosts &costs, const CutStructure &structure, const Cut &cut);

/// True if the cut can be made: closed, nothing crosses that cannot, and some output is left for the edge if any layer
/// is (as whyIllegal).
bool isLegal(const CutStructure &structure, const Cut &cut);

/// Whether tensor `tensor` crosses.
bool crosses(const CutStructure::Tensor &tensor, const Cut &cut);

} // namespace splitscope
