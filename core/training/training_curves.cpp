// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/training_curves.h"

#include "core/graph/atomic_file.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace splitscope {

namespace {

constexpr int chartWidth = 220;
constexpr int chartHeight = 120;
constexpr int columns = 4;
constexpr int margin = 16;

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

void drawChart(std::ostringstream &svg, const std::string &title, const std::map<int, double> &curve, int left, int top)
{
    double low = curve.begin()->second;
    double high = low;
    for (const auto &[epoch, value] : curve) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    const double span = high > low ? high - low : 1.0;
    const int first = curve.begin()->first;
    const int last = std::max(curve.rbegin()->first, first + 1);
    const double plotHeight = chartHeight - 48.0;
    std::ostringstream points;
    for (const auto &[epoch, value] : curve) {
        points << number(left + double(epoch - first) / (last - first) * (chartWidth - 24)) << ','
               << number(top + 20 + (high - value) / span * plotHeight) << ' ';
    }
    svg << "<text x='" << left << "' y='" << top + 10 << "' font-weight='bold'>" << title << "</text>\n"
        << "<polyline fill='none' stroke='#0072b2' stroke-width='1.5' points='" << points.str() << "'/>\n"
        << "<text x='" << left << "' y='" << top + chartHeight - 12 << "'>epochs " << first << " to "
        << curve.rbegin()->first << ", " << number(curve.begin()->second) << " to " << number(curve.rbegin()->second)
        << "</text>\n";
}

} // namespace

TrainingCurves::TrainingCurves(std::filesystem::path folder, bool keep)
    : m_folder(std::move(folder))
{
    if (keep) {
        read();
    }
}

void TrainingCurves::note(const TrainingProgress &progress)
{
    if (progress.message.empty() || progress.epochs == 0) {
        return;
    }
    auto &curves = m_steps[progress.step];
    curves["loss"][progress.epoch] = progress.loss;
    for (const auto &[name, value] : progress.terms) {
        curves[name][progress.epoch] = value;
    }
    write();
}

void TrainingCurves::forget(const std::string &step) { m_steps.erase(step); }

void TrainingCurves::read()
{
    std::ifstream stream(m_folder / "curves.csv");
    std::string line;
    std::getline(stream, line);
    while (std::getline(stream, line)) {
        std::istringstream fields(line);
        std::string step;
        std::string epoch;
        std::string name;
        std::string value;
        if (std::getline(fields, step, ',') && std::getline(fields, epoch, ',') && std::getline(fields, name, ',')
            && std::getline(fields, value)) {
            m_steps[step][name][std::atoi(epoch.c_str())] = std::atof(value.c_str());
        }
    }
}

void TrainingCurves::write() const
{
    std::ostringstream table;
    std::ostringstream figure;
    table << "step,epoch,name,value\n";
    int charts = 0;
    for (const auto &[step, curves] : m_steps) {
        for (const auto &[name, curve] : curves) {
            for (const auto &[epoch, value] : curve) {
                table << step << ',' << epoch << ',' << name << ',' << number(value) << '\n';
            }
            drawChart(figure, step + ": " + name, curve, margin + charts % columns * chartWidth,
                margin + charts / columns * chartHeight);
            ++charts;
        }
    }
    std::ostringstream svg;
    const int rows = (charts + columns - 1) / columns;
    svg << "<svg xmlns='http://www.w3.org/2000/svg' width='" << 2 * margin + columns * chartWidth << "' height='"
        << 2 * margin + rows * chartHeight << "' font-family='sans-serif' font-size='10'>\n"
        << "<rect width='100%' height='100%' fill='white'/>\n"
        << figure.str() << "</svg>\n";
    ensureFolder(m_folder);
    writeTextAtomically(m_folder / "curves.csv", table.str());
    writeTextAtomically(m_folder / "curves.svg", svg.str());
}

} // namespace splitscope
