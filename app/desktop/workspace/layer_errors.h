// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/picture.h"
#include "core/graph/tensor_info.h"
#include "core/model/model.h"
#include "core/partition/tap_piece.h"
#include "core/runtime/picture_inputs.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace splitscope {

/// How far one codec takes the tensors off that cross the cut after each layer. One thread at a time.
class LayerErrors {
public:
    /// Builds a piece that gives all of these tensors: as long as opening the model took.
    explicit LayerErrors(std::shared_ptr<const Model> model);

    /// By layer: norm of the difference over the norm of all that crosses, on one picture in reference mode. Absent
    /// where no cut can be made, nothing crosses, or the codec does not fit or needs a calibration.
    /// \param goOn asked between tensors; false ends it, with an empty answer.
    std::vector<std::optional<double>> of(
        const TensorCodec &codec, const Picture &picture, const std::function<bool()> &goOn) const;

private:
    struct Squares {
        double difference = 0.0;
        double whole = 0.0;
    };

    static std::optional<Squares> squaresOf(const TensorValue &value, const TensorCodec &codec);

    std::shared_ptr<const Model> m_model;
    PictureInputs m_inputs;
    std::vector<std::vector<TensorRef>> m_crossing; ///< by layer; empty where no cut can be made
    std::vector<TensorRef> m_tensors;               ///< all of them, each once
    std::unique_ptr<TapPiece> m_taps;
};

} // namespace splitscope
