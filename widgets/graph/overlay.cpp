// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/overlay.h"

#include "widgets/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::Overlay)
};

} // namespace

QString figureTitle(LayerFigure figure)
{
    switch (figure) {
    case LayerFigure::Macs:
        return Tr::tr("MACs");
    case LayerFigure::Parameters:
        return Tr::tr("Parameters");
    case LayerFigure::OutputBytes:
        return Tr::tr("Activation bytes");
    case LayerFigure::CrossingBytes:
        return Tr::tr("Bytes if cut here");
    case LayerFigure::MeasuredMs:
        return Tr::tr("Measured time");
    case LayerFigure::DeviceMs:
        return Tr::tr("Time on the device");
    case LayerFigure::EdgeMs:
        return Tr::tr("Time on the edge");
    case LayerFigure::CodedBytes:
        return Tr::tr("Bytes for 1 % loss if cut here");
    case LayerFigure::CodecError:
        return Tr::tr("Error of the codec if cut here");
    }
    return {};
}

QString figureTitle(LayerFigure figure, const LayerFacts &facts)
{
    if (figure == LayerFigure::CodedBytes && facts.codedBytes)
        return Tr::tr("Bytes for %1 loss if cut here").arg(QString::fromStdString(facts.codedBytes->of));
    if (figure == LayerFigure::CodecError && facts.codecErrors)
        return Tr::tr("Error of %1 if cut here").arg(QString::fromStdString(facts.codecErrors->of));
    return figureTitle(figure);
}

QString figureText(LayerFigure figure, double value)
{
    switch (figure) {
    case LayerFigure::Macs:
        return Tr::tr("%1 MACs").arg(figureValueText(figure, value));
    case LayerFigure::Parameters:
        return Tr::tr("%1 parameters").arg(figureValueText(figure, value));
    case LayerFigure::CrossingBytes:
    case LayerFigure::CodedBytes:
        return Tr::tr("%1 if cut here").arg(figureValueText(figure, value));
    case LayerFigure::CodecError:
        return Tr::tr("error %1").arg(figureValueText(figure, value));
    case LayerFigure::OutputBytes:
    case LayerFigure::MeasuredMs:
    case LayerFigure::DeviceMs:
    case LayerFigure::EdgeMs:
        break;
    }
    return figureValueText(figure, value);
}

QString figureValueText(LayerFigure figure, double value)
{
    switch (figure) {
    case LayerFigure::Macs:
    case LayerFigure::Parameters:
        return countText(std::llround(value));
    case LayerFigure::OutputBytes:
    case LayerFigure::CrossingBytes:
    case LayerFigure::CodedBytes:
        return bytesText(std::llround(value));
    case LayerFigure::CodecError:
        return Tr::tr("%1 %").arg(threeDigits(100.0 * value));
    case LayerFigure::MeasuredMs:
    case LayerFigure::DeviceMs:
    case LayerFigure::EdgeMs:
        return millisecondsText(value);
    }
    return {};
}

QString figureAbsence(LayerFigure figure, const LayerFacts &facts)
{
    if (figure == LayerFigure::CodedBytes && !facts.codedBytes)
        return Tr::tr("Not known: run a compression study first");
    if (figure == LayerFigure::CodecError && !facts.codecErrors)
        return Tr::tr("Not known: no codec was measured at these cuts");
    const bool onDevice = figure == LayerFigure::DeviceMs;
    if (figure == LayerFigure::MeasuredMs && !facts.profile)
        return Tr::tr("Not measured yet");
    if (!(onDevice ? !facts.deviceTimes : figure == LayerFigure::EdgeMs && !facts.edgeTimes))
        return {};
    if (!facts.profile)
        return Tr::tr("Not known: measure the layers here first");
    return onDevice ? Tr::tr("Not known of the chosen device") : Tr::tr("Not known of the chosen edge");
}

bool isEstimated(LayerFigure figure, const LayerFacts &facts)
{
    const auto &times = figure == LayerFigure::EdgeMs ? facts.edgeTimes : facts.deviceTimes;
    return (figure == LayerFigure::DeviceMs || figure == LayerFigure::EdgeMs) && times && times->estimated;
}

QString figureSource(LayerFigure figure, const LayerFacts &facts)
{
    switch (figure) {
    case LayerFigure::Macs:
        return Tr::tr("Counted from shapes: one multiplication with its addition is one MAC");
    case LayerFigure::Parameters:
        return Tr::tr("Counted: weights of each layer, shared ones at their first reader");
    case LayerFigure::OutputBytes:
        return Tr::tr("Computed from the shapes and types of what each layer puts out");
    case LayerFigure::CrossingBytes:
        return Tr::tr("Computed: all that crosses, without a codec, if a layer and what it needs stay on the device");
    case LayerFigure::MeasuredMs:
    case LayerFigure::DeviceMs:
    case LayerFigure::EdgeMs:
    case LayerFigure::CodedBytes:
    case LayerFigure::CodecError:
        break;
    }
    if (const auto why = figureAbsence(figure, facts); !why.isEmpty())
        return why;
    if (figure == LayerFigure::CodedBytes)
        return QString::fromStdString(facts.codedBytes->source);
    if (figure == LayerFigure::CodecError)
        return QString::fromStdString(facts.codecErrors->source);
    if (figure != LayerFigure::MeasuredMs) {
        const auto &times = figure == LayerFigure::DeviceMs ? *facts.deviceTimes : *facts.edgeTimes;
        return Tr::tr("%1: %2").arg(QString::fromStdString(times.machine), QString::fromStdString(times.source));
    }
    return Tr::tr("Measured on %1, threads: %2, each layer alone, median of %3 runs")
        .arg(QString::fromStdString(facts.profile->key.cpu))
        .arg(facts.profile->key.threads)
        .arg(facts.profile->layers.empty() ? 0 : facts.profile->layers.front().runs);
}

Overlay::Overlay(
    LayerFigure figure, OverlayScale scale, const LayerGraph &graph, const LayerFacts &facts, const GraphLayout &layout)
    : m_figure(figure)
    , m_scale(scale)
    , m_title(figureTitle(figure, facts))
    , m_source(figureSource(figure, facts))
    , m_estimated(isEstimated(figure, facts))
    , m_known(figureAbsence(figure, facts).isEmpty())
{
    double smallest = 0.0;
    for (const auto &node : layout.nodes) {
        auto &value = m_values.emplace_back();
        if (node.kind == GraphNode::Kind::Layer)
            value = figureOf(graph, facts, figure, node.index);
        else if (node.kind == GraphNode::Kind::Module)
            value = figureOf(graph, facts, figure, layout.moduleOf(node).layers);
        if (!value)
            continue;
        m_high = std::max(m_high, *value);
        if (*value > 0.0 && (smallest == 0.0 || *value < smallest))
            smallest = *value;
    }
    // A scale without any width would divide by nothing.
    m_low = scale == OverlayScale::Linear ? 0.0 : smallest == m_high ? 0.1 * m_high : smallest;
}

std::optional<double> Overlay::value(int node) const
{
    const auto index = static_cast<std::size_t>(node);
    return index < m_values.size() ? m_values[index] : std::nullopt;
}

double Overlay::position(double value) const
{
    if (!hasValues())
        return 0.0;
    if (m_scale == OverlayScale::Linear)
        return std::clamp(value / m_high, 0.0, 1.0);
    return value <= m_low ? 0.0 : std::clamp(std::log(value / m_low) / std::log(m_high / m_low), 0.0, 1.0);
}

double Overlay::valueAt(double position) const
{
    if (m_scale == OverlayScale::Linear)
        return position * m_high;
    return m_low * std::pow(m_high / m_low, position);
}

QColor viridis(double position)
{
    static constexpr std::array<QRgb, 9> stops{
        0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725};
    const double place = std::clamp(position, 0.0, 1.0) * static_cast<double>(stops.size() - 1);
    const auto below = std::min(static_cast<std::size_t>(place), stops.size() - 2);
    const double part = place - static_cast<double>(below);
    const QColor from(stops[below]);
    const QColor to(stops[below + 1]);
    const auto mix = [&](int a, int b) { return static_cast<int>(std::lround(a + part * (b - a))); };
    return {mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue())};
}

} // namespace splitscope
