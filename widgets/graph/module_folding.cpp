// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/module_folding.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace splitscope {

namespace {

/// Units in topological order, the one with the earliest layer first among those that are ready. Fewer than there are
/// where units wait for each other.
std::vector<int> unitOrder(const LayerGraph &graph, const std::vector<int> &unitOf, int units)
{
    std::vector<std::set<int>> readers(static_cast<std::size_t>(units));
    std::vector<int> waitsFor(static_cast<std::size_t>(units), 0);
    std::vector<int> first(static_cast<std::size_t>(units), graph.size());
    for (int layer = 0; layer < graph.size(); ++layer) {
        const int unit = unitOf[static_cast<std::size_t>(layer)];
        first[static_cast<std::size_t>(unit)] = std::min(first[static_cast<std::size_t>(unit)], layer);
        for (const int before : graph.predecessors(layer)) {
            const int other = unitOf[static_cast<std::size_t>(before)];
            if (other != unit && readers[static_cast<std::size_t>(other)].insert(unit).second)
                ++waitsFor[static_cast<std::size_t>(unit)];
        }
    }
    using Ready = std::pair<int, int>; // first layer, unit
    std::priority_queue<Ready, std::vector<Ready>, std::greater<>> ready;
    const auto enter = [&](int unit) {
        // Numbers that no layer has any more belong to what a fold took in.
        if (waitsFor[static_cast<std::size_t>(unit)] == 0 && first[static_cast<std::size_t>(unit)] < graph.size())
            ready.emplace(first[static_cast<std::size_t>(unit)], unit);
    };
    for (int unit = 0; unit < units; ++unit)
        enter(unit);
    std::vector<int> order;
    while (!ready.empty()) {
        const int unit = ready.top().second;
        ready.pop();
        order.push_back(unit);
        for (const int reader : readers[static_cast<std::size_t>(unit)]) {
            --waitsFor[static_cast<std::size_t>(reader)];
            enter(reader);
        }
    }
    return order;
}

bool isInside(const std::string &module, const std::string &outer)
{
    return module.starts_with(outer) && (module.size() == outer.size() || module[outer.size()] == '.');
}

} // namespace

std::map<std::string, std::vector<int>> modulesOf(const LayerGraph &graph)
{
    std::map<std::string, std::vector<int>> modules;
    for (int layer = 0; layer < graph.size(); ++layer) {
        const auto &path = graph.layer(layer).module;
        for (auto end = path.find('.'); end != std::string::npos; end = path.find('.', end + 1))
            modules[path.substr(0, end)].push_back(layer);
        if (!path.empty())
            modules[path].push_back(layer);
    }
    std::erase_if(modules, [](const auto &module) { return module.second.size() < 2; });
    return modules;
}

std::vector<std::string> modulesAround(const LayerGraph &graph, int layer)
{
    const auto modules = modulesOf(graph);
    std::vector<std::string> around;
    for (auto path = graph.layer(layer).module; !path.empty();) {
        if (modules.contains(path))
            around.push_back(path);
        const auto dot = path.rfind('.');
        path.resize(dot == std::string::npos ? 0 : dot);
    }
    return around;
}

std::vector<GraphUnit> foldedUnits(const LayerGraph &graph, const FoldedModules &folded)
{
    const int layers = graph.size();
    std::vector<int> unitOf(static_cast<std::size_t>(layers));
    for (int layer = 0; layer < layers; ++layer)
        unitOf[static_cast<std::size_t>(layer)] = layer;
    int units = layers;
    std::vector<std::string> moduleOf(static_cast<std::size_t>(layers));

    const auto modules = folded.empty() ? std::map<std::string, std::vector<int>>() : modulesOf(graph);
    std::vector<std::string> taken;
    for (const auto &path : folded) { // a path stands after the paths of the modules around it
        const auto module = modules.find(path);
        const bool covered =
            std::any_of(taken.begin(), taken.end(), [&](const auto &outer) { return isInside(path, outer); });
        if (module == modules.end() || covered)
            continue;
        auto wanted = unitOf;
        for (const int layer : module->second)
            wanted[static_cast<std::size_t>(layer)] = units;
        const std::set<int> distinct(wanted.begin(), wanted.end());
        if (unitOrder(graph, wanted, units + 1).size() != distinct.size())
            continue;
        unitOf = std::move(wanted);
        moduleOf.push_back(path);
        taken.push_back(path);
        ++units;
    }

    std::vector<std::vector<int>> members(static_cast<std::size_t>(units));
    for (int layer = 0; layer < layers; ++layer)
        members[static_cast<std::size_t>(unitOf[static_cast<std::size_t>(layer)])].push_back(layer);
    std::vector<GraphUnit> result;
    for (const int unit : unitOrder(graph, unitOf, units))
        result.push_back({moduleOf[static_cast<std::size_t>(unit)], members[static_cast<std::size_t>(unit)]});
    return result;
}

} // namespace splitscope
