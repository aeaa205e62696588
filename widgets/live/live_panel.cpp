// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/live/live_panel.h"

#include "widgets/help/term_hover.h"
#include "widgets/live/picture_view.h"
#include "widgets/live/stage_bars.h"
#include "widgets/number_text.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace splitscope {

namespace {

QLabel *label(QWidget *parent, const char *name)
{
    auto *result = new QLabel(parent);
    result->setObjectName(QLatin1String(name));
    result->setFont(tabularFont(result->font()));
    return result;
}

} // namespace

LivePanel::LivePanel(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("livePanel"));
    m_stateLabel = label(this, "liveState");
    QFont bold(m_stateLabel->font());
    bold.setBold(true);
    m_stateLabel->setFont(bold);
    m_rateLabel = label(this, "liveRate");
    m_rateLabel->setAlignment(Qt::AlignRight);
    m_settingsLabel = label(this, "liveSettings");
    m_settingsLabel->setWordWrap(true);
    m_settingsLabel->setForegroundRole(QPalette::PlaceholderText);
    m_settingsLabel->setMinimumHeight(2 * fontMetrics().lineSpacing());
    m_settingsLabel->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_camera = new PictureView(this);
    m_camera->setObjectName(QStringLiteral("cameraView"));
    m_camera->setAccessibleName(tr("Camera"));
    m_stages = new StageBars(this);
    m_latencyLabel = label(this, "liveLatency");
    m_countersLabel = label(this, "liveCounters");
    m_countersLabel->setForegroundRole(QPalette::PlaceholderText);
    m_countersLabel->setToolTip(
        tr("Dropped: captured while two frames were on their way. Fallbacks: run on the device alone because "
           "the edge did not answer."));
    for (auto *changing : {m_latencyLabel, m_countersLabel}) { // figures that grow do not push the panel wider
        QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        policy.setHeightForWidth(true);
        changing->setSizePolicy(policy);
        changing->setWordWrap(true);
    }

    auto *head = new QHBoxLayout;
    head->addWidget(m_stateLabel);
    head->addStretch();
    head->addWidget(m_rateLabel);
    auto *tasks = new QWidget(this);
    m_grid = new QGridLayout(tasks);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(4);
    m_grid->setVerticalSpacing(2);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(m_settingsLabel);
    layout->addWidget(m_camera, 5);
    layout->addWidget(tasks, 8);
    layout->addWidget(m_stages);
    layout->addWidget(m_latencyLabel);
    layout->addWidget(m_countersLabel);
    clear();
}

QSize LivePanel::sizeHint() const { return {332, 640}; }

void LivePanel::clear()
{
    m_view = {};
    setRowCount(0);
    m_camera->setPicture({});
    m_stages->clear();
    m_rateLabel->clear();
    m_latencyLabel->clear();
    m_countersLabel->clear();
    m_settingsLabel->clear();
    setState(LiveState::Stopped);
}

void LivePanel::setState(LiveState state)
{
    m_state = state;
    m_stateLabel->setText(stateText());
    m_camera->setPlaceholder(state == LiveState::CameraLost ? tr("No picture from the camera")
            : state == LiveState::Starting                  ? tr("Waiting for the first picture")
                                                            : tr("Nothing runs yet"));
    if (state == LiveState::CameraLost)
        m_camera->setPicture({});
}

QString LivePanel::stateText() const
{
    switch (m_state) {
    case LiveState::Stopped:
        return tr("\u25a0 Stopped");
    case LiveState::Starting:
        return tr("\u25cc Starting");
    case LiveState::Live:
        return tr("\u25cf Live");
    case LiveState::Paused:
        return tr("\u2016 Paused");
    case LiveState::EdgeLost:
        return tr("\u25b2 Live, on the device alone");
    case LiveState::CameraLost:
        return tr("\u25b2 No camera");
    case LiveState::Ended:
        return tr("\u25a0 The source has ended");
    }
    return {};
}

void LivePanel::setSettingsText(const QString &text) { m_settingsLabel->setText(text); }

void LivePanel::setRowCount(std::size_t count)
{
    if (count == m_rows.size())
        return;
    while (auto *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_rows.clear();
    for (int row = 0; row < m_grid->rowCount(); ++row)
        m_grid->setRowStretch(row, 0);
    if (count == 0)
        return;
    const QStringList heads{tr("split"), tr("whole"), tr("difference")};
    for (int column = 0; column < 3; ++column) {
        auto *head = new QLabel(heads[column]);
        head->setForegroundRole(QPalette::PlaceholderText);
        explainOnHover(head, column == 0 ? Term::Cut : column == 1 ? Term::UncutModel : Term::Exact);
        m_grid->addWidget(head, 0, column);
        m_grid->setColumnStretch(column, 1);
    }
    for (std::size_t i = 0; i < count; ++i) {
        const int line = 1 + 2 * static_cast<int>(i);
        Row row{label(nullptr, "taskName"), label(nullptr, "taskAgreement"), new PictureView, new PictureView,
            new PictureView};
        row.agreement->setAlignment(Qt::AlignRight);
        explainOnHover(row.name, Term::Task);
        explainOnHover(row.agreement, Term::Exact);
        m_grid->addWidget(row.name, line, 0);
        m_grid->addWidget(row.agreement, line, 1, 1, 2);
        int column = 0;
        for (auto *picture : {row.split, row.whole, row.difference}) {
            picture->setObjectName(QStringLiteral("task%1picture%2").arg(i).arg(column));
            m_grid->addWidget(picture, line + 1, column++);
        }
        m_grid->setRowStretch(line + 1, 1);
        m_rows.push_back(row);
    }
}

void LivePanel::setView(const LiveView &view)
{
    m_view = view;
    m_camera->setPicture(view.camera);
    setRowCount(view.tasks.size());
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const auto &task = view.tasks[i];
        m_rows[i].name->setText(task.name);
        m_rows[i].agreement->setText(task.agreement);
        m_rows[i].split->setPicture(task.split);
        m_rows[i].whole->setPicture(task.whole);
        m_rows[i].difference->setPicture(task.difference);
        for (auto *picture : {m_rows[i].whole, m_rows[i].difference})
            picture->setPlaceholder(tr("not compared"));
    }
    m_stages->setStages(view.stages, view.stagesModelled);
    showCounters();
}

void LivePanel::showCounters()
{
    const QLocale locale;
    m_rateLabel->setText(tr("%1 frames/s").arg(threeDigits(m_view.framesPerSecond)));
    QString latency =
        tr("Latency %1, median %2").arg(millisecondsText(m_view.latencyMs), millisecondsText(m_view.latencyP50Ms));
    if (m_view.wholeMs)
        latency += tr("  |  uncut %1").arg(millisecondsText(*m_view.wholeMs));
    m_latencyLabel->setText(latency);
    m_countersLabel->setText(tr("Frame %1  |  dropped %2  |  fallbacks %3")
                                 .arg(locale.toString(static_cast<qulonglong>(m_view.frameNumber)),
                                     locale.toString(static_cast<qulonglong>(m_view.framesDropped)),
                                     locale.toString(static_cast<qulonglong>(m_view.fallbacks))));
}

} // namespace splitscope
