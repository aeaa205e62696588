// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/live/live_panel.h"

#include "widgets/help/term_hover.h"
#include "widgets/live/picture_view.h"
#include "widgets/live/stage_bars.h"
#include "widgets/number_text.h"
#include "widgets/panels/elided_label.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace splitscope {

namespace {

QLabel *label(QWidget *parent, const char *name)
{
    auto *result = new QLabel(parent);
    result->setObjectName(QLatin1String(name));
    result->setFont(tabularFont(result->font()));
    return result;
}

/// Three rows of pictures are as wide as the panel; more would be too low under their words.
constexpr std::size_t mostRowsWithWordsAbove = 3;

QStringList pictureNames() { return {LivePanel::tr("split"), LivePanel::tr("whole"), LivePanel::tr("difference")}; }

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
    connect(m_camera, &PictureView::clicked, this, [this] {
        m_large.reset();
        showLarge();
    });
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
    showLarge();
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
    m_large.reset();
    for (int row = 0; row < m_grid->rowCount(); ++row)
        m_grid->setRowStretch(row, 0);
    for (int column = 0; column < m_grid->columnCount(); ++column)
        m_grid->setColumnStretch(column, 0);
    if (count == 0)
        return;
    const bool beside = count > mostRowsWithWordsAbove;
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->setStretchFactor(m_grid->parentWidget(), std::max(8, 3 * static_cast<int>(count) / 2));
    addHeads(beside);
    for (std::size_t row = 0; row < count; ++row)
        addRow(row, beside);
}

void LivePanel::addHeads(bool beside)
{
    const std::array terms{Term::Cut, Term::UncutModel, Term::Exact};
    for (int column = 0; column < 3; ++column) {
        auto *head = new QLabel(pictureNames()[column]);
        head->setForegroundRole(QPalette::PlaceholderText);
        explainOnHover(head, terms.at(static_cast<std::size_t>(column)));
        m_grid->addWidget(head, 0, column + (beside ? 1 : 0));
        m_grid->setColumnStretch(column + (beside ? 1 : 0), 1);
    }
}

/// \param beside the words stand left of the pictures, which are higher then; else above them, which are wider then
void LivePanel::addRow(std::size_t row, bool beside)
{
    Row made{new ElidedLabel, label(nullptr, "taskAgreement"), new PictureView, new PictureView, new PictureView};
    made.name->setObjectName(QStringLiteral("taskName"));
    explainOnHover(made.name, Term::Task);
    explainOnHover(made.agreement, Term::Exact);
    const int line = 1 + 2 * static_cast<int>(row);
    if (beside) {
        auto *words = new QWidget;
        auto *column = new QVBoxLayout(words);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        made.agreement->setWordWrap(true);
        made.agreement->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        made.agreement->setForegroundRole(QPalette::PlaceholderText);
        column->addWidget(made.name);
        column->addWidget(made.agreement, 1);
        words->setFixedWidth(fontMetrics().horizontalAdvance(QStringLiteral("segmentation")) + 4);
        m_grid->addWidget(words, line, 0);
    } else {
        made.agreement->setAlignment(Qt::AlignRight);
        m_grid->addWidget(made.name, line, 0);
        m_grid->addWidget(made.agreement, line, 1, 1, 2);
    }
    const auto pictures = made.pictures();
    for (std::size_t column = 0; column < pictures.size(); ++column) {
        auto *picture = pictures[column];
        picture->setObjectName(QStringLiteral("task%1picture%2").arg(row).arg(column));
        picture->setClickable(tr("Show it large"));
        connect(picture, &PictureView::clicked, this, [this, row, column] { choose({row, column}); });
        const int at = static_cast<int>(column) + (beside ? 1 : 0);
        m_grid->addWidget(picture, beside ? line : line + 1, at);
    }
    m_grid->setRowStretch(beside ? line : line + 1, 1);
    m_rows.push_back(made);
}

void LivePanel::choose(const Large &picture)
{
    if (m_large == picture)
        m_large.reset();
    else
        m_large = picture;
    showLarge();
}

void LivePanel::showLarge()
{
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        const auto pictures = m_rows[row].pictures();
        for (std::size_t column = 0; column < pictures.size(); ++column)
            pictures[column]->setChosen(m_large == Large{row, column});
    }
    if (!m_large) {
        m_camera->setPicture(m_view.camera);
        m_camera->setCaption({});
        m_camera->setClickable({});
        m_camera->setAccessibleName(tr("Camera"));
        return;
    }
    const auto &row = m_rows[m_large->row];
    const auto caption = tr("%1, %2").arg(row.name->text(), pictureNames()[static_cast<int>(m_large->column)]);
    m_camera->setPicture(row.pictures()[m_large->column]->picture());
    m_camera->setCaption(caption);
    m_camera->setClickable(tr("Back to the camera"));
    m_camera->setAccessibleName(caption);
}

void LivePanel::setView(const LiveView &view)
{
    m_view = view;
    setRowCount(view.tasks.size());
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const auto &task = view.tasks[i];
        const auto &row = m_rows[i];
        row.name->setText(task.name);
        row.agreement->setText(task.agreement);
        row.split->setPicture(task.split);
        row.whole->setPicture(task.whole);
        row.difference->setPicture(task.difference);
        const auto pictures = row.pictures();
        for (std::size_t column = 0; column < pictures.size(); ++column) {
            pictures[column]->setAccessibleName(tr("%1, %2").arg(task.name, pictureNames()[static_cast<int>(column)]));
            if (column > 0)
                pictures[column]->setPlaceholder(tr("not compared"));
        }
    }
    showLarge();
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
