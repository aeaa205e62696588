// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_figures.h"

#include "core/study/study_summary.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace splitscope {

namespace {

constexpr const char *depthLabel = "Multiply-accumulates on the device, %";

double depthOf(const Study &study, std::int64_t macs)
{
    return study.totalMacs > 0 ? 100.0 * static_cast<double>(macs) / static_cast<double>(study.totalMacs) : 0.0;
}

std::string noteOf(const Study &study)
{
    return study.modelName + ", " + std::to_string(study.key.frames) + " frames of " + study.key.source
        + ", calibrated on " + std::to_string(study.key.calibrationFrames) + " of " + study.key.calibrationSource;
}

std::string percent(double part)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g %%", 100 * part);
    return text.data();
}

bool isComponents(const StudyEntry &entry) { return entry.codec.find("pca:") != std::string::npos; }

bool isTensors(const StudyEntry &entry) { return !sendsPicture(entry); }

/// Why a kind of codec has no point among those that keep every task: none does, or none was tried.
template <typename Kind>
std::string whyAbsent(const Study &study, const Kind &isOfKind)
{
    for (const auto &cut : study.cuts) {
        if (std::any_of(cut.entries.begin(), cut.entries.end(),
                [&](const StudyEntry &entry) { return entry.impossible.empty() && isOfKind(entry); }))
            return "too lossy";
    }
    return "not tried";
}

SvgChart bytesByDepth(const Study &study, double mostLoss)
{
    SvgChart chart{"Bytes across the cut with at most " + percent(mostLoss) + " loss", noteOf(study), depthLabel,
        "Bytes a frame", true, {}};
    const auto isCodes = [](const StudyEntry &entry) { return isTensors(entry) && !isComponents(entry); };
    SvgChart::Line whole{"as it is", {}};
    SvgChart::Line codes{"bits", {}, false, whyAbsent(study, isCodes)};
    SvgChart::Line components{"components", {}, false, whyAbsent(study, isComponents)};
    SvgChart::Line any{"any codec", {}, true};
    SvgChart::Line picture{"picture at edge", {}, true, whyAbsent(study, sendsPicture)};
    for (const auto &cut : study.cuts) {
        const double depth = depthOf(study, cut.deviceMacs);
        whole.points.emplace_back(depth, static_cast<double>(cut.crossingBytes));
        const auto add = [&](SvgChart::Line &line, const CutChoice &choice) {
            if (choice.entry != nullptr) // else none of them keeps every task
                line.points.emplace_back(depth, choice.bytes);
        };
        add(codes, fewestBytes(cut, mostLoss, isCodes));
        add(components, fewestBytes(cut, mostLoss, isComponents));
        any.points.emplace_back(depth, fewestBytes(cut, mostLoss, isTensors).bytes);
        const auto sent = fewestBytes(cut, mostLoss, sendsPicture);
        if (sent.entry != nullptr)
            picture.points = {{0.0, sent.bytes}, {100.0, sent.bytes}};
    }
    chart.lines = {whole, codes, components, any, picture};
    return chart;
}

SvgChart lossByDepth(const Study &study)
{
    SvgChart chart{"What the worst task loses", noteOf(study), depthLabel, "Loss, %", true, {}};
    for (const auto &cut : study.cuts) {
        for (const auto &entry : cut.entries) {
            if (!entry.impossible.empty() || sendsPicture(entry))
                continue;
            auto line = std::find_if(chart.lines.begin(), chart.lines.end(),
                [&](const SvgChart::Line &known) { return known.label == entry.asked; });
            if (line == chart.lines.end())
                line = chart.lines.insert(line, SvgChart::Line{entry.asked, {}, false, "no loss"});
            line->points.emplace_back(depthOf(study, cut.deviceMacs), 100 * entry.worstLoss());
        }
    }
    return chart;
}

SvgChart compressibility(const Study &study)
{
    SvgChart chart{
        "Components that explain the variance", noteOf(study), depthLabel, "Part of the channels, %", false, {}};
    for (const double wanted : {0.9, 0.95, 0.99}) {
        SvgChart::Line line{percent(wanted) + " of variance", {}};
        for (const auto &spectrum : study.spectra) {
            const auto enough = std::find_if(
                spectrum.explained.begin(), spectrum.explained.end(), [&](double part) { return part >= wanted; });
            if (enough == spectrum.explained.end())
                continue;
            const auto count = static_cast<double>(enough - spectrum.explained.begin() + 1);
            line.points.emplace_back(
                depthOf(study, spectrum.deviceMacs), 100 * count / static_cast<double>(spectrum.channels));
        }
        chart.lines.push_back(std::move(line));
    }
    return chart;
}

} // namespace

std::vector<std::pair<std::string, SvgChart>> studyFigures(const Study &study, double mostLoss)
{
    return {{"bytes_by_depth.svg", bytesByDepth(study, mostLoss)}, {"loss_by_depth.svg", lossByDepth(study)},
        {"compressibility_by_depth.svg", compressibility(study)}};
}

} // namespace splitscope
