// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor_info.h"

namespace splitscope {

/// The same tensor in row-major order, as programs that know no other expect it.
TensorValue rowMajor(const TensorValue &value);

/// The same four-dimensional tensor in channels-last order.
TensorValue channelsLast(const TensorValue &value);

} // namespace splitscope
