// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/frame_result.h"
#include "core/graph/picture.h"
#include "core/graph/tensor_info.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// A tensor that crosses the cut.
struct CrossingTensor {
    std::string name; ///< LayerGraph::tensorName
    TensorInfo info;

    bool operator==(const CrossingTensor &) const = default;
};

/// What one person's wish for a codec is about: made anew with every cut.
struct CodecSubject {
    std::vector<CrossingTensor> tensors; ///< in graph order; empty: nothing crosses
    bool picture = false;                ///< the cut is `edge` and the input a picture: it may be sent as one

    bool operator==(const CodecSubject &) const = default;
};

/// A tensor's values as a picture (core/rendering/activation_picture.h).
struct TensorPicture {
    std::shared_ptr<const Picture> picture;
    float low = 0.0F; ///< values that the two ends of the colours stand for
    float high = 0.0F;
    std::int64_t averaged = 1; ///< planes that each pixel is the mean of
};

/// The principal components that calibration found in one tensor.
struct TensorSpectrum {
    std::string tensor;
    std::vector<double> explained; ///< part (0..1) of all variance that the first 1, 2, ... components explain
    std::string source;            ///< calibrated on, as the command line names it
    int frames = 0;

    int components() const { return static_cast<int>(explained.size()); }
    bool operator==(const TensorSpectrum &) const = default;
};

/// What a codec did to one crossing tensor. Measured on this machine, but for what is absent: not known.
struct TensorReading {
    std::string tensor;
    TensorInfo info;
    TensorCodec codec;
    std::int64_t bytesBefore = 0; ///< raw
    std::int64_t bytesAfter = 0;  ///< all that is sent instead: codes, ranges, after the lossless stage
    std::optional<double> encodeMs;
    std::optional<double> decodeMs;
    std::optional<double> relativeError; ///< norm of the difference / norm of the tensor
    std::optional<double> psnrDb;        ///< infinite: no difference
    TensorPicture before;
    TensorPicture after;                            ///< in the colours of `before`
    std::shared_ptr<const TensorSpectrum> spectrum; ///< null: not calibrated
};

/// How much one task's answer differs from the uncut model's, mean over the reading's frames.
struct TaskReading {
    std::string task;
    std::vector<TaskAgreement> agreement;
};

/// What a codec does at one cut, as far as it was worked out: an immutable value.
struct CodecReading {
    std::uint64_t generation = 0; ///< of the wish that it answers
    Codec codec;
    std::vector<TensorReading> tensors; ///< as CodecSubject::tensors; of a picture: one, named after the input
    std::string source;                 ///< of bytes, times and errors, for a person: "frame 812 of camera:0"
    std::vector<TaskReading> tasks;     ///< empty: not compared yet
    std::string agreementSource;        ///< "the last 8 frames of camera:0"

    std::int64_t bytesBefore() const
    {
        std::int64_t bytes = 0;
        for (const auto &tensor : tensors)
            bytes += tensor.bytesBefore;
        return bytes;
    }

    std::int64_t bytesAfter() const
    {
        std::int64_t bytes = 0;
        for (const auto &tensor : tensors)
            bytes += tensor.bytesAfter;
        return bytes;
    }

    /// Nothing where this tensor was not read.
    const TensorReading *of(const std::string &tensor) const
    {
        for (const auto &one : tensors) {
            if (one.tensor == tensor)
                return &one;
        }
        return nullptr;
    }
};

/// How far the calibration is that a codec needs, and on what.
struct CalibrationStatus {
    enum class Kind { NotNeeded, Wanted, Running, Done };

    Kind kind = Kind::NotNeeded;
    std::string source; ///< as the command line names it
    int frames = 0;     ///< to be calibrated on; done: that it was
    int framesDone = 0; ///< while it runs

    bool operator==(const CalibrationStatus &) const = default;
};

/// One cut of a study: the fewest bytes that keep every task within the loss.
struct CompressibilityPoint {
    std::string cut;  ///< as Cut::fromText reads it
    std::string name; ///< of the last layer on the device; "edge" for none
    int layers = 0;   ///< on the device
    double rawBytes = 0.0;
    std::optional<double> bytes; ///< absent: no codec of the study kept the loss
    std::string codec;           ///< that needs so few; empty with `bytes`
    std::optional<double> loss;  ///< the largest of all tasks with it, 0..1

    bool operator==(const CompressibilityPoint &) const = default;
};

/// How well each cut compresses, in graph order.
struct Compressibility {
    double lossLimit = 0.01;
    std::vector<CompressibilityPoint> points;
    std::string source; ///< for a person: "study of 12 codecs, 100 frames of scenes:480..579"

    bool operator==(const Compressibility &) const = default;
};

} // namespace splitscope
