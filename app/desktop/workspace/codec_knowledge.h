// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/codec_choice.h"
#include "core/study/calibration.h"

#include <deque>
#include <map>
#include <memory>
#include <string>

namespace splitscope {

/// What calibrations of one model are known: those made in this window, and the constants that came with a session. A
/// value that is cheap to copy, so that a worker may look things up in it.
class CodecKnowledge {
public:
    /// A calibration that was made; of several that know a tensor the newest counts.
    void add(std::shared_ptr<const Calibration> calibration);
    /// Constants that came from elsewhere; what is calibrated here goes before them.
    void setGiven(std::shared_ptr<const CodecConstants> constants);

    /// Whether a codec can be resolved at a cut: everything that it needs to know of what crosses there is known.
    bool covers(const Codec &codec, const LayerGraph &graph, const Cut &cut) const;

    /// The codec with its constants, all from one calibration; where `covers` says no, what of it holds at the cut
    /// (carriedTo). Throws Failure (InvalidArgument) where a calibrated tensor has fewer channels than components.
    CodecChoice resolve(Codec codec, const LayerGraph &graph, const Cut &cut) const;

    /// What is known of a tensor's components; null: it was not calibrated here.
    std::shared_ptr<const TensorSpectrum> spectrumOf(const std::string &tensor) const;

private:
    std::shared_ptr<const Calibration> calibrationFor(
        const Codec &codec, const LayerGraph &graph, const Cut &cut) const;

    std::deque<std::shared_ptr<const Calibration>> m_calibrations; ///< newest first
    std::map<std::string, std::shared_ptr<const TensorSpectrum>> m_spectra;
    std::shared_ptr<const CodecConstants> m_given;
};

/// The tensors that cross and whose codec needs to know something.
std::vector<CrossingTensor> tensorsToCalibrate(const Codec &codec, const LayerGraph &graph, const Cut &cut);

} // namespace splitscope
