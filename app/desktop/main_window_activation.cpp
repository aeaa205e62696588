// SPDX-License-Identifier: GPL-3.0-or-later
// The chosen layer's activation on the newest frame, while frames run.
#include "app/desktop/main_window.h"

#include "app/desktop/error_text.h"
#include "widgets/graph/graph_view.h"
#include "widgets/number_text.h"

#include <utility>

namespace splitscope {

void MainWindow::connectActivations()
{
    connect(m_graph, &GraphView::currentLayerChanged, this, &MainWindow::chooseActivation);
    connect(&m_workspace, &Workspace::modelOpened, this, &MainWindow::chooseActivation);
    connect(&m_workspace, &Workspace::stateChanged, this, &MainWindow::chooseActivation);
    connect(&m_workspace, &Workspace::viewReady, this, [this](const LiveView &view) {
        if (m_graph->showsCard())
            m_activations.submit(view.camera, view.frameNumber);
    });
    connect(&m_activations, &ActivationService::ready, this, &MainWindow::showActivation);
    connect(&m_activations, &ActivationService::failed, this,
        [this](const Error &error) { m_graph->setActivation({}, tr("No picture. %1").arg(errorText(error)), {}); });
    connect(&m_activations, &ActivationService::nothingToShow, this, [this] {
        m_graph->setActivation({}, tr("Nothing to show: no other layer reads it, or it is one value."), {});
    });
}

/// Looks at the chosen layer while frames run, and at nothing otherwise.
void MainWindow::chooseActivation()
{
    const int layer = m_graph->currentLayer();
    const bool live = m_workspace.state() == LiveState::Live || m_workspace.state() == LiveState::EdgeLost;
    const bool any = live && layer >= 0 && m_workspace.hasModel();
    const auto wanted =
        any ? std::pair(m_workspace.model().model.get(), layer) : std::pair<const Model *, int>(nullptr, -1);
    if (wanted == std::exchange(m_activationOf, wanted))
        return;
    if (!any) {
        m_activations.choose({}, -1);
        return m_graph->clearActivation();
    }
    m_graph->setActivation({}, tr("The activation comes with the next frames."), {});
    m_activations.choose(m_workspace.model().model, layer);
}

void MainWindow::showActivation(const ActivationService::View &view)
{
    const auto range = tr("%1 to %2").arg(threeDigits(view.low), threeDigits(view.high));
    const auto frame = QLocale().toString(static_cast<qulonglong>(view.frame));
    const auto caption = view.vector ? tr("Its values row by row, %1, frame %2").arg(range, frame)
        : view.averaged == 1         ? tr("Its one channel, %1, frame %2").arg(range, frame)
                                     : tr("Mean of %1 channels, %2, frame %3")
                                   .arg(QLocale().toString(static_cast<qlonglong>(view.averaged)), range, frame);
    m_graph->setActivation(view.picture, caption,
        tr("Computed here in reference mode, beside what is live: the newest frame that there was time for. Dark is "
           "low, bright is high."));
}

} // namespace splitscope
