// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/plan_comparison_model.h"

#include <QWidget>

class QTableView;

namespace splitscope {

/// The present plan beside the pinned ones. A double click or Enter on a column takes its plan, Delete takes the pin
/// out.
class PlanComparison : public QWidget {
    Q_OBJECT

public:
    explicit PlanComparison(QWidget *parent = nullptr);

    void setView(std::shared_ptr<const PlanningView> view) { m_model.setView(std::move(view)); }
    std::string csv() const { return m_model.csv(); }

Q_SIGNALS:
    void unpinRequested(int pin); ///< index into the view's pins
    void planRequested(const splitscope::Plan &plan);
    void tableExportRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void take(const QModelIndex &index);
    void showMenu(const QPoint &place);
    void fitColumns();

    PlanComparisonModel m_model;
    QTableView *m_table = nullptr; // child of the widget
};

} // namespace splitscope
