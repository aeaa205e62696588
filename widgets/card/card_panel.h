// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/card/card_view.h"

#include <QWidget>

class QPushButton;

namespace splitscope {

class CardText;

/// What is said of the open model: its card, and what was counted in its file.
class CardPanel : public QWidget {
    Q_OBJECT

public:
    explicit CardPanel(QWidget *parent = nullptr);

    /// Nothing: no model is open.
    void setView(const std::optional<CardView> &view);

    QSize sizeHint() const override;

Q_SIGNALS:
    /// The recipe's file should be opened where files of its kind are edited.
    void recipeRequested(const QString &file);

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh(bool keepPlace);
    void copyCommand();

    std::optional<CardView> m_view;
    CardText *m_text = nullptr; // children of the panel
    QPushButton *m_recipe = nullptr;
    QPushButton *m_copy = nullptr;
};

} // namespace splitscope
