// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

class QApplication;

namespace splitscope {

enum class ThemeChoice { Desktop, Light, Dark };

/// Colours by meaning, the same in graph, bars, charts and timeline. The first block is Okabe-Ito's set, safe for the
/// colour-blind; it fills and strokes, and text stands beside it, never in it. Text colours keep 4.5:1 or more on the
/// surfaces named here.
struct Theme {
    bool dark = false;

    QColor device, encode, uplink, edge, downlink, best, warning;

    QColor canvas;      ///< behind the graph and pictures
    QColor deviceCard;  ///< a layer on the device
    QColor deviceHatch; ///< its second cue
    QColor edgeCard;    ///< a layer on the edge
    QColor plainCard;   ///< inputs and results
    QColor line;        ///< separates meaning
    QColor wire;        ///< an edge of the graph
    QColor text;
    QColor mutedText;
    QColor focus;       ///< the current layer's frame
    QColor warningCard; ///< behind a warning's sentence
    QColor betterText;  ///< a change for the better, in words; its sign is the second cue
    QColor worseText;

    /// Dark or light by the lightness of the palette's window colour (Qt 6.4 does not say which the desktop wants).
    static Theme fromPalette(const QPalette &palette);
};

/// Fusion with our palette; `Desktop` takes light or dark from the palette that the platform gave.
void installTheme(QApplication &application, ThemeChoice choice);

/// WCAG contrast ratio, 1..21.
double contrastRatio(const QColor &a, const QColor &b);

} // namespace splitscope
