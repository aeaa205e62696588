// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/planning_view.h"

#include <QAbstractTableModel>

#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// Plans side by side: a column for the present one and for each pinned one, all in the view's context; a row for each
/// figure. Pinned plans also say how much they differ from the present one.
class PlanComparisonModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Row { Deployment, Latency, Device, Encode, Uplink, Edge, Downlink, Energy, Up, Down, Price, Rate, Accuracy };
    static constexpr int rows = Accuracy + 1;

    explicit PlanComparisonModel(QObject *parent = nullptr);

    void setView(std::shared_ptr<const PlanningView> view);
    /// Column 0 is the present plan.
    int pinOfColumn(int column) const { return column - 1; }
    /// Null: this model cannot be cut so any more.
    const Plan *planOfColumn(int column) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    std::string csv() const;

private:
    QString text(int row, int column) const;
    QString difference(int row, int column) const;
    QString tip(int column) const;

    std::shared_ptr<const PlanningView> m_view;
};

} // namespace splitscope
