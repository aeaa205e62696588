// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace splitscope::testing {

/// A device that is not the CPU, for tests of what is to run on GPUs where there is none: LibTorch's "xpu", for which
/// Debian's LibTorch has no kernels. Each operation is done by the CPU's kernel on copies. An operation that is given
/// tensors of both devices fails, as on a GPU; a lone number of the CPU may stand among tensors of this one.
torch::Device otherDevice();

} // namespace splitscope::testing
