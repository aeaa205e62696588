// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study_result.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// The fewest bytes with which one cut can be made.
struct CutChoice {
    const StudiedCut *cut = nullptr;
    const StudyEntry *entry = nullptr; ///< null: no codec is allowed that sends less than the tensors as they are
    double bytes = 0.0;
};

/// Of the entries that are `wanted` (all, where nothing is given) and whose every task loses at most `mostLoss`, the
/// one with the fewest bytes; the tensors as they are compete. Losses are point estimates; their intervals are in the
/// entries.
CutChoice fewestBytes(
    const StudiedCut &cut, double mostLoss, const std::function<bool(const StudyEntry &)> &wanted = {});

/// A study in a few figures.
struct StudySummary {
    double mostLoss = 0.0;
    std::vector<CutChoice> choices;        ///< by cut of the study
    std::optional<std::size_t> leastBytes; ///< the choice with the fewest bytes
    /// The same among the cuts that leave at least half of the multiply-accumulates to the edge: the fewest bytes of
    /// all may be those of an answer, when nothing is left to do.
    std::optional<std::size_t> leastBytesEarly;
    /// Of those that send less than the cut `edge` at its best, the one with the least work on the device; nothing
    /// where `edge` was not studied or none sends less.
    std::optional<std::size_t> leastDevice;
};

/// \param study keeps its place.
StudySummary summaryOf(const Study &study, double mostLoss);

/// One row a cut and codec: cut, device_layers, device_macs, crossing_bytes, codec, asked, bytes, encode_ms, decode_ms,
/// worst_loss, then `loss TASK`, `loss_low TASK` and `loss_high TASK` of each task. RFC 4180.
std::string studyCsv(const Study &study);

/// The codec that sent a picture, not tensors.
bool sendsPicture(const StudyEntry &entry);

} // namespace splitscope
