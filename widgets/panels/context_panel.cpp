// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/context_panel.h"

#include "widgets/number_text.h"
#include "widgets/panels/fold_section.h"
#include "widgets/panels/goal_panel.h"
#include "widgets/panels/link_panel.h"
#include "widgets/panels/machine_panel.h"
#include "widgets/panels/scroll_column.h"
#include "widgets/panels/source_panel.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace splitscope {

ContextPanel::ContextPanel(SourcePanel *source, LinkPanel *link, QWidget *parent)
    : QWidget(parent)
    , m_source(source)
    , m_link(link)
{
    setObjectName(QStringLiteral("contextPanel"));
    auto *inside = new QWidget;
    m_column = new QVBoxLayout(inside);
    m_column->setContentsMargins(8, 8, 8, 8);
    m_column->setSpacing(12);
    makeNotice();
    m_device = new MachinePanel(MachinePanel::Side::Device);
    m_edge = new MachinePanel(MachinePanel::Side::Edge);
    m_goal = new GoalPanel;
    m_sourceSection = addSection(tr("Camera"), "cameraSection", m_source);
    m_deviceSection = addSection(tr("Device"), "deviceSection", m_device);
    m_linkSection = addSection(tr("Link"), "linkSection", m_link);
    m_edgeSection = addSection(tr("Edge"), "edgeSection", m_edge);
    m_goalSection = addSection(tr("Goal"), "goalSection", m_goal);
    makeMeasuredNow();
    m_column->addStretch();
    auto *area = new ScrollColumn(inside, this);
    area->setObjectName(QStringLiteral("contextScroll"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(area);

    connectMachine(m_device, &PlanningChoice::device, &PlanningChoice::deviceSpeed, Side::Device);
    connectMachine(m_edge, &PlanningChoice::edge, &PlanningChoice::edgeSpeed, Side::Edge);
    connect(m_goal, &GoalPanel::choiceRequested, this, &ContextPanel::choiceRequested);
    setMachineNote(Side::Device, {});
    setMachineNote(Side::Edge, {});
    setChoice({});
    setEstimated(false);
    setMeasuredNow({});
}

void ContextPanel::makeNotice()
{
    m_notice = new QWidget;
    m_notice->setObjectName(QStringLiteral("estimateNotice"));
    auto *words = new QLabel(tr("Times are estimates from MACs until this machine is measured."), m_notice);
    words->setWordWrap(true);
    auto *button = new QPushButton(tr("&Measure"), m_notice);
    button->setObjectName(QStringLiteral("measureButton"));
    button->setToolTip(tr("Time every layer, and this machine by kinds of operation; the camera waits meanwhile"));
    auto *layout = new QVBoxLayout(m_notice);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(words);
    layout->addWidget(button);
    m_column->addWidget(m_notice);
    connect(button, &QPushButton::clicked, this, &ContextPanel::measureRequested);
}

void ContextPanel::makeMeasuredNow()
{
    m_measuredNow = new QWidget;
    m_measuredNow->setObjectName(QStringLiteral("measuredNow"));
    m_measuredLabel = new QLabel(m_measuredNow);
    m_measuredLabel->setObjectName(QStringLiteral("measuredNowLabel"));
    m_measuredLabel->setWordWrap(true);
    auto *button = new QPushButton(tr("&Use what is measured now"), m_measuredNow);
    button->setObjectName(QStringLiteral("measuredNowButton"));
    button->setToolTip(tr("Set both speeds so that the prediction of device and edge equals the run"));
    auto *layout = new QVBoxLayout(m_measuredNow);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_measuredLabel);
    layout->addWidget(button);
    m_column->addWidget(m_measuredNow);
    connect(button, &QPushButton::clicked, this, &ContextPanel::measuredNowRequested);
}

FoldSection *ContextPanel::addSection(const QString &title, const char *name, QWidget *content)
{
    auto *section = new FoldSection(title, QLatin1String(name), content);
    m_column->addWidget(section);
    return section;
}

void ContextPanel::connectMachine(
    MachinePanel *panel, std::string PlanningChoice::*name, double PlanningChoice::*speed, Side side)
{
    connect(panel, &MachinePanel::machineRequested, this, [this, name, speed](const std::string &wanted) {
        auto choice = m_choice;
        choice.*name = wanted;
        choice.*speed = 1.0;
        Q_EMIT choiceRequested(choice);
    });
    connect(panel, &MachinePanel::speedRequested, this, [this, speed](double wanted) {
        auto choice = m_choice;
        choice.*speed = wanted;
        Q_EMIT choiceRequested(choice);
    });
    connect(panel, &MachinePanel::importRequested, this, [this, side] { Q_EMIT importRequested(side); });
}

void ContextPanel::setChoice(const PlanningChoice &choice)
{
    m_choice = choice;
    m_device->setMachine(choice.device, choice.deviceSpeed);
    m_edge->setMachine(choice.edge, choice.edgeSpeed);
    m_goal->setChoice(choice);
    showSummaries();
}

void ContextPanel::setLink(const LinkSpec &link)
{
    m_shownLink = link;
    m_link->setLink(link);
    showSummaries();
}

void ContextPanel::setSource(const QString &source)
{
    m_source->setSource(source);
    m_sourceSection->setSummary(source);
}

void ContextPanel::setPictureInput(bool picture) { m_goal->setPictureInput(picture); }

void ContextPanel::setEstimated(bool estimated) { m_notice->setVisible(estimated); }

void ContextPanel::setMachineNote(Side side, const QString &note)
{
    (side == Side::Device ? m_device : m_edge)->setNote(note);
}

void ContextPanel::setImpossible(const QString &sentence) { m_goal->setImpossible(sentence); }

void ContextPanel::setMeasuredNow(const std::optional<StageTimes> &stages)
{
    m_measuredNow->setVisible(stages.has_value());
    if (stages)
        m_measuredLabel->setText(tr("Measured now: device %1, uplink %2, edge %3, downlink %4")
                                     .arg(millisecondsText(stages->device), millisecondsText(stages->uplink),
                                         millisecondsText(stages->edge), millisecondsText(stages->downlink)));
}

void ContextPanel::addBoard(const std::string &file)
{
    m_device->addBoard(file);
    m_edge->addBoard(file);
}

void ContextPanel::showSummaries()
{
    m_deviceSection->setSummary(m_device->machineTitle());
    m_edgeSection->setSummary(m_edge->machineTitle());
    m_goalSection->setSummary(m_goal->summary());
    const auto preset = presetOf(m_shownLink);
    if (!m_shownLink.shaped)
        m_linkSection->setSummary(tr("not shaped"));
    else if (preset)
        m_linkSection->setSummary(QString::fromStdString(*preset));
    else
        m_linkSection->setSummary(
            tr("%1, %2").arg(mbpsText(m_shownLink.uplinkMbps), millisecondsText(m_shownLink.rttMs)));
}

} // namespace splitscope
