// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/layer_search.h"

#include <QWidget>

#include <memory>

class QLabel;
class QLineEdit;
class QToolButton;

namespace splitscope {

/// Finds layers by a regular expression: n of m, next (Enter) and previous (Shift+Enter), Esc ends it.
class FindBar : public QWidget {
    Q_OBJECT

public:
    explicit FindBar(QWidget *parent = nullptr);

    void setGraph(std::shared_ptr<const LayerGraph> graph); ///< null: nothing to find
    void setCurrentLayer(int layer);                        ///< where next and previous start from
    void start();                                           ///< takes the focus, with the last text chosen

public Q_SLOTS:
    void next();
    void previous();

Q_SIGNALS:
    /// By layer; empty: nothing is searched for.
    void foundChanged(const std::vector<bool> &found);
    void layerChosen(int layer);
    void ended(); ///< Esc: the focus should go back to the graph

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search();
    void step(int by);
    void showCount();

    std::shared_ptr<const LayerGraph> m_graph;
    LayerSearch m_result;
    int m_current = -1;
    QLineEdit *m_edit = nullptr; // children of the widget
    QLabel *m_count = nullptr;
    QToolButton *m_previous = nullptr;
    QToolButton *m_next = nullptr;
};

} // namespace splitscope
