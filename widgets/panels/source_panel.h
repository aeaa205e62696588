// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;

namespace splitscope {

/// Where pictures come from: the synthetic camera, a camera, or an address or path that is typed or chosen.
class SourcePanel : public QWidget {
    Q_OBJECT

public:
    explicit SourcePanel(QWidget *parent = nullptr);

    void setSource(const QString &source); ///< shows it; says nothing

Q_SIGNALS:
    /// A hand asks for this source, as `--source` takes it.
    void sourceRequested(const QString &source);
    /// A hand wants to choose a video or picture; whoever has file dialogs answers with `setSource`.
    void browseRequested();

private:
    void takeText();

    QComboBox *m_combo = nullptr;
    QString m_shown;
};

} // namespace splitscope
