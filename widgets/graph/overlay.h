// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_figures.h"
#include "widgets/graph/graph_layout.h"

#include <QColor>
#include <QString>

#include <optional>
#include <vector>

namespace splitscope {

enum class OverlayScale { Linear, Logarithmic };

/// The words of a figure: "MACs", "bytes if cut here".
QString figureTitle(LayerFigure figure);
/// The same with what is known of it: "Bytes for 2 % loss if cut here", "Error of bits:4 if cut here".
QString figureTitle(LayerFigure figure, const LayerFacts &facts);
/// Value with unit: "12.4 M MACs", "36.9 kB", "1.24 ms".
QString figureText(LayerFigure figure, double value);
/// The value without the words, for columns whose head names the figure: "12.4 M", "36.9 kB".
QString figureValueText(LayerFigure figure, double value);
/// Why a figure is known of no layer: empty where it is known.
QString figureAbsence(LayerFigure figure, const LayerFacts &facts);
/// Whether the numbers are neither counted nor measured.
bool isEstimated(LayerFigure figure, const LayerFacts &facts);
/// Where the numbers come from: counted, or measured and on what; or why there are none.
QString figureSource(LayerFigure figure, const LayerFacts &facts);

/// One figure of every box of a picture, and its place on a scale of colours.
class Overlay {
public:
    Overlay() = default;
    /// No colours: only sides.
    static Overlay none() { return {}; }
    Overlay(LayerFigure figure, OverlayScale scale, const LayerGraph &graph, const LayerFacts &facts,
        const GraphLayout &layout);

    bool isOn() const { return m_figure.has_value(); }
    LayerFigure figure() const { return *m_figure; }
    OverlayScale scale() const { return m_scale; }
    const QString &title() const { return m_title; } ///< figureTitle with what is known
    const QString &source() const { return m_source; }
    bool estimated() const { return m_estimated; }
    bool isKnown() const { return m_known; } ///< false: of no layer (figureAbsence)
    /// Of the boxes' values: what the two ends of the colours mean. The scale is linear from 0, or logarithmic from the
    /// smallest value above 0.
    double low() const { return m_low; }
    double high() const { return m_high; }
    bool hasValues() const { return m_high > 0.0; }

    /// Value of a box; nothing for inputs, outputs and where there is none.
    std::optional<double> value(int node) const;
    /// 0..1 along the scale.
    double position(double value) const;
    /// The value that stands at a place of the scale.
    double valueAt(double position) const;

private:
    std::optional<LayerFigure> m_figure;
    OverlayScale m_scale = OverlayScale::Linear;
    std::vector<std::optional<double>> m_values; ///< by node
    double m_low = 0.0;
    double m_high = 0.0;
    QString m_title;
    QString m_source;
    bool m_estimated = false;
    bool m_known = true;
};

/// Viridis (van der Walt and Smith, matplotlib 2015): even steps to the eye, also without colour vision. 0..1, dark to
/// bright.
QColor viridis(double position);

} // namespace splitscope
