// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_codec.h"

#include "core/graph/codec_payload.h"
#include "core/graph/error.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace splitscope {

namespace {

constexpr std::string_view partPrefix = "pca:C/";

std::string_view withoutSpaces(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

bool isFloating(const TensorInfo &info)
{
    return info.dtype == DType::Float32 || info.dtype == DType::Float16 || info.dtype == DType::BFloat16
        || info.dtype == DType::Float64;
}

} // namespace

StudyCodec::StudyCodec(std::string_view text)
    : m_text(withoutSpaces(text))
{
    if (!m_text.starts_with(partPrefix)) {
        m_codec = codecFromText(m_text);
        return;
    }
    const auto *begin = m_text.data() + partPrefix.size();
    const auto *end = m_text.data() + m_text.size();
    const auto [rest, problem] = std::from_chars(begin, end, m_channelsOverComponents);
    if (problem != std::errc{} || m_channelsOverComponents < 1 || rest == end || *rest != '/')
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The codec " + m_text}, {"why", "it must be pca:C/N/B, N and B whole numbers from 1."}});
    m_codec.rest = tensorCodecFromText("pca:1" + std::string(rest, end));
}

Codec StudyCodec::at(const LayerGraph &graph, const Cut &cut) const
{
    if (m_channelsOverComponents == 0)
        return m_codec;
    Codec codec;
    std::set<int> counts;
    for (const auto &tensor : crossingTensors(graph, cut)) {
        const auto &info = graph.info(tensor);
        if (!isFloating(info))
            continue;
        auto one = m_codec.rest;
        one.components = std::max(1, static_cast<int>(channelsOf(info.shape)) / m_channelsOverComponents);
        counts.insert(one.components);
        codec.rest = one;
        codec.named[graph.tensorName(tensor)] = one;
    }
    if (counts.size() <= 1)
        codec.named.clear();
    else
        codec.rest = {};
    return codec;
}

std::vector<StudyCodec> studyCodecs(std::string_view list)
{
    std::vector<StudyCodec> codecs;
    while (!withoutSpaces(list).empty()) {
        const auto comma = std::min(list.find(','), list.size());
        codecs.emplace_back(list.substr(0, comma));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    if (codecs.empty())
        throw Failure(ErrorCode::InvalidArgument, {{"what", "The list of codecs"}, {"why", "it is empty."}});
    return codecs;
}

} // namespace splitscope
