// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/flat_program.h"

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace splitscope {

/// Which operations of a flat program belong to one layer. Two groups are joined only where all that the first gives is
/// read by the second alone, so the groups stay free of cycles.
class LayerGroups {
public:
    explicit LayerGroups(const FlatProgram &program);

    /// Position of the first node of the group of the node at `position`; it names the group.
    int first(int position) const;

    /// Moves or rearranges data, or only wraps it in a list.
    static bool isGlue(const torch::jit::Node &node);
    /// A norm, activation or scaling that belongs to the operation before it.
    static bool isEpilogue(const torch::jit::Node &node);

private:
    std::optional<int> onlyReader(int group) const;
    std::optional<int> onlyProducer(const torch::jit::Node &node) const;
    void join(int a, int b);

    const FlatProgram &m_program;
    std::vector<int> m_parent;
    std::unordered_map<const torch::jit::Node *, int> m_position;
    std::vector<std::vector<int>> m_members;
    std::unordered_set<const torch::jit::Node *> m_tied;
};

} // namespace splitscope
