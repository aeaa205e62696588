// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/node_text.h"

#include "widgets/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::NodeText)
};

QString typeName(DType dtype)
{
    const auto name = dtypeName(dtype);
    return QString::fromLatin1(name.data(), static_cast<int>(name.size()));
}

QString overlayLine(const GraphPicture &picture, int node)
{
    const auto &overlay = picture.overlay;
    if (!overlay.isOn() || overlay.figure() == LayerFigure::OutputBytes)
        return {}; // the bytes stand there anyway
    const auto value = overlay.value(node);
    const bool coded = overlay.figure() == LayerFigure::CodedBytes || overlay.figure() == LayerFigure::CodecError;
    if (!value && coded)
        return overlay.isKnown() ? Tr::tr("unknown") : QString();
    if (!value)
        return overlay.figure() == LayerFigure::CrossingBytes ? Tr::tr("no cut here") : QString();
    if (overlay.figure() == LayerFigure::CodecError)
        return figureText(overlay.figure(), *value); // no error is something to say
    if (overlay.figure() == LayerFigure::CrossingBytes || overlay.figure() == LayerFigure::CodedBytes)
        return Tr::tr("cut: %1").arg(bytesText(std::llround(*value)));
    return *value > 0.0 ? figureText(overlay.figure(), *value) : QString();
}

QStringList moduleLines(const GraphPicture &picture, int node)
{
    const auto &module = picture.layout->moduleOf(picture.layout->node(node));
    const auto &last = picture.graph->layer(module.layers.back());
    return {moduleName(module.module), Tr::tr("layers: %1").arg(module.layers.size()), outputText(last),
        bytesText(bytesLeaving(*picture.graph, module.layers)), overlayLine(picture, node)};
}

QString moduleToolTip(const GraphPicture &picture, int node)
{
    const auto &module = picture.layout->moduleOf(picture.layout->node(node));
    std::int64_t macs = 0, parameters = 0;
    for (const int layer : module.layers) {
        macs += picture.graph->layer(layer).macs;
        parameters += picture.graph->layer(layer).parameters;
    }
    const QStringList lines{QStringLiteral("<b>%1</b>").arg(QString::fromStdString(module.module).toHtmlEscaped()),
        Tr::tr("Layers: %1. A double click opens it").arg(module.layers.size()),
        Tr::tr("%1 MACs, %2 parameters in all").arg(countText(macs), countText(parameters)),
        Tr::tr("%1 leave it").arg(bytesText(bytesLeaving(*picture.graph, module.layers))),
        sideText(picture.sideOf(picture.layout->node(node)))};
    return lines.join(QStringLiteral("<br>"));
}

} // namespace

QString shortOperation(const std::string &op)
{
    const auto text = QString::fromStdString(op);
    const auto more = text.count(QLatin1Char('+'));
    const auto first = text.section(QLatin1Char('+'), 0, 0);
    return more > 0 ? Tr::tr("%1 +%2").arg(first).arg(more) : first;
}

QString longOperation(const std::string &op)
{
    return QString::fromStdString(op).replace(QLatin1Char('+'), QStringLiteral(" + "));
}

QString outputText(const Layer &layer)
{
    if (layer.outputs.empty())
        return {};
    const auto first = shortShape(layer.outputs.front().shape);
    return layer.outputs.size() > 1 ? Tr::tr("%1, +%2").arg(first).arg(layer.outputs.size() - 1) : first;
}

QStringList outputTypeTexts(const Layer &layer)
{
    QStringList texts;
    for (const auto &output : layer.outputs)
        texts << QStringLiteral("%1 %2").arg(QString::fromStdString(shapeText(output.shape)), typeName(output.dtype));
    return texts;
}

QString sideText(GraphSide side)
{
    switch (side) {
    case GraphSide::Device:
        return Tr::tr("Runs on the device");
    case GraphSide::Edge:
        return Tr::tr("Runs on the edge");
    case GraphSide::Both:
        break;
    }
    return Tr::tr("The cut goes through its inside");
}

QString moduleName(const std::string &path)
{
    const auto parts = QString::fromStdString(path).split(QLatin1Char('.'));
    const auto isNumber = [](const QString &part) {
        return !part.isEmpty() && std::all_of(part.begin(), part.end(), [](QChar sign) { return sign.isDigit(); });
    };
    auto first = parts.size() - 1;
    while (first > 0 && isNumber(parts[first]))
        --first;
    return parts.mid(first).join(QLatin1Char('.'));
}

QStringList cardLines(const GraphPicture &picture, int node)
{
    const auto &drawn = picture.layout->node(node);
    if (drawn.kind == GraphNode::Kind::Module)
        return moduleLines(picture, node);
    const auto &layer = picture.graph->layer(drawn.index);
    return {QString::fromStdString(layer.name), shortOperation(layer.op), outputText(layer),
        bytesText(layer.outputBytes()), overlayLine(picture, node)};
}

QString nodeToolTip(const GraphPicture &picture, int node)
{
    const auto &drawn = picture.layout->node(node);
    if (drawn.kind == GraphNode::Kind::Module)
        return moduleToolTip(picture, node);
    if (drawn.kind != GraphNode::Kind::Layer)
        return {};
    const auto &layer = picture.graph->layer(drawn.index);
    QStringList lines{QStringLiteral("<b>%1</b>").arg(QString::fromStdString(layer.id).toHtmlEscaped()),
        longOperation(layer.op).toHtmlEscaped()};
    lines << outputTypeTexts(layer);
    lines << bytesText(layer.outputBytes());
    lines << Tr::tr("%1 MACs, %2 parameters").arg(countText(layer.macs), countText(layer.parameters));
    if (picture.overlay.isOn()) {
        if (const auto value = picture.overlay.value(node))
            lines << QStringLiteral("%1: %2").arg(
                picture.overlay.title(), figureValueText(picture.overlay.figure(), *value));
    }
    lines << sideText(picture.sideOf(drawn));
    if (!layer.uncuttable.empty())
        lines << Tr::tr("Cannot be cut here: %1").arg(QString::fromStdString(layer.uncuttable).toHtmlEscaped());
    if (!layer.warning.empty())
        lines << QString::fromStdString(layer.warning).toHtmlEscaped();
    return lines.join(QStringLiteral("<br>"));
}

} // namespace splitscope
