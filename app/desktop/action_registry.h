// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QObject>
#include <QString>

#include <vector>

class QAction;
class QMenuBar;

namespace splitscope {

/// One thing that a person can ask the window for. Menus, toolbar, tool tips and the help of shortcuts are built from
/// these alone.
struct ActionSpec {
    enum class Menu { File, Edit, View, Cut, Run, Help };

    QString id; ///< object name of the action is ID + "Action"
    Menu menu = Menu::File;
    QString text; ///< in the menu
    QString help; ///< one sentence without a full stop, for the tool tip
    QKeySequence shortcut = {};
    QString icon = {};      ///< of resources/icons; empty: none
    QString shortText = {}; ///< on the toolbar; empty: `text`
    bool checkable = false;
    bool inGraph = false;   ///< the shortcut holds only while the graph has the focus
    bool separator = false; ///< a line above it in the menu
};

/// The actions of the window, in the order of the menus. Owns them.
class ActionRegistry : public QObject {
    Q_OBJECT

public:
    explicit ActionRegistry(QObject *parent = nullptr);

    /// The id must be new.
    QAction *add(const ActionSpec &spec);
    /// Null where there is no such action.
    QAction *action(const QString &id) const;
    const std::vector<ActionSpec> &specs() const { return m_specs; }

    /// Adds a menu for each kind of action that there is.
    void fillMenus(QMenuBar *bar) const;
    /// Every action that has a shortcut, as rich text.
    QString shortcutHelp() const;

    static QString menuTitle(ActionSpec::Menu menu);

private:
    std::vector<ActionSpec> m_specs;
    std::vector<QAction *> m_actions; ///< children, beside m_specs
};

} // namespace splitscope
