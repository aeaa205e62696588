// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/rate_chart.h"

#include "widgets/charts/chart_text.h"
#include "widgets/charts/csv_text.h"
#include "widgets/charts/plot_parts.h"
#include "widgets/number_text.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace splitscope {

namespace {

constexpr double grip = 6.0;      ///< pixels to both sides of the line
constexpr double keyStep = 1.125; ///< of the rate
constexpr double headroom = 1.25;
constexpr double mostTimesBest = 10.0; ///< lines that stay further away than that are not seen
constexpr double usualFromMbps = 0.01, usualToMbps = 1000.0;

} // namespace

RateChart::RateChart(QWidget *parent)
    : Chart(tr("Where a split wins"), parent)
{
    setObjectName(QStringLiteral("rateChart"));
    auto *rect = new QCPAxisRect(plot());
    plot()->plotLayout()->addElement(1, 0, rect);
    rect->setMinimumSize(40, 20);
    rect->setMinimumMargins(chartMargins + QMargins(0, 0, 16, 0)); // the last rate is a long word
    rect->setRangeZoom(Qt::Horizontal);
    rect->setRangeDrag(Qt::Horizontal);
    m_key = rect->axis(QCPAxis::atBottom);
    m_value = rect->axis(QCPAxis::atLeft);
    m_key->setScaleType(QCPAxis::stLogarithmic);
    m_key->setTicker(QSharedPointer<QCPAxisTicker>(new DecadeTicker(mbpsText)));
    m_key->setSubTicks(false);
    m_key->grid()->setVisible(false);
    m_value->setTicker(QSharedPointer<QCPAxisTicker>(new ValueTicker(tickText)));
    useAxis(m_key, [this] {
        const bool known = view()->bandsToMbps > view()->bandsFromMbps && view()->bandsFromMbps > 0.0;
        return known ? std::pair(view()->bandsFromMbps, view()->bandsToMbps) : std::pair(usualFromMbps, usualToMbps);
    });
    paintWithin(m_key, m_value, [this](QCPPainter &painter) {
        paintBands(painter);
        paintLines(painter);
        paintRate(painter);
    });
}

QString RateChart::emptyText() const { return tr("Open a model to see at which rates a split wins."); }

QString RateChart::whyEmpty() const
{
    return view()->complete && view()->bands.empty() ? tr("There is no plan at any rate.") : QString();
}

void RateChart::fillComparisons()
{
    const auto &seen = *view();
    const auto &link = seen.context.link;
    const auto colors = theme();
    m_comparisons.clear();
    m_comparisons.push_back({tr("Device"), rateLineOfEnd(seen.deviceOnly, link, 0), colors.device, Qt::DashLine});
    const int inputs = static_cast<int>(seen.graph->inputs().size());
    m_comparisons.push_back(
        {tr("Edge, input tensor"), rateLineOfEnd(seen.edgeOnly, link, inputs), colors.edge, Qt::DashLine});
    if (seen.picture)
        m_comparisons.push_back({tr("Edge, %1").arg(QString::fromStdString(seen.picture->codec)),
            rateLineOfEnd(*seen.picture, link, 1), colors.uplink, Qt::DotLine});
}

void RateChart::fill()
{
    const auto &seen = *view();
    if (!m_held)
        m_dragged.reset(); // while it is held, views of where it was keep coming
    m_bandLines.clear();
    for (const auto &band : seen.bands)
        m_bandLines.push_back(rateLine(band.plan, seen.context.link, band.fromMbps));
    fillComparisons();
    m_key->setLabel(tr("Uplink rate"));
    m_value->setLabel(tr("Latency, ms"));

    std::vector<ChartHeader::Entry> entries{{tr("Best"), {theme().best}, ChartHeader::Sign::Line}};
    for (const auto &one : m_comparisons)
        entries.push_back(
            {one.name, {one.color}, one.style == Qt::DotLine ? ChartHeader::Sign::Dots : ChartHeader::Sign::Dashes});
    header()->setEntries(std::move(entries));

    if (!seen.complete) {
        setNote(tr("Working out the bands\u2026"));
        return;
    }
    const int band = rateMbps() > 0.0 ? bandAt(rateMbps()) : -1;
    setNote(band < 0
            ? tr("This link has no rate to move: choose one.")
            : tr("At %1: %2").arg(mbpsText(rateMbps()), planName(seen.bands[static_cast<std::size_t>(band)].plan)));
}

/// The best line whole, and as much of the others as leaves it readable.
void RateChart::setFullRanges()
{
    const auto &seen = *view();
    const bool known = seen.bandsToMbps > seen.bandsFromMbps && seen.bandsFromMbps > 0.0;
    const double from = known ? seen.bandsFromMbps : usualFromMbps;
    const double to = known ? seen.bandsToMbps : usualToMbps;
    m_key->setRange(from, to);
    double most = seen.deviceOnly.figures.latency.total();
    if (!m_bandLines.empty())
        most = std::max(most, m_bandLines.front().at(from));
    const double readable = mostTimesBest * most;
    for (const auto &one : m_comparisons) {
        if (one.line.at(to) <= readable)
            most = std::max(most, one.line.at(to));
    }
    m_endMs = steadyEnd(m_endMs, headroom * most);
    m_value->setRange(0.0, m_endMs);
}

double RateChart::rateMbps() const
{
    if (m_dragged)
        return *m_dragged;
    return view() && view()->context.link.shaped ? view()->context.link.uplinkMbps : 0.0;
}

QPoint RateChart::placeOfRate(double mbps) const
{
    const QPointF place(m_key->coordToPixel(mbps), m_key->axisRect()->top() + grip);
    return plot()->mapTo(this, place.toPoint());
}

QPoint RateChart::ratePlace() const { return rateMbps() > 0.0 ? placeOfRate(rateMbps()) : QPoint(); }

int RateChart::bandAt(double mbps) const
{
    const auto &bands = view()->bands;
    if (bands.empty())
        return -1;
    const auto after = std::upper_bound(
        bands.begin(), bands.end(), mbps, [](double rate, const RateBand &band) { return rate < band.fromMbps; });
    return std::max(0, static_cast<int>(after - bands.begin()) - 1);
}

double RateChart::latencyAt(double mbps) const
{
    const int band = bandAt(mbps);
    return band < 0 ? std::numeric_limits<double>::quiet_NaN() : m_bandLines[static_cast<std::size_t>(band)].at(mbps);
}

int RateChart::countMarks() const { return static_cast<int>(m_bandLines.size()); }

QPointF RateChart::placeOf(int mark) const
{
    const auto &band = view()->bands[static_cast<std::size_t>(mark)];
    const auto range = m_key->range();
    const double from = std::clamp(band.fromMbps, range.lower, range.upper);
    const double to = std::clamp(band.toMbps, range.lower, range.upper);
    return {m_key->coordToPixel(std::sqrt(from * to)), static_cast<double>(m_key->axisRect()->center().y())};
}

int RateChart::markAt(const QPointF &place) const
{
    if (!m_key->axisRect()->rect().contains(place.toPoint()))
        return -1;
    return bandAt(m_key->pixelToCoord(place.x()));
}

QString RateChart::wordsOf(int mark) const
{
    const auto &band = view()->bands[static_cast<std::size_t>(mark)];
    return tr("%1 to %2: %3, %4 to %5")
        .arg(mbpsText(band.fromMbps), mbpsText(band.toMbps), planName(band.plan),
            timeText(band.plan.figures.latency.total()),
            timeText(m_bandLines[static_cast<std::size_t>(mark)].at(band.toMbps)));
}

QString RateChart::tipOf(int mark) const
{
    const auto &band = view()->bands[static_cast<std::size_t>(mark)];
    return latencyTip(*view(),
        tr("%1\nbest from %2 to %3; stages at %2")
            .arg(planName(band.plan), mbpsText(band.fromMbps), mbpsText(band.toMbps)),
        band.plan.figures.latency, band.plan.figures.uplinkBytes);
}

std::optional<Plan> RateChart::planOf(int mark) const { return view()->bands[static_cast<std::size_t>(mark)].plan; }

void RateChart::take(int mark) { Q_EMIT planRequested(view()->bands[static_cast<std::size_t>(mark)].plan); }

bool RateChart::nearRate(const QPointF &place) const
{
    const auto rect = m_key->axisRect()->rect();
    return rateMbps() > 0.0 && rect.adjusted(0, -static_cast<int>(grip), 0, 0).contains(place.toPoint())
        && std::abs(place.x() - m_key->coordToPixel(rateMbps())) <= grip;
}

void RateChart::request(double mbps)
{
    const auto bounds = m_key->range();
    m_dragged = std::clamp(mbps, bounds.lower, bounds.upper);
    redraw();
    Q_EMIT uplinkRequested(*m_dragged);
}

bool RateChart::takeMouse(QEvent *event)
{
    const auto type = event->type();
    if (stateText().size() > 0
        || (type != QEvent::MouseButtonPress && type != QEvent::MouseMove && type != QEvent::MouseButtonRelease))
        return false;
    const auto *mouse = static_cast<QMouseEvent *>(event);
    if (type == QEvent::MouseButtonPress) {
        m_held = mouse->button() == Qt::LeftButton && nearRate(mouse->position());
        if (m_held)
            setFocus(Qt::MouseFocusReason);
        return m_held;
    }
    if (!m_held) {
        if (mouse->buttons() != Qt::NoButton || !nearRate(mouse->position()))
            return false;
        plot()->setCursor(Qt::SplitHCursor);
        return true;
    }
    if (type == QEvent::MouseMove)
        request(m_key->pixelToCoord(mouse->position().x()));
    else
        m_held = false;
    return true;
}

bool RateChart::takeKey(QKeyEvent *event)
{
    const bool sideways = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    if (!sideways || event->modifiers() != Qt::ShiftModifier || !(rateMbps() > 0.0))
        return false;
    request(event->key() == Qt::Key_Right ? rateMbps() * keyStep : rateMbps() / keyStep);
    return true;
}

std::string RateChart::csv() const
{
    CsvText table;
    for (const char *heading : {"uplink_from_mbps", "uplink_to_mbps", "cut", "codec", "operating_point",
             "latency_ms_at_from", "uplink_bytes", "downlink_bytes"})
        table.words(heading);
    table.endLine();
    if (!view())
        return table.text();
    for (const auto &band : view()->bands) {
        const auto &figures = band.plan.figures;
        table.number(band.fromMbps).number(band.toMbps).words(band.plan.cutText).words(band.plan.codec);
        table.words(band.plan.operatingPoint).number(figures.latency.total());
        table.number(figures.uplinkBytes).number(figures.downlinkBytes).endLine();
    }
    return table.text();
}

} // namespace splitscope
