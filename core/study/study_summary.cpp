// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_summary.h"

#include <array>
#include <charconv>
#include <set>

namespace splitscope {

namespace {

std::string number(double value)
{
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

std::string quoted(const std::string &text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string result = "\"";
    for (const char c : text)
        result += c == '"' ? std::string("\"\"") : std::string(1, c);
    return result + '"';
}

} // namespace

bool sendsPicture(const StudyEntry &entry)
{
    return entry.tensors.size() == 1 && entry.tensors.front().name == "picture";
}

CutChoice fewestBytes(const StudiedCut &cut, double mostLoss, const std::function<bool(const StudyEntry &)> &wanted)
{
    CutChoice choice{&cut, nullptr, static_cast<double>(cut.crossingBytes)};
    for (const auto &entry : cut.entries) {
        const bool allowed = entry.impossible.empty() && entry.worstLoss() <= mostLoss && (!wanted || wanted(entry));
        if (allowed && entry.bytes() < choice.bytes)
            choice = {&cut, &entry, entry.bytes()};
    }
    return choice;
}

StudySummary summaryOf(const Study &study, double mostLoss)
{
    StudySummary summary;
    summary.mostLoss = mostLoss;
    std::optional<double> atEdge;
    for (const auto &cut : study.cuts) {
        summary.choices.push_back(fewestBytes(cut, mostLoss));
        if (cut.deviceLayers == 0)
            atEdge = summary.choices.back().bytes;
    }
    for (std::size_t i = 0; i < summary.choices.size(); ++i) {
        const auto &choice = summary.choices[i];
        const auto fewer = [&](const std::optional<std::size_t> &than) {
            return !than || choice.bytes < summary.choices[*than].bytes;
        };
        if (fewer(summary.leastBytes))
            summary.leastBytes = i;
        if (2 * choice.cut->deviceMacs <= study.totalMacs && fewer(summary.leastBytesEarly))
            summary.leastBytesEarly = i;
        const bool lighter =
            !summary.leastDevice || choice.cut->deviceMacs < summary.choices[*summary.leastDevice].cut->deviceMacs;
        if (atEdge && choice.bytes < *atEdge && lighter)
            summary.leastDevice = i;
    }
    return summary;
}

std::string studyCsv(const Study &study)
{
    std::set<std::string> tasks;
    for (const auto &cut : study.cuts) {
        for (const auto &entry : cut.entries) {
            for (const auto &[task, loss] : entry.losses)
                tasks.insert(task);
        }
    }
    std::string csv = "cut,device_layers,device_macs,crossing_bytes,codec,asked,bytes,encode_ms,decode_ms,worst_loss";
    for (const auto &task : tasks) {
        for (const auto *column : {"loss ", "loss_low ", "loss_high "})
            csv += "," + quoted(column + task);
    }
    csv += "\r\n";
    for (const auto &cut : study.cuts) {
        for (const auto &entry : cut.entries) {
            if (!entry.impossible.empty())
                continue;
            csv += quoted(cut.cut) + "," + std::to_string(cut.deviceLayers) + "," + std::to_string(cut.deviceMacs) + ","
                + std::to_string(cut.crossingBytes) + "," + quoted(entry.codec) + "," + quoted(entry.asked);
            for (const auto value : {entry.bytes(), entry.encodeMs(), entry.decodeMs(), entry.worstLoss()})
                csv += "," + number(value);
            for (const auto &task : tasks) {
                const auto loss = entry.losses.find(task);
                if (loss == entry.losses.end())
                    csv += ",,,";
                else
                    csv += "," + number(loss->second.loss) + "," + number(loss->second.low) + ","
                        + number(loss->second.high);
            }
            csv += "\r\n";
        }
    }
    return csv;
}

} // namespace splitscope
