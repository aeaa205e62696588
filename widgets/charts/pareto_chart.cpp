// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/pareto_chart.h"

#include "widgets/charts/chart_text.h"
#include "widgets/charts/csv_text.h"
#include "widgets/charts/plot_parts.h"
#include "widgets/theme.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace splitscope {

namespace {

constexpr double reach = 12.0;     ///< pixels from a point that still mean it
constexpr double manyTimes = 40.0; ///< largest / least from which an axis is logarithmic
constexpr double margin = 0.08;    ///< of the span, around the points
constexpr PlanFigure allFigures[] = {PlanFigure::Latency, PlanFigure::Energy, PlanFigure::Bytes, PlanFigure::Accuracy,
    PlanFigure::Price, PlanFigure::Throughput};

} // namespace

ParetoChart::ParetoChart(QWidget *parent)
    : Chart(tr("Pareto"), parent)
{
    setObjectName(QStringLiteral("paretoChart"));
    auto *rect = new QCPAxisRect(plot());
    plot()->plotLayout()->addElement(1, 0, rect);
    rect->setMinimumSize(40, 20);
    rect->setMinimumMargins(chartMargins);
    m_key = rect->axis(QCPAxis::atBottom);
    m_value = rect->axis(QCPAxis::atLeft);
    useAxis(m_key, [this] { return span(&Point::across); });
    useAxis(m_value, [this] { return span(&Point::up); });
    paintWithin(m_key, m_value, [this](QCPPainter &painter) {
        paintLimit(painter, m_key, m_across);
        paintLimit(painter, m_value, m_up);
        paintPoints(painter);
        paintNames(painter);
    });
}

QString ParetoChart::emptyText() const { return tr("Open a model to compare its plans."); }

QString ParetoChart::whyEmpty() const { return {}; }

std::vector<PlanFigure> ParetoChart::knownFigures() const
{
    std::vector<PlanFigure> known;
    if (!view())
        return known;
    for (const auto figure : allFigures) {
        const auto knows = [figure](const Plan &plan) { return figureOf(plan, figure).has_value(); };
        if (knows(view()->current) || knows(view()->deviceOnly)
            || std::any_of(view()->pareto.plans.begin(), view()->pareto.plans.end(), knows))
            known.push_back(figure);
    }
    return known;
}

void ParetoChart::setFigures(PlanFigure across, PlanFigure up)
{
    if (across == m_across && up == m_up)
        return;
    m_across = across;
    m_up = up;
    refill(true);
}

void ParetoChart::addPoint(Kind kind, const QString &name, const Plan &plan)
{
    const auto across = figureOf(plan, m_across);
    const auto up = figureOf(plan, m_up);
    if (across && up && std::isfinite(*across) && std::isfinite(*up))
        m_points.push_back({kind, name, plan, *across, *up});
}

void ParetoChart::collect()
{
    const auto &seen = *view();
    m_points.clear();
    for (const auto &plan : seen.pareto.plans)
        addPoint(Kind::Front, {}, plan);
    if (seen.picture)
        addPoint(Kind::End, tr("Picture"), *seen.picture);
    addPoint(Kind::End, tr("Edge"), seen.edgeOnly);
    addPoint(Kind::End, tr("Device"), seen.deviceOnly);
    for (const auto &pin : seen.pins) {
        if (pin.now)
            addPoint(Kind::Pin, QString::fromStdString(pin.label), *pin.now);
    }
    addPoint(Kind::Now, tr("Now"), seen.current);
}

std::pair<double, double> ParetoChart::span(double Point::*value) const
{
    double least = std::numeric_limits<double>::infinity(), most = -least;
    for (const auto &point : m_points) {
        least = std::min(least, point.*value);
        most = std::max(most, point.*value);
    }
    if (!(least <= most))
        return {0.0, 1.0};
    if (logarithmic(value)) {
        const double part = std::pow(most / least, margin);
        return {least / part, most * part};
    }
    const double part = most > least ? margin * (most - least) : std::max(1e-9, 0.5 * std::abs(most));
    // Nothing has less than none of a figure; a little is left so that a point at 0 is seen whole.
    return {least - part, most + part};
}

bool ParetoChart::logarithmic(double Point::*value) const
{
    if (m_points.empty())
        return false;
    const auto less = [value](const Point &a, const Point &b) { return a.*value < b.*value; };
    const auto [least, most] = std::minmax_element(m_points.begin(), m_points.end(), less);
    return (*least).*value > 0.0 && (*most).*value > manyTimes * ((*least).*value);
}

void ParetoChart::setAxis(QCPAxis *axis, PlanFigure figure, double Point::*value)
{
    const auto text = [figure](double tick) { return figureTick(figure, tick); };
    if (logarithmic(value)) {
        axis->setScaleType(QCPAxis::stLogarithmic);
        axis->setTicker(QSharedPointer<QCPAxisTicker>(new DecadeTicker(text)));
    } else {
        axis->setScaleType(QCPAxis::stLinear);
        axis->setTicker(QSharedPointer<QCPAxisTicker>(new ValueTicker(text)));
    }
    axis->setSubTicks(false);
    axis->setLabel(figureTitle(figure));
}

void ParetoChart::fill()
{
    collect();
    setAxis(m_key, m_across, &Point::across);
    setAxis(m_value, m_up, &Point::up);
    const auto colors = theme();
    header()->setEntries({{tr("Front"), {colors.best}, ChartHeader::Sign::Disc},
        {tr("Ends and picture"), {colors.edge}, ChartHeader::Sign::Square},
        {tr("Now"), {colors.focus}, ChartHeader::Sign::Ring},
        {tr("Pinned"), {colors.mutedText}, ChartHeader::Sign::Ring}});
    const auto &seen = *view();
    if (seen.impossible)
        setNote({});
    else if (!seen.complete)
        setNote(tr("Working out the front\u2026"));
    else if (seen.pareto.gap > 0.0)
        setNote(tr("On the front: %1. Not searched to the end: another may be better by %2 at most.")
                    .arg(QLocale().toString(seen.pareto.plans.size()), shareText(seen.pareto.gap)));
    else
        setNote(tr("On the front: %1. No other plan beats these in latency, energy and bytes.")
                    .arg(QLocale().toString(seen.pareto.plans.size())));
}

void ParetoChart::setFullRanges()
{
    const auto across = span(&Point::across);
    const auto up = span(&Point::up);
    m_key->setRange(across.first, across.second);
    m_value->setRange(up.first, up.second);
}

int ParetoChart::countMarks() const { return static_cast<int>(m_points.size()); }

QPointF ParetoChart::placeOf(int mark) const
{
    const auto &point = m_points[static_cast<std::size_t>(mark)];
    return {m_key->coordToPixel(point.across), m_value->coordToPixel(point.up)};
}

/// The nearest point within reach; of points at one place the last, which is drawn on top.
int ParetoChart::markAt(const QPointF &place) const
{
    int nearest = -1;
    double least = reach * reach;
    for (int i = 0; i < countMarks(); ++i) {
        const auto way = placeOf(i) - place;
        const double distance = QPointF::dotProduct(way, way);
        if (distance <= least) {
            least = distance;
            nearest = i;
        }
    }
    return nearest;
}

QString ParetoChart::wordsOf(int mark) const
{
    const auto &point = m_points[static_cast<std::size_t>(mark)];
    const auto name = point.name.isEmpty() ? planName(point.plan) : tr("%1: %2").arg(point.name, planName(point.plan));
    return tr("%1, %2, %3").arg(name, figureText(m_across, point.across), figureText(m_up, point.up));
}

QString ParetoChart::tipOf(int mark) const { return planTip(*view(), m_points[static_cast<std::size_t>(mark)].plan); }

void ParetoChart::take(int mark) { Q_EMIT planRequested(m_points[static_cast<std::size_t>(mark)].plan); }

std::optional<Plan> ParetoChart::planOf(int mark) const { return m_points[static_cast<std::size_t>(mark)].plan; }

std::string ParetoChart::csv() const
{
    CsvText table;
    for (const char *heading : {"plan", "cut", "codec", "operating_point", "latency_ms", "device_energy_mj",
             "uplink_bytes", "downlink_bytes", "accuracy", "price_usd", "throughput_fps"})
        table.words(heading);
    table.endLine();
    if (!view())
        return table.text();
    const auto add = [&](const std::string &name, const Plan &plan) {
        const auto &figures = plan.figures;
        table.words(name).words(plan.cutText).words(plan.codec).words(plan.operatingPoint);
        table.number(figures.latency.total()).number(figures.deviceEnergyMj).number(figures.uplinkBytes);
        table.number(figures.downlinkBytes).number(figures.accuracy).number(figures.price);
        table.number(figures.throughputFps).endLine();
    };
    for (const auto &plan : view()->pareto.plans)
        add("front", plan);
    if (view()->picture)
        add("picture", *view()->picture);
    add("edge", view()->edgeOnly);
    add("device", view()->deviceOnly);
    for (const auto &pin : view()->pins) {
        if (pin.now)
            add(pin.label, *pin.now);
    }
    add("now", view()->current);
    return table.text();
}

} // namespace splitscope
