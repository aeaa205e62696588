// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/study_view.h"

#include "core/graph/cut.h"
#include "core/graph/error.h"
#include "core/study/study_summary.h"

#include <QCoreApplication>
#include <QLocale>

#include <map>
#include <set>
#include <vector>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::StudyView)
};

std::string sourceOf(const Study &study)
{
    std::set<std::string> codecs;
    for (const auto &cut : study.cuts) {
        for (const auto &entry : cut.entries)
            codecs.insert(entry.asked);
    }
    return Tr::tr("study of %1 codecs, %2 frames of %3")
        .arg(codecs.size())
        .arg(study.key.frames)
        .arg(QString::fromStdString(study.key.source))
        .toStdString();
}

/// Of the last layer on the device.
std::string nameOf(const LayerGraph &graph, const Cut &cut)
{
    for (int layer = graph.size() - 1; layer >= 0; --layer) {
        if (cut.onDevice(layer))
            return graph.layer(layer).name;
    }
    return "edge";
}

CompressibilityPoint pointOf(const CutChoice &choice, const LayerGraph &graph, const Cut &cut)
{
    CompressibilityPoint point;
    point.cut = choice.cut->cut;
    point.name = nameOf(graph, cut);
    point.layers = choice.cut->deviceLayers;
    point.rawBytes = static_cast<double>(choice.cut->crossingBytes);
    if (choice.entry != nullptr) {
        point.bytes = choice.bytes;
        point.codec = choice.entry->codec;
        point.loss = choice.entry->worstLoss();
    }
    return point;
}

} // namespace

StudyView studyView(std::shared_ptr<const Study> study, const LayerGraph &graph, double mostLoss)
{
    Compressibility curve;
    curve.lossLimit = mostLoss;
    curve.source = sourceOf(*study);
    // Cuts that send the same tensors are studied once.
    std::map<std::vector<TensorRef>, double> bytes;
    for (const auto &choice : summaryOf(*study, mostLoss).choices) {
        Cut cut;
        try {
            cut = Cut::fromText(graph, choice.cut->cut);
        } catch (const Failure &) {
            continue;
        }
        curve.points.push_back(pointOf(choice, graph, cut));
        bytes[crossingTensors(graph, cut)] = choice.bytes;
    }
    LayerCodecFigures figures;
    figures.of = Tr::tr("%1 %").arg(QLocale().toString(100.0 * mostLoss, 'g', 3)).toStdString();
    figures.source = curve.source;
    for (int layer = 0; layer < graph.size(); ++layer) {
        const auto known = bytes.find(crossingTensors(graph, Cut::upTo(graph, {layer})));
        figures.values.push_back(known == bytes.end() ? std::nullopt : std::optional(known->second));
    }
    return {std::move(study), std::make_shared<const Compressibility>(std::move(curve)),
        std::make_shared<const LayerCodecFigures>(std::move(figures))};
}

} // namespace splitscope
