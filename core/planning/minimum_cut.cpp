// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/minimum_cut.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/boykov_kolmogorov_max_flow.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace splitscope {

namespace {

using Capacity = std::int64_t;

// Above every sum of finite capacities (2^50 and a little), and far enough below the type's limit to be added up.
constexpr Capacity infinite = Capacity(1) << 58;
constexpr double finiteSum = 1125899906842624.0; // 2^50

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
    boost::property<boost::edge_index_t, std::size_t>>;
using Edge = boost::graph_traits<Graph>::edge_descriptor;

double sumOf(const std::vector<double> &values)
{
    double sum = 0.0;
    for (const auto value : values)
        sum += value;
    return sum;
}

} // namespace

/// Nodes: layers, then tensors with several readers, then source (device) and sink (edge). Arc 2k and its reverse
/// 2k + 1 lie between the same nodes.
struct MinimumCut::Network {
    explicit Network(const CutStructure &structure);

    std::size_t addArc(int from, int to, Capacity forward, Capacity backward)
    {
        const auto index = base.size();
        const auto there = boost::add_edge(static_cast<std::size_t>(from), static_cast<std::size_t>(to), index, graph);
        const auto back =
            boost::add_edge(static_cast<std::size_t>(to), static_cast<std::size_t>(from), index + 1, graph);
        reverse.push_back(back.first);
        reverse.push_back(there.first);
        base.push_back(forward);
        base.push_back(backward);
        return index;
    }

    Graph graph;
    int source = 0;
    int sink = 0;
    std::vector<Edge> reverse;
    std::vector<Capacity> base;         ///< by arc: what no context changes
    std::vector<std::size_t> toEdge;    ///< by layer: source -> layer, paid if the layer is on the edge
    std::vector<std::size_t> toDevice;  ///< by layer: layer -> sink
    std::vector<std::size_t> tensorArc; ///< by tensor: paid if it crosses
    std::vector<Capacity> capacity;
    std::vector<Capacity> residual;
    std::vector<Edge> predecessor;
    std::vector<boost::default_color_type> color;
    std::vector<std::size_t> distance;
};

MinimumCut::Network::Network(const CutStructure &structure)
{
    int nodes = structure.size();
    std::vector<int> nodeOfTensor(structure.tensors.size(), -1);
    for (std::size_t t = 0; t < structure.tensors.size(); ++t) {
        if (structure.tensors[t].readers.size() > 1)
            nodeOfTensor[t] = nodes++;
    }
    source = nodes;
    sink = nodes + 1;
    graph = Graph(static_cast<std::size_t>(nodes + 2));
    for (int i = 0; i < structure.size(); ++i) {
        toEdge.push_back(addArc(source, i, 0, 0));
        toDevice.push_back(addArc(i, sink, 0, 0));
    }
    tensorArc.resize(structure.tensors.size());
    for (int i = 0; i < structure.size(); ++i) {
        const auto layer = static_cast<std::size_t>(i);
        for (const auto before : structure.predecessors[layer]) {
            const auto tie = addArc(before, i, 0, infinite); // a device layer's predecessors are on the device
            for (const auto t : structure.tensorsReadBy[layer]) {
                const auto &tensor = structure.tensors[static_cast<std::size_t>(t)];
                if (tensor.ref.layer == before && tensor.readers.size() == 1) {
                    tensorArc[static_cast<std::size_t>(t)] = tie;
                    base[tie] = tensor.canCross ? base[tie] : infinite;
                }
            }
        }
    }
    for (std::size_t t = 0; t < structure.tensors.size(); ++t) {
        const auto &tensor = structure.tensors[t];
        const bool isInput = tensor.ref.layer == TensorRef::input;
        if (tensor.readers.size() == 1) {
            if (isInput)
                tensorArc[t] = toEdge[static_cast<std::size_t>(tensor.readers.front())];
            continue;
        }
        const auto from = isInput ? source : tensor.ref.layer;
        tensorArc[t] = addArc(from, nodeOfTensor[t], tensor.canCross ? 0 : infinite, 0);
        for (const auto reader : tensor.readers)
            addArc(nodeOfTensor[t], reader, infinite, 0);
    }
    const auto nodeCount = boost::num_vertices(graph);
    residual.resize(base.size());
    predecessor.resize(nodeCount);
    color.resize(nodeCount);
    distance.resize(nodeCount);
}

MinimumCut::MinimumCut(std::shared_ptr<const CutStructure> structure)
    : m_structure(std::move(structure))
    , m_network(std::make_unique<Network>(*m_structure))
{
}

MinimumCut::~MinimumCut() = default;

std::vector<bool> MinimumCut::solveNetwork(const AdditiveCosts &costs, int forcedToEdge)
{
    auto &net = *m_network;
    const double sum = sumOf(costs.device) + sumOf(costs.edge) + sumOf(costs.tensor);
    const double scale = sum > 0 ? finiteSum / sum : 0.0;
    const auto scaled = [&](double cost) { return static_cast<Capacity>(std::llround(cost * scale)); };

    net.capacity = net.base;
    const auto layers = static_cast<std::size_t>(m_structure->size());
    for (std::size_t i = 0; i < layers; ++i) {
        const auto onEdge = scaled(costs.edge[i]);
        const auto onDevice = scaled(costs.device[i]);
        const auto common = std::min(onEdge, onDevice); // paid on either side
        net.capacity[net.toEdge[i]] += onEdge - common;
        net.capacity[net.toDevice[i]] += onDevice - common;
    }
    for (std::size_t t = 0; t < m_structure->tensors.size(); ++t)
        net.capacity[net.tensorArc[t]] += scaled(costs.tensor[t]);
    if (forcedToEdge >= 0)
        net.capacity[net.toDevice[static_cast<std::size_t>(forcedToEdge)]] = infinite;

    const auto arcs = boost::get(boost::edge_index, net.graph);
    const auto nodes = boost::get(boost::vertex_index, net.graph);
    boost::boykov_kolmogorov_max_flow(net.graph, boost::make_iterator_property_map(net.capacity.begin(), arcs),
        boost::make_iterator_property_map(net.residual.begin(), arcs),
        boost::make_iterator_property_map(net.reverse.begin(), arcs),
        boost::make_iterator_property_map(net.predecessor.begin(), nodes),
        boost::make_iterator_property_map(net.color.begin(), nodes),
        boost::make_iterator_property_map(net.distance.begin(), nodes), nodes, static_cast<std::size_t>(net.source),
        static_cast<std::size_t>(net.sink));

    std::vector<bool> onDevice(layers);
    for (std::size_t i = 0; i < layers; ++i)
        onDevice[i] = net.color[i] == boost::black_color;
    return onDevice;
}

std::vector<bool> MinimumCut::solve(const AdditiveCosts &costs)
{
    const auto &structure = *m_structure;
    const auto costOfSet = [&](const std::vector<bool> &set) {
        double sum = costs.remote;
        for (std::size_t i = 0; i < set.size(); ++i)
            sum += set[i] ? costs.device[i] : costs.edge[i];
        for (std::size_t t = 0; t < structure.tensors.size(); ++t) {
            const auto &tensor = structure.tensors[t];
            const auto onDevice = [&](int layer) { return set[static_cast<std::size_t>(layer)]; };
            const bool there = tensor.ref.layer == TensorRef::input || onDevice(tensor.ref.layer);
            if (there && !std::all_of(tensor.readers.begin(), tensor.readers.end(), onDevice))
                sum += costs.tensor[t];
        }
        return sum;
    };
    const auto everything = [](const std::vector<bool> &set) {
        return std::find(set.begin(), set.end(), false) == set.end();
    };
    const auto leavesAnOutput = [&](const std::vector<bool> &set) {
        for (std::size_t i = 0; i < set.size(); ++i) {
            if (!set[i] && !structure.outputsOf[i].empty())
                return true;
        }
        return false;
    };

    const std::vector<bool> allOnDevice(static_cast<std::size_t>(structure.size()), true);
    auto best = solveNetwork(costs, -1);
    if (!everything(best) && !leavesAnOutput(best)) {
        // Only layers that lead to no output were left for the edge, which is no cut. The best one leaves some output:
        // try each.
        best = allOnDevice;
        double least = sumOf(costs.device);
        for (int i = 0; i < structure.size(); ++i) {
            if (structure.outputsOf[static_cast<std::size_t>(i)].empty())
                continue;
            auto set = solveNetwork(costs, i);
            const double cost = costOfSet(set);
            if (cost < least && leavesAnOutput(set)) {
                least = cost;
                best = std::move(set);
            }
        }
        return best;
    }
    if (!everything(best) && sumOf(costs.device) <= costOfSet(best))
        return allOnDevice; // the round trip costs more than the split gains
    return best;
}

Cut cutOf(const LayerGraph &graph, const std::vector<bool> &onDevice)
{
    std::vector<int> layers;
    for (std::size_t i = 0; i < onDevice.size(); ++i) {
        if (onDevice[i])
            layers.push_back(static_cast<int>(i));
    }
    return Cut::upTo(graph, layers);
}

} // namespace splitscope
