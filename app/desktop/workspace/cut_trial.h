// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/codec_choice.h"
#include "core/codec/tensor_coder.h"
#include "core/graph/codec_reading.h"
#include "core/model/model.h"
#include "core/partition/executable.h"
#include "core/runtime/picture_inputs.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// A picture that codecs are tried on.
struct CodecFrame {
    std::uint64_t id = 0;     ///< no other picture's
    std::uint64_t number = 0; ///< as its source counts
    std::shared_ptr<const Picture> picture;

    bool operator==(const CodecFrame &) const = default;
};

/// What codecs do at one cut of a model, frame by frame: to the tensors that cross and to the answers, in reference
/// mode, so that all differences are the codec's. Keeps what a frame gave without a codec: another codec then costs
/// encoding, decoding and the tail. One thread at a time.
class CutTrial {
public:
    /// Builds both halves: some tens of milliseconds. Throws Failure (IllegalCut).
    CutTrial(std::shared_ptr<const Model> model, const Cut &cut);

    /// The codec of what follows. Throws Failure (InvalidArgument) where it does not fit what crosses.
    void setCodec(const CodecChoice &choice);

    /// What the codec did to one frame.
    struct FrameReading {
        std::vector<TensorReading> tensors; ///< without pictures and spectra; times are the quickest of a few
        std::vector<TaskReading> tasks;
    };
    /// \param pictures whether `before` and `after` are wanted too. Throws Failure.
    FrameReading read(const CodecFrame &frame, bool pictures);

    /// Forgets what other frames gave.
    void keepOnly(const std::vector<CodecFrame> &frames);
    /// How many frames should be kept at once: as many as fit into a fixed room, at least one.
    std::size_t framesThatFit() const;

private:
    struct Uncoded {
        std::vector<TensorValue> crossing;
        std::vector<std::pair<int, TensorValue>> headTasks;
        std::vector<TensorValue> whole; ///< the uncut model's answers, as returned, by task
    };

    const Uncoded &uncoded(const CodecFrame &frame);
    std::vector<TensorValue> answersOf(
        const std::vector<std::pair<int, TensorValue>> &headTasks, const std::vector<TensorValue> &crossing) const;
    std::vector<TensorValue> throughCodec(const Uncoded &frame, std::vector<TensorReading> &readings);
    TensorValue throughCoder(std::size_t tensor, const TensorValue &value, TensorReading &reading);
    std::vector<TensorValue> throughPicture(const Picture &picture, std::vector<TensorReading> &readings) const;
    std::size_t pictureTensor() const;
    const TensorCoder *coderOf(std::size_t tensor, const TensorInfo &info);

    const std::shared_ptr<const Model> m_model;
    const Cut m_cut;
    const std::vector<CrossingTensor> m_tensors;
    PictureInputs m_inputs;
    std::shared_ptr<Executable> m_head;
    std::shared_ptr<Executable> m_tail;        ///< null where everything stays on the device
    std::map<std::uint64_t, Uncoded> m_frames; ///< by CodecFrame::id
    CodecChoice m_choice;
    std::vector<std::optional<TensorCoder>> m_coders; ///< by crossing tensor
};

} // namespace splitscope
