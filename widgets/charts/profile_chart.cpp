// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/profile_chart.h"

#include "widgets/charts/chart_text.h"
#include "widgets/charts/csv_text.h"
#include "widgets/charts/plot_parts.h"
#include "widgets/number_text.h"
#include "widgets/theme.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr double narrowestLayer = 2.0; ///< pixels
constexpr double headroom = 1.1;

std::int64_t whole(double bytes) { return std::llround(bytes); }

} // namespace

ProfileChart::ProfileChart(QWidget *parent)
    : Chart(tr("Profile of the model"), parent)
{
    setObjectName(QStringLiteral("profileChart"));
    auto *rect = new QCPAxisRect(plot());
    plot()->plotLayout()->addElement(1, 0, rect);
    rect->setMinimumSize(40, 20);
    rect->setMinimumMargins(chartMargins);
    rect->setRangeZoom(Qt::Horizontal);
    rect->setRangeDrag(Qt::Horizontal);
    m_key = rect->axis(QCPAxis::atBottom);
    m_bytes = rect->axis(QCPAxis::atLeft);
    m_work = rect->axis(QCPAxis::atRight);
    m_work->setVisible(true);
    m_work->setTickLabels(true);
    m_work->setRange(0.0, 100.0);
    m_key->grid()->setVisible(false);
    m_key->setTicker(QSharedPointer<QCPAxisTicker>(new ValueTicker(tickText, true)));
    m_bytes->setTicker(
        QSharedPointer<QCPAxisTicker>(new ValueTicker([](double bytes) { return bytesText(whole(bytes)); })));
    m_work->setTicker(QSharedPointer<QCPAxisTicker>(new ValueTicker(tickText)));
    useAxis(m_key, [this] { return layerRange(); });
    paintWithin(m_key, m_bytes, [this](QCPPainter &painter) {
        paintSides(painter);
        paintBytes(painter);
        paintCut(painter);
        paintSent(painter, inputBytes(), tr("input tensor"));
        if (view()->picture)
            paintSent(painter, view()->picture->figures.uplinkBytes, QString::fromStdString(view()->picture->codec));
    });
    paintWithin(m_key, m_work, [this](QCPPainter &painter) { paintWork(painter); });
}

QString ProfileChart::emptyText() const { return tr("Open a model to see its layers by depth."); }

QString ProfileChart::whyEmpty() const { return view()->depth.empty() ? tr("This model has no layers.") : QString(); }

bool ProfileChart::hasTimes() const { return !view()->depth.empty() && view()->depth.back().cumulativeMs > 0.0; }

double ProfileChart::inputBytes() const
{
    double bytes = 0.0;
    for (const auto &input : view()->graph->inputs())
        bytes += static_cast<double>(input.info.bytes());
    return bytes;
}

std::pair<double, double> ProfileChart::layerRange() const
{
    return {0.5, static_cast<double>(view()->depth.size()) + 0.5};
}

void ProfileChart::fill()
{
    m_key->setLabel(tr("Layer, in trunk order"));
    m_bytes->setLabel(tr("Bytes"));
    m_work->setLabel(tr("Work so far, %"));
    const auto colors = theme();
    std::vector<ChartHeader::Entry> entries{
        {tr("Layer output"), {colors.wire}}, {tr("Sent if cut here"), {colors.uplink}, ChartHeader::Sign::Line}};
    if (hasTimes())
        entries.push_back({tr("Time"), {colors.text}, ChartHeader::Sign::Line});
    entries.push_back({tr("MACs"), {colors.text}, ChartHeader::Sign::Dashes});
    entries.push_back({tr("Device"), {colors.deviceCard}});
    entries.push_back({tr("Edge"), {colors.edgeCard}});
    header()->setEntries(std::move(entries));
    setNote(tr("Cut: %1").arg(planName(view()->current)));
}

void ProfileChart::setFullRanges()
{
    const auto layers = layerRange();
    m_key->setRange(layers.first, layers.second);
    double most = std::max(inputBytes(), 1.0);
    for (const auto &point : view()->depth)
        most = std::max({most, point.activationBytes, point.bytesIfCutHere});
    m_bytes->setRange(0.0, roundUp(headroom * most));
    m_work->setRange(0.0, 104.0);
}

ProfileChart::Group ProfileChart::groupOf(int layer) const
{
    const auto &depth = view()->depth;
    const double width = m_key->coordToPixel(1.0) - m_key->coordToPixel(0.0);
    const int size =
        width >= narrowestLayer || !(width > 0.0) ? 1 : static_cast<int>(std::ceil(narrowestLayer / width));
    Group group;
    group.first = layer / size * size;
    group.last = std::min(group.first + size, static_cast<int>(depth.size())) - 1;
    for (int i = group.first; i <= group.last; ++i) {
        group.bytes = std::max(group.bytes, depth[static_cast<std::size_t>(i)].activationBytes);
        group.crossing = std::max(group.crossing, depth[static_cast<std::size_t>(i)].bytesIfCutHere);
    }
    return group;
}

int ProfileChart::countMarks() const { return static_cast<int>(view()->depth.size()); }

QPointF ProfileChart::placeOf(int mark) const
{
    return {m_key->coordToPixel(mark + 1.0), static_cast<double>(m_key->axisRect()->center().y())};
}

int ProfileChart::markAt(const QPointF &place) const
{
    if (!m_key->axisRect()->rect().contains(place.toPoint()))
        return -1;
    const int layer = static_cast<int>(std::lround(m_key->pixelToCoord(place.x()))) - 1;
    return std::clamp(layer, 0, countMarks() - 1);
}

QStringList ProfileChart::factsOf(int layer) const
{
    const auto &point = view()->depth[static_cast<std::size_t>(layer)];
    const auto &last = view()->depth.back();
    QStringList facts{tr("Output: %1").arg(bytesText(whole(point.activationBytes))),
        tr("Sent if cut here: %1").arg(bytesText(whole(point.bytesIfCutHere)))};
    if (last.cumulativeMacs > 0.0)
        facts << tr("MACs so far: %1 (%2)")
                     .arg(
                         countText(whole(point.cumulativeMacs)), shareText(point.cumulativeMacs / last.cumulativeMacs));
    if (hasTimes())
        facts << tr("Time so far on this machine: %1 (%2)")
                     .arg(timeText(point.cumulativeMs), shareText(point.cumulativeMs / last.cumulativeMs));
    facts << (view()->current.cut.onDevice(layer) ? tr("Now on the device") : tr("Now on the edge"));
    return facts;
}

QString ProfileChart::wordsOf(int mark) const
{
    const auto name = QString::fromStdString(view()->depth[static_cast<std::size_t>(mark)].name);
    return tr("%1. %2").arg(name, factsOf(mark).join(QLatin1String(", ")));
}

QString ProfileChart::tipOf(int mark) const
{
    const auto name = QString::fromStdString(view()->depth[static_cast<std::size_t>(mark)].name);
    return QStringLiteral("<p style='white-space:pre'><b>%1</b><br>%2</p>")
        .arg(name.toHtmlEscaped(), factsOf(mark).join(QLatin1Char('\n')).toHtmlEscaped());
}

void ProfileChart::take(int mark) { Q_EMIT cutRequested(Cut::upTo(*view()->graph, {mark})); }

std::string ProfileChart::csv() const
{
    CsvText table;
    for (const char *heading :
        {"layer", "name", "output_bytes", "bytes_if_cut_here", "cumulative_macs", "cumulative_ms_here", "side"})
        table.words(heading);
    table.endLine();
    if (!view())
        return table.text();
    for (std::size_t i = 0; i < view()->depth.size(); ++i) {
        const auto &point = view()->depth[i];
        const auto ms = hasTimes() ? std::optional(point.cumulativeMs) : std::nullopt;
        table.number(static_cast<double>(i + 1)).words(point.name).number(point.activationBytes);
        table.number(point.bytesIfCutHere).number(point.cumulativeMacs).number(ms);
        table.words(view()->current.cut.onDevice(static_cast<int>(i)) ? "device" : "edge").endLine();
    }
    return table.text();
}

} // namespace splitscope
