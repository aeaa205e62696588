// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/live_calibration.h"

#include "core/graph/error.h"
#include "core/partition/tap_piece.h"
#include "core/runtime/picture_inputs.h"
#include "widgets/codec/codec_words.h"

namespace splitscope {

Calibration calibrateOn(const std::shared_ptr<const Model> &model, const std::vector<TensorRef> &tensors,
    const std::vector<std::shared_ptr<const Picture>> &pictures, const std::string &source,
    const std::function<bool()> &goOn)
{
    Calibration result;
    result.source = source;
    result.wanted = result.frames = static_cast<int>(pictures.size());
    const auto &graph = model->graph();
    std::vector<TensorRef> wanted;
    std::vector<StatisticsCollector> collectors;
    for (const auto &tensor : tensors) {
        if (!isCoded(graph.info(tensor)))
            continue;
        wanted.push_back(tensor);
        collectors.emplace_back(graph.tensorName(tensor), true, result.seed);
    }
    const PictureInputs inputs(model);
    const TapPiece taps(model, wanted);
    for (const auto &picture : pictures) {
        const auto values = taps.run(inputs.of(*picture));
        for (std::size_t i = 0; i < values.size(); ++i)
            collectors[i].add(values[i]);
        if (!goOn())
            throw Failure(ErrorCode::Cancelled, {{"what", "Calibrating"}});
    }
    for (std::size_t i = 0; i < wanted.size(); ++i)
        result.tensors.emplace(graph.tensorName(wanted[i]), collectors[i].finish());
    return result;
}

} // namespace splitscope
