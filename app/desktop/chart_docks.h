// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_reading.h"
#include "core/planning/planning_view.h"
#include "widgets/graph/graph_export.h"

#include <QList>
#include <QObject>

#include <functional>
#include <memory>

class QDockWidget;
class QMainWindow;

namespace splitscope {

class Chart;
class CompressibilityChart;
class DeploymentView;
class ParetoPage;

/// The charts of the newest plan as tabs at the window's bottom: latency by cut, where a split wins, Pareto, the
/// model's profile, how well its cuts compress, and the deployment table. Hands' wishes of all of them come out here.
class ChartDocks : public QObject {
    Q_OBJECT

public:
    /// Adds the docks, hidden. \param beside the dock whose tab stands last among them.
    ChartDocks(QMainWindow &window, QDockWidget &beside);

    void setView(const std::shared_ptr<const PlanningView> &view);
    /// Null: no study of this model.
    void setStudy(std::shared_ptr<const Compressibility> study);
    /// Brings the study's chart to the front.
    void showStudy();
    bool shown() const;
    /// Shown, the chart that was in front is so again.
    void setShown(bool shown);

Q_SIGNALS:
    void shownChanged();
    /// Somebody looks at the deployment table, or no longer.
    void deploymentsWanted(bool wanted);
    void cutRequested(const splitscope::Cut &cut);
    void cutWithCodecRequested(const splitscope::Cut &cut, const splitscope::Codec &codec);
    void planRequested(const splitscope::Plan &plan);
    void pinRequested(const splitscope::Plan &plan);
    void unpinRequested(int pin); ///< index into the view's pins
    void uplinkRequested(double mbps);
    void contextRequested(const splitscope::Context &context);
    void pictureExportRequested(const QString &title, const splitscope::GraphRecording &recording);
    void tableExportRequested(const QString &title, const std::function<std::string()> &csv);

private:
    QDockWidget *addDock(QMainWindow &window, QWidget *content, const QString &title, const QString &name);
    void addLatency(QMainWindow &window);
    void addRates(QMainWindow &window);
    void addPareto(QMainWindow &window);
    void addProfile(QMainWindow &window);
    void addCompressibility(QMainWindow &window);
    void addDeployments(QMainWindow &window);
    void connectChart(Chart *chart);
    void offerTable(const QString &title, const std::function<std::string()> &csv);

    QList<Chart *> m_charts; // children of the window
    ParetoPage *m_pareto = nullptr;
    CompressibilityChart *m_compressibility = nullptr;
    DeploymentView *m_deployments = nullptr;
    QList<QDockWidget *> m_docks;
    QDockWidget *m_front = nullptr; ///< seen last
};

} // namespace splitscope
