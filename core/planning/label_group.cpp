// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/label_group.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace splitscope {

LabelGroup::LabelGroup(std::size_t rowCount)
    : m_rowCount(rowCount)
{
}

void LabelGroup::addToAll(const Rows &cost)
{
    for (std::size_t k = 0; k < m_rowCount; ++k)
        m_offset[k] += cost[k];
}

void LabelGroup::merge(LabelGroup &&other)
{
    if (other.size() > size()) {
        std::swap(m_labels, other.m_labels);
        std::swap(m_offset, other.m_offset);
        std::swap(m_prunedSize, other.m_prunedSize);
    }
    for (auto &label : other.m_labels) {
        for (std::size_t k = 0; k < m_rowCount; ++k)
            label.rows[k] += other.m_offset[k] - m_offset[k];
        m_labels.push_back(label);
    }
    other.m_labels.clear();
}

void LabelGroup::prune(const Rows &tolerance)
{
    std::sort(m_labels.begin(), m_labels.end(), [](const Label &a, const Label &b) { return a.rows < b.rows; });
    if (m_rowCount == 1 && !m_labels.empty())
        m_labels.resize(1);
    else if (m_rowCount <= 3)
        pruneBySweep(tolerance);
    else
        pruneByComparing(tolerance);
    m_prunedSize = m_labels.size();
}

/// In order of row 0, a label is beaten if one before it is no worse in rows 1 and 2: the staircase of the least row 2
/// by row 1 tells.
void LabelGroup::pruneBySweep(const Rows &tolerance)
{
    std::map<double, double> stairs;
    std::vector<Label> kept;
    for (const auto &label : m_labels) {
        const double x = label.rows[1];
        const double y = m_rowCount > 2 ? label.rows[2] : 0.0;
        const auto above = stairs.upper_bound(x + tolerance[1]);
        if (above != stairs.begin() && std::prev(above)->second <= y + (m_rowCount > 2 ? tolerance[2] : 0.0))
            continue;
        auto next = stairs.lower_bound(x);
        while (next != stairs.end() && next->second >= y)
            next = stairs.erase(next);
        stairs.emplace_hint(next, x, y);
        kept.push_back(label);
    }
    m_labels = std::move(kept);
}

void LabelGroup::pruneByComparing(const Rows &tolerance)
{
    std::vector<Label> kept;
    const auto beats = [&](const Label &a, const Label &b) {
        for (std::size_t k = 1; k < m_rowCount; ++k) { // row 0 is in order
            if (a.rows[k] > b.rows[k] + tolerance[k])
                return false;
        }
        return true;
    };
    for (const auto &label : m_labels) {
        if (std::none_of(kept.begin(), kept.end(), [&](const Label &other) { return beats(other, label); }))
            kept.push_back(label);
    }
    m_labels = std::move(kept);
}

std::vector<Label> LabelGroup::thin()
{
    std::sort(m_labels.begin(), m_labels.end(), [](const Label &a, const Label &b) { return a.rows < b.rows; });
    std::vector<Label> kept;
    std::vector<Label> dropped;
    for (std::size_t i = 0; i < m_labels.size(); ++i)
        (i % 2 == 0 ? kept : dropped).push_back(m_labels[i]);
    m_labels = std::move(kept);
    m_prunedSize = m_labels.size();
    return dropped;
}

} // namespace splitscope
