// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_picture.h"
#include "widgets/live/live_view.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace splitscope {

class ActivationBox;

/// What is known of the chosen layer or folded module, what would cross if the cut went through behind it, why it
/// cannot, and the two cuts to make there. Lies over a corner of the graph.
class LayerCard : public QWidget {
    Q_OBJECT

public:
    explicit LayerCard(QWidget *parent = nullptr);

    /// Shows the picture's current layer; hides where there is none.
    void setPicture(const GraphPicture &picture);

    /// What the layer puts out, below the facts: as ActivationBox::setActivation. Nothing: the card has no such part.
    void setActivation(SharedPicture picture, const QString &caption, const QString &source);
    void clearActivation();
    bool hasActivation() const { return m_activationWanted; }
    /// Leaves the activation out where the card would be higher.
    void fitInto(int highest);

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
    void explain(const QString &term);
    void showCuts(const GraphPicture &picture, const std::vector<int> &layers);

    Theme m_theme;
    QLabel *m_title = nullptr; // children of the card
    QLabel *m_facts = nullptr;
    ActivationBox *m_activation = nullptr;
    bool m_activationWanted = false;
    QLabel *m_crossing = nullptr;
    QLabel *m_warning = nullptr;
    QPushButton *m_device = nullptr;
    QPushButton *m_edge = nullptr;
    QToolButton *m_close = nullptr;
};

} // namespace splitscope
