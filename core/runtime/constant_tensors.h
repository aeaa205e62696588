// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_constants.h"
#include "core/graph/codec_fit.h"
#include "core/runtime/wire_tensor.h"

#include <vector>

namespace splitscope {

/// The constants of a plan's codecs as tensors of the request that prepares it (core/runtime/protocol.h): `low` and
/// `high` [ranges], and for components `mean` [channels] and `basis` [components, channels].
std::vector<NamedTensor> constantTensors(const CodecConstants &constants);

/// What such a request must bring. Throws Failure (RequestInvalid) where it would exceed protocol::maxConstantBytes.
std::vector<ExpectedTensor> expectedConstants(const std::vector<ConstantSizes> &sizes);

/// The constants again.
/// \param values in the order of `expectedConstants(sizes)`
CodecConstants constantsFrom(const std::vector<ConstantSizes> &sizes, const std::vector<TensorValue> &values);

} // namespace splitscope
