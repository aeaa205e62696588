// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/picture.h"
#include "core/model/model.h"

#include <memory>
#include <vector>

namespace splitscope {

/// A picture as everything a model takes: prepared for each picture input, the seeded sample for the others, as a run
/// does it. May be used from several threads.
class FrameInputs {
public:
    /// Throws Failure (InvalidArgument) where none of the model's inputs is a picture, so that no source can feed it.
    explicit FrameInputs(std::shared_ptr<const Model> model);

    std::vector<TensorValue> of(const Picture &picture) const;

    int width() const; ///< of the first picture input
    int height() const;

private:
    std::shared_ptr<const Model> m_model;
    std::vector<TensorValue> m_samples;
    std::size_t m_picture = 0; ///< the first input that is one
};

} // namespace splitscope
