// SPDX-License-Identifier: GPL-3.0-or-later
// Compression studies of the open model: made here, or read from what the command line wrote.
#include "app/desktop/main_window.h"

#include "app/desktop/chart_docks.h"
#include "app/desktop/error_text.h"
#include "widgets/panels/message_bar.h"

#include <QAction>
#include <QFileDialog>
#include <QStatusBar>

namespace splitscope {

namespace {

constexpr int noteMs = 8000;

} // namespace

void MainWindow::makeStudyActions()
{
    m_studyAction = addGraphAction({.id = QStringLiteral("study"),
                                       .menu = ActionSpec::Menu::Run,
                                       .text = tr("Study compression"),
                                       .help = tr("Try codecs at many cuts and compare all answers; takes minutes")},
        [this] { studyOrStop(); });
    addGraphAction({.id = QStringLiteral("openStudy"),
                       .menu = ActionSpec::Menu::Run,
                       .text = tr("Open a study\u2026"),
                       .help = tr("Show what 'splitscope-cli study' found out about this model")},
        [this] {
            auto *dialog = new QFileDialog(this, tr("Open a study"), {}, tr("Studies (study.json);;All files (*)"));
            dialog->setObjectName(QStringLiteral("studyFileDialog"));
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openStudy);
            dialog->open();
        });
}

void MainWindow::connectStudies()
{
    connect(&m_workspace, &Workspace::modelOpened, &m_studies, [this] {
        m_studies.cancel();
        m_charts->setStudy(nullptr);
    });
    connect(&m_studies, &StudyService::ready, this, &MainWindow::takeStudy);
    connect(&m_studies, &StudyService::progressed, this, [this](int percent, const QString &what) {
        statusBar()->showMessage(tr("Studying compression: %1 %, %2").arg(percent).arg(what));
    });
    connect(&m_studies, &StudyService::failed, this,
        [this](const Error &error) { m_message->showMessage(MessageBar::Kind::Problem, errorText(error)); });
    connect(&m_studies, &StudyService::ended, this, [this] {
        statusBar()->clearMessage();
        m_studyAction->setText(tr("Study compression"));
    });
}

void MainWindow::studyOrStop()
{
    if (m_studies.running()) {
        m_studies.cancel();
        return statusBar()->showMessage(tr("The study was stopped. Started again, it goes on from there."), noteMs);
    }
    m_studies.run(m_workspace.model().model, m_workspace.source());
    m_studyAction->setText(tr("Stop the study"));
}

void MainWindow::openStudy(const QString &file)
{
    if (m_workspace.hasModel() && !m_studies.running())
        m_studies.read(m_workspace.model().model, file);
}

void MainWindow::takeStudy(const StudyView &view)
{
    m_charts->setStudy(view.curve);
    m_charts->showStudy();
    m_planning.setStudy(view.study);
    if (!m_facts)
        return;
    auto facts = *m_facts;
    facts.codedBytes = view.layerBytes;
    setFacts(std::make_shared<const LayerFacts>(std::move(facts)));
}

} // namespace splitscope
