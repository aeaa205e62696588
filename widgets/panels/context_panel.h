// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/frame_result.h"
#include "core/graph/link_spec.h"
#include "core/planning/planning_choice.h"

#include <QWidget>

#include <optional>

class QLabel;
class QVBoxLayout;

namespace splitscope {

class FoldSection;
class GoalPanel;
class LinkPanel;
class MachinePanel;
class SourcePanel;

/// Everything that is not the model and decides what is best: camera, device, link, edge, and what a plan is for.
/// Sections fold; the column scrolls where there is no room.
class ContextPanel : public QWidget {
    Q_OBJECT

public:
    enum class Side { Device, Edge };

    /// Takes both panels as children.
    ContextPanel(SourcePanel *source, LinkPanel *link, QWidget *parent = nullptr);

    /// These show; they say nothing.
    void setChoice(const PlanningChoice &choice);
    void setLink(const LinkSpec &link);
    void setSource(const QString &source);
    void setPictureInput(bool picture);
    /// \param estimated this machine was not measured with the open model: offers to.
    void setEstimated(bool estimated);
    /// What holds of a side's machine in the run: "emulated", "planned only: ...".
    void setMachineNote(Side side, const QString &note);
    void setImpossible(const QString &sentence);
    /// Stages of the live run, as medians of its last frames; nothing while none runs with these settings.
    void setMeasuredNow(const std::optional<StageTimes> &stages);
    void addBoard(const std::string &file);

Q_SIGNALS:
    /// A hand asks for this; the link and the source have panels of their own that say so.
    void choiceRequested(const splitscope::PlanningChoice &choice);
    void importRequested(splitscope::ContextPanel::Side side);
    void measureRequested();
    /// Let both machines be as fast as they are in the run.
    void measuredNowRequested();

private:
    void makeNotice();
    void makeMeasuredNow();
    FoldSection *addSection(const QString &title, const char *name, QWidget *content);
    void connectMachine(
        MachinePanel *panel, std::string PlanningChoice::*name, double PlanningChoice::*speed, Side side);
    void showSummaries();

    PlanningChoice m_choice;
    LinkSpec m_shownLink;
    QVBoxLayout *m_column = nullptr;
    QWidget *m_notice = nullptr;
    SourcePanel *m_source = nullptr;
    LinkPanel *m_link = nullptr;
    MachinePanel *m_device = nullptr;
    MachinePanel *m_edge = nullptr;
    GoalPanel *m_goal = nullptr;
    QWidget *m_measuredNow = nullptr;
    QLabel *m_measuredLabel = nullptr;
    FoldSection *m_sourceSection = nullptr;
    FoldSection *m_deviceSection = nullptr;
    FoldSection *m_linkSection = nullptr;
    FoldSection *m_edgeSection = nullptr;
    FoldSection *m_goalSection = nullptr;
};

} // namespace splitscope
