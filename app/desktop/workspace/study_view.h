// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_reading.h"
#include "core/graph/layer_figures.h"
#include "core/graph/layer_graph.h"
#include "core/study/study_result.h"

#include <memory>

namespace splitscope {

/// What is shown of a study of the open model.
struct StudyView {
    std::shared_ptr<const Study> study;
    std::shared_ptr<const Compressibility> curve;        ///< by cut of the study
    std::shared_ptr<const LayerCodecFigures> layerBytes; ///< of the cut after each layer, where it was studied
};

/// \param graph of the studied model; cuts that it does not have are left out.
/// \param mostLoss of every task, 0..1
StudyView studyView(std::shared_ptr<const Study> study, const LayerGraph &graph, double mostLoss);

} // namespace splitscope
