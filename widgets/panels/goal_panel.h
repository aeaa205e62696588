// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/planning_choice.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace splitscope {

class LimitRow;

/// What a plan is for: where results are wanted, how a picture may be sent whole, what counts as best, and limits.
class GoalPanel : public QWidget {
    Q_OBJECT

public:
    explicit GoalPanel(QWidget *parent = nullptr);

    /// Shows results, picture, objective and limits of it; says nothing.
    void setChoice(const PlanningChoice &choice);
    /// A model whose input is no picture is never sent as one.
    void setPictureInput(bool picture);
    /// Why no plan keeps the limits; empty: one does.
    void setImpossible(const QString &sentence);
    QString summary() const; ///< "least latency, 2 limits"

Q_SIGNALS:
    /// A hand asks for this; machines and radio are as in `setChoice`.
    void choiceRequested(const splitscope::PlanningChoice &choice);

protected:
    void changeEvent(QEvent *event) override;

private:
    void showWarningColours();
    QComboBox *addCombo(const QString &label, const char *name, const QString &help);
    LimitRow *addLimit(const char *name, std::optional<double> Limits::*limit);
    void makeCombos();
    void makeLimits();
    void takeCombos();
    void request(const PlanningChoice &choice);

    PlanningChoice m_choice;
    QComboBox *m_results = nullptr;
    QComboBox *m_picture = nullptr;
    QLabel *m_pictureLabel = nullptr;
    QComboBox *m_objective = nullptr;
    LimitRow *m_latency = nullptr;
    LimitRow *m_energy = nullptr;
    LimitRow *m_bytes = nullptr;
    QLabel *m_impossible = nullptr;
};

/// "least latency", "most frames a second", ...
QString objectiveTitle(const Objective &objective);

} // namespace splitscope
