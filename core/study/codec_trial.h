// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/tensor_coder.h"
#include "core/study/answer_comparison.h"
#include "core/study/cut_study.h"

#include <map>
#include <optional>
#include <vector>

namespace splitscope {

/// One codec at one cut, frame by frame: what crosses goes through it and is counted and timed. One thread at a time.
class CodecTrial {
public:
    CodecTrial(const Model &model, const Cut &cut, const ReadyCodec &codec);

    /// Set once the codec turned out not to fit: too many components, a picture for another cut than `edge`.
    bool impossible() const { return !m_entry.impossible.empty(); }

    /// The picture as the edge gets it; nothing where the codec is not one of pictures.
    std::optional<Picture> throughPicture(const Picture &picture);

    /// The crossing tensors as the edge gets them, in the same order; nothing where the codec does not fit.
    std::optional<std::vector<TensorValue>> throughCodec(const std::vector<TensorValue> &crossing);

    /// Means over `frames` that went through, and what the answers were worth.
    StudyEntry entry(int frames, const AnswerComparison::Findings &findings) const;

private:
    TensorValue throughCoder(const TensorValue &value, const TensorCoder &coder, StudiedTensor &sums);
    const TensorCoder &coderFor(std::size_t index, const TensorInfo &info);

    int m_pictureWidth = 0;
    int m_pictureHeight = 0;
    ReadyCodec m_ready;
    StudyEntry m_entry;                                       ///< its figures are sums
    std::vector<std::map<std::string, TensorCoder>> m_coders; ///< by crossing tensor, then by its order in memory
};

} // namespace splitscope
