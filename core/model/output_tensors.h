// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/ivalue.h>

#include <string>
#include <utility>
#include <vector>

namespace splitscope {

/// The tensors inside what a model returns, each with its key as in TaskSpec::output: positions in tuples and lists,
/// names in named tuples, keys in dicts, joined by '.' where nested; "" for a lone tensor. Depth first, in order.
std::vector<std::pair<std::string, at::Tensor>> outputTensors(const c10::IValue &result);

/// The key of what is called `name` inside the value with key `outer`.
std::string outputKey(const std::string &outer, const std::string &name);

} // namespace splitscope
