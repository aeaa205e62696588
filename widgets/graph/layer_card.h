// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_picture.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace splitscope {

/// What is known of the chosen layer or folded module, what would cross if the cut went through behind it, why it
/// cannot, and the two cuts to make there. Lies over a corner of the graph.
class LayerCard : public QWidget {
    Q_OBJECT

public:
    explicit LayerCard(QWidget *parent = nullptr);

    /// Shows the picture's current layer; hides where there is none.
    void setPicture(const GraphPicture &picture);

    static constexpr int cardWidth = 248;

Q_SIGNALS:
    void deviceUpToHereRequested();
    void edgeFromHereRequested();
    void closeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QStringList layerFacts(const GraphPicture &picture, int layer) const;
    QStringList moduleFacts(const GraphPicture &picture, const GraphUnit &module) const;
    void fitHeight();
    void showCuts(const GraphPicture &picture, const std::vector<int> &layers);

    Theme m_theme;
    QLabel *m_title = nullptr; // children of the card
    QLabel *m_facts = nullptr;
    QLabel *m_crossing = nullptr;
    QLabel *m_warning = nullptr;
    QPushButton *m_device = nullptr;
    QPushButton *m_edge = nullptr;
    QToolButton *m_close = nullptr;
};

} // namespace splitscope
