// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/source_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

namespace splitscope {

SourcePanel::SourcePanel(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("sourcePanel"));
    m_combo = new QComboBox(this);
    m_combo->setObjectName(QStringLiteral("sourceCombo"));
    m_combo->setAccessibleName(tr("Camera"));
    m_combo->setEditable(true);
    m_combo->setInsertPolicy(QComboBox::NoInsert);
    m_combo->addItems({QStringLiteral("scenes"), QStringLiteral("camera:0")});
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_combo->setMinimumContentsLength(8);
    m_combo->setToolTip(
        tr("scenes (the synthetic camera), camera:0, a video, a folder of pictures, an http or rtsp address"));
    auto *browse = new QToolButton(this);
    browse->setObjectName(QStringLiteral("sourceBrowse"));
    browse->setText(QStringLiteral("\u2026"));
    browse->setAccessibleName(tr("Choose a video or picture"));
    browse->setToolTip(tr("Choose a video or picture"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_combo, 1);
    layout->addWidget(browse);
    connect(m_combo, &QComboBox::activated, this, &SourcePanel::takeText);
    connect(m_combo->lineEdit(), &QLineEdit::editingFinished, this, &SourcePanel::takeText);
    connect(browse, &QToolButton::clicked, this, &SourcePanel::browseRequested);
}

void SourcePanel::setSource(const QString &source)
{
    m_shown = source;
    m_combo->setEditText(source);
}

void SourcePanel::takeText()
{
    const QString text = m_combo->currentText().trimmed();
    if (text.isEmpty())
        return setSource(m_shown);
    if (text == m_shown)
        return;
    m_shown = text;
    Q_EMIT sourceRequested(text);
}

} // namespace splitscope
