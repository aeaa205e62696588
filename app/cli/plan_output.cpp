// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plan_output.h"

#include "app/cli/console.h"
#include "core/planning/objective_value.h"

#include <cmath>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t mostFrontRows = 12;

Json orNull(const std::optional<double> &value) { return value ? Json(*value) : Json(nullptr); }

std::string orDash(const std::optional<double> &value, double factor = 1.0)
{
    return value ? threeDigits(*value * factor) : "-";
}

std::string bytesText(double bytes) { return splitscope::bytesText(std::llround(bytes)); }

std::vector<std::string> row(const std::string &title, const Plan &plan)
{
    const auto &f = plan.figures;
    return {title, plan.cutText, plan.codec, threeDigits(f.latency.total()), threeDigits(f.latency.device),
        threeDigits(f.latency.encode), threeDigits(f.latency.uplink), threeDigits(f.latency.edge),
        threeDigits(f.latency.downlink), orDash(f.deviceEnergyMj), bytesText(f.uplinkBytes), bytesText(f.downlinkBytes),
        orDash(f.price, 1e6), threeDigits(f.throughputFps),
        f.deadlineMissProbability ? threeDigits(100 * *f.deadlineMissProbability) : "-", orDash(f.accuracy)};
}

std::vector<std::string> heading(const std::string &first)
{
    return {first, "cut", "codec", "ms", "device", "encode", "uplink", "edge", "downlink", "mJ", "up", "down",
        "$ a million", "frames/s", "% late", "accuracy"};
}

Json machineJson(const ContextMachine &machine)
{
    Json factors;
    for (int i = 0; i < operationClassCount; ++i)
        factors[std::string(operationClassName(static_cast<OperationClass>(i)))] =
            machine.timeFactor[static_cast<std::size_t>(i)];
    return {{"name", machine.name}, {"time_factors", factors}, {"layers_measured_there", !machine.layerMs.empty()},
        {"compute_watts", orNull(machine.computeWatts)}, {"idle_watts", orNull(machine.idleWatts)},
        {"price_per_hour", orNull(machine.pricePerHour)}, {"memory_megabytes", orNull(machine.memoryMegabytes)},
        {"time_source", machine.timeSource}};
}

Json gainsJson(const PlanReport &report)
{
    const auto gain = [&](const Plan &other) { return orNull(gainOver(other, report.best, report.objective)); };
    Json json{{"over_device_only", gain(report.deviceOnly)}, {"over_edge_only", gain(report.edgeOnly)},
        {"over_edge_only_jpeg", nullptr}};
    if (report.edgeOnlyJpeg)
        json["over_edge_only_jpeg"] = gain(*report.edgeOnlyJpeg);
    return json;
}

std::string bandsText(const std::vector<BandGain> &bands)
{
    std::vector<std::vector<std::string>> rows{{"uplink from Mbit/s", "to", "quickest plan", "codec", "accuracy",
        "ms at its slow end", "in its middle", "over device", "over edge", "over JPEG"}};
    for (const auto &[band, middle, overDevice, overEdge, overJpeg] : bands)
        rows.push_back({threeDigits(band.fromMbps), threeDigits(band.toMbps), band.plan.cutText, band.plan.codec,
            orDash(band.plan.figures.accuracy), threeDigits(band.plan.figures.latency.total()), threeDigits(middle),
            gainText(overDevice), gainText(overEdge), gainText(overJpeg)});
    return tableText(rows);
}

std::string whyNotChosen(const Plan &plan)
{
    if (!plan.figures.accuracy)
        return "What " + plan.codec + " costs in accuracy is not known, so it was not chosen; give --study to know it";
    return plan.codec + " would be better but loses " + threeDigits(100 * (1.0 - *plan.figures.accuracy))
        + " %, more than --max-loss, so it was not chosen";
}

std::string gapText(double gap, const char *what)
{
    if (gap <= 0)
        return {};
    return std::string(what) + " was not searched to the end: at most " + threeDigits(100 * gap)
        + " % better is possible.\n";
}

} // namespace

std::string gainText(const std::optional<double> &gain) { return gain ? threeDigits(*gain) + " x" : "-"; }

Json planJson(const Plan &plan)
{
    const auto &f = plan.figures;
    return {{"operating_point", plan.operatingPoint}, {"cut", plan.cutText}, {"codec", plan.codec},
        {"latency_ms",
            {{"total", f.latency.total()}, {"device", f.latency.device}, {"encode", f.latency.encode},
                {"uplink", f.latency.uplink}, {"edge", f.latency.edge}, {"downlink", f.latency.downlink}}},
        {"expected_stall_ms", f.expectedStallMs}, {"device_energy_mj", orNull(f.deviceEnergyMj)},
        {"uplink_bytes", std::llround(f.uplinkBytes)}, {"downlink_bytes", std::llround(f.downlinkBytes)},
        {"price", orNull(f.price)}, {"throughput_fps", f.throughputFps}, {"accuracy", orNull(f.accuracy)},
        {"deadline_miss_probability", orNull(f.deadlineMissProbability)},
        {"device_weight_bytes", std::llround(f.deviceWeightBytes)}};
}

Json contextJson(const Context &context)
{
    Json radio = nullptr;
    if (context.radio)
        radio = {{"uplink_mw_per_mbps", context.radio->uplinkPerMbps},
            {"downlink_mw_per_mbps", context.radio->downlinkPerMbps}, {"base_mw", context.radio->base},
            {"source", context.radio->source}, {"estimate", context.radio->estimate}};
    return {{"name", context.name}, {"device", machineJson(context.device)}, {"edge", machineJson(context.edge)},
        {"link",
            {{"name", context.linkName}, {"uplink_mbps", context.link.uplinkMbps},
                {"downlink_mbps", context.link.downlinkMbps}, {"rtt_ms", context.link.rttMs},
                {"jitter_ms", context.link.jitterMs}, {"loss", context.link.loss}, {"source", context.linkSource},
                {"radio", radio}}},
        {"results", resultsAtName(context.results)}};
}

Json reportJson(const PlanReport &report)
{
    Json front = Json::array();
    for (const auto &plan : report.front.plans)
        front.push_back(planJson(plan));
    Json bands = Json::array();
    for (const auto &[band, middle, overDevice, overEdge, overJpeg] : report.bands)
        bands.push_back({{"from_mbps", band.fromMbps}, {"to_mbps", band.toMbps},
            {"operating_point", band.plan.operatingPoint}, {"cut", band.plan.cutText}, {"codec", band.plan.codec},
            {"latency_ms_at_from", band.plan.figures.latency.total()}, {"accuracy", orNull(band.plan.figures.accuracy)},
            {"middle_mbps", middle},
            {"gain_in_middle",
                {{"over_device_only", orNull(overDevice)}, {"over_edge_only", orNull(overEdge)},
                    {"over_edge_only_jpeg", orNull(overJpeg)}}}});
    Json sources = Json::object();
    for (const auto &source : report.sources)
        sources[source.term] = {{"kind", termSourceName(source.kind)}, {"text", source.text}};
    const auto optionalPlan = [](const std::optional<Plan> &plan) { return plan ? planJson(*plan) : Json(nullptr); };
    return {{"context", contextJson(report.context)}, {"objective", report.objective.text()},
        {"limits",
            {{"latency_ms", orNull(report.limits.latencyMs)},
                {"device_energy_mj", orNull(report.limits.deviceEnergyMj)}, {"bytes", orNull(report.limits.bytes)},
                {"accuracy", orNull(report.limits.accuracy)}}},
        {"best", planJson(report.best.plan)}, {"gap", report.best.gap}, {"device_only", planJson(report.deviceOnly)},
        {"edge_only", planJson(report.edgeOnly)}, {"edge_only_raw", optionalPlan(report.edgeOnlyRaw)},
        {"edge_only_png", optionalPlan(report.edgeOnlyPng)}, {"edge_only_jpeg", optionalPlan(report.edgeOnlyJpeg)},
        {"gain", gainsJson(report)}, {"pareto", front}, {"pareto_gap", report.front.gap}, {"where_a_split_wins", bands},
        {"sources", sources}};
}

std::string reportText(const PlanReport &report)
{
    std::string text = report.context.name + ", best by " + report.objective.text() + ", results wanted on the "
        + std::string(resultsAtName(report.context.results)) + "\n\n";
    std::vector<std::vector<std::string>> rows{heading("plan"), row("best", report.best.plan),
        row("device only", report.deviceOnly), row("edge only, input tensor", report.edgeOnly)};
    for (const auto *end : {&report.edgeOnlyRaw, &report.edgeOnlyPng, &report.edgeOnlyJpeg}) {
        if (*end)
            rows.push_back(row("edge only, picture", **end));
    }
    text += tableText(rows) + gapText(report.best.gap, "The best plan");
    text += "\nThe best plan is better than device only "
        + gainText(gainOver(report.deviceOnly, report.best, report.objective)) + ", than edge only "
        + gainText(gainOver(report.edgeOnly, report.best, report.objective));
    if (report.edgeOnlyJpeg)
        text += ", than the picture as " + report.edgeOnlyJpeg->codec + " "
            + gainText(gainOver(*report.edgeOnlyJpeg, report.best, report.objective));
    text += ".\n";
    const auto &jpeg = report.edgeOnlyJpeg;
    if (jpeg && jpeg->codec != report.best.plan.codec
        && objectiveValue(jpeg->figures, report.objective) < objectiveValue(report.best.plan.figures, report.objective))
        text += whyNotChosen(*jpeg) + "; --codec " + jpeg->codec + " allows it.\n";

    rows = {heading("Pareto")};
    for (std::size_t i = 0; i < report.front.plans.size() && i < mostFrontRows; ++i)
        rows.push_back(row(std::to_string(i + 1), report.front.plans[i]));
    text += "\n" + tableText(rows);
    if (report.front.plans.size() > mostFrontRows)
        text += "and " + std::to_string(report.front.plans.size() - mostFrontRows) + " more; --json lists all\n";
    text += gapText(report.front.gap, "The Pareto front");
    if (!report.bands.empty())
        text += "\n" + bandsText(report.bands);
    text += "\nWhere the figures come from\n";
    for (const auto &source : report.sources)
        text += "  " + source.term + " (" + std::string(termSourceName(source.kind)) + "): " + source.text + "\n";
    return text;
}

} // namespace splitscope
