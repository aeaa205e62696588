// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plan_figure.h"

#include "widgets/charts/chart_text.h"
#include "widgets/number_text.h"

#include <QCoreApplication>

#include <cmath>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::PlanFigure)
};

} // namespace

QString figureName(PlanFigure figure)
{
    switch (figure) {
    case PlanFigure::Latency:
        return Tr::tr("Latency");
    case PlanFigure::Energy:
        return Tr::tr("Energy");
    case PlanFigure::Bytes:
        return Tr::tr("Bytes");
    case PlanFigure::Accuracy:
        return Tr::tr("Accuracy");
    case PlanFigure::Price:
        return Tr::tr("Price");
    case PlanFigure::Throughput:
        return Tr::tr("Throughput");
    }
    return {};
}

QString figureTitle(PlanFigure figure)
{
    switch (figure) {
    case PlanFigure::Latency:
        return Tr::tr("Latency, ms");
    case PlanFigure::Energy:
        return Tr::tr("Energy, mJ");
    case PlanFigure::Bytes:
        return Tr::tr("Bytes");
    case PlanFigure::Accuracy:
        return Tr::tr("Accuracy, %");
    case PlanFigure::Price:
        return Tr::tr("Price, $ per million frames");
    case PlanFigure::Throughput:
        return Tr::tr("Throughput, frames/s");
    }
    return {};
}

QString figureText(PlanFigure figure, double value)
{
    switch (figure) {
    case PlanFigure::Latency:
        return timeText(value);
    case PlanFigure::Energy:
        return energyText(value);
    case PlanFigure::Bytes:
        return bytesText(std::llround(value));
    case PlanFigure::Accuracy:
        return shareText(value);
    case PlanFigure::Price:
        return Tr::tr("%1 $ per million frames").arg(threeDigits(value * 1e6));
    case PlanFigure::Throughput:
        return Tr::tr("%1 frames/s").arg(threeDigits(value));
    }
    return {};
}

bool moreIsBetter(PlanFigure figure) { return figure == PlanFigure::Accuracy || figure == PlanFigure::Throughput; }

std::optional<double> figureOf(const Plan &plan, PlanFigure figure)
{
    const auto &figures = plan.figures;
    switch (figure) {
    case PlanFigure::Latency:
        return figures.latency.total();
    case PlanFigure::Energy:
        return figures.deviceEnergyMj;
    case PlanFigure::Bytes:
        return figures.uplinkBytes + figures.downlinkBytes;
    case PlanFigure::Accuracy:
        return figures.accuracy;
    case PlanFigure::Price:
        return figures.price;
    case PlanFigure::Throughput:
        return figures.throughputFps;
    }
    return std::nullopt;
}

QString figureTick(PlanFigure figure, double value)
{
    switch (figure) {
    case PlanFigure::Bytes:
        return bytesText(std::llround(value));
    case PlanFigure::Accuracy:
        return tickText(100.0 * value);
    case PlanFigure::Price:
        return tickText(1e6 * value);
    default:
        return tickText(value);
    }
}

} // namespace splitscope
