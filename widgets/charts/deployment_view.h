// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/planning_view.h"
#include "widgets/charts/deployment_model.h"

#include <QWidget>

class QLabel;
class QSortFilterProxyModel;
class QStackedLayout;
class QTreeView;

namespace splitscope {

/// The deployment table: sortable by every column; Enter or a double click on a row asks for its context.
class DeploymentView : public QWidget {
    Q_OBJECT

public:
    explicit DeploymentView(QWidget *parent = nullptr);

    void setView(const std::shared_ptr<const PlanningView> &view);
    void setErrorWords(std::function<QString(const Error &)> words) { m_model.setErrorWords(std::move(words)); }
    /// In the order of the table, whatever it is sorted by.
    std::string csv() const { return m_model.csv(); }

Q_SIGNALS:
    void contextRequested(const splitscope::Context &context);
    void tableExportRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void makeTable();
    void activate(const QModelIndex &index);
    void showMenu(const QPoint &place);
    void fitColumns();
    QString summary() const;

    DeploymentModel m_model;
    QSortFilterProxyModel *m_sorted = nullptr; // children of the widget
    QStackedLayout *m_pages = nullptr;
    QLabel *m_message = nullptr;
    QLabel *m_summary = nullptr;
    QTreeView *m_table = nullptr;
};

} // namespace splitscope
