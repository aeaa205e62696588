// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/pareto_chart.h"

#include <QWidget>

class QComboBox;
class QPushButton;
class QSplitter;

namespace splitscope {

class PlanComparison;

/// The Pareto chart with the choice of its axes and, once a plan is pinned, the plans side by side. Until a hand
/// chooses, the axes are latency and energy, or bytes where no energy is known.
class ParetoPage : public QWidget {
    Q_OBJECT

public:
    explicit ParetoPage(QWidget *parent = nullptr);

    void setView(const std::shared_ptr<const PlanningView> &view);
    ParetoChart *chart() const { return m_chart; }
    PlanComparison *comparison() const { return m_comparison; }

Q_SIGNALS:
    void planRequested(const splitscope::Plan &plan);
    void pinRequested(const splitscope::Plan &plan);
    void unpinRequested(int pin); ///< index into the view's pins

private:
    void offer(const std::vector<PlanFigure> &known);
    void choose();
    void showComparison(bool shown);
    QWidget *makeChoices();
    QComboBox *makeChoice(const char *name, const QString &accessible);

    QSplitter *m_splitter = nullptr; // children of the widget
    ParetoChart *m_chart = nullptr;
    PlanComparison *m_comparison = nullptr;
    QComboBox *m_across = nullptr;
    QComboBox *m_up = nullptr;
    QPushButton *m_pin = nullptr;
    std::vector<PlanFigure> m_known;
    bool m_chosen = false;  ///< by a hand
    bool m_compares = true; ///< plans are side by side
};

} // namespace splitscope
