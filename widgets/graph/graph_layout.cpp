// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/graph_layout.h"

#include "widgets/graph/node_text.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace splitscope {

namespace {

const QSizeF layerSize(120.0, 98.0);
const QSizeF endSize(124.0, 46.0);

QRectF transposed(const QRectF &box) { return {box.y(), box.x(), box.height(), box.width()}; }

void addNodes(const LayerGraph &graph, GraphLayout &layout, LayeredProblem &problem)
{
    const auto add = [&](GraphNode::Kind kind, int index, const QSizeF &size) {
        layout.nodes.push_back({kind, index, {}});
        problem.boxes.push_back(layout.wish.topDown ? size.transposed() : size);
    };
    for (int i = 0; i < static_cast<int>(graph.inputs().size()); ++i)
        add(GraphNode::Kind::Input, i, endSize);
    layout.nodesOfLayers.resize(graph.layers().size());
    for (auto &unit : foldedUnits(graph, layout.wish.folded)) {
        for (const int layer : unit.layers)
            layout.nodesOfLayers[static_cast<std::size_t>(layer)] = static_cast<int>(layout.nodes.size());
        if (unit.module.empty()) {
            add(GraphNode::Kind::Layer, unit.layers.front(), layerSize);
        } else {
            add(GraphNode::Kind::Module, static_cast<int>(layout.modules.size()), layerSize);
            layout.modules.push_back(std::move(unit));
        }
    }
    layout.outputCount = static_cast<int>(graph.outputs().size());
    for (int i = 0; i < layout.outputCount; ++i)
        add(GraphNode::Kind::Output, i, endSize);
}

/// One line for a tensor and a box that reads it, however many layers of the box do; none inside a box.
class EdgeMaker {
public:
    EdgeMaker(GraphLayout &layout, LayeredProblem &problem)
        : m_layout(layout)
        , m_problem(problem)
    {
    }

    void addRead(const TensorRef &tensor, int reader)
    {
        const int to = m_layout.nodeOfLayer(reader);
        if (m_layout.nodeOfTensor(tensor) == to)
            return;
        const auto [place, isNew] = m_known.try_emplace({tensor, to}, m_layout.edges.size());
        if (isNew)
            add(tensor, to, false);
        m_layout.edges[place->second].readers.push_back(reader);
    }

    void addOrder(int before, int layer)
    {
        const int from = m_layout.nodeOfLayer(before);
        const int to = m_layout.nodeOfLayer(layer);
        if (from != to && m_ordered.insert({from, to}).second)
            add({before, 0}, to, true);
    }

    void addOutput(const TensorRef &tensor, int node) { add(tensor, node, false); }

private:
    void add(const TensorRef &tensor, int to, bool orderOnly)
    {
        const int from = m_layout.nodeOfTensor(tensor);
        const int bundle = m_bundles.try_emplace(tensor, static_cast<int>(m_bundles.size())).first->second;
        m_layout.edges.push_back({tensor, from, to, orderOnly, {}, {}});
        m_problem.edges.push_back({from, to, orderOnly ? -1 : bundle});
    }

    GraphLayout &m_layout;
    LayeredProblem &m_problem;
    std::map<TensorRef, int> m_bundles;
    std::map<std::pair<TensorRef, int>, std::size_t> m_known;
    std::set<std::pair<int, int>> m_ordered;
};

void addEdges(const LayerGraph &graph, GraphLayout &layout, LayeredProblem &problem)
{
    EdgeMaker maker(layout, problem);
    for (int i = 0; i < graph.size(); ++i) {
        const auto &layer = graph.layer(i);
        std::set<int> readFrom;
        for (const auto &input : layer.inputs) {
            maker.addRead(input, i);
            readFrom.insert(input.layer);
        }
        for (const int before : layer.after) {
            if (!readFrom.contains(before))
                maker.addOrder(before, i);
        }
    }
    for (std::size_t i = 0; i < graph.outputs().size(); ++i)
        maker.addOutput(graph.outputs()[i].tensor, layout.nodeOfOutput(static_cast<int>(i)));
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
        layout.groups.push_back({moduleName(name), box});
    }
}

} // namespace

std::vector<int> GraphLayout::layersOf(const GraphNode &node) const
{
    if (node.kind == GraphNode::Kind::Layer)
        return {node.index};
    return node.kind == GraphNode::Kind::Module ? moduleOf(node).layers : std::vector<int>();
}

GraphLayout GraphLayout::transposed() const
{
    GraphLayout result = *this;
    for (auto &node : result.nodes)
        node.box = splitscope::transposed(node.box);
    for (auto &edge : result.edges) {
        for (auto &point : edge.route)
            point = point.transposed();
    }
    for (auto &group : result.groups)
        group.box = splitscope::transposed(group.box);
    result.bounds = splitscope::transposed(bounds);
    return result;
}

std::shared_ptr<const GraphLayout> layoutGraph(const LayerGraph &graph, const LayoutWish &wish, const Arranger &arrange)
{
    auto layout = std::make_shared<GraphLayout>();
    layout->wish = wish;
    LayeredProblem problem;
    addNodes(graph, *layout, problem);
    addEdges(graph, *layout, problem);
    auto result = arrange(problem);
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
    if (wish.topDown)
        *layout = layout->transposed();
    return layout;
}

} // namespace splitscope
