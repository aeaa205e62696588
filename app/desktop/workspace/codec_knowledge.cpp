// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/codec_knowledge.h"

#include "core/graph/codec_payload.h"
#include "widgets/codec/codec_words.h"

#include <algorithm>

namespace splitscope {

namespace {

constexpr std::size_t mostCalibrations = 16;

/// Of constants for more components those of the first ones; others as they are.
TensorConstants reduced(const TensorConstants &constants, const TensorInfo &tensor, const TensorCodec &codec)
{
    const auto components = static_cast<std::size_t>(codec.components);
    const auto channels = static_cast<std::size_t>(channelsOf(tensor.shape));
    if (codec.kind != TensorCodec::Kind::Pca || constants.low.size() <= components
        || constants.basis.size() != constants.low.size() * channels || constants.high.size() != constants.low.size())
        return constants;
    auto few = constants;
    few.low.resize(components);
    few.high.resize(components);
    few.basis.resize(components * channels);
    return few;
}

/// Of given constants those that the codec's tensors need.
CodecConstants reducedTo(const std::vector<CrossingTensor> &tensors, const Codec &codec, const CodecConstants &given)
{
    CodecConstants constants{given.source, given.frames, given.seed, {}};
    for (const auto &tensor : tensors) {
        const auto known = given.tensors.find(tensor.name);
        if (known == given.tensors.end())
            continue;
        auto few = reduced(known->second, tensor.info, codec.of(tensor.name));
        if (constantsFit(tensor.info, codec.of(tensor.name), few))
            constants.tensors.emplace(tensor.name, std::move(few));
    }
    return constants;
}

} // namespace

std::vector<CrossingTensor> tensorsToCalibrate(const Codec &codec, const LayerGraph &graph, const Cut &cut)
{
    if (!codec.needsCalibration())
        return {};
    auto tensors = crossingTensorsOf(graph, cut);
    std::erase_if(tensors, [&](const CrossingTensor &tensor) {
        return !isCoded(tensor.info) || !codec.of(tensor.name).needsCalibration();
    });
    return tensors;
}

void CodecKnowledge::add(std::shared_ptr<const Calibration> calibration)
{
    for (const auto &[name, statistics] : calibration->tensors) {
        if (!statistics.eigenvalues.empty())
            m_spectra[name] = std::make_shared<const TensorSpectrum>(
                TensorSpectrum{name, statistics.explained(), calibration->source, calibration->frames});
    }
    m_calibrations.push_front(std::move(calibration));
    if (m_calibrations.size() > mostCalibrations)
        m_calibrations.pop_back();
}

void CodecKnowledge::setGiven(std::shared_ptr<const CodecConstants> constants) { m_given = std::move(constants); }

std::shared_ptr<const Calibration> CodecKnowledge::calibrationFor(
    const Codec &codec, const LayerGraph &graph, const Cut &cut) const
{
    const auto tensors = tensorsToCalibrate(codec, graph, cut);
    for (const auto &calibration : m_calibrations) {
        const bool knowsAll = std::all_of(tensors.begin(), tensors.end(),
            [&](const CrossingTensor &tensor) { return calibration->tensors.contains(tensor.name); });
        if (knowsAll)
            return calibration;
    }
    return nullptr;
}

bool CodecKnowledge::covers(const Codec &codec, const LayerGraph &graph, const Cut &cut) const
{
    const auto tensors = tensorsToCalibrate(codec, graph, cut);
    if (tensors.empty() || calibrationFor(codec, graph, cut))
        return true;
    return m_given && reducedTo(tensors, codec, *m_given).tensors.size() == tensors.size();
}

CodecChoice CodecKnowledge::resolve(Codec codec, const LayerGraph &graph, const Cut &cut) const
{
    codec.constants.clear();
    const auto tensors = tensorsToCalibrate(codec, graph, cut);
    CodecChoice choice{codec, nullptr};
    if (const auto calibration = calibrationFor(codec, graph, cut); calibration && !tensors.empty())
        choice = codecChoice(codec, constantsOf(*calibration, graph, cut, codec));
    else if (m_given && !tensors.empty())
        choice = codecChoice(codec, reducedTo(tensors, codec, *m_given));
    return carriedTo(choice, graph, cut);
}

std::shared_ptr<const TensorSpectrum> CodecKnowledge::spectrumOf(const std::string &tensor) const
{
    const auto found = m_spectra.find(tensor);
    return found == m_spectra.end() ? nullptr : found->second;
}

} // namespace splitscope
