// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/frame_inputs.h"

#include "core/graph/error.h"
#include "core/sources/prepare_inputs.h"

#include <algorithm>

namespace splitscope {

FrameInputs::FrameInputs(std::shared_ptr<const Model> model)
    : m_model(std::move(model))
    , m_samples(m_model->sampleInputs(0))
{
    const auto &specs = m_model->metadata().inputs;
    const auto isPicture = [](const InputSpec &spec) { return spec.kind == InputSpec::Kind::Picture; };
    const auto first = std::find_if(specs.begin(), specs.end(), isPicture);
    if (first == specs.end())
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The model " + m_model->path().string()},
                {"why", "its metadata names no picture among its inputs, so no source can feed it."}});
    m_picture = static_cast<std::size_t>(first - specs.begin());
}

int FrameInputs::width() const { return static_cast<int>(m_samples[m_picture].info.shape.at(3)); }

int FrameInputs::height() const { return static_cast<int>(m_samples[m_picture].info.shape.at(2)); }

std::vector<TensorValue> FrameInputs::of(const Picture &picture) const
{
    return prepareInputs(picture, m_model->metadata().inputs, m_samples);
}

} // namespace splitscope
