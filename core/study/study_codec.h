// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/cut.h"

#include <string>
#include <string_view>
#include <vector>

namespace splitscope {

/// A codec of a study's list: CODEC of the command line, or components as a part of each tensor's channels,
/// `pca:C/N/B[+zstd[:LEVEL]]`, at least one (a sixth of 32 channels is 5). A study writes down what it became at each
/// cut.
class StudyCodec {
public:
    /// Throws Failure (UnknownCodec, InvalidArgument).
    explicit StudyCodec(std::string_view text);

    const std::string &text() const { return m_text; }
    bool isPicture() const { return m_codec.picture.has_value(); }

    /// As a cut has it: with `pca:K/B` for each crossing tensor where K differs, else for all.
    Codec at(const LayerGraph &graph, const Cut &cut) const;

private:
    std::string m_text;
    Codec m_codec;
    int m_channelsOverComponents = 0; ///< N; 0 where components are given as they are
};

/// A comma-separated list. Throws as StudyCodec; InvalidArgument for an empty list.
std::vector<StudyCodec> studyCodecs(std::string_view list);

/// What is studied where nothing is said: fp16, 8 to 3 bits, 6 to 4 bits packed, a half, a quarter and an eighth of the
/// components in 8 bits and a quarter in 4; and for the cut `edge` the picture as JPEG and WebP.
inline constexpr const char *defaultStudyCodecs =
    "fp16,bits:8,bits:6,bits:4,bits:3,bits:6+zstd,bits:5+zstd,bits:4+zstd,pca:C/2/8,pca:C/4/8,pca:C/8/8,pca:C/4/4,"
    "jpeg:95,jpeg:90,jpeg:75,jpeg:50,webp:90,webp:75";

} // namespace splitscope
