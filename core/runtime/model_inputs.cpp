// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/model_inputs.h"

#include "core/sources/frame_source.h"

namespace splitscope {

ModelInputs::ModelInputs(std::shared_ptr<const Model> model)
    : m_model(std::move(model))
    , m_samples(m_model->sampleInputs(0))
{
}

std::vector<TensorValue> ModelInputs::of(const Picture &picture) const
{
    auto inputs = m_samples;
    const auto &specs = m_model->metadata().inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (specs[i].kind == InputSpec::Kind::Picture)
            inputs[i] = prepareInput(picture, specs[i]);
    }
    return inputs;
}

} // namespace splitscope
