// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/side_dock.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMainWindow>
#include <QToolButton>

namespace splitscope {

SideDock::SideDock(
    const QString &title, const QString &name, Qt::DockWidgetArea side, QWidget *content, QWidget *parent)
    : QDockWidget(title, parent)
    , m_content(content)
    , m_side(side)
{
    setObjectName(name);
    setFeatures(NoDockWidgetFeatures);
    setAllowedAreas(side);
    auto *bar = new QWidget(this);
    m_title = new QLabel(title, bar);
    QFont bold(m_title->font());
    bold.setBold(true);
    m_title->setFont(bold);
    m_button = new QToolButton(bar);
    m_button->setObjectName(name + QStringLiteral("Collapse"));
    m_button->setAutoRaise(true);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(8, 4, 4, 0);
    layout->addWidget(m_title, 1);
    layout->addWidget(m_button);
    setTitleBarWidget(bar);
    setWidget(content);
    connect(m_button, &QToolButton::clicked, this, [this] { setCollapsed(!m_collapsed); });
    m_collapsed = true;
    setCollapsed(false);
}

void SideDock::setCollapsed(bool collapsed)
{
    if (collapsed == m_collapsed)
        return;
    m_collapsed = collapsed;
    if (collapsed)
        m_widthBefore = width();
    const bool pointsLeft = (m_side == Qt::LeftDockWidgetArea) != collapsed;
    m_button->setArrowType(pointsLeft ? Qt::LeftArrow : Qt::RightArrow);
    m_button->setToolTip(collapsed ? tr("Show %1").arg(windowTitle()) : tr("Hide %1").arg(windowTitle()));
    m_button->setAccessibleName(m_button->toolTip());
    m_title->setVisible(!collapsed);
    m_content->setVisible(!collapsed);
    const int strip = m_button->sizeHint().width() + 12;
    setMaximumWidth(collapsed ? strip : QWIDGETSIZE_MAX);
    if (auto *window = qobject_cast<QMainWindow *>(parentWidget()); window && !collapsed && m_widthBefore > 0)
        window->resizeDocks({this}, {m_widthBefore}, Qt::Horizontal);
}

} // namespace splitscope
