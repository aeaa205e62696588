// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/given_input.h"

#include <ATen/ATen.h>

#include <filesystem>
#include <vector>

namespace splitscope {

/// The tensors in a file of sample inputs, in order: a tensor, or a list, tuple or dict of tensors, saved with
/// torch.save, or a TorchScript module that holds tensors as attributes. LibTorch inside.
/// Throws Failure (FileNotFound, FileUnreadable, SampleInvalid).
std::vector<at::Tensor> readSample(const std::filesystem::path &file);

/// Their shapes, types and the ranges of values seen in them. Throws Failure (SampleInvalid).
std::vector<GivenInput> describeSamples(const std::vector<at::Tensor> &tensors, const std::filesystem::path &file);

} // namespace splitscope
