// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/goal_panel.h"

#include "widgets/number_text.h"
#include "widgets/panels/limit_row.h"
#include "widgets/panels/quantity_text.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <array>
#include <cmath>

namespace splitscope {

namespace {

constexpr std::array plainKinds{Objective::Kind::Latency, Objective::Kind::Energy, Objective::Kind::Bytes,
    Objective::Kind::Price, Objective::Kind::Throughput};

QString kindTitle(Objective::Kind kind)
{
    switch (kind) {
    case Objective::Kind::Latency:
        return GoalPanel::tr("Least latency");
    case Objective::Kind::Energy:
        return GoalPanel::tr("Least device energy");
    case Objective::Kind::Bytes:
        return GoalPanel::tr("Fewest bytes");
    case Objective::Kind::Price:
        return GoalPanel::tr("Lowest price");
    case Objective::Kind::Throughput:
        return GoalPanel::tr("Most frames a second");
    case Objective::Kind::Weighted:
        break;
    }
    return GoalPanel::tr("Weighted sum");
}

QString pictureTitle(const std::string &form)
{
    if (form == "lossless")
        return GoalPanel::tr("Without loss (raw or PNG)");
    if (form == "none")
        return GoalPanel::tr("Never, only as a tensor");
    if (form == "raw")
        return GoalPanel::tr("Raw, 8 bits a channel");
    if (form == "png")
        return GoalPanel::tr("PNG");
    return GoalPanel::tr("JPEG, quality %1 (loss not known)").arg(QString::fromStdString(form).section(u':', 1));
}

template <typename Value>
void choose(QComboBox *combo, const Value &value, const QString &title)
{
    int index = combo->findData(value);
    if (index < 0) { // of a session that was written by hand
        combo->addItem(title, value);
        index = combo->count() - 1;
    }
    combo->setCurrentIndex(index);
}

} // namespace

QString objectiveTitle(const Objective &objective)
{
    return objective.kind == Objective::Kind::Weighted ? QString::fromStdString(objective.text())
                                                       : kindTitle(objective.kind);
}

GoalPanel::GoalPanel(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("goalPanel"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    makeCombos();
    makeLimits();
    m_impossible = new QLabel(this);
    m_impossible->setObjectName(QStringLiteral("impossibleLabel"));
    m_impossible->setWordWrap(true);
    m_impossible->setMargin(4);
    m_impossible->setAutoFillBackground(true);
    showWarningColours();
    m_impossible->setVisible(false);
    layout->addWidget(m_impossible);
    setChoice({});
}

QComboBox *GoalPanel::addCombo(const QString &label, const char *name, const QString &help)
{
    auto *combo = new QComboBox(this);
    combo->setObjectName(QLatin1String(name));
    combo->setToolTip(help);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(8);
    auto *words = new QLabel(label, this);
    words->setBuddy(combo);
    words->setToolTip(help);
    layout()->addWidget(words);
    layout()->addWidget(combo);
    connect(combo, &QComboBox::activated, this, &GoalPanel::takeCombos);
    return combo;
}

void GoalPanel::makeCombos()
{
    m_objective = addCombo(tr("&Best is"), "objectiveBox", tr("What the best plan has the least or the most of"));
    for (const auto kind : plainKinds)
        m_objective->addItem(kindTitle(kind), static_cast<int>(kind));
    m_results = addCombo(tr("Results &wanted on"), "resultsBox",
        tr("Where answers are used. On the device: what the edge works out returns. On the edge: nothing returns, and "
           "what the device works out is sent"));
    m_results->addItem(tr("The device"), static_cast<int>(ResultsAt::Device));
    m_results->addItem(tr("The edge"), static_cast<int>(ResultsAt::Edge));
    m_picture = addCombo(tr("The &picture may be sent as"), "pictureBox",
        tr("Instead of the model's input tensor. Sizes are measured on the files that are shown, or on pictures of the "
           "synthetic camera; what a lossy form costs in accuracy is not known before it is tried"));
    m_pictureLabel = qobject_cast<QLabel *>(layout()->itemAt(layout()->count() - 2)->widget());
    for (const char *form : {"lossless", "raw", "png", "jpeg:90", "jpeg:75", "jpeg:50", "none"})
        m_picture->addItem(pictureTitle(form), QString::fromLatin1(form));
}

LimitRow *GoalPanel::addLimit(const char *name, std::optional<double> Limits::*limit)
{
    const bool latency = limit == &Limits::latencyMs;
    const bool energy = limit == &Limits::deviceEnergyMj;
    ValueSlider::Words words;
    words.name = tr("at most");
    if (latency) {
        words.write = millisecondsText;
        words.read = [](const QString &text, double &ms) { return millisecondsFromText(text, ms) && ms > 0.0; };
        words.example = QStringLiteral("30 ms, 0.5 s");
    } else if (energy) {
        words.write = energyText;
        words.read = [](const QString &text, double &mj) { return millijoulesFromText(text, mj) && mj > 0.0; };
        words.example = QStringLiteral("300 mJ, 1.5 J");
    } else {
        words.write = [](double bytes) { return bytesText(std::llround(bytes)); };
        words.read = bytesFromText;
        words.example = QStringLiteral("40 kB, 2 MB");
    }
    const auto scale = latency ? SliderScale::logarithmic(1.0, 10000.0)
        : energy               ? SliderScale::logarithmic(1.0, 100000.0)
                               : SliderScale::logarithmic(100.0, 1e8);
    const auto title = latency ? tr("Limit the latency")
        : energy               ? tr("Limit the device's energy")
                               : tr("Limit the bytes");
    auto *row = new LimitRow(title, QLatin1String(name), words, scale,
        latency      ? 100.0
            : energy ? 1000.0
                     : 100000.0,
        this);
    layout()->addWidget(row);
    connect(row, &LimitRow::limitRequested, this, [this, limit](const std::optional<double> &value) {
        auto choice = m_choice;
        choice.limits.*limit = value;
        request(choice);
    });
    return row;
}

void GoalPanel::makeLimits()
{
    m_latency = addLimit("latencyLimit", &Limits::latencyMs);
    m_energy = addLimit("energyLimit", &Limits::deviceEnergyMj);
    m_bytes = addLimit("bytesLimit", &Limits::bytes);
}

void GoalPanel::setChoice(const PlanningChoice &choice)
{
    m_choice = choice;
    choose(m_objective, static_cast<int>(choice.objective.kind), objectiveTitle(choice.objective));
    choose(m_results, static_cast<int>(choice.results), {});
    choose(m_picture, QString::fromStdString(choice.picture), pictureTitle(choice.picture));
    m_latency->setLimit(choice.limits.latencyMs);
    m_energy->setLimit(choice.limits.deviceEnergyMj);
    m_bytes->setLimit(choice.limits.bytes);
}

void GoalPanel::setPictureInput(bool picture)
{
    m_picture->setVisible(picture);
    m_pictureLabel->setVisible(picture);
}

void GoalPanel::setImpossible(const QString &sentence)
{
    m_impossible->setText(sentence.isEmpty() ? sentence : QStringLiteral("\u25b2 ") + sentence);
    m_impossible->setVisible(!sentence.isEmpty());
}

void GoalPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_impossible != nullptr)
        showWarningColours();
}

void GoalPanel::showWarningColours()
{
    const auto theme = Theme::fromPalette(palette());
    auto colours = m_impossible->palette();
    if (colours.color(QPalette::Window) == theme.warningCard)
        return;
    colours.setColor(QPalette::Window, theme.warningCard);
    colours.setColor(QPalette::WindowText, theme.text);
    m_impossible->setPalette(colours);
}

QString GoalPanel::summary() const
{
    const auto &limits = m_choice.limits;
    const int count = static_cast<int>(limits.latencyMs.has_value())
        + static_cast<int>(limits.deviceEnergyMj.has_value()) + static_cast<int>(limits.bytes.has_value());
    const auto best = objectiveTitle(m_choice.objective);
    if (count == 0)
        return best;
    return count == 1 ? tr("%1, one limit").arg(best) : tr("%1, %2 limits").arg(best).arg(count);
}

void GoalPanel::takeCombos()
{
    auto choice = m_choice;
    const auto kind = static_cast<Objective::Kind>(m_objective->currentData().toInt());
    if (kind != choice.objective.kind) {
        choice.objective = {};
        choice.objective.kind = kind;
    }
    choice.results = static_cast<ResultsAt>(m_results->currentData().toInt());
    choice.picture = m_picture->currentData().toString().toStdString();
    request(choice);
}

void GoalPanel::request(const PlanningChoice &choice)
{
    if (choice == m_choice)
        return;
    Q_EMIT choiceRequested(choice);
}

} // namespace splitscope
