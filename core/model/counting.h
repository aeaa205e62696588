// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <cstdint>

namespace splitscope {

/// Multiply-accumulates of one operation that ran with `inputs` and gave `outputs`; batch included, bias and activation
/// not.
/// - Convolution (any dimension): elements of the output x input channels / groups x kernel elements.
/// - Transposed convolution: elements of the input x output channels / groups x kernel elements.
/// - linear, mm, addmm, matmul, bmm, baddbmm, mv, dot and kin: elements of the output x the summed size.
/// - einsum: as core/model/einsum_cost.h says.
/// - LSTM, GRU, simple recurrence, and their cells: steps x batch x elements of all weight matrices.
/// - Attention: queries x keys x (query size + value size) for the two products, where the operation projects too also
///   rows x elements of each weight matrix; softmax and scaling not.
/// Quantised convolution and linear layers count as their floating-point forms.
/// Everything else is 0: it is counted as bytes moved.
std::int64_t countMacs(const torch::jit::Node &node, const torch::jit::Stack &inputs, const torch::jit::Stack &outputs);

/// Bytes of all tensors read and written by one operation.
std::int64_t countMovedBytes(const torch::jit::Stack &inputs, const torch::jit::Stack &outputs);

} // namespace splitscope
