// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/chart_docks.h"

#include "app/desktop/error_text.h"
#include "widgets/charts/compressibility_chart.h"
#include "widgets/charts/deployment_view.h"
#include "widgets/charts/latency_chart.h"
#include "widgets/charts/pareto_page.h"
#include "widgets/charts/plan_comparison.h"
#include "widgets/charts/profile_chart.h"
#include "widgets/charts/rate_chart.h"

#include <QDockWidget>
#include <QMainWindow>

namespace splitscope {

ChartDocks::ChartDocks(QMainWindow &window, QDockWidget &beside)
    : QObject(&window)
{
    window.setTabPosition(Qt::BottomDockWidgetArea, QTabWidget::North);
    addLatency(window);
    addRates(window);
    addPareto(window);
    addProfile(window);
    addCompressibility(window);
    addDeployments(window);
    for (int i = 1; i < m_docks.size(); ++i)
        window.tabifyDockWidget(m_docks[i - 1], m_docks[i]);
    window.tabifyDockWidget(m_docks.last(), &beside);
    m_front = m_docks.first();
}

QDockWidget *ChartDocks::addDock(QMainWindow &window, QWidget *content, const QString &title, const QString &name)
{
    auto *dock = new QDockWidget(title, &window);
    dock->setObjectName(name);
    dock->setFeatures(QDockWidget::NoDockWidgetFeatures);
    dock->setTitleBarWidget(new QWidget(dock)); // its tab says it
    dock->setWidget(content);
    window.addDockWidget(Qt::BottomDockWidgetArea, dock);
    dock->hide(); // the graph comes first
    m_docks.push_back(dock);
    connect(dock, &QDockWidget::visibilityChanged, this, [this, dock](bool seen) {
        if (seen)
            m_front = dock;
        Q_EMIT shownChanged();
    });
    return dock;
}

void ChartDocks::connectChart(Chart *chart)
{
    m_charts.push_back(chart);
    connect(chart, &Chart::cutRequested, this, &ChartDocks::cutRequested);
    connect(chart, &Chart::pictureExportRequested, this,
        [this, chart] { Q_EMIT pictureExportRequested(chart->title(), chart->recording()); });
    connect(chart, &Chart::tableExportRequested, this,
        [this, chart] { offerTable(chart->title(), [text = chart->csv()] { return text; }); });
}

void ChartDocks::offerTable(const QString &title, const std::function<std::string()> &csv)
{
    Q_EMIT tableExportRequested(title, csv);
}

void ChartDocks::addLatency(QMainWindow &window)
{
    auto *chart = new LatencyChart;
    connectChart(chart);
    connect(chart, &Chart::planRequested, this, &ChartDocks::planRequested);
    connect(chart, &Chart::pinRequested, this, &ChartDocks::pinRequested);
    addDock(window, chart, chart->title(), QStringLiteral("latencyDock"));
}

void ChartDocks::addRates(QMainWindow &window)
{
    auto *chart = new RateChart;
    connectChart(chart);
    connect(chart, &Chart::planRequested, this, &ChartDocks::planRequested);
    connect(chart, &Chart::pinRequested, this, &ChartDocks::pinRequested);
    connect(chart, &RateChart::uplinkRequested, this, &ChartDocks::uplinkRequested);
    addDock(window, chart, chart->title(), QStringLiteral("rateDock"));
}

void ChartDocks::addPareto(QMainWindow &window)
{
    m_pareto = new ParetoPage;
    connectChart(m_pareto->chart());
    m_charts.removeAll(m_pareto->chart()); // the page passes the view on
    connect(m_pareto, &ParetoPage::planRequested, this, &ChartDocks::planRequested);
    connect(m_pareto, &ParetoPage::pinRequested, this, &ChartDocks::pinRequested);
    connect(m_pareto, &ParetoPage::unpinRequested, this, &ChartDocks::unpinRequested);
    connect(m_pareto->comparison(), &PlanComparison::tableExportRequested, this,
        [this] { offerTable(tr("Compared plans"), [text = m_pareto->comparison()->csv()] { return text; }); });
    addDock(window, m_pareto, m_pareto->chart()->title(), QStringLiteral("paretoDock"));
}

void ChartDocks::addProfile(QMainWindow &window)
{
    auto *chart = new ProfileChart;
    connectChart(chart);
    connect(chart, &Chart::planRequested, this, &ChartDocks::planRequested);
    connect(chart, &Chart::pinRequested, this, &ChartDocks::pinRequested);
    addDock(window, chart, chart->title(), QStringLiteral("profileDock"));
}

void ChartDocks::addCompressibility(QMainWindow &window)
{
    m_compressibility = new CompressibilityChart;
    connectChart(m_compressibility);
    connect(m_compressibility, &Chart::planRequested, this, &ChartDocks::planRequested);
    connect(m_compressibility, &Chart::pinRequested, this, &ChartDocks::pinRequested);
    connect(m_compressibility, &CompressibilityChart::cutWithCodecRequested, this, &ChartDocks::cutWithCodecRequested);
    addDock(window, m_compressibility, m_compressibility->title(), QStringLiteral("compressibilityDock"));
}

void ChartDocks::addDeployments(QMainWindow &window)
{
    m_deployments = new DeploymentView;
    m_deployments->setErrorWords(errorText);
    connect(m_deployments, &DeploymentView::contextRequested, this, &ChartDocks::contextRequested);
    connect(m_deployments, &DeploymentView::tableExportRequested, this,
        [this] { offerTable(tr("Deployments"), [text = m_deployments->csv()] { return text; }); });
    auto *dock = addDock(window, m_deployments, tr("Deployments"), QStringLiteral("deploymentsDock"));
    connect(dock, &QDockWidget::visibilityChanged, this, &ChartDocks::deploymentsWanted);
}

void ChartDocks::setView(const std::shared_ptr<const PlanningView> &view)
{
    for (auto *chart : m_charts)
        chart->setView(view);
    m_pareto->setView(view);
    m_deployments->setView(view);
}

void ChartDocks::setStudy(std::shared_ptr<const Compressibility> study)
{
    m_compressibility->setStudy(std::move(study));
}

void ChartDocks::showStudy()
{
    setShown(true);
    for (auto *dock : m_docks) {
        if (dock->widget() == m_compressibility)
            dock->raise();
    }
}

bool ChartDocks::shown() const { return !m_docks.first()->isHidden(); }

void ChartDocks::setShown(bool shown)
{
    auto *front = m_front;
    for (auto *dock : m_docks)
        dock->setVisible(shown);
    if (shown)
        front->raise();
    m_front = front;
}

} // namespace splitscope
