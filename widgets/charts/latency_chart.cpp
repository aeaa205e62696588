// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/latency_chart.h"

#include "widgets/charts/chart_text.h"
#include "widgets/charts/csv_text.h"
#include "widgets/charts/plot_parts.h"
#include "widgets/number_text.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace splitscope {

namespace {

constexpr double stretchStep = 1.25;
constexpr double headroom = 1.12;      ///< for the signs above the bars
constexpr double mostTimesLeast = 4.0; ///< bars longer than so many times the shortest are cut off
constexpr double mostTimesNow = 16.0;  ///< but not the present one, up to here

bool usable(const CutBar &bar) { return bar.cut.canBeMade; }

} // namespace

LatencyChart::LatencyChart(QWidget *parent)
    : Chart(tr("Latency by cut"), parent)
{
    setObjectName(QStringLiteral("latencyChart"));
    auto *parts = new QCPLayoutGrid;
    parts->setColumnSpacing(0);
    plot()->plotLayout()->addElement(1, 0, parts);
    m_side = new QCPAxisRect(plot());
    m_trunk = new QCPAxisRect(plot());
    parts->addElement(0, 0, m_side);
    parts->addElement(0, 1, m_trunk);
    auto *margins = new QCPMarginGroup(plot());
    for (auto *rect : {m_side, m_trunk}) {
        rect->setMarginGroup(QCP::msTop | QCP::msBottom, margins);
        rect->setMinimumSize(20, 20);
        rect->setMinimumMargins(chartMargins);
        rect->setRangeZoom(Qt::Horizontal);
        rect->setRangeDrag(Qt::Horizontal);
    }
    m_side->setMinimumMargins({chartMargins.left(), chartMargins.top(), 0, chartMargins.bottom()});
    m_side->setRangeZoom({});
    m_side->setRangeDrag({});
    m_sideKey = m_side->axis(QCPAxis::atBottom);
    m_sideValue = m_side->axis(QCPAxis::atLeft);
    m_key = m_trunk->axis(QCPAxis::atBottom);
    m_value = m_trunk->axis(QCPAxis::atLeft);
    m_sideKey->grid()->setVisible(false);
    m_sideKey->setSubTicks(false);
    m_sideKey->setTickLength(0, 0);
    m_key->grid()->setVisible(false);
    m_key->setTicker(QSharedPointer<QCPAxisTicker>(new ValueTicker(tickText, true)));
    for (auto *axis : {m_sideValue, m_value})
        axis->setTicker(QSharedPointer<QCPAxisTicker>(new ValueTicker(tickText)));
    m_value->setTickLabels(false);
    m_value->setTicks(false);
    m_value->setBasePen(QPen(Qt::NoPen));
    connect(m_value, qOverload<const QCPRange &>(&QCPAxis::rangeChanged), m_sideValue,
        qOverload<const QCPRange &>(&QCPAxis::setRange));

    useAxis(m_key, [this] { return std::pair(-0.5, static_cast<double>(view()->bars.size()) - 0.5); });
    useAxis(m_value, [this] { return std::pair(0.0, std::max(m_endMs, roundUp(headroom * m_mostMs))); });
    connect(plot(), &QCustomPlot::afterLayout, this, &LatencyChart::nameKey);
    paintWithin(m_sideKey, m_sideValue, [this](QCPPainter &painter) { paintSide(painter); });
    paintWithin(m_key, m_value, [this](QCPPainter &painter) { paintCuts(painter); });
}

/// How many cuts share a bar is known when the chart has its size; what does not fit below it is said shorter.
void LatencyChart::nameKey()
{
    QStringList names{tr("Layers on the device, in trunk order"), tr("Layers on the device")};
    if (const int shared = cutsPerBar(); shared > 1) {
        const auto count = QLocale().toString(shared);
        names = {tr("%1; each bar the quickest of %2 cuts, grey up to the slowest").arg(names.first(), count),
            tr("Layers on the device; bar: quickest of %1 cuts").arg(count), tr("Quickest of %1 cuts each").arg(count)};
    }
    const QFontMetrics metrics(m_key->labelFont());
    const auto fits = [&](const QString &name) { return metrics.horizontalAdvance(name) <= m_trunk->width(); };
    const auto fitting = std::find_if(names.begin(), names.end(), fits);
    const auto &name = fitting != names.end() ? *fitting : names.last();
    if (m_key->label() != name)
        m_key->setLabel(name);
}

QString LatencyChart::emptyText() const { return tr("Open a model to see what every cut would cost."); }

QString LatencyChart::whyEmpty() const
{
    return view()->bars.empty() ? tr("This model has no layers that could be cut.") : QString();
}

void LatencyChart::fillSideBars()
{
    const auto &seen = *view();
    const auto colors = theme();
    m_sideBars.clear();
    if (seen.picture)
        m_sideBars.push_back({tr("Picture"), planName(*seen.picture), *seen.picture, {}});
    m_sideBars.push_back({tr("Edge"), tr("Edge: the input tensor is sent"), seen.edgeOnly, {}});
    m_sideBars.push_back({tr("Device"), tr("Device: nothing is sent"), seen.deviceOnly, {}});
    if (seen.best)
        m_sideBars.push_back({tr("Best"), tr("Best: %1").arg(planName(seen.best->plan)), seen.best->plan, colors.best});
    m_sideBars.push_back({tr("Now"), tr("Now: %1").arg(planName(seen.current)), seen.current, colors.focus});
}

/// The names below the side bars, and how wide that makes them.
void LatencyChart::fillLabels()
{
    const QFontMetrics metrics(font());
    QSharedPointer<QCPAxisTickerText> names(new QCPAxisTickerText);
    int widest = metrics.horizontalAdvance(QStringLiteral("0,000 ms"));
    for (std::size_t i = 0; i < m_sideBars.size(); ++i) {
        names->addTick(static_cast<double>(i), m_sideBars[i].name);
        widest = std::max(widest, metrics.horizontalAdvance(m_sideBars[i].name));
    }
    m_sideKey->setTicker(names);
    const int width = static_cast<int>(m_sideBars.size()) * (widest + 6);
    m_side->setMinimumSize(width, 20);
    m_side->setMaximumSize(width, QWIDGETSIZE_MAX);
    m_sideKey->setRange(-0.5, static_cast<double>(m_sideBars.size()) - 0.5);
    m_sideValue->setLabel(tr("Latency, ms"));
    m_sideKey->setLabel(tr("Always there"));
    nameKey();
    m_value->setBasePen(QPen(Qt::NoPen));
}

void LatencyChart::fill()
{
    const auto &seen = *view();
    m_cuts.clear();
    for (std::size_t i = 0; i < seen.bars.size(); ++i) {
        if (usable(seen.bars[i]))
            m_cuts.push_back(static_cast<int>(i));
    }
    fillSideBars();
    fillLabels();
    findEnd();

    std::vector<ChartHeader::Entry> entries;
    const auto inks = stageInks(theme());
    const auto names = stageNames();
    for (std::size_t i = 0; i < inks.size(); ++i)
        entries.push_back({names[i].name, inks[i].ink});
    header()->setEntries(std::move(entries));

    const double nowMs = seen.current.figures.latency.total();
    auto words = tr("Now %1").arg(timeText(nowMs));
    if (seen.best) {
        const double bestMs = seen.best->plan.figures.latency.total();
        words = tr("%1, best %2: %3").arg(words, timeText(bestMs), planName(seen.best->plan));
    }
    setNote(words);
}

/// Where bars are much longer than the shortest, they would leave nothing to see of it.
void LatencyChart::findEnd()
{
    double least = std::numeric_limits<double>::infinity();
    m_mostMs = 0.0;
    const auto look = [&](double ms) {
        least = std::min(least, ms);
        m_mostMs = std::max(m_mostMs, ms);
    };
    for (const auto &bar : m_sideBars)
        look(bar.plan.figures.latency.total());
    for (const int bar : m_cuts)
        look(view()->bars[static_cast<std::size_t>(bar)].cut.latency.total());
    double wanted = std::max(mostTimesLeast * least, view()->limits.latencyMs.value_or(0.0));
    const double now = view()->current.figures.latency.total();
    if (now <= mostTimesNow * least)
        wanted = std::max(wanted, now);
    m_wantedMs = headroom * std::min(m_mostMs, wanted);
}

void LatencyChart::setFullRanges()
{
    m_key->setRange(-0.5, static_cast<double>(view()->bars.size()) - 0.5);
    m_endMs = steadyEnd(m_endMs, m_wantedMs);
    m_value->setRange(0.0, m_endMs);
}

double LatencyChart::latencyEndMs() const { return m_value->range().upper; }

int LatencyChart::cutsPerBar() const
{
    const double width = m_key->coordToPixel(1.0) - m_key->coordToPixel(0.0);
    return width >= narrowestBar || !(width > 0.0) ? 1 : static_cast<int>(std::ceil(narrowestBar / width));
}

/// Groups begin at multiples of their size, so that panning does not change what shares a bar.
LatencyChart::Group LatencyChart::groupOf(int bar) const
{
    const auto &bars = view()->bars;
    const int size = cutsPerBar();
    Group group;
    group.first = bar / size * size;
    group.last = std::min(group.first + size, static_cast<int>(bars.size())) - 1;
    double least = std::numeric_limits<double>::infinity();
    for (int i = group.first; i <= group.last; ++i) {
        const auto &one = bars[static_cast<std::size_t>(i)];
        if (!usable(one))
            continue;
        const double ms = one.cut.latency.total();
        group.slowestMs = std::max(group.slowestMs, ms);
        if (ms < least) {
            least = ms;
            group.quickest = i;
        }
    }
    return group;
}

int LatencyChart::countMarks() const { return static_cast<int>(m_sideBars.size() + m_cuts.size()); }

int LatencyChart::barOf(int mark) const
{
    return mark < static_cast<int>(m_sideBars.size()) ? -1 : m_cuts[static_cast<std::size_t>(mark) - m_sideBars.size()];
}

QPointF LatencyChart::placeOf(int mark) const
{
    const int bar = barOf(mark);
    const auto *key = bar < 0 ? m_sideKey : m_key;
    const double at = bar < 0 ? mark : bar;
    const auto &latency = bar < 0 ? m_sideBars[static_cast<std::size_t>(mark)].plan.figures.latency
                                  : view()->bars[static_cast<std::size_t>(bar)].cut.latency;
    const double top = m_value->coordToPixel(std::min(latency.total(), m_value->range().upper));
    return {key->coordToPixel(at), 0.5 * (top + m_value->coordToPixel(0.0))};
}

int LatencyChart::markAt(const QPointF &place) const
{
    const auto point = place.toPoint();
    if (m_side->rect().contains(point)) {
        const int at = static_cast<int>(std::lround(m_sideKey->pixelToCoord(place.x())));
        return at >= 0 && at < static_cast<int>(m_sideBars.size()) ? at : -1;
    }
    if (!m_trunk->rect().contains(point))
        return -1;
    const int last = static_cast<int>(view()->bars.size()) - 1;
    const int bar = std::clamp(static_cast<int>(std::lround(m_key->pixelToCoord(place.x()))), 0, last);
    const auto group = groupOf(bar);
    if (group.quickest < 0)
        return -1;
    const auto cut = std::lower_bound(m_cuts.begin(), m_cuts.end(), group.quickest);
    return static_cast<int>(m_sideBars.size() + static_cast<std::size_t>(cut - m_cuts.begin()));
}

QString LatencyChart::wordsOf(int mark) const
{
    const int bar = barOf(mark);
    if (bar < 0) {
        const auto &side = m_sideBars[static_cast<std::size_t>(mark)];
        return latencyWords(side.longName, side.plan.figures.latency);
    }
    const auto &one = view()->bars[static_cast<std::size_t>(bar)];
    return latencyWords(barName(one, view()->graph->size()), one.cut.latency);
}

QString LatencyChart::tipOf(int mark) const
{
    const int bar = barOf(mark);
    if (bar < 0) {
        const auto &side = m_sideBars[static_cast<std::size_t>(mark)];
        auto name = side.longName;
        const auto &best = view()->best;
        const bool lossy = side.plan.codec.starts_with("jpeg") && best && best->plan.codec != side.plan.codec;
        if (lossy && side.plan.figures.latency.total() < best->plan.figures.latency.total())
            name += QLatin1Char('\n')
                + tr("Quicker than the best plan, but it loses accuracy: plans take it only where it was chosen.");
        return latencyTip(*view(), name, side.plan.figures.latency, side.plan.figures.uplinkBytes);
    }
    const auto &one = view()->bars[static_cast<std::size_t>(bar)];
    auto name = barName(one, view()->graph->size());
    const auto group = groupOf(bar);
    if (group.last > group.first)
        name = tr("%1 (the quickest of %2 cuts here; zoom in to see them)")
                   .arg(name, QLocale().toString(group.last - group.first + 1));
    return latencyTip(*view(), name, one.cut.latency, one.cut.uplinkBytes);
}

std::optional<Plan> LatencyChart::planOf(int mark) const
{
    return barOf(mark) < 0 ? std::optional(m_sideBars[static_cast<std::size_t>(mark)].plan) : std::nullopt;
}

void LatencyChart::take(int mark)
{
    const int bar = barOf(mark);
    if (bar < 0) {
        Q_EMIT planRequested(m_sideBars[static_cast<std::size_t>(mark)].plan);
        return;
    }
    const auto &graph = *view()->graph;
    const int layers = view()->bars[static_cast<std::size_t>(bar)].cut.deviceLayers;
    if (layers == 0) {
        Q_EMIT cutRequested(Cut::edge(graph));
        return;
    }
    std::vector<int> first(static_cast<std::size_t>(layers));
    std::iota(first.begin(), first.end(), 0);
    Q_EMIT cutRequested(Cut::upTo(graph, first));
}

void LatencyChart::stretch(double factor)
{
    m_value->setRange(0.0, m_value->range().upper / factor);
    redraw();
}

bool LatencyChart::takeMouse(QEvent *event)
{
    if (event->type() != QEvent::Wheel || markCount() == 0)
        return false;
    const auto *wheel = static_cast<QWheelEvent *>(event);
    if (!(wheel->modifiers() & Qt::ControlModifier))
        return false;
    stretch(std::pow(stretchStep, wheel->angleDelta().y() / 120.0));
    return true;
}

bool LatencyChart::takeKey(QKeyEvent *event)
{
    if (markCount() == 0 || (event->key() != Qt::Key_Up && event->key() != Qt::Key_Down))
        return false;
    stretch(event->key() == Qt::Key_Up ? stretchStep : 1.0 / stretchStep);
    return true;
}

std::string LatencyChart::csv() const
{
    CsvText table;
    for (const char *heading : {"layers_on_device", "last_layer", "can_be_made", "latency_ms", "device_ms", "encode_ms",
             "uplink_ms", "edge_ms", "downlink_ms", "uplink_bytes"})
        table.words(heading);
    table.endLine();
    if (!view())
        return table.text();
    for (const auto &bar : view()->bars) {
        const auto &latency = bar.cut.latency;
        table.number(bar.cut.deviceLayers).words(bar.name).words(bar.cut.canBeMade ? "yes" : "no");
        for (const double ms : {latency.total(), latency.device, latency.encode, latency.uplink, latency.edge,
                 latency.downlink, bar.cut.uplinkBytes})
            table.number(ms);
        table.endLine();
    }
    return table.text();
}

} // namespace splitscope
