// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/table/layer_filter.h"

#include "widgets/table/layer_table_model.h"

namespace splitscope {

LayerFilter::LayerFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setSortRole(LayerTableModel::sortRole);
    setSortLocaleAware(true);
}

void LayerFilter::setFound(std::vector<bool> found)
{
    m_found = std::move(found);
    invalidateFilter();
}

bool LayerFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const auto layer = static_cast<std::size_t>(row);
    return m_found.empty() || (layer < m_found.size() && m_found[layer]);
}

} // namespace splitscope
