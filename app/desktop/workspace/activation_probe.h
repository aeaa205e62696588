// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/picture.h"
#include "core/partition/executable.h"
#include "core/runtime/picture_inputs.h"

#include <memory>
#include <optional>
#include <string>

namespace splitscope {

/// Runs a model up to one layer, in reference mode, and gives what the layer puts out. For one thread.
class ActivationProbe {
public:
    /// Builds what is to run: some tens of milliseconds. Throws Failure (IllegalCut: nothing can leave that layer).
    ActivationProbe(std::shared_ptr<const Model> model, int layer);

    /// The layer's first output; nothing where nobody reads it. Throws Failure.
    std::optional<TensorValue> run(const Picture &picture) const;

private:
    std::shared_ptr<const Model> m_model;
    PictureInputs m_inputs;
    std::shared_ptr<Executable> m_head;
    std::optional<std::size_t> m_crossing; ///< its place in what crosses,
    std::optional<int> m_task;             ///< or the task whose answer it is
};

} // namespace splitscope
