// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_result.h"

#include <algorithm>

namespace splitscope {

namespace {

double sumOf(const std::vector<StudiedTensor> &tensors, double StudiedTensor::*member)
{
    double sum = 0.0;
    for (const auto &tensor : tensors)
        sum += tensor.*member;
    return sum;
}

} // namespace

double StudyEntry::bytes() const { return sumOf(tensors, &StudiedTensor::bytes); }

double StudyEntry::encodeMs() const { return sumOf(tensors, &StudiedTensor::encodeMs); }

double StudyEntry::decodeMs() const { return sumOf(tensors, &StudiedTensor::decodeMs); }

double StudyEntry::worstLoss() const
{
    if (!impossible.empty())
        return 1.0;
    double worst = 0.0;
    for (const auto &[task, loss] : losses)
        worst = std::max(worst, loss.loss);
    return worst;
}

const StudiedCut *Study::find(const std::string &cut) const
{
    const auto found =
        std::find_if(cuts.begin(), cuts.end(), [&](const StudiedCut &studied) { return studied.cut == cut; });
    return found == cuts.end() ? nullptr : &*found;
}

} // namespace splitscope
