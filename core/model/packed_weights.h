// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <vector>

namespace splitscope {

/// Weight and, where there is one, bias of a quantised convolution or linear layer, out of the object that such an
/// operation takes; nothing of any other value. The weight comes first.
std::vector<at::Tensor> packedWeights(const c10::IValue &value);

} // namespace splitscope
