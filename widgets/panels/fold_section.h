// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace splitscope {

/// A titled part of a panel that folds to its title; folded, the title says in short what is set inside.
class FoldSection : public QWidget {
    Q_OBJECT

public:
    /// \param name object name; the button is NAME + "Fold". Takes the content as a child.
    FoldSection(const QString &title, const QString &name, QWidget *content, QWidget *parent = nullptr);

    bool isFolded() const { return m_folded; }
    void setFolded(bool folded);
    /// Shown beside the title while folded.
    void setSummary(const QString &summary);

private:
    QWidget *m_content;
    QToolButton *m_button = nullptr;
    QLabel *m_summary = nullptr;
    bool m_folded = false;
};

} // namespace splitscope
