// SPDX-License-Identifier: GPL-3.0-or-later
// What the window remembers: recent files, the theme, its size and docks.
#include "app/desktop/main_window.h"

#include "app/desktop/window_settings.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>

namespace splitscope {

void MainWindow::makeThemeActions()
{
    auto *group = new QActionGroup(this);
    const auto add = [&](const char *id, const QString &text, const QString &help, ThemeChoice choice, bool first) {
        auto *action = m_actions.add({.id = QLatin1String(id),
            .menu = ActionSpec::Menu::View,
            .text = text,
            .help = help,
            .checkable = true,
            .separator = first});
        group->addAction(action);
        action->setChecked(WindowSettings::theme() == choice);
        connect(action, &QAction::triggered, this, [choice] {
            WindowSettings::setTheme(choice);
            installTheme(*qApp, choice);
        });
    };
    add("themeDesktop", tr("As the desktop"), tr("Light or dark as the desktop has it"), ThemeChoice::Desktop, true);
    add("themeLight", tr("Light"), tr("Dark words on light ground"), ThemeChoice::Light, false);
    add("themeDark", tr("Dark"), tr("Light words on dark ground"), ThemeChoice::Dark, false);
}

void MainWindow::addRecentMenu()
{
    auto *file = menuBar()->actions().constFirst()->menu();
    auto *recent = new QMenu(tr("Open recent"), file);
    recent->setObjectName(QStringLiteral("recentMenu"));
    const auto entries = file->actions();
    file->insertMenu(entries.value(entries.indexOf(m_actions.action(QStringLiteral("open"))) + 1), recent);
    connect(recent, &QMenu::aboutToShow, this, [this, recent] {
        recent->clear();
        for (const auto &path : WindowSettings::recentFiles())
            recent->addAction(QFileInfo(path).fileName(), this, [this, path] { openFile(path); })->setToolTip(path);
        if (recent->isEmpty())
            recent->addAction(tr("None yet"))->setEnabled(false);
    });
    recent->setToolTipsVisible(true);
}

void MainWindow::restoreLayout()
{
    m_keepsLayout = true;
    if (const auto geometry = WindowSettings::geometry(); !geometry.isEmpty())
        restoreGeometry(geometry);
    if (const auto docks = WindowSettings::docks(); !docks.isEmpty())
        restoreState(docks);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_keepsLayout)
        WindowSettings::setLayout(saveGeometry(), saveState());
    QMainWindow::closeEvent(event);
}

} // namespace splitscope
