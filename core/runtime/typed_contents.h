// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor_info.h"

#include <string>

namespace inference {
class InferTensorContents;
}

namespace splitscope {

/// A tensor from the protocol's typed lists, which clients without raw bytes send. 16-bit floats have none and are
/// refused. \param name of the tensor, for errors. Throws Failure (RequestInvalid) where the list for the type does not
/// hold exactly the shape's elements, another list holds any, or a value does not fit the type.
TensorValue typedValue(const TensorInfo &info, const std::string &name, const inference::InferTensorContents &contents);

} // namespace splitscope
