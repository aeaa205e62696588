// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/layer_search.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::LayerSearch)
};

bool matches(const Layer &layer, const QRegularExpression &pattern)
{
    const auto has = [&](const std::string &text) { return pattern.match(QString::fromStdString(text)).hasMatch(); };
    return has(layer.id) || has(layer.module) || has(layer.op)
        || std::any_of(layer.outputs.begin(), layer.outputs.end(),
            [&](const TensorInfo &output) { return has(shapeText(output.shape)); });
}

} // namespace

LayerSearch searchLayers(const LayerGraph &graph, const QString &text)
{
    LayerSearch search;
    if (text.isEmpty())
        return search;
    QRegularExpression pattern(text, QRegularExpression::CaseInsensitiveOption);
    if (!pattern.isValid()) {
        search.problem = Tr::tr("no regular expression: %1").arg(pattern.errorString());
        pattern.setPattern(QRegularExpression::escape(text));
    }
    pattern.optimize();
    for (int layer = 0; layer < graph.size(); ++layer) {
        search.found.push_back(matches(graph.layer(layer), pattern));
        if (search.found.back())
            search.layers.push_back(layer);
    }
    return search;
}

} // namespace splitscope
