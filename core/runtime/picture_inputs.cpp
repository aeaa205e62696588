// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/picture_inputs.h"

#include "core/sources/prepare_inputs.h"

namespace splitscope {

PictureInputs::PictureInputs(std::shared_ptr<const Model> model)
    : m_model(std::move(model))
    , m_samples(m_model->sampleInputs(0))
{
}

std::vector<TensorValue> PictureInputs::of(const Picture &picture) const
{
    return prepareInputs(picture, m_model->metadata().inputs, m_samples);
}

} // namespace splitscope
