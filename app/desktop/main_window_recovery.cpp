// SPDX-License-Identifier: GPL-3.0-or-later
// What must not be lost: the session after a crash, and the cut when the model's file is written anew.
#include "app/desktop/main_window.h"

#include "app/desktop/error_text.h"
#include "widgets/graph/graph_view.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/offer_bar.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QStatusBar>

#include <algorithm>
#include <utility>

namespace splitscope {

namespace {

constexpr int noteMs = 8000; ///< that a model was read anew is said so long

/// "14:03", with the date where it was another day.
QString timeText(std::chrono::system_clock::time_point time)
{
    const auto then = QDateTime::fromSecsSinceEpoch(std::chrono::system_clock::to_time_t(time));
    return then.date() == QDate::currentDate() ? QLocale().toString(then.time(), QLocale::ShortFormat)
                                               : QLocale().toString(then, QLocale::ShortFormat);
}

QString joined(const std::vector<std::string> &names)
{
    constexpr std::size_t most = 3;
    QStringList list;
    for (std::size_t i = 0; i < std::min(most, names.size()); ++i)
        list << QString::fromStdString(names[i]);
    const auto text = list.join(QStringLiteral(", "));
    return names.size() > most ? MainWindow::tr("%1 and %2 more").arg(text).arg(names.size() - most) : text;
}

} // namespace

void MainWindow::keepForRecovery()
{
    const auto folder = RecoverySlot::defaultFolder();
    std::unique_ptr<RecoverySlot> own;
    try {
        own = RecoverySlot::make(folder);
    } catch (const Failure &) {
        return; // a home that cannot be written to: everything works, but nothing is kept
    }
    const auto look = [this]() -> std::optional<Autosaver::State> {
        if (!m_workspace.hasModel() || m_wantedSession)
            return std::nullopt;
        return Autosaver::State{currentSession(), QFile::encodeName(m_sessionFile).toStdString()};
    };
    m_autosaver = std::make_unique<Autosaver>(std::move(own), look, Autosaver::usualPause, this);
    m_leftBehind = RecoverySlot::takeLeftBehind(folder);
    offerLeftBehind();
}

void MainWindow::connectRecovery()
{
    connect(m_recoveryOffer, &OfferBar::accepted, this, &MainWindow::restoreLeftBehind);
    connect(m_recoveryOffer, &OfferBar::declined, this, [this] {
        m_leftBehind->clear();
        m_leftBehind.reset();
        m_leftBehind = RecoverySlot::takeLeftBehind(RecoverySlot::defaultFolder());
        offerLeftBehind();
    });
    connect(&m_workspace, &Workspace::openingStarted, this, [this] { m_restoring = false; });
    connect(&m_workspace, &Workspace::openingEnded, this, [this] {
        // What is still waited for here did not open.
        m_wantedSession.reset();
        m_layerToChoose.clear();
        if (!std::exchange(m_restoring, false))
            return;
        m_sessionFile.clear();
        offerLeftBehind();
    });

    connect(&m_watch, &ModelWatch::changed, this, [this](const QString &file) {
        m_reloadOffer->offer(tr("%1 was changed by another program. Read it again?").arg(QFileInfo(file).fileName()),
            tr("Read again"), tr("Keep as it is"));
    });
    connect(&m_watch, &ModelWatch::changedBack, m_reloadOffer, &OfferBar::withdraw);
    connect(m_reloadOffer, &OfferBar::accepted, this, &MainWindow::reloadModel);
    connect(&m_workspace, &Workspace::cutCarried, this, [this](const std::vector<std::string> &lost) {
        if (lost.empty())
            return statusBar()->showMessage(tr("Read again; the cut is where it was."), noteMs);
        m_message->showMessage(MessageBar::Kind::Problem,
            tr("The model was read again. The cut could not be kept at: %1.").arg(joined(lost)));
    });
}

void MainWindow::offerLeftBehind()
{
    if (!m_leftBehind)
        return m_recoveryOffer->withdraw();
    auto name = QFileInfo(QFile::decodeName(m_leftBehind->origin().c_str())).fileName();
    try {
        if (name.isEmpty())
            name = QFileInfo(QFile::decodeName(m_leftBehind->session().model.c_str())).fileName();
    } catch (const Failure &) {
        m_leftBehind->clear(); // cannot be read, so there is nothing to offer
        m_leftBehind.reset();
        return m_recoveryOffer->withdraw();
    }
    m_recoveryOffer->offer(
        tr("Splitscope ended unexpectedly. Restore %1, from %2?").arg(name, timeText(m_leftBehind->written())),
        tr("Restore"), tr("Discard"));
}

void MainWindow::restoreLeftBehind()
{
    try {
        useSession(m_leftBehind->session());
        m_sessionFile = QFile::decodeName(m_leftBehind->origin().c_str());
        m_restoring = true; // until its model is there
    } catch (const Failure &failure) {
        m_message->showMessage(MessageBar::Kind::Problem, errorText(failure.error()));
        m_leftBehind->clear();
        m_leftBehind.reset();
    }
}

void MainWindow::reloadModel()
{
    if (!m_workspace.hasModel())
        return;
    auto session = currentSession();
    session.modelHash.clear(); // it is another one now
    if (const int layer = m_graph->currentLayer(); layer >= 0)
        m_layerToChoose = m_workspace.model().graph->layer(layer).id;
    m_wantedFile = QFile::decodeName(session.model.c_str());
    m_workspace.reloadModel();
    m_wantedSession = std::move(session);
}

/// Once a model and what belongs to it are shown.
void MainWindow::followModel(bool fromSession)
{
    const auto &model = m_workspace.model();
    m_reloadOffer->withdraw();
    m_watch.watch(QFile::decodeName(model.model->path().c_str()), model.model->hash());
    if (const auto layer = model.graph->indexOf(std::exchange(m_layerToChoose, {})))
        m_graph->setCurrentLayer(*layer);
    if (!m_autosaver)
        return;
    if (std::exchange(m_restoring, false) && m_leftBehind)
        m_autosaver->moveTo(std::move(m_leftBehind)); // stays as it is until it is written anew
    else if (!std::exchange(m_openedBefore, true) && !fromSession)
        m_autosaver->startsFresh();
    m_openedBefore = true;
}

} // namespace splitscope
