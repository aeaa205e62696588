// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/chart_text.h"

#include "widgets/charts/plan_figure.h"
#include "widgets/number_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::ChartText)
};

constexpr int longestSource = 96; ///< characters; the context panel has the whole

QString kindName(TermSource::Kind kind)
{
    switch (kind) {
    case TermSource::Kind::Measured:
        return Tr::tr("measured");
    case TermSource::Kind::Imported:
        return Tr::tr("imported");
    case TermSource::Kind::Preset:
        return Tr::tr("preset");
    case TermSource::Kind::Modelled:
        return Tr::tr("modelled");
    case TermSource::Kind::Unknown:
        return Tr::tr("not known");
    }
    return {};
}

/// The last layers on the device: all of up to three branches, else two and how many more.
QString layerList(const std::string &cutText)
{
    const auto layers = QString::fromStdString(cutText).split(QLatin1Char(','));
    if (layers.size() <= 3)
        return layers.join(QLatin1String(", "));
    return Tr::tr("%1, %2 and %3 more").arg(layers[0], layers[1], QLocale().toString(layers.size() - 2));
}

QString row(const QString &name, const QString &value, const QString &source)
{
    return QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td align='right'>%2&nbsp;&nbsp;</td><td>%3</td></tr>")
        .arg(name.toHtmlEscaped(), value.toHtmlEscaped(), source.toHtmlEscaped());
}

QString stageRows(const PlanningView &view, const StageTimes &latency)
{
    QString rows;
    for (const auto &stage : stageNames())
        rows += row(stage.name, timeText(latency.*stage.ms), sourceText(view, stage.term));
    return rows + row(Tr::tr("Sum"), timeText(latency.total()), {});
}

QString table(const QString &title, const QString &rows)
{
    return QStringLiteral("<p style='white-space:pre'><b>%1</b></p><table cellspacing='0' cellpadding='1'>%2</table>")
        .arg(title.toHtmlEscaped(), rows);
}

} // namespace

QString planName(const Plan &plan)
{
    QString name;
    if (plan.cut.isEdge())
        name = Tr::tr("Edge");
    else if (plan.cut.isDevice())
        name = Tr::tr("Device");
    else
        name = Tr::tr("After %1").arg(layerList(plan.cutText));
    QStringList words{name};
    if (plan.codec != "none")
        words << QString::fromStdString(plan.codec);
    if (plan.operatingPoint != "default")
        words << QString::fromStdString(plan.operatingPoint);
    return words.join(QLatin1String(", "));
}

QString barName(const CutBar &bar, int layers)
{
    if (bar.cut.deviceLayers == 0)
        return Tr::tr("Edge");
    if (bar.cut.deviceLayers == layers)
        return Tr::tr("Device");
    return Tr::tr("After %1, layers on the device: %2")
        .arg(QString::fromStdString(bar.name), QLocale().toString(bar.cut.deviceLayers));
}

QString timeText(double ms)
{
    return ms >= 9995.0 ? Tr::tr("%1 s").arg(threeDigits(ms / 1000.0)) : millisecondsText(ms);
}

QString shareText(double fraction) { return Tr::tr("%1 %").arg(threeDigits(100.0 * fraction)); }

QString changeText(double fraction)
{
    const double percent = 100.0 * fraction;
    if (!std::isfinite(percent))
        return QStringLiteral("\u2013");
    const auto text = QLocale().toString(std::abs(percent), 'f', std::abs(percent) < 9.95 ? 1 : 0);
    if (std::abs(percent) < 0.05)
        return Tr::tr("\u00b10 %");
    return Tr::tr("%1%2 %").arg(percent > 0 ? QStringLiteral("+") : QStringLiteral("\u2212"), text);
}

QString tickText(double value)
{
    const double size = std::abs(value);
    if (size >= 1e6)
        return QLocale().toString(value, 'f', 0);
    return QLocale().toString(size < 1e-12 ? 0.0 : value, 'g', 6);
}

QString sourceText(const PlanningView &view, const QString &term)
{
    const auto wanted = term.toStdString();
    const auto found = std::find_if(
        view.sources.begin(), view.sources.end(), [&](const TermSource &source) { return source.term == wanted; });
    if (found == view.sources.end())
        return {};
    auto text = QString::fromStdString(found->text);
    if (text.size() > longestSource)
        text = text.left(longestSource - 1).trimmed() + QChar(0x2026);
    return Tr::tr("%1: %2").arg(kindName(found->kind), text);
}

std::array<StageName, 5> stageNames()
{
    return {StageName{Tr::tr("Device"), QStringLiteral("device"), &StageTimes::device},
        StageName{Tr::tr("Encode"), QStringLiteral("encode"), &StageTimes::encode},
        StageName{Tr::tr("Uplink"), QStringLiteral("uplink"), &StageTimes::uplink},
        StageName{Tr::tr("Edge"), QStringLiteral("edge"), &StageTimes::edge},
        StageName{Tr::tr("Downlink"), QStringLiteral("downlink"), &StageTimes::downlink}};
}

QString latencyTip(
    const PlanningView &view, const QString &title, const StageTimes &latency, std::optional<double> uplinkBytes)
{
    auto rows = stageRows(view, latency);
    if (uplinkBytes)
        rows += row(Tr::tr("Sent up"), bytesText(std::llround(*uplinkBytes)), {});
    const double now = view.current.figures.latency.total();
    if (now > 0.0)
        rows += row(Tr::tr("Against now"), changeText(latency.total() / now - 1.0), {});
    return table(title, rows);
}

QString latencyWords(const QString &title, const StageTimes &latency)
{
    QStringList words;
    for (const auto &stage : stageNames())
        words << Tr::tr("%1 %2").arg(stage.name, timeText(latency.*stage.ms));
    return Tr::tr("%1: %2; %3").arg(title, timeText(latency.total()), words.join(QLatin1String(", ")));
}

QString planTip(const PlanningView &view, const Plan &plan)
{
    const auto &figures = plan.figures;
    auto rows = stageRows(view, figures.latency);
    const auto add = [&](const QString &name, const std::optional<double> &value, auto text, const char *term) {
        rows += row(name, value ? text(*value) : QStringLiteral("\u2013"), sourceText(view, QLatin1String(term)));
    };
    add(Tr::tr("Energy"), figures.deviceEnergyMj, energyText, "energy");
    rows += row(Tr::tr("Sent up"), bytesText(std::llround(figures.uplinkBytes)), {});
    rows += row(Tr::tr("Sent down"), bytesText(std::llround(figures.downlinkBytes)), {});
    const auto price = [](double dollars) { return figureText(PlanFigure::Price, dollars); };
    add(Tr::tr("Price"), figures.price, price, "price");
    const auto rate = [](double fps) { return figureText(PlanFigure::Throughput, fps); };
    add(Tr::tr("Throughput"), figures.throughputFps, rate, "throughput");
    if (figures.accuracy)
        add(Tr::tr("Accuracy"), figures.accuracy, shareText, "accuracy");
    if (figures.deadlineMissProbability)
        add(Tr::tr("Late"), figures.deadlineMissProbability, shareText, "deadline");
    return table(planName(plan), rows);
}

} // namespace splitscope
