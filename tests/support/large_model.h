// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace splitscope::testing {

/// How the layers of a generated model hang together.
/// - Chain: each convolution with its ReLU reads the one before.
/// - Branching: blocks of two parallel convolutions and their sum, and every tenth block also reads the block ten
///   before it, so that many tensors cross most cuts.
enum class LargeModelForm { Chain, Branching };

/// Saves a model of about `layers` small layers (1x8x12x12 input and output, seeded weights, metadata inside),
/// scripted, its modules all of one class as Python would export them. Returns `FORM_LAYERS.pt` in `directory`.
std::filesystem::path saveLargeModel(const std::filesystem::path &directory, LargeModelForm form, int layers);

/// Milliseconds that torch::jit::load alone takes on the file: the part of opening that is not ours.
double archiveLoadMs(const std::filesystem::path &file);

} // namespace splitscope::testing
