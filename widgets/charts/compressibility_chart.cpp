// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/compressibility_chart.h"

#include "widgets/charts/chart_text.h"
#include "widgets/charts/csv_text.h"
#include "widgets/charts/plot_parts.h"
#include "widgets/number_text.h"
#include "widgets/panels/quantity_text.h"
#include "widgets/theme.h"

#include <QGuiApplication>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr double headroom = 1.5; ///< above and below, on a logarithmic axis

std::int64_t whole(double bytes) { return std::llround(bytes); }

/// "50 kB", not "50.0 kB": ticks are round.
QString roundBytesText(double bytes)
{
    const int power = bytes >= 1e9 ? 3 : bytes >= 1e6 ? 2 : bytes >= 1e3 ? 1 : 0;
    const char *const units[] = {QT_TRANSLATE_NOOP("splitscope::CompressibilityChart", "%1 B"),
        QT_TRANSLATE_NOOP("splitscope::CompressibilityChart", "%1 kB"),
        QT_TRANSLATE_NOOP("splitscope::CompressibilityChart", "%1 MB"),
        QT_TRANSLATE_NOOP("splitscope::CompressibilityChart", "%1 GB")};
    return CompressibilityChart::tr(units[power]).arg(tickText(bytes / std::pow(1000.0, power)));
}

} // namespace

CompressibilityChart::CompressibilityChart(QWidget *parent)
    : Chart(tr("Compressibility by depth"), parent)
{
    setObjectName(QStringLiteral("compressibilityChart"));
    auto *rect = new QCPAxisRect(plot());
    plot()->plotLayout()->addElement(1, 0, rect);
    rect->setMinimumSize(40, 20);
    rect->setMinimumMargins(chartMargins);
    rect->setRangeZoom(Qt::Horizontal);
    rect->setRangeDrag(Qt::Horizontal);
    m_key = rect->axis(QCPAxis::atBottom);
    m_bytes = rect->axis(QCPAxis::atLeft);
    m_key->grid()->setVisible(false);
    m_key->setTicker(QSharedPointer<QCPAxisTicker>(new ValueTicker(tickText, true)));
    m_bytes->setScaleType(QCPAxis::stLogarithmic);
    m_bytes->setSubTicks(false);
    m_bytes->setTicker(QSharedPointer<QCPAxisTicker>(
        new DecadeTicker(roundBytesText, [rect] { return static_cast<double>(rect->height()); })));
    useAxis(m_key, [this] { return depthRange(); });
    paintWithin(m_key, m_bytes, [this](QCPPainter &painter) {
        paintPicture(painter);
        paintCut(painter);
        paintRaw(painter);
        paintCoded(painter);
    });
}

void CompressibilityChart::setStudy(std::shared_ptr<const Compressibility> study)
{
    if (study == m_study)
        return;
    m_study = std::move(study);
    refill(true);
}

QString CompressibilityChart::emptyText() const { return tr("Open a model to see how well its cuts compress."); }

QString CompressibilityChart::whyEmpty() const
{
    if (!m_study || m_study->points.empty())
        return tr("Run a compression study to see how few bytes each cut needs.");
    const auto &graph = *view()->graph;
    const bool ours =
        std::any_of(m_study->points.begin(), m_study->points.end(), [&](const CompressibilityPoint &point) {
            try {
                return !Cut::fromText(graph, point.cut).isDevice();
            } catch (const Failure &) {
                return false;
            }
        });
    return ours ? QString() : tr("This study is of another model: none of its cuts is here.");
}

void CompressibilityChart::readStudy()
{
    m_points.clear();
    for (const auto &point : m_study->points) {
        try {
            auto cut = Cut::fromText(*view()->graph, point.cut);
            if (!cut.isDevice()) // nothing crosses there
                m_points.push_back({point, std::move(cut)});
        } catch (const Failure &) {
            continue; // of another model; whyEmpty says so where all of them are
        }
    }
    std::stable_sort(m_points.begin(), m_points.end(),
        [](const Point &a, const Point &b) { return a.cut.deviceLayers() < b.cut.deviceLayers(); });
}

QString CompressibilityChart::lossText() const { return percentText(100.0 * m_study->lossLimit); }

void CompressibilityChart::fill()
{
    readStudy();
    m_key->setLabel(tr("Layers on the device"));
    m_bytes->setLabel(tr("Bytes of a frame"));
    const auto colors = theme();
    std::vector<ChartHeader::Entry> entries{
        {tr("Loss up to %1").arg(lossText()), {colors.uplink}, ChartHeader::Sign::Disc},
        {tr("Uncoded"), {colors.wire}, ChartHeader::Sign::Line}};
    if (view()->picture)
        entries.push_back(
            {QString::fromStdString(view()->picture->codec), {colors.mutedText}, ChartHeader::Sign::Dots});
    if (std::any_of(m_points.begin(), m_points.end(), [](const Point &point) { return !point.said.bytes; }))
        entries.push_back({tr("None keeps it"), {colors.warning}, ChartHeader::Sign::Cross});
    const auto *best = fewest();
    if (best != nullptr)
        entries.push_back({tr("Fewest"), {colors.best}, ChartHeader::Sign::Ring});
    header()->setEntries(std::move(entries));
    const auto source = QString::fromStdString(m_study->source);
    setNote(best == nullptr ? tr("No codec keeps the loss within %1. %2").arg(lossText(), source)
                            : tr("Fewest: %1 %2 (%3)").arg(bytesText(whole(*best->said.bytes)), nameOf(*best), source));
}

const CompressibilityChart::Point *CompressibilityChart::fewest() const
{
    const Point *best = nullptr;
    for (const auto &point : m_points) {
        if (point.said.bytes && (best == nullptr || *point.said.bytes < *best->said.bytes))
            best = &point;
    }
    return best;
}

QString CompressibilityChart::nameOf(const Point &point) const
{
    return point.cut.isEdge() ? tr("at the input") : tr("after %1").arg(QString::fromStdString(point.said.name));
}

std::pair<double, double> CompressibilityChart::depthRange() const
{
    return {-0.5, static_cast<double>(view()->graph->size()) + 0.5};
}

void CompressibilityChart::setFullRanges()
{
    const auto depth = depthRange();
    m_key->setRange(depth.first, depth.second);
    double least = view()->picture ? view()->picture->figures.uplinkBytes : 0.0, most = least;
    for (const auto &point : m_points) {
        for (const double bytes : {point.said.rawBytes, point.said.bytes.value_or(point.said.rawBytes)}) {
            if (bytes <= 0.0)
                continue;
            least = least > 0.0 ? std::min(least, bytes) : bytes;
            most = std::max(most, bytes);
        }
    }
    m_bytes->setRange(std::max(least, 1.0) / headroom, std::max(most, 2.0) * headroom);
}

int CompressibilityChart::countMarks() const { return static_cast<int>(m_points.size()); }

double CompressibilityChart::xOf(const Point &point) const { return m_key->coordToPixel(point.cut.deviceLayers()); }

QPointF CompressibilityChart::placeOf(int mark) const
{
    const auto &point = m_points[static_cast<std::size_t>(mark)];
    return {xOf(point), m_bytes->coordToPixel(std::max(1.0, point.said.bytes.value_or(point.said.rawBytes)))};
}

/// The nearest by depth; of several at one depth the nearest by bytes.
int CompressibilityChart::markAt(const QPointF &place) const
{
    if (!m_key->axisRect()->rect().contains(place.toPoint()))
        return -1;
    int nearest = -1;
    std::pair<double, double> least;
    for (int mark = 0; mark < countMarks(); ++mark) {
        const auto at = placeOf(mark);
        const std::pair away(std::round(std::abs(at.x() - place.x())), std::abs(at.y() - place.y()));
        if (nearest < 0 || away < least) {
            nearest = mark;
            least = away;
        }
    }
    return nearest;
}

QStringList CompressibilityChart::factsOf(const Point &point) const
{
    QStringList facts;
    if (point.said.bytes) {
        facts << tr("Loss up to %1: %2 with %3")
                     .arg(lossText(), bytesText(whole(*point.said.bytes)), QString::fromStdString(point.said.codec));
        if (point.said.loss)
            facts << tr("Largest loss of a task: %1").arg(shareText(*point.said.loss));
    } else {
        facts << tr("No codec of the study keeps the loss within %1").arg(lossText());
    }
    facts << tr("Without a codec: %1").arg(bytesText(whole(point.said.rawBytes)));
    return facts;
}

QString CompressibilityChart::wordsOf(int mark) const
{
    const auto &point = m_points[static_cast<std::size_t>(mark)];
    return tr("Cut %1. %2").arg(nameOf(point), factsOf(point).join(QStringLiteral(", ")));
}

QString CompressibilityChart::tipOf(int mark) const
{
    const auto &point = m_points[static_cast<std::size_t>(mark)];
    auto facts = factsOf(point);
    facts << QString::fromStdString(m_study->source);
    if (point.said.bytes)
        facts << tr("Click: cut here. Shift and click: with this codec too");
    return QStringLiteral("<p style='white-space:pre'><b>%1</b><br>%2</p>")
        .arg(tr("Cut %1").arg(nameOf(point)).toHtmlEscaped(), facts.join(QLatin1Char('\n')).toHtmlEscaped());
}

void CompressibilityChart::take(int mark)
{
    const auto &point = m_points[static_cast<std::size_t>(mark)];
    const bool both = QGuiApplication::keyboardModifiers().testFlag(Qt::ShiftModifier);
    if (both && point.said.bytes) {
        try {
            Q_EMIT cutWithCodecRequested(point.cut, codecFromText(point.said.codec));
            return;
        } catch (const Failure &) { // of a later version; the cut is asked for all the same
        }
    }
    Q_EMIT cutRequested(point.cut);
}

std::string CompressibilityChart::csv() const
{
    CsvText table;
    for (const char *heading : {"cut", "name", "device_layers", "raw_bytes", "bytes", "codec", "loss", "loss_limit"})
        table.words(heading);
    table.endLine();
    if (!m_study)
        return table.text();
    for (const auto &point : m_study->points) {
        table.words(point.cut).words(point.name).number(static_cast<double>(point.layers)).number(point.rawBytes);
        table.number(point.bytes).words(point.codec).number(point.loss).number(m_study->lossLimit).endLine();
    }
    return table.text();
}

} // namespace splitscope
