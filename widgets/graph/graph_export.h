// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_picture.h"

#include <QImage>
#include <QPicture>
#include <QSize>

namespace splitscope {

class GraphScene;

/// A graph as it is seen, recorded as drawing commands: a value that can be played on another thread.
struct GraphRecording {
    QPicture picture; ///< from 0,0 to `size`
    QSizeF size;
    QColor background;
    QString title;
};

/// The whole model as it stands: cut, overlay with its legend, folded modules. From the GUI thread; quick.
GraphRecording recordGraph(GraphScene &scene, const QString &title);

/// The file formats of a picture. Each throws Failure (FileUnwritable), and leaves what was there before untouched
/// then.
void writeSvg(const GraphRecording &recording, const QString &file);
void writePdf(const GraphRecording &recording, const QString &file);
/// \return the scale that was used: `scale`, or less where the picture would pass `longestPngSide` or `mostPngPixels`
double writePng(const GraphRecording &recording, const QString &file, double scale);

constexpr int longestPngSide = 32000;           ///< pixels; QImage and viewers end at 32,767
constexpr double mostPngPixels = 100'000'000.0; ///< 400 MB while it is painted

double pngScale(const QSizeF &size, double wanted);

} // namespace splitscope
