// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace splitscope {

/// Where a training computes: the first CUDA device where LibTorch has CUDA and sees one, otherwise the CPU. An empty
/// CUDA_VISIBLE_DEVICES in the environment keeps it on the CPU.
torch::Device trainingDevice();

/// The process's settings for training there. CPU: freed memory stays with the process. CUDA: cuDNN takes algorithms
/// that repeat exactly; interpolation's gradients still add up in changing order, so weights of two trainings there
/// differ in their last digits, which they do not on a CPU.
void prepareForTraining(const torch::Device &device);

} // namespace splitscope
