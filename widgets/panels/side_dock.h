// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>

class QLabel;
class QToolButton;

namespace splitscope {

/// A dock at the left or right that collapses to its title: a narrow strip with the way back.
class SideDock : public QDockWidget {
    Q_OBJECT

public:
    /// \param name object name, for saved window states.
    SideDock(const QString &title, const QString &name, Qt::DockWidgetArea side, QWidget *content,
        QWidget *parent = nullptr);

    bool isCollapsed() const { return m_collapsed; }
    void setCollapsed(bool collapsed);

private:
    QWidget *m_content;
    QLabel *m_title = nullptr;
    QToolButton *m_button = nullptr;
    Qt::DockWidgetArea m_side;
    bool m_collapsed = false;
    int m_widthBefore = 0;
};

} // namespace splitscope
