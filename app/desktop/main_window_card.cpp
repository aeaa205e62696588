// SPDX-License-Identifier: GPL-3.0-or-later
// The model's card: what its makers say of it, beside what was counted in its file.
#include "app/desktop/main_window.h"

#include "widgets/card/card_panel.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/side_dock.h"

#include <QAction>
#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

namespace splitscope {

void MainWindow::makeCardPage()
{
    m_card = new CardPanel;
    m_leftDock->addPage(tr("Card"), m_card);
    connect(&m_workspace, &Workspace::modelOpened, m_card, [this] { m_card->setView(*m_workspace.model().card); });
    connect(m_card, &CardPanel::recipeRequested, this, &MainWindow::openRecipe);
}

void MainWindow::addCardAction()
{
    addGraphAction({.id = QStringLiteral("card"),
                       .menu = ActionSpec::Menu::View,
                       .text = tr("Model card"),
                       .help = tr("What the model is for, how well it answers, and how it was made"),
                       .shortcut = tr("Ctrl+Shift+I")},
        [this] { m_leftDock->showPage(m_card); });
}

/// In the program that the desktop has for such files; its folder where it has none.
void MainWindow::openRecipe(const QString &file)
{
    const auto folder = QFileInfo(file).absolutePath();
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(file))
        && !QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
        m_message->showMessage(
            MessageBar::Kind::Problem, tr("Nothing on this desktop opens %1. Open it in a text editor.").arg(file));
}

} // namespace splitscope
