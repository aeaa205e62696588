// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/graph_layout.h"

#include "widgets/graph/layered_layout.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace splitscope {

namespace {

const QSizeF layerSize(120.0, 98.0);
const QSizeF endSize(112.0, 46.0);

void addNodes(const LayerGraph &graph, GraphLayout &layout, LayeredProblem &problem)
{
    const auto add = [&](GraphNode::Kind kind, std::size_t count, const QSizeF &size) {
        for (std::size_t i = 0; i < count; ++i) {
            layout.nodes.push_back({kind, static_cast<int>(i), {}});
            problem.boxes.push_back(size);
        }
    };
    add(GraphNode::Kind::Input, graph.inputs().size(), endSize);
    add(GraphNode::Kind::Layer, graph.layers().size(), layerSize);
    add(GraphNode::Kind::Output, graph.outputs().size(), endSize);
    layout.inputCount = static_cast<int>(graph.inputs().size());
    layout.layerCount = graph.size();
}

void addEdges(const LayerGraph &graph, GraphLayout &layout, LayeredProblem &problem)
{
    std::map<TensorRef, int> bundles;
    const auto add = [&](const TensorRef &tensor, int to, bool orderOnly) {
        const int from = layout.nodeOfTensor(tensor);
        const int bundle = bundles.try_emplace(tensor, static_cast<int>(bundles.size())).first->second;
        layout.edges.push_back({tensor, from, to, orderOnly, {}});
        problem.edges.push_back({from, to, orderOnly ? -1 : bundle});
    };
    for (int i = 0; i < graph.size(); ++i) {
        const auto &layer = graph.layer(i);
        std::set<int> readFrom;
        for (const auto &input : layer.inputs) {
            add(input, layout.nodeOfLayer(i), false);
            readFrom.insert(input.layer);
        }
        for (const int before : layer.after) {
            if (!readFrom.contains(before))
                add({before, 0}, layout.nodeOfLayer(i), true);
        }
    }
    for (std::size_t i = 0; i < graph.outputs().size(); ++i)
        add(graph.outputs()[i].tensor, layout.nodeOfOutput(static_cast<int>(i)), false);
}

std::string modulePrefix(const std::string &module, int depth)
{
    std::size_t end = 0;
    for (int i = 0; i < depth; ++i) {
        end = module.find('.', end + (i > 0 ? 1 : 0));
        if (end == std::string::npos)
            return module;
    }
    return module.substr(0, end);
}

/// Captions: top modules, and inside a module that holds more than a third of the layers the modules of that one.
void addGroups(const LayerGraph &graph, GraphLayout &layout, const std::vector<int> &layers, int depth)
{
    constexpr int deepest = 4;
    std::map<std::string, std::vector<int>> groups;
    for (const int layer : layers)
        groups[modulePrefix(graph.layer(layer).module, depth)].push_back(layer);
    for (const auto &[name, members] : groups) {
        const bool large = 3 * static_cast<int>(members.size()) > graph.size();
        if (large && depth < deepest) {
            addGroups(graph, layout, members, depth + 1);
            continue;
        }
        if (name.empty())
            continue;
        QRectF box;
        for (const int layer : members)
            box |= layout.node(layout.nodeOfLayer(layer)).box;
        layout.groups.push_back({QString::fromStdString(name.substr(name.rfind('.') + 1)), box});
    }
}

} // namespace

std::shared_ptr<const GraphLayout> layoutGraph(const LayerGraph &graph)
{
    auto layout = std::make_shared<GraphLayout>();
    LayeredProblem problem;
    addNodes(graph, *layout, problem);
    addEdges(graph, *layout, problem);
    auto result = layeredLayout(problem);
    for (std::size_t i = 0; i < layout->nodes.size(); ++i)
        layout->nodes[i].box = result.boxes[i];
    for (std::size_t i = 0; i < layout->edges.size(); ++i)
        layout->edges[i].route = std::move(result.routes[i]);
    layout->bounds = result.bounds;
    std::vector<int> all(graph.layers().size());
    std::iota(all.begin(), all.end(), 0);
    addGroups(graph, *layout, all, 1);
    std::stable_sort(layout->groups.begin(), layout->groups.end(),
        [](const GraphGroup &a, const GraphGroup &b) { return a.box.left() < b.box.left(); });
    return layout;
}

} // namespace splitscope
