// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/cut_wish.h"

#include <QCoreApplication>

#include <algorithm>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::CutWish)
};

/// Layers on the device after which their branch goes on, or ends, elsewhere.
std::vector<int> lastOnDevice(const LayerGraph &graph, const Cut &cut)
{
    std::vector<int> last;
    for (int layer = 0; layer < graph.size(); ++layer) {
        const auto &next = graph.successors(layer);
        if (cut.onDevice(layer) && std::none_of(next.begin(), next.end(), [&](int n) { return cut.onDevice(n); }))
            last.push_back(layer);
    }
    return last;
}

QString idOf(const LayerGraph &graph, int layer) { return QString::fromStdString(graph.layer(layer).id); }

} // namespace

Cut cutWithOnDevice(const LayerGraph &graph, const Cut &cut, const std::vector<int> &layers)
{
    auto wish = cut;
    for (const int layer : layers)
        wish = wish.withOnDevice(graph, layer);
    return wish;
}

Cut cutWithOnEdge(const LayerGraph &graph, const Cut &cut, const std::vector<int> &layers)
{
    auto wish = cut;
    for (const int layer : layers)
        wish = wish.withOnEdge(graph, layer);
    return wish;
}

QString cutChangeText(const LayerGraph &graph, const Cut &before, const Cut &after)
{
    if (after.isEdge())
        return Tr::tr("everything on the edge");
    if (after.isDevice())
        return Tr::tr("everything on the device");
    const auto old = lastOnDevice(graph, before);
    std::vector<int> changed;
    for (const int layer : lastOnDevice(graph, after)) {
        if (std::find(old.begin(), old.end(), layer) == old.end())
            changed.push_back(layer);
    }
    if (changed.size() == 1)
        return Tr::tr("split after %1").arg(idOf(graph, changed.front()));
    if (changed.empty())
        return Tr::tr("branch back to the edge");
    return Tr::tr("split after %1 and %n more", nullptr, static_cast<int>(changed.size()) - 1)
        .arg(idOf(graph, changed.front()));
}

} // namespace splitscope
