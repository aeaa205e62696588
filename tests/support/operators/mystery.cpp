// SPDX-License-Identifier: GPL-3.0-or-later
// A library as others bring it: registers the operator that saveModelWithOwnOperator calls.
#include <ATen/ATen.h>
#include <torch/library.h>

static at::Tensor mystery(const at::Tensor &x) { return at::add(x, 1); }

TORCH_LIBRARY(splitscope_test, library) { library.def("mystery", &mystery); }
