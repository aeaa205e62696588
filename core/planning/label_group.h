// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/label_search.h"

#include <array>
#include <cstddef>
#include <vector>

namespace splitscope {

/// One partial solution: its rows without its group's offset, and where its choices are written down.
struct Label {
    std::array<double, SearchProblem::maxRows> rows{};
    int trace = -1;
};

/// Partial solutions for which the rest of the search is the same.
class LabelGroup {
public:
    using Rows = std::array<double, SearchProblem::maxRows>;

    explicit LabelGroup(std::size_t rowCount = 0);

    std::size_t size() const { return m_labels.size(); }
    const std::vector<Label> &labels() const { return m_labels; }
    std::vector<Label> &labels() { return m_labels; }
    const Rows &offset() const { return m_offset; }
    double row(const Label &label, std::size_t k) const { return label.rows[k] + m_offset[k]; }

    void push(const Label &label) { m_labels.push_back(label); }
    /// Adds `cost` to every label.
    void addToAll(const Rows &cost);
    /// Takes over all labels of another group.
    void merge(LabelGroup &&other);

    /// True if enough labels came since the last pruning that pruning pays.
    bool needsPruning() const { return m_labels.size() > 2 * m_prunedSize + 16; }
    /// Drops labels that another one equals or beats in every row, `tolerance` forgiven.
    void prune(const Rows &tolerance);
    /// Every second label by row 0, starting with the least; the others are returned.
    std::vector<Label> thin();

private:
    void pruneBySweep(const Rows &tolerance);
    void pruneByComparing(const Rows &tolerance);

    std::size_t m_rowCount;
    std::size_t m_prunedSize = 0;
    Rows m_offset{};
    std::vector<Label> m_labels;
};

} // namespace splitscope
