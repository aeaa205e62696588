// SPDX-License-Identifier: GPL-3.0-or-later
// What hands ask of the charts, and the charts as files.
#include "app/desktop/main_window.h"

#include "app/desktop/chart_docks.h"

#include <QAction>
#include <QDockWidget>
#include <QFileDialog>

namespace splitscope {

void MainWindow::makeCharts()
{
    m_charts = new ChartDocks(*this, *m_tableDock);
    connect(m_charts, &ChartDocks::cutRequested, &m_history, &EditHistory::requestCut);
    connect(m_charts, &ChartDocks::cutWithCodecRequested, this, &MainWindow::takeCutWithCodec);
    connect(m_charts, &ChartDocks::planRequested, this, &MainWindow::takePlan);
    connect(m_charts, &ChartDocks::pinRequested, this, &MainWindow::pinPlan);
    connect(m_charts, &ChartDocks::unpinRequested, this, &MainWindow::unpinPlan);
    connect(m_charts, &ChartDocks::uplinkRequested, this, &MainWindow::requestUplink);
    connect(m_charts, &ChartDocks::contextRequested, this, &MainWindow::takeContext);
    connect(m_charts, &ChartDocks::deploymentsWanted, &m_planning, &PlanningService::setDeploymentsWanted);
    connect(m_charts, &ChartDocks::pictureExportRequested, this,
        [this](const QString &title, const GraphRecording &recording) {
            chooseChartFile(title, QStringLiteral("svg"), tr("Vector graphic (*.svg);;Picture (*.png);;PDF (*.pdf)"),
                [this, recording](const QString &file) { m_exports.writePicture(recording, file); });
        });
    connect(m_charts, &ChartDocks::tableExportRequested, this,
        [this](const QString &title, const std::function<std::string()> &csv) {
            chooseChartFile(title, QStringLiteral("csv"), tr("Table (*.csv)"),
                [this, csv](const QString &file) { m_exports.writeText(csv, file); });
        });
}

void MainWindow::addChartsAction()
{
    auto *action = m_actions.add({.id = QStringLiteral("charts"),
        .menu = ActionSpec::Menu::View,
        .text = tr("Charts"),
        .help = tr("What every cut costs, where a split wins, and what the model is like"),
        .shortcut = tr("Ctrl+G"),
        .icon = QStringLiteral("chart"),
        .checkable = true});
    connect(action, &QAction::toggled, m_charts, &ChartDocks::setShown);
    connect(m_charts, &ChartDocks::shownChanged, action, [this, action] { action->setChecked(m_charts->shown()); });
}

/// The machines and the link of a row of the deployment table, as one step.
void MainWindow::takeContext(const Context &context)
{
    m_history.stack().beginMacro(tr("Context: %1").arg(QString::fromStdString(context.name)));
    auto choice = m_planning.choice();
    choice.device = context.device.name;
    choice.edge = context.edge.name;
    choice.deviceSpeed = context.device.speed;
    choice.edgeSpeed = context.edge.speed;
    m_history.requestChoice(choice);
    m_history.requestLink(context.link);
    m_history.stack().endMacro();
}

void MainWindow::chooseChartFile(const QString &title, const QString &suffix, const QString &filters,
    const std::function<void(const QString &)> &write)
{
    auto *dialog = new QFileDialog(this, tr("Export: %1").arg(title), {}, filters);
    dialog->setObjectName(QStringLiteral("chartFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(title.toLower().replace(QLatin1Char(' '), QLatin1Char('-')) + QLatin1Char('.') + suffix);
    // The ending follows the kind that was chosen.
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.section(QStringLiteral("*."), 1).section(QLatin1Char(')'), 0, 0));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [write](const QString &file) { write(file); });
    dialog->open();
}

} // namespace splitscope
