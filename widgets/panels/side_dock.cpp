// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/side_dock.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMainWindow>
#include <QStackedWidget>
#include <QTabBar>
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
    auto *words = new QLabel(title, bar);
    QFont bold(words->font());
    bold.setBold(true);
    words->setFont(bold);
    m_title = words;
    m_button = new QToolButton(bar);
    m_button->setObjectName(name + QStringLiteral("Collapse"));
    m_button->setAutoRaise(true);
    m_bar = new QHBoxLayout(bar);
    m_bar->setContentsMargins(8, 4, 4, 0);
    m_bar->addWidget(m_title, 1);
    m_bar->addWidget(m_button);
    setTitleBarWidget(bar);
    setWidget(content);
    connect(m_button, &QToolButton::clicked, this, [this] { setCollapsed(!m_collapsed); });
    m_collapsed = true;
    setCollapsed(false);
}

void SideDock::addPage(const QString &title, QWidget *page)
{
    if (m_pages == nullptr) {
        m_pages = new QStackedWidget(this);
        m_pages->addWidget(m_content);
        m_content = m_pages;
        setWidget(m_pages);
        m_tabs = new QTabBar(titleBarWidget());
        m_tabs->setObjectName(objectName() + QStringLiteral("Tabs"));
        m_tabs->setDrawBase(false);
        m_tabs->setExpanding(false);
        m_tabs->addTab(windowTitle());
        delete m_bar->replaceWidget(m_title, m_tabs);
        delete m_title;
        m_title = m_tabs;
        m_bar->setStretchFactor(m_tabs, 1);
        connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    }
    m_pages->addWidget(page);
    m_tabs->addTab(title);
}

void SideDock::showPage(QWidget *page)
{
    setCollapsed(false);
    if (m_pages != nullptr)
        m_tabs->setCurrentIndex(m_pages->indexOf(page));
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
