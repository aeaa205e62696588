// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

namespace splitscope {

/// The layers that were chosen one after another, to go back and forward through them, as a browser does with pages.
class SelectionHistory {
public:
    /// A layer was chosen by a hand. Going back and choosing another forgets what came after. None (-1) is no place.
    void visit(int layer);
    void clear();

    bool canGoBack() const { return m_here > 0; }
    bool canGoForward() const { return m_here + 1 < static_cast<int>(m_layers.size()); }
    /// The layer to choose; nothing at the ends.
    std::optional<int> back();
    std::optional<int> forward();

private:
    std::vector<int> m_layers;
    int m_here = -1;
};

} // namespace splitscope
