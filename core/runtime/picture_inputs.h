// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/picture.h"
#include "core/model/model.h"

#include <memory>
#include <vector>

namespace splitscope {

/// A picture as everything a model takes: prepared for each picture input, seeded samples for the others.
class PictureInputs {
public:
    explicit PictureInputs(std::shared_ptr<const Model> model);

    std::vector<TensorValue> of(const Picture &picture) const;

private:
    std::shared_ptr<const Model> m_model;
    std::vector<TensorValue> m_samples;
};

} // namespace splitscope
