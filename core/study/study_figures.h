// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study_result.h"
#include "core/study/svg_chart.h"

#include <string>
#include <utility>
#include <vector>

namespace splitscope {

/// A study as pictures, by depth: the part of all multiply-accumulates that runs on the device, in per cent. File name
/// without folder, and chart:
/// - `bytes_by_depth.svg`: the fewest bytes with at most `mostLoss` of every task: as it is, with affine codes, with
///   components, with any codec, and of the picture sent whole;
/// - `loss_by_depth.svg`: what the worst task loses with each codec;
/// - `compressibility_by_depth.svg`: which part of a tensor's components explains 90, 95 and 99 % of its variance.
std::vector<std::pair<std::string, SvgChart>> studyFigures(const Study &study, double mostLoss);

} // namespace splitscope
