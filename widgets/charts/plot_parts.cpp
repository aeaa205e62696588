// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_parts.h"

#include "widgets/theme.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace splitscope {

namespace {

constexpr double leastDecade = 60.0; ///< pixels of a decade with three labels

} // namespace

PaintedPlot::PaintedPlot(QCPAxis *key, QCPAxis *value, Paint paint)
    : QCPAbstractPlottable(key, value)
    , m_paint(std::move(paint))
{
}

QCPRange PaintedPlot::getKeyRange(bool &found, QCP::SignDomain) const
{
    found = false;
    return {};
}

QCPRange PaintedPlot::getValueRange(bool &found, QCP::SignDomain, const QCPRange &) const
{
    found = false;
    return {};
}

void PaintedPlot::draw(QCPPainter *painter)
{
    painter->setAntialiasing(false);
    m_paint(*painter);
}

CursorPlot::CursorPlot(QCustomPlot *plot, const QString &layer, PaintedPlot::Paint paint)
    : QCPLayerable(plot, layer)
    , m_paint(std::move(paint))
{
}

void CursorPlot::draw(QCPPainter *painter)
{
    painter->setAntialiasing(true);
    m_paint(*painter);
}

ValueTicker::ValueTicker(std::function<QString(double)> text, bool whole)
    : m_text(std::move(text))
    , m_whole(whole)
{
}

double ValueTicker::getTickStep(const QCPRange &range)
{
    const double step = QCPAxisTicker::getTickStep(range);
    return m_whole ? std::max(1.0, std::round(step)) : step;
}

int ValueTicker::getSubTickCount(double tickStep)
{
    return m_whole && tickStep < 5.0 ? 0 : QCPAxisTicker::getSubTickCount(tickStep);
}

DecadeTicker::DecadeTicker(std::function<QString(double)> text, std::function<double()> length)
    : m_text(std::move(text))
    , m_length(std::move(length))
{
}

QVector<double> DecadeTicker::createTickVector(double tickStep, const QCPRange &range)
{
    if (!(range.lower > 0.0) || !(range.upper > range.lower))
        return {};
    const double decades = std::log10(range.upper / range.lower);
    if (decades < 0.7)
        return QCPAxisTicker::createTickVector(tickStep, range);
    const int every = decades > 9.0 ? 2 : 1;
    const bool roomy = !m_length || m_length() >= leastDecade * decades;
    QVector<double> ticks;
    for (int power = static_cast<int>(std::floor(std::log10(range.lower))) - 1;
         std::pow(10.0, power) <= range.upper * 10.0; power += every) {
        const double one = std::pow(10.0, power);
        ticks.append(one);
        if (decades < 4.0 && roomy)
            ticks << 2.0 * one << 5.0 * one;
    }
    return ticks;
}

namespace {

/// The part of a segment inside of `area` (Liang and Barsky: A new concept and method for line clipping, 1984).
std::optional<QLineF> clipped(const QLineF &segment, const QRectF &area)
{
    double from = 0.0, to = 1.0;
    const auto cut = [&](double step, double distance) {
        if (step == 0.0)
            return distance >= 0.0;
        const double at = distance / step;
        if (step < 0.0)
            from = std::max(from, at);
        else
            to = std::min(to, at);
        return from <= to;
    };
    const bool inside = cut(-segment.dx(), segment.x1() - area.left()) && cut(segment.dx(), area.right() - segment.x1())
        && cut(-segment.dy(), segment.y1() - area.top()) && cut(segment.dy(), area.bottom() - segment.y1());
    if (!inside)
        return std::nullopt;
    return QLineF(segment.pointAt(from), segment.pointAt(to));
}

} // namespace

void drawWithin(QPainter &painter, const QPolygonF &line, const QRectF &area)
{
    QPolygonF piece;
    const auto flush = [&] {
        if (piece.size() > 1)
            painter.drawPolyline(piece);
        piece.clear();
    };
    for (qsizetype i = 1; i < line.size(); ++i) {
        const auto part = clipped(QLineF(line[i - 1], line[i]), area);
        if (!part) {
            flush();
            continue;
        }
        if (piece.isEmpty() || piece.last() != part->p1()) {
            flush();
            piece << part->p1();
        }
        piece << part->p2();
    }
    flush();
}

double roundUp(double value)
{
    if (!(value > 0.0) || !std::isfinite(value))
        return 1.0;
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : {1.0, 1.5, 2.0, 3.0, 5.0, 7.0}) {
        if (value <= step * power * (1.0 + 1e-9))
            return step * power;
    }
    return 10.0 * power;
}

double steadyEnd(double now, double wanted)
{
    const double end = roundUp(wanted);
    return wanted > now || wanted < 0.33 * now ? end : now;
}

QCPRange keptWithin(const QCPRange &range, const QCPRange &bounds, bool logarithmic)
{
    const auto to = [&](double value) { return logarithmic ? std::log10(std::max(value, 1e-300)) : value; };
    const auto back = [&](double value) { return logarithmic ? std::pow(10.0, value) : value; };
    const double least = to(bounds.lower), most = to(bounds.upper);
    const double size = std::min(to(range.upper) - to(range.lower), most - least);
    const double lower = std::clamp(to(range.lower), least, most - size);
    return {back(lower), back(lower + size)};
}

} // namespace splitscope
