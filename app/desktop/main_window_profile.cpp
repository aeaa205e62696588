// SPDX-License-Identifier: GPL-3.0-or-later
// Measured times of the layers: from the cache when a model is opened, or measured when a person asks for it.
#include "app/desktop/main_window.h"

#include "app/desktop/error_text.h"
#include "widgets/graph/graph_view.h"
#include "widgets/panels/message_bar.h"
#include "widgets/table/layer_table.h"

#include <QAction>
#include <QStatusBar>

#include <algorithm>

namespace splitscope {

void MainWindow::connectProfiles()
{
    connect(&m_profiles, &ProfileService::ready, this, &MainWindow::takeProfile);
    connect(&m_profiles, &ProfileService::progressed, this, [this](int done, int all) {
        statusBar()->showMessage(tr("Measuring the layers: %1 %").arg(100 * done / std::max(all, 1)));
    });
    connect(&m_profiles, &ProfileService::failed, this,
        [this](const Error &error) { m_message->showMessage(MessageBar::Kind::Problem, errorText(error)); });
    connect(&m_profiles, &ProfileService::ended, this, [this] {
        statusBar()->clearMessage();
        if (m_resumeAfterMeasuring)
            m_workspace.setPaused(false);
        showMeasuring();
    });
}

void MainWindow::measureOrStop()
{
    if (m_profiles.measuring())
        return m_profiles.cancel();
    m_resumeAfterMeasuring = !m_workspace.paused();
    m_workspace.setPaused(true); // live frames would be measured too
    m_showTimes = true;
    m_profiles.measure(m_workspace.model().model, m_workspace.deviceThreads());
    showMeasuring();
}

void MainWindow::showMeasuring()
{
    m_measureAction->setText(m_profiles.measuring() ? tr("Stop measuring") : tr("Measure the layers"));
}

void MainWindow::takeProfile(std::shared_ptr<const LayerProfile> profile)
{
    if (!m_facts || profile->layers.size() != m_facts->cuts.size())
        return;
    auto facts = *m_facts;
    facts.profile = std::move(profile);
    facts.deviceTimes.reset(); // they come anew with the next plan
    facts.edgeTimes.reset();
    setFacts(std::make_shared<const LayerFacts>(std::move(facts)));
    if (!m_showTimes)
        return;
    m_showTimes = false;
    m_overlay = LayerFigure::MeasuredMs;
    showOverlay();
}

} // namespace splitscope
