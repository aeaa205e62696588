// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codec/calibration_bar.h"

#include "widgets/codec/codec_words.h"
#include "widgets/help/term_hover.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace splitscope {

CalibrationBar::CalibrationBar(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("calibrationBar"));
    m_words = new QLabel(this);
    m_words->setObjectName(QStringLiteral("calibrationText"));
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText); // sources may be called anything
    explainOnHover(m_words, Term::Calibration);
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("calibrationProgress"));
    m_progress->setAccessibleName(tr("Calibration"));
    m_progress->setFormat(tr("%v of %m frames"));
    m_button = new QPushButton(this);
    m_button->setObjectName(QStringLiteral("calibrationButton"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_words);
    layout->addWidget(m_progress);
    layout->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_status.kind == CalibrationStatus::Kind::Running)
            Q_EMIT calibrationCancelled();
        else
            Q_EMIT calibrationWanted();
    });
    setStatus({});
}

void CalibrationBar::setStatus(const CalibrationStatus &status)
{
    using Kind = CalibrationStatus::Kind;
    m_status = status;
    const auto source = withShortWords(QString::fromStdString(status.source));
    setVisible(status.kind != Kind::NotNeeded);
    m_progress->setVisible(status.kind == Kind::Running);
    m_words->setToolTip(QString::fromStdString(status.source));
    m_words->setForegroundRole(status.kind == Kind::Done ? QPalette::PlaceholderText : QPalette::WindowText);
    switch (status.kind) {
    case Kind::NotNeeded:
        break;
    case Kind::Wanted:
        m_words->setText(tr("This codec needs a calibration: %1 frames of %2.").arg(status.frames).arg(source));
        m_button->setText(tr("Calibra&te"));
        break;
    case Kind::Running:
        m_words->setText(tr("Calibrating on %1").arg(source));
        m_progress->setRange(0, std::max(1, status.frames));
        m_progress->setValue(status.framesDone);
        m_button->setText(tr("Cancel"));
        break;
    case Kind::Done:
        m_words->setText(tr("Calibrated on %1 frames of %2").arg(status.frames).arg(source));
        m_button->setText(tr("Calibra&te again"));
        break;
    }
}

} // namespace splitscope
