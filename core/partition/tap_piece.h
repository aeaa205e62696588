// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model.h"
#include "core/partition/executable.h"

#include <memory>
#include <vector>

namespace splitscope {

/// The whole model, in reference mode, that also gives tensors from its inside: what would cross many cuts, in one run.
/// One thread at a time.
class TapPiece {
public:
    /// \param tensors that may cross, each once. Throws Failure (InvalidArgument) for one that may not.
    TapPiece(std::shared_ptr<const Model> model, const std::vector<TensorRef> &tensors);
    ~TapPiece();
    TapPiece(const TapPiece &) = delete;
    TapPiece &operator=(const TapPiece &) = delete;

    /// Bit for bit what the heads of cuts behind these tensors give in reference mode, in the order in which they were
    /// asked for. \param inputs the model's. Throws Failure (RequestInvalid).
    std::vector<TensorValue> run(const std::vector<TensorValue> &inputs) const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace splitscope
