// SPDX-License-Identifier: GPL-3.0-or-later
// What is set up in the window, as a file.
#include "app/desktop/main_window.h"

#include "app/desktop/error_text.h"
#include "widgets/graph/graph_view.h"
#include "widgets/panels/message_bar.h"

#include <QAction>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QStatusBar>

#include <utility>

namespace splitscope {

namespace {

constexpr int noteMs = 6000; ///< that a file was written is said so long

std::filesystem::path pathOf(const QString &file) { return QFile::encodeName(file).toStdString(); }

} // namespace

void MainWindow::makeSessionActions()
{
    addGraphAction({.id = QStringLiteral("saveSession"),
                       .menu = ActionSpec::Menu::File,
                       .text = tr("Save session"),
                       .help = tr("Keep the model's place, the cut, the codec, the link and the picture as a file"),
                       .shortcut = QKeySequence::Save,
                       .separator = true},
        [this] { m_sessionFile.isEmpty() ? chooseSessionFile() : saveSession(m_sessionFile); });
    addGraphAction({.id = QStringLiteral("saveSessionAs"),
                       .menu = ActionSpec::Menu::File,
                       .text = tr("Save session as\u2026"),
                       .help = tr("Keep it as another file"),
                       .shortcut = tr("Ctrl+Shift+S")},
        [this] { chooseSessionFile(); });
}

void MainWindow::chooseSessionFile()
{
    chooseFile(tr("Save the session"), QLatin1String(sessionSuffix).mid(1), tr("Sessions (*.splitscope.json)"),
        &MainWindow::saveSession);
}

Session MainWindow::currentSession() const
{
    const auto &model = m_workspace.model();
    const auto &wish = m_graph->graphScene().picture().layout->wish;
    Session session;
    session.model = model.model->path();
    session.modelHash = model.model->hash();
    session.cut = m_workspace.cut().text(*model.graph);
    session.codec = m_workspace.codec();
    session.link = m_workspace.settings().link;
    session.source = m_workspace.source().toStdString();
    session.overlay = m_overlay ? std::string(layerFigureName(*m_overlay)) : std::string();
    session.logarithmic = m_overlayScale == OverlayScale::Logarithmic;
    session.folded = wish.folded;
    session.topDown = wish.topDown;
    keepPlanning(session);
    return session;
}

void MainWindow::saveSession(const QString &file)
{
    if (!m_workspace.hasModel())
        return;
    try {
        writeSession(currentSession(), pathOf(file));
    } catch (const Failure &failure) {
        return m_message->showMessage(MessageBar::Kind::Problem, errorText(failure.error()));
    }
    m_sessionFile = file;
    statusBar()->showMessage(tr("Wrote %1.").arg(QFileInfo(file).fileName()), noteMs);
}

void MainWindow::openSession(const QString &file)
{
    try {
        useSession(readSession(pathOf(file)));
    } catch (const Failure &failure) {
        return m_message->showMessage(MessageBar::Kind::Problem, errorText(failure.error()));
    }
    m_sessionFile = file;
    m_wantedFile = file;
}

/// Opens the model of a session; the rest of it follows when that is there.
void MainWindow::useSession(Session session)
{
    const auto model = QFile::decodeName(session.model.c_str());
    m_wantedFile = model;
    m_openedInMs.reset();
    m_opening.start();
    m_workspace.setLink(session.link);
    if (const auto source = QString::fromStdString(session.source); source != m_workspace.source())
        m_workspace.setSource(source);
    m_workspace.openModel(model, QString::fromStdString(session.cut), session.codec);
    m_wantedSession = std::move(session);
}

/// What belongs to the picture, once the model of a session is there.
void MainWindow::applySession()
{
    if (!m_wantedSession)
        return;
    const auto session = *std::exchange(m_wantedSession, std::nullopt);
    if (!session.modelHash.empty() && session.modelHash != m_workspace.model().model->hash())
        m_message->showMessage(MessageBar::Kind::Problem, tr("The model is another than when the session was saved."));
    usePlanning(session);
    m_overlay.reset();
    for (const auto figure : allLayerFigures()) {
        if (layerFigureName(figure) == session.overlay)
            m_overlay = figure;
    }
    m_overlayScale = session.logarithmic ? OverlayScale::Logarithmic : OverlayScale::Linear;
    showOverlay();
    const LayoutWish wish{session.folded, session.topDown};
    if (!(wish == m_graph->graphScene().picture().layout->wish))
        m_layouts.request(wish);
}

} // namespace splitscope
