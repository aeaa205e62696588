// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/pareto_page.h"

#include "widgets/charts/plan_comparison.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace splitscope {

ParetoPage::ParetoPage(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("paretoPage"));
    m_chart = new ParetoChart;
    m_comparison = new PlanComparison;
    auto *left = new QWidget;
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(0);
    leftLayout->addWidget(makeChoices());
    leftLayout->addWidget(m_chart, 1);
    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->setObjectName(QStringLiteral("paretoSplitter"));
    m_splitter->addWidget(left);
    m_splitter->addWidget(m_comparison);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setCollapsible(0, false);
    auto *all = new QHBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_splitter);
    setView(nullptr);

    connect(m_chart, &Chart::planRequested, this, &ParetoPage::planRequested);
    connect(m_chart, &Chart::pinRequested, this, &ParetoPage::pinRequested);
    connect(m_comparison, &PlanComparison::planRequested, this, &ParetoPage::planRequested);
    connect(m_comparison, &PlanComparison::unpinRequested, this, &ParetoPage::unpinRequested);
}

QWidget *ParetoPage::makeChoices()
{
    m_across = makeChoice("paretoAcross", tr("Figure across"));
    m_up = makeChoice("paretoUp", tr("Figure upwards"));
    auto *across = new QLabel(tr("A&cross"));
    across->setBuddy(m_across);
    auto *up = new QLabel(tr("&Up"));
    up->setBuddy(m_up);
    m_pin = new QPushButton(tr("Pin"));
    m_pin->setObjectName(QStringLiteral("pinPlanButton"));
    m_pin->setAccessibleName(tr("Pin the present plan"));
    m_pin->setToolTip(tr("Keep the present plan in sight, to compare others with it"));
    connect(m_pin, &QPushButton::clicked, this, [this] {
        if (m_chart->view())
            Q_EMIT pinRequested(m_chart->view()->current);
    });
    auto *choices = new QWidget;
    auto *layout = new QHBoxLayout(choices);
    layout->setContentsMargins(8, 4, 8, 0);
    layout->setSpacing(8);
    layout->addWidget(up);
    layout->addWidget(m_up);
    layout->addWidget(across);
    layout->addWidget(m_across);
    layout->addStretch(1);
    layout->addWidget(m_pin);
    return choices;
}

QComboBox *ParetoPage::makeChoice(const char *name, const QString &accessible)
{
    auto *choice = new QComboBox;
    choice->setObjectName(QLatin1String(name));
    choice->setAccessibleName(accessible);
    connect(choice, &QComboBox::activated, this, [this] {
        m_chosen = true;
        choose();
    });
    return choice;
}

void ParetoPage::setView(const std::shared_ptr<const PlanningView> &view)
{
    m_chart->setView(view);
    m_comparison->setView(view);
    showComparison(view && !view->pins.empty());
    m_pin->setEnabled(view != nullptr);
    offer(m_chart->knownFigures());
}

/// Two fifths of the page when it appears; from then on where a hand puts it.
void ParetoPage::showComparison(bool shown)
{
    if (shown == m_compares)
        return;
    m_compares = shown;
    m_comparison->setVisible(shown);
    if (shown)
        m_splitter->setSizes({3 * width() / 5, 2 * width() / 5});
}

void ParetoPage::offer(const std::vector<PlanFigure> &known)
{
    if (known == m_known)
        return;
    m_known = known;
    const auto energy = std::find(known.begin(), known.end(), PlanFigure::Energy) != known.end();
    const PlanFigure wanted[] = {m_chosen ? m_chart->across() : PlanFigure::Latency,
        m_chosen ? m_chart->up() : (energy ? PlanFigure::Energy : PlanFigure::Bytes)};
    QComboBox *const choices[] = {m_across, m_up};
    for (std::size_t i = 0; i < 2; ++i) {
        const QSignalBlocker quiet(choices[i]);
        choices[i]->clear();
        for (const auto figure : known)
            choices[i]->addItem(figureName(figure), static_cast<int>(figure));
        // A figure that is not known any more gives way to one that always is.
        const int place = choices[i]->findData(static_cast<int>(wanted[i]));
        choices[i]->setCurrentIndex(place >= 0
                ? place
                : choices[i]->findData(static_cast<int>(i == 0 ? PlanFigure::Latency : PlanFigure::Bytes)));
    }
    choose();
}

void ParetoPage::choose()
{
    if (m_across->currentIndex() >= 0 && m_up->currentIndex() >= 0)
        m_chart->setFigures(static_cast<PlanFigure>(m_across->currentData().toInt()),
            static_cast<PlanFigure>(m_up->currentData().toInt()));
}

} // namespace splitscope
