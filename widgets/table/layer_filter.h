// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

#include <vector>

namespace splitscope {

/// The rows of a LayerTableModel that a search found, sorted by plain values.
class LayerFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit LayerFilter(QObject *parent = nullptr);

    /// By layer; empty: all rows.
    void setFound(std::vector<bool> found);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    std::vector<bool> m_found;
};

} // namespace splitscope
