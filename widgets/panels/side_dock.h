// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>

class QHBoxLayout;
class QLabel;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace splitscope {

/// A dock at the left or right that collapses to its title: a narrow strip with the way back. With more than one page
/// the title is tabs.
class SideDock : public QDockWidget {
    Q_OBJECT

public:
    /// \param name object name, for saved window states.
    SideDock(const QString &title, const QString &name, Qt::DockWidgetArea side, QWidget *content,
        QWidget *parent = nullptr);

    /// Another page beside the content. Takes it as a child.
    void addPage(const QString &title, QWidget *page);
    void showPage(QWidget *page);

    bool isCollapsed() const { return m_collapsed; }
    void setCollapsed(bool collapsed);

private:
    QWidget *m_content;
    QWidget *m_title = nullptr; ///< a label, or the tabs of the pages
    QHBoxLayout *m_bar = nullptr;
    QStackedWidget *m_pages = nullptr; ///< null: there is one page
    QTabBar *m_tabs = nullptr;
    QToolButton *m_button = nullptr;
    Qt::DockWidgetArea m_side;
    bool m_collapsed = false;
    int m_widthBefore = 0;
};

} // namespace splitscope
