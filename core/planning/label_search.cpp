// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/label_search.h"

#include "core/planning/label_group.h"
#include "core/planning/search_bounds.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_map>

namespace splitscope {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t mostBounds = 2048;

// The first byte of a state; then a byte for each layer that is read later (1: on the device) and for each tensor with
// several readers that is read later (1: it crosses already).
constexpr char anyOnEdge = 1;
constexpr char outputOnEdge = 2;

using Rows = LabelGroup::Rows;
using Groups = std::unordered_map<std::string, LabelGroup>;

struct Choice {
    int parent = -1;
    int layerToEdge = -1;
};

class LabelSearch {
public:
    LabelSearch(const CutStructure &structure, const SearchProblem &problem);

    SearchResult run();

private:
    struct Slots {
        std::vector<int> layers;
        std::vector<int> tensors;
    };

    void step(int layer);
    Slots slotsBefore(int layer) const;
    std::string nextState(const std::string &state, int layer, bool onDevice) const;
    bool canBeOnDevice(const std::string &state, int layer) const;
    /// Cost of leaving the layer to the edge; false if something cannot cross.
    bool edgeCost(const std::string &state, int layer, Rows &cost) const;
    bool sendsAlready(const std::string &state, int tensor) const;
    bool producerOnDevice(const std::string &state, int tensor) const;
    void put(const std::string &state, LabelGroup &&group);
    void clean(LabelGroup &group, int decided);
    double goalBound(const Rows &rows) const;
    bool cannotReachKnown(const LabelGroup &group, const Label &label, const Rows &atLeast, int decided) const;
    void bound(int decided);
    void leaveOut(const LabelGroup &group, const std::vector<Label> &labels, int decided);
    FoundCut cutFrom(const LabelGroup &group, const Label &label) const;
    SearchResult finish();

    const CutStructure &m_structure;
    const SearchProblem &m_problem;
    std::size_t m_rowCount;
    std::vector<Rows> m_rest;                     ///< by number of decided layers: the least that the others cost
    std::vector<std::vector<double>> m_boundRest; ///< by bound, then the same of its weighted sum
    Rows m_tolerance{};
    Groups m_groups;
    Groups m_next;
    std::vector<int> m_slotOfLayer;
    std::vector<int> m_slotOfTensor;
    Slots m_now;
    Slots m_then;
    std::vector<Choice> m_choices;
    SearchResult m_result;
};

LabelSearch::LabelSearch(const CutStructure &structure, const SearchProblem &problem)
    : m_structure(structure)
    , m_problem(problem)
    , m_rowCount(problem.rows.size())
    , m_rest(static_cast<std::size_t>(structure.size()) + 1)
    , m_slotOfLayer(static_cast<std::size_t>(structure.size()), -1)
    , m_slotOfTensor(structure.tensors.size(), -1)
{
    LabelGroup start(m_rowCount);
    Rows always{};
    for (std::size_t k = 0; k < m_rowCount; ++k) {
        const auto &row = problem.rows[k];
        always[k] = row.always;
        double sum = row.always + row.remote;
        for (auto i = static_cast<std::size_t>(structure.size()); i-- > 0;) {
            m_rest[i][k] = m_rest[i + 1][k] + std::min(row.device[i], row.edge[i]);
            sum += std::max(row.device[i], row.edge[i]);
        }
        m_tolerance[k] = 1e-13 * sum; // rounding makes equal sums differ; told apart, their number would explode
    }
    for (const auto &weighted : problem.bounds)
        m_boundRest.push_back(restOfBound(weighted, problem.rows));
    start.push({});
    start.addToAll(always);
    m_groups.emplace(std::string(1, '\0'), std::move(start));
}

bool LabelSearch::cannotReachKnown(const LabelGroup &group, const Label &label, const Rows &atLeast, int decided) const
{
    if (goalBound(atLeast) > m_problem.known + m_tolerance[0])
        return true;
    for (std::size_t b = 0; b < m_boundRest.size(); ++b) {
        const auto &bound = m_problem.bounds[b];
        double sum = m_boundRest[b][static_cast<std::size_t>(decided)] - bound.constant;
        double rounding = m_tolerance[0];
        for (std::size_t k = 0; k < m_rowCount; ++k) {
            sum += bound.weights[k] * group.row(label, k);
            rounding += bound.weights[k] * m_tolerance[k];
        }
        if (sum > m_problem.known + rounding)
            return true;
    }
    return false;
}

SearchResult LabelSearch::run()
{
    for (int layer = 0; layer < m_structure.size(); ++layer) {
        step(layer);
        bound(layer + 1);
    }
    return finish();
}

LabelSearch::Slots LabelSearch::slotsBefore(int layer) const
{
    Slots slots;
    const auto carry = [&](const Slots &from) {
        for (const auto other : from.layers) {
            const auto &next = m_structure.successors[static_cast<std::size_t>(other)];
            if (!next.empty() && next.back() >= layer)
                slots.layers.push_back(other);
        }
        for (const auto tensor : from.tensors) {
            if (m_structure.tensors[static_cast<std::size_t>(tensor)].readers.back() >= layer)
                slots.tensors.push_back(tensor);
        }
    };
    Slots fresh;
    fresh.layers.push_back(layer - 1);
    for (const auto tensor : m_structure.tensorsReadBy[static_cast<std::size_t>(layer - 1)]) {
        if (m_structure.tensors[static_cast<std::size_t>(tensor)].readers.front() == layer - 1)
            fresh.tensors.push_back(tensor); // before its first reader nothing is to be remembered
    }
    carry(m_now);
    carry(fresh);
    return slots;
}

bool LabelSearch::canBeOnDevice(const std::string &state, int layer) const
{
    const auto &before = m_structure.predecessors[static_cast<std::size_t>(layer)];
    return std::all_of(before.begin(), before.end(), [&](int other) {
        return state[static_cast<std::size_t>(1 + m_slotOfLayer[static_cast<std::size_t>(other)])] != 0;
    });
}

bool LabelSearch::producerOnDevice(const std::string &state, int tensor) const
{
    const auto producer = m_structure.tensors[static_cast<std::size_t>(tensor)].ref.layer;
    return producer == TensorRef::input
        || state[static_cast<std::size_t>(1 + m_slotOfLayer[static_cast<std::size_t>(producer)])] != 0;
}

bool LabelSearch::sendsAlready(const std::string &state, int tensor) const
{
    const auto slot = m_slotOfTensor[static_cast<std::size_t>(tensor)];
    return slot >= 0 && state[1 + m_now.layers.size() + static_cast<std::size_t>(slot)] != 0;
}

bool LabelSearch::edgeCost(const std::string &state, int layer, Rows &cost) const
{
    const auto index = static_cast<std::size_t>(layer);
    const bool first = (state[0] & anyOnEdge) == 0;
    for (std::size_t k = 0; k < m_rowCount; ++k)
        cost[k] = m_problem.rows[k].edge[index] + (first ? m_problem.rows[k].remote : 0.0);
    for (const auto tensor : m_structure.tensorsReadBy[index]) {
        if (!producerOnDevice(state, tensor) || sendsAlready(state, tensor))
            continue;
        if (!m_structure.tensors[static_cast<std::size_t>(tensor)].canCross)
            return false;
        for (std::size_t k = 0; k < m_rowCount; ++k)
            cost[k] += m_problem.rows[k].tensor[static_cast<std::size_t>(tensor)];
    }
    return true;
}

std::string LabelSearch::nextState(const std::string &state, int layer, bool onDevice) const
{
    std::string next(1, state[0]);
    if (!onDevice) {
        next[0] = static_cast<char>(next[0] | anyOnEdge);
        if (m_structure.deadLayers && !m_structure.outputsOf[static_cast<std::size_t>(layer)].empty())
            next[0] = static_cast<char>(next[0] | outputOnEdge);
    }
    for (const auto other : m_then.layers)
        next += other == layer ? static_cast<char>(onDevice)
                               : state[static_cast<std::size_t>(1 + m_slotOfLayer[static_cast<std::size_t>(other)])];
    const auto &read = m_structure.tensorsReadBy[static_cast<std::size_t>(layer)];
    for (const auto tensor : m_then.tensors) {
        const bool readNow = !onDevice && std::find(read.begin(), read.end(), tensor) != read.end();
        next += static_cast<char>(sendsAlready(state, tensor) || (readNow && producerOnDevice(state, tensor)));
    }
    return next;
}

void LabelSearch::put(const std::string &state, LabelGroup &&group)
{
    const auto [place, isNew] = m_next.try_emplace(state, m_rowCount);
    if (isNew)
        place->second = std::move(group);
    else
        place->second.merge(std::move(group));
}

void LabelSearch::step(int layer)
{
    std::fill(m_slotOfLayer.begin(), m_slotOfLayer.end(), -1);
    std::fill(m_slotOfTensor.begin(), m_slotOfTensor.end(), -1);
    for (std::size_t s = 0; s < m_now.layers.size(); ++s)
        m_slotOfLayer[static_cast<std::size_t>(m_now.layers[s])] = static_cast<int>(s);
    for (std::size_t s = 0; s < m_now.tensors.size(); ++s)
        m_slotOfTensor[static_cast<std::size_t>(m_now.tensors[s])] = static_cast<int>(s);
    m_then = slotsBefore(layer + 1);

    m_next.clear();
    for (auto &[state, group] : m_groups) {
        const bool device = canBeOnDevice(state, layer);
        Rows cost{};
        const bool edge = edgeCost(state, layer, cost);
        if (edge) {
            LabelGroup moved = device ? LabelGroup(group) : std::move(group);
            if (device) { // a choice: otherwise the sides of the layers before decide
                for (auto &label : moved.labels()) {
                    m_choices.push_back({label.trace, layer});
                    label.trace = static_cast<int>(m_choices.size()) - 1;
                }
            }
            moved.addToAll(cost);
            put(nextState(state, layer, false), std::move(moved));
        }
        if (device) {
            for (std::size_t k = 0; k < m_rowCount; ++k)
                cost[k] = m_problem.rows[k].device[static_cast<std::size_t>(layer)];
            group.addToAll(cost);
            put(nextState(state, layer, true), std::move(group));
        }
    }
    std::swap(m_groups, m_next);
    m_now = std::move(m_then);
}

double LabelSearch::goalBound(const Rows &rows) const
{
    if (m_problem.goal == SearchProblem::Goal::LeastLargest)
        return *std::max_element(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(m_problem.largestOf));
    return rows[0];
}

/// Drops what cannot keep the limits or beat what is known, and what others beat.
void LabelSearch::clean(LabelGroup &group, int decided)
{
    const auto &rest = m_rest[static_cast<std::size_t>(decided)];
    const bool least = m_problem.goal != SearchProblem::Goal::ParetoFront;
    std::erase_if(group.labels(), [&](const Label &label) {
        Rows atLeast{};
        for (std::size_t k = 0; k < m_rowCount; ++k) {
            atLeast[k] = group.row(label, k) + rest[k];
            if (!m_problem.limits.empty() && atLeast[k] > m_problem.limits[k] + m_tolerance[k])
                return true;
        }
        return least && cannotReachKnown(group, label, atLeast, decided);
    });
    group.prune(m_tolerance);
}

void LabelSearch::bound(int decided)
{
    std::size_t all = 0;
    for (auto &[state, group] : m_groups) {
        if (group.needsPruning())
            clean(group, decided);
        all += group.size();
    }
    std::erase_if(m_groups, [](const auto &entry) { return entry.second.size() == 0; });
    if (all + m_groups.size() <= m_problem.mostLabels)
        return;
    all = 0;
    for (auto &[state, group] : m_groups) {
        clean(group, decided);
        all += group.size();
    }
    while (all > m_problem.mostLabels / 2) {
        const auto before = all;
        all = 0;
        for (auto &[state, group] : m_groups) {
            leaveOut(group, group.thin(), decided);
            all += group.size();
        }
        if (all < before)
            continue;
        // One label a group is left: too many states. Half of them go, those that cost most so far.
        std::vector<double> first;
        for (const auto &[state, group] : m_groups)
            first.push_back(group.size() > 0 ? group.row(group.labels().front(), 0) : infinity);
        const auto middle = first.begin() + static_cast<std::ptrdiff_t>(first.size() / 2);
        std::nth_element(first.begin(), middle, first.end());
        std::erase_if(m_groups, [&](const auto &entry) {
            const auto &group = entry.second;
            if (group.size() > 0 && group.row(group.labels().front(), 0) < *middle)
                return false;
            leaveOut(group, group.labels(), decided);
            return true;
        });
        all = 0;
        for (const auto &[state, group] : m_groups)
            all += group.size();
    }
}

void LabelSearch::leaveOut(const LabelGroup &group, const std::vector<Label> &labels, int decided)
{
    for (const auto &label : labels) {
        Rows atLeast{};
        for (std::size_t k = 0; k < m_rowCount; ++k)
            atLeast[k] = group.row(label, k) + m_rest[static_cast<std::size_t>(decided)][k];
        m_result.leftOut.push_back(atLeast);
        m_result.exhaustive = false;
    }
    mergeBounds(m_result.leftOut, m_rowCount, mostBounds);
}

FoundCut LabelSearch::cutFrom(const LabelGroup &group, const Label &label) const
{
    FoundCut cut;
    cut.onDevice.assign(static_cast<std::size_t>(m_structure.size()), true);
    for (int trace = label.trace; trace >= 0; trace = m_choices[static_cast<std::size_t>(trace)].parent)
        cut.onDevice[static_cast<std::size_t>(m_choices[static_cast<std::size_t>(trace)].layerToEdge)] = false;
    for (std::size_t i = 0; i < cut.onDevice.size(); ++i) {
        for (const auto before : m_structure.predecessors[i])
            cut.onDevice[i] = cut.onDevice[i] && cut.onDevice[static_cast<std::size_t>(before)];
    }
    for (std::size_t k = 0; k < m_rowCount; ++k)
        cut.rows[k] = group.row(label, k);
    return cut;
}

SearchResult LabelSearch::finish()
{
    LabelGroup all(m_rowCount);
    for (auto &[state, group] : m_groups) {
        const bool leavesNoOutput =
            m_structure.deadLayers && (state[0] & anyOnEdge) != 0 && (state[0] & outputOnEdge) == 0;
        if (!leavesNoOutput)
            all.merge(std::move(group));
    }
    clean(all, m_structure.size());
    if (m_problem.goal == SearchProblem::Goal::ParetoFront) {
        for (const auto &label : all.labels())
            m_result.found.push_back(cutFrom(all, label));
        return std::move(m_result);
    }
    const auto value = [&](const Label &label) {
        Rows rows{};
        for (std::size_t k = 0; k < m_rowCount; ++k)
            rows[k] = all.row(label, k);
        return goalBound(rows);
    };
    const auto best = std::min_element(
        all.labels().begin(), all.labels().end(), [&](const Label &a, const Label &b) { return value(a) < value(b); });
    if (best != all.labels().end())
        m_result.found.push_back(cutFrom(all, *best));
    return std::move(m_result);
}

} // namespace

SearchResult searchLabels(const CutStructure &structure, const SearchProblem &problem)
{
    return LabelSearch(structure, problem).run();
}

} // namespace splitscope
