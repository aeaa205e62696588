// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_picture.h"

#include <QString>
#include <QStringList>

namespace splitscope {

/// Words for what stands in the picture.

/// "conv2d+batch_norm+relu" is "conv2d +2" where there is little room.
QString shortOperation(const std::string &op);
/// The same with room: "conv2d + batch_norm + relu".
QString longOperation(const std::string &op);
/// Shape of the first output, and how many more there are.
QString outputText(const Layer &layer);
/// All output shapes with their types: "1x32x48x64 float32".
QStringList outputTypeTexts(const Layer &layer);
/// "on the device", "on the edge", "cut inside".
QString sideText(GraphSide side);
/// The last part of a module path; where that is a number, the lists that it stands in too: "layers.3".
QString moduleName(const std::string &path);

/// Name, operation, shape, bytes and the overlay's figure of a layer or module, a line each.
QStringList cardLines(const GraphPicture &picture, int node);
/// All facts of a node as rich text; empty for inputs and outputs.
QString nodeToolTip(const GraphPicture &picture, int node);

} // namespace splitscope
