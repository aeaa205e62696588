// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/svg_chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace splitscope {

namespace {

constexpr double width = 760;
constexpr double height = 440;
constexpr double left = 78;
constexpr double right = 560; ///< the legend stands beside
constexpr double top = 58;
constexpr double bottom = 386;
constexpr int wantedTicks = 5;
constexpr std::array colours{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"};

std::string escaped(const std::string &text)
{
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '"':
            result += "&quot;";
            break;
        default:
            result += c;
        }
    }
    return result;
}

std::string number(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.6g", value);
    return text.data();
}

std::string place(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f", value);
    return text.data();
}

std::string tickText(double value)
{
    if (std::abs(value) >= 1e6)
        return number(value / 1e6) + " M";
    if (std::abs(value) >= 1e3)
        return number(value / 1e3) + " k";
    return number(value);
}

/// One axis: values to pixels, with the places of its ticks.
class Axis {
public:
    Axis(double low, double high, double from, double to, bool logarithmic)
        : m_logarithmic(logarithmic)
        , m_from(from)
        , m_to(to)
    {
        if (logarithmic) {
            m_low = std::floor(std::log10(low));
            m_high = std::max(m_low + 1, std::ceil(std::log10(high)));
            for (double decade = m_low; decade <= m_high; ++decade)
                ticks.push_back(std::pow(10.0, decade));
            return;
        }
        if (high <= low)
            high = low + 1;
        const double rough = (high - low) / wantedTicks;
        const double power = std::pow(10.0, std::floor(std::log10(rough)));
        double step = 10 * power;
        for (const double multiple : {5.0, 2.0, 1.0}) {
            if (rough <= multiple * power)
                step = multiple * power;
        }
        m_low = std::floor(low / step + 1e-9) * step;
        m_high = std::ceil(high / step - 1e-9) * step;
        for (int i = 0; m_low + i * step <= m_high + step / 2; ++i)
            ticks.push_back(m_low + i * step);
    }

    double at(double value) const
    {
        const double scaled = m_logarithmic ? std::log10(value) : value;
        return m_from + (scaled - m_low) / (m_high - m_low) * (m_to - m_from);
    }

    std::vector<double> ticks;

private:
    bool m_logarithmic;
    double m_from;
    double m_to;
    double m_low = 0.0;
    double m_high = 1.0;
};

std::string text(double x, double y, const std::string &words, const char *anchor, int size, const char *more = "")
{
    return "<text x=\"" + place(x) + "\" y=\"" + place(y) + "\" text-anchor=\"" + anchor + "\" font-size=\""
        + std::to_string(size) + "\"" + more + ">" + escaped(words) + "</text>\n";
}

std::string stroke(double x1, double y1, double x2, double y2, const char *colour, const char *more = "")
{
    return "<line x1=\"" + place(x1) + "\" y1=\"" + place(y1) + "\" x2=\"" + place(x2) + "\" y2=\"" + place(y2)
        + "\" stroke=\"" + colour + "\"" + more + "/>\n";
}

struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void take(double value)
    {
        low = std::min(low, value);
        high = std::max(high, value);
    }
};

bool canBeShown(const SvgChart &chart, const std::pair<double, double> &point)
{
    return std::isfinite(point.first) && std::isfinite(point.second) && (!chart.logarithmic || point.second > 0);
}

std::string axes(const SvgChart &chart, const Axis &x, const Axis &y)
{
    std::string svg;
    for (const double tick : y.ticks) {
        svg += stroke(left, y.at(tick), right, y.at(tick), "#dddddd");
        svg += text(left - 8, y.at(tick) + 4, tickText(tick), "end", 12);
    }
    for (const double tick : x.ticks) {
        svg += stroke(x.at(tick), bottom, x.at(tick), bottom + 5, "#555555");
        svg += text(x.at(tick), bottom + 20, tickText(tick), "middle", 12);
    }
    svg += stroke(left, bottom, right, bottom, "#555555") + stroke(left, top, left, bottom, "#555555");
    svg += text((left + right) / 2, height - 14, chart.xLabel, "middle", 13);
    const auto turned = " transform=\"rotate(-90 18 " + place((top + bottom) / 2) + ")\"";
    return svg + text(18, (top + bottom) / 2, chart.yLabel, "middle", 13, turned.c_str());
}

std::string drawn(const SvgChart &chart, const SvgChart::Line &line, std::size_t index, const Axis &x, const Axis &y)
{
    const auto *colour = colours[index % colours.size()];
    const bool colourAgain = index >= colours.size(); // then dots tell the lines apart
    const char *dash = line.dashed ? " stroke-dasharray=\"6 4\"" : colourAgain ? " stroke-dasharray=\"1.5 3\"" : "";
    std::string points;
    std::string marks;
    for (const auto &point : line.points) {
        if (!canBeShown(chart, point))
            continue;
        const auto px = place(x.at(point.first));
        const auto py = place(y.at(point.second));
        points += px + "," + py + " ";
        if (!line.dashed)
            marks += "<circle cx=\"" + px + "\" cy=\"" + py + "\" r=\"2.5\" fill=\"" + colour + "\"/>\n";
    }
    const double row = top + 10 + 20 * static_cast<double>(index);
    if (points.empty()) // a gap would look like a mistake
        return text(right + 16, row + 4, line.label + " (" + line.absent + ")", "start", 12, " fill=\"#767676\"");
    auto svg = "<polyline points=\"" + points + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"1.8\"" + dash
        + "/>\n" + marks;
    const auto thick = std::string(" stroke-width=\"1.8\"") + dash;
    svg += stroke(right + 16, row, right + 40, row, colour, thick.c_str());
    return svg + text(right + 46, row + 4, line.label, "start", 12);
}

} // namespace

std::string svgOf(const SvgChart &chart)
{
    Extent xs;
    Extent ys;
    for (const auto &line : chart.lines) {
        for (const auto &point : line.points) {
            if (!canBeShown(chart, point))
                continue;
            xs.take(point.first);
            ys.take(point.second);
        }
    }
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + number(width) + "\" height=\""
        + number(height) + "\" viewBox=\"0 0 " + number(width) + " " + number(height)
        + "\" font-family=\"sans-serif\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
    svg += text(left, 24, chart.title, "start", 16) + text(left, 43, chart.note, "start", 11);
    if (!std::isfinite(xs.low))
        return svg + text((left + right) / 2, (top + bottom) / 2, "Nothing to show", "middle", 14) + "</svg>\n";
    if (!chart.logarithmic)
        ys.take(0.0);
    const Axis x(xs.low, xs.high, left, right, false);
    const Axis y(ys.low, ys.high, bottom, top, chart.logarithmic);
    svg += axes(chart, x, y);
    for (std::size_t i = 0; i < chart.lines.size(); ++i)
        svg += drawn(chart, chart.lines[i], i, x, y);
    return svg + "</svg>\n";
}

} // namespace splitscope
