// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/selection_history.h"

namespace splitscope {

namespace {

constexpr std::size_t longest = 200;

} // namespace

void SelectionHistory::visit(int layer)
{
    if (layer < 0 || (m_here >= 0 && m_layers[static_cast<std::size_t>(m_here)] == layer))
        return;
    m_layers.resize(static_cast<std::size_t>(m_here + 1));
    m_layers.push_back(layer);
    if (m_layers.size() > longest)
        m_layers.erase(m_layers.begin());
    m_here = static_cast<int>(m_layers.size()) - 1;
}

void SelectionHistory::clear()
{
    m_layers.clear();
    m_here = -1;
}

std::optional<int> SelectionHistory::back()
{
    if (!canGoBack())
        return std::nullopt;
    return m_layers[static_cast<std::size_t>(--m_here)];
}

std::optional<int> SelectionHistory::forward()
{
    if (!canGoForward())
        return std::nullopt;
    return m_layers[static_cast<std::size_t>(++m_here)];
}

} // namespace splitscope
