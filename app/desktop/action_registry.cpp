// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/action_registry.h"

#include "widgets/icons.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>

namespace splitscope {

namespace {

constexpr ActionSpec::Menu menuOrder[] = {ActionSpec::Menu::File, ActionSpec::Menu::Edit, ActionSpec::Menu::View,
    ActionSpec::Menu::Cut, ActionSpec::Menu::Run, ActionSpec::Menu::Help};

} // namespace

ActionRegistry::ActionRegistry(QObject *parent)
    : QObject(parent)
{
}

QAction *ActionRegistry::add(const ActionSpec &spec)
{
    Q_ASSERT(!action(spec.id));
    auto *made = new QAction(this);
    made->setObjectName(spec.id + QStringLiteral("Action"));
    made->setText(spec.text);
    if (!spec.shortText.isEmpty())
        made->setIconText(spec.shortText);
    if (!spec.icon.isEmpty())
        made->setIcon(themedIcon(spec.icon));
    made->setShortcut(spec.shortcut);
    made->setShortcutContext(spec.inGraph ? Qt::WidgetWithChildrenShortcut : Qt::WindowShortcut);
    made->setCheckable(spec.checkable);
    const auto keys = spec.shortcut.toString(QKeySequence::NativeText);
    made->setToolTip(keys.isEmpty() ? spec.help
            : spec.inGraph          ? tr("%1 (%2 in the graph)").arg(spec.help, keys)
                                    : tr("%1 (%2)").arg(spec.help, keys));
    made->setStatusTip(QString()); // the status line has its own readings
    m_specs.push_back(spec);
    m_actions.push_back(made);
    return made;
}

QAction *ActionRegistry::action(const QString &id) const
{
    for (std::size_t i = 0; i < m_specs.size(); ++i) {
        if (m_specs[i].id == id)
            return m_actions[i];
    }
    return nullptr;
}

void ActionRegistry::fillMenus(QMenuBar *bar) const
{
    for (const auto kind : menuOrder) {
        QMenu *menu = nullptr;
        for (std::size_t i = 0; i < m_specs.size(); ++i) {
            if (m_specs[i].menu != kind)
                continue;
            if (!menu)
                menu = bar->addMenu(menuTitle(kind));
            else if (m_specs[i].separator)
                menu->addSeparator();
            menu->addAction(m_actions[i]);
        }
        if (menu)
            menu->setToolTipsVisible(true);
    }
}

QString ActionRegistry::shortcutHelp() const
{
    QString text;
    for (const auto kind : menuOrder) {
        QString rows;
        for (const auto &spec : m_specs) {
            if (spec.menu != kind || spec.shortcut.isEmpty())
                continue;
            const auto help = spec.inGraph ? tr("%1 (in the graph)").arg(spec.help) : spec.help;
            rows += QStringLiteral("<tr><td style='padding-right:16px'><b>%1</b></td><td>%2</td></tr>")
                        .arg(spec.shortcut.toString(QKeySequence::NativeText).toHtmlEscaped(), help.toHtmlEscaped());
        }
        if (!rows.isEmpty())
            text += QStringLiteral("<h4>%1</h4><table>%2</table>")
                        .arg(menuTitle(kind).remove(QLatin1Char('&')).toHtmlEscaped(), rows);
    }
    return text;
}

QString ActionRegistry::menuTitle(ActionSpec::Menu menu)
{
    switch (menu) {
    case ActionSpec::Menu::File:
        return tr("&File");
    case ActionSpec::Menu::Edit:
        return tr("&Edit");
    case ActionSpec::Menu::View:
        return tr("&View");
    case ActionSpec::Menu::Cut:
        return tr("&Cut");
    case ActionSpec::Menu::Run:
        return tr("&Run");
    case ActionSpec::Menu::Help:
        return tr("&Help");
    }
    return {};
}

} // namespace splitscope
