// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/prepare_inputs.h"

#include "core/sources/frame_source.h"

namespace splitscope {

std::vector<TensorValue> prepareInputs(
    const Picture &picture, const std::vector<InputSpec> &inputs, std::vector<TensorValue> samples)
{
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (inputs.at(i).kind == InputSpec::Kind::Picture)
            samples[i] = prepareInput(picture, inputs[i]);
    }
    return samples;
}

} // namespace splitscope
