// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/demo_run.h"

#include "app/desktop/error_text.h"
#include "app/desktop/main_window.h"
#include "widgets/graph/graph_view.h"
#include "widgets/graph/layer_walk.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QSaveFile>
#include <QTimer>

#include <cstdio>

namespace splitscope {

namespace {

void say(const QString &line) { std::printf("%s\n", qPrintable(line)); }

QString figure(double value, int decimals = 1) { return QString::number(value, 'f', decimals); }

} // namespace

DemoRun::DemoRun(MainWindow &window, double seconds, QString screenshot)
    : m_window(window)
    , m_seconds(seconds)
    , m_screenshot(std::move(screenshot))
{
    auto &workspace = window.workspace();
    connect(&workspace, &Workspace::problem, this, [this](const QString &sentence) { m_problems << sentence; });
    connect(&workspace, &Workspace::viewReady, this, [this](const LiveView &view) {
        if (view.settingsGeneration != m_lastGeneration)
            ++m_generationsSeen;
        m_lastGeneration = view.settingsGeneration;
    });
    const auto after = [this](double part, void (DemoRun::*step)()) {
        QTimer::singleShot(static_cast<int>(1000.0 * m_seconds * part), this, step);
    };
    after(0.25, &DemoRun::moveCut);
    after(0.45, &DemoRun::takeCutBack);
    after(0.6, &DemoRun::moveLink);
    after(0.75, &DemoRun::moveLink); // back again, so that the picture shows what the window starts with
    after(1.0, &DemoRun::finish);
}

/// One branch's split point goes one layer towards its output, or back where it is at its end.
void DemoRun::moveCut()
{
    auto &workspace = m_window.workspace();
    if (!workspace.hasModel() || workspace.model().graph->outputs().empty())
        return;
    const auto &model = workspace.model();
    const int layer = std::max(0, model.graph->outputs().front().tensor.layer);
    for (const bool towardsOutput : {true, false}) {
        if (const auto cut = splitPointMoved(*model.graph, *model.layout, workspace.cut(), layer, towardsOutput)) {
            Q_EMIT m_window.graphView().cutRequested(*cut);
            return;
        }
    }
}

void DemoRun::takeCutBack()
{
    auto &workspace = m_window.workspace();
    if (workspace.hasModel())
        Q_EMIT m_window.graphView().cutRequested(workspace.model().startingCut);
}

void DemoRun::moveLink()
{
    auto link = m_window.workspace().settings().link;
    link.uplinkMbps = link.uplinkMbps > 10.0 ? 5.0 : 20.0;
    m_window.workspace().setLink(link);
}

void DemoRun::finish()
{
    const auto lines = summary(); // before the picture is taken, which takes its time
    const bool noFrame = m_window.workspace().statistics().frames() == 0;
    if (!m_screenshot.isEmpty() && !saveScreenshot())
        return QCoreApplication::exit(1);
    for (const auto &line : lines)
        say(line);
    if (noFrame) {
        const auto why = m_problems.isEmpty() ? tr("No frame arrived within %1 s.").arg(m_seconds) : m_problems.last();
        std::fprintf(stderr, "%s\n", qPrintable(why));
    }
    QCoreApplication::exit(noFrame ? 1 : 0);
}

/// All or nothing: an earlier picture stays where this one cannot be written.
bool DemoRun::saveScreenshot()
{
    QSaveFile file(m_screenshot);
    const bool saved = file.open(QIODevice::WriteOnly) && m_window.grab().save(&file, "PNG") && file.commit();
    if (!saved)
        std::fprintf(stderr, "%s\n",
            qPrintable(errorText(Error{ErrorCode::FileUnwritable,
                {{"file", m_screenshot.toStdString()}, {"why", file.errorString().toStdString() + "."}}})));
    return saved;
}

QStringList DemoRun::summary() const
{
    const auto statistics = m_window.workspace().statistics();
    const auto &status = m_window.workspace().status();
    const auto stages = statistics.stageMedians();
    QStringList lines;
    lines << QStringLiteral("frames %1, dropped %2, fallbacks %3, settings seen %4")
                 .arg(statistics.frames())
                 .arg(status.framesDropped)
                 .arg(status.fallbacks)
                 .arg(m_generationsSeen);
    lines << QStringLiteral("fps %1, latency p50 %2 ms")
                 .arg(figure(statistics.framesPerSecond(RunStatistics::Clock::now())),
                     figure(statistics.latencyP50Ms()));
    lines << QStringLiteral("stages median ms: device %1, encode %2, uplink %3, edge %4, downlink %5")
                 .arg(figure(stages.device), figure(stages.encode), figure(stages.uplink), figure(stages.edge),
                     figure(stages.downlink));
    for (const auto &[key, mean] : statistics.agreement())
        lines << QStringLiteral("agreement %1: %2 %3")
                     .arg(QString::fromStdString(key.first), QString::fromStdString(key.second),
                         figure(mean.sum / static_cast<double>(mean.count), 6));
    const auto &stall = m_stalls.longest();
    lines << QStringLiteral("longest GUI stall %1 ms, own work %2 ms").arg(figure(stall.ms), figure(stall.ownMs));
    if (const auto opened = m_window.openedInMs())
        lines << QStringLiteral("open to interactive graph %1 ms").arg(figure(*opened, 0));
    for (const auto &problem : m_problems)
        lines << QStringLiteral("said: %1").arg(problem);
    return lines;
}

} // namespace splitscope
