// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/deployments.h"

#include <QAbstractTableModel>

#include <functional>
#include <memory>
#include <string>

namespace splitscope {

/// Every context with its best plan, and how many times better that is than the plans without a choice.
/// `Qt::DisplayRole` is for reading, `sortRole` the plain value.
class DeploymentModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        DeviceName,
        LinkName,
        EdgeName,
        BestCut,
        Latency,
        Energy,
        OverDevice,
        OverEdge,
        OverPicture,
        OverFixed
    };
    static constexpr int columns = OverFixed + 1;
    static constexpr int sortRole = Qt::UserRole;

    explicit DeploymentModel(QObject *parent = nullptr);

    void setTable(std::shared_ptr<const DeploymentTable> table);
    const DeploymentTable *table() const { return m_table.get(); }
    /// How a failure is said; the core's English sentence if it is not set.
    void setErrorWords(std::function<QString(const Error &)> words) { m_errorWords = std::move(words); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    std::string csv() const;

private:
    QString text(const DeploymentRow &row, int column) const;
    QVariant sortValue(const DeploymentRow &row, int column) const;
    QString tip(const DeploymentRow &row) const;

    std::shared_ptr<const DeploymentTable> m_table;
    std::function<QString(const Error &)> m_errorWords;
};

} // namespace splitscope
