// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <vector>

namespace splitscope {

/// Multiply-accumulates of torch.einsum, operands contracted from left to right as LibTorch does: for each pair the
/// product of the sizes of all labels in either; labels that neither a later operand nor the result has are summed. One
/// operand alone is data movement: 0. Labels, "..." and an implicit result as torch.einsum documents them.
std::int64_t einsumMacs(const std::string &equation, const std::vector<at::Tensor> &operands);

} // namespace splitscope
