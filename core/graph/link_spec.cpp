// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/link_spec.h"

#include "core/graph/error.h"
#include "core/graph/link_presets_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace splitscope {

namespace {

struct Unit {
    std::string_view name;
    double factor;
};

constexpr std::array rateUnits{Unit{"bps", 1e-6}, Unit{"kbps", 1e-3}, Unit{"Mbps", 1.0}, Unit{"Gbps", 1e3}};
constexpr std::array timeUnits{Unit{"us", 1e-3}, Unit{"ms", 1.0}, Unit{"s", 1e3}};
constexpr std::array lossUnits{Unit{"%", 0.01}};

[[noreturn]] void unknown(std::string_view text)
{
    std::string known;
    for (const auto &preset : linkPresets())
        known += (known.empty() ? "" : " ") + preset.name;
    throw Failure(ErrorCode::UnknownLink, {{"link", std::string(text)}, {"known", known}});
}

template <typename Units>
double quantity(std::string_view part, const Units &units, std::string_view whole)
{
    double value = 0;
    const auto [rest, problem] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (problem != std::errc{} || !std::isfinite(value))
        unknown(whole);
    const std::string_view unit(rest, static_cast<std::size_t>(part.data() + part.size() - rest));
    for (const auto &candidate : units) {
        if (candidate.name == unit)
            return value * candidate.factor;
    }
    unknown(whole);
}

std::vector<std::string_view> parts(std::string_view text, char separator)
{
    std::vector<std::string_view> all;
    while (true) {
        const auto at = text.find(separator);
        all.push_back(text.substr(0, at));
        if (at == std::string_view::npos)
            return all;
        text.remove_prefix(at + 1);
    }
}

std::string number(double value)
{
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

void check(const LinkSpec &link, std::string_view text)
{
    const auto fail = [&](const char *why) {
        throw Failure(ErrorCode::InvalidArgument, {{"what", "The link " + std::string(text)}, {"why", why}});
    };
    if (!(link.uplinkMbps > 0) || !(link.downlinkMbps > 0))
        fail("its rates must be above 0.");
    if (std::min(link.uplinkMbps, link.downlinkMbps) < 0.001 || std::max(link.uplinkMbps, link.downlinkMbps) > 100000)
        fail("its rates must be from 1 kbps to 100 Gbps.");
    if (link.rttMs > 60000 || link.jitterMs > 60000)
        fail("its times must not be over a minute.");
    if (link.rttMs < 0 || link.jitterMs < 0)
        fail("its times must not be negative.");
    if (link.loss < 0 || link.loss >= 1)
        fail("its loss must be from 0 % to below 100 %.");
}

} // namespace

LinkSpec LinkSpec::fromText(std::string_view text)
{
    if (text == "none")
        return {};
    for (const auto &preset : linkPresets()) {
        if (preset.name == text)
            return preset.link;
    }
    const auto fields = parts(text, '/');
    if (fields.size() < 2 || fields.size() > 4)
        unknown(text);
    const auto rates = parts(fields[0], ':');
    if (rates.size() > 2)
        unknown(text);
    LinkSpec link;
    link.shaped = true;
    link.uplinkMbps = quantity(rates[0], rateUnits, text);
    link.downlinkMbps = rates.size() == 2 ? quantity(rates[1], rateUnits, text) : link.uplinkMbps;
    link.rttMs = quantity(fields[1], timeUnits, text);
    if (fields.size() > 2)
        link.jitterMs = quantity(fields[2], timeUnits, text);
    if (fields.size() > 3)
        link.loss = quantity(fields[3], lossUnits, text);
    check(link, text);
    return link;
}

std::string LinkSpec::text() const
{
    if (!shaped)
        return "none";
    auto text = number(uplinkMbps) + "Mbps";
    if (downlinkMbps != uplinkMbps)
        text += ":" + number(downlinkMbps) + "Mbps";
    text += "/" + number(rttMs) + "ms";
    if (jitterMs > 0 || loss > 0)
        text += "/" + number(jitterMs) + "ms";
    if (loss > 0)
        text += "/" + number(loss * 100) + "%";
    return text;
}

const std::vector<LinkPreset> &linkPresets()
{
    static const std::vector<LinkPreset> presets = [] {
        std::vector<LinkPreset> all;
        const auto document = nlohmann::json::parse(linkPresetsJson);
        for (const auto &entry : document["links"]) {
            LinkSpec link;
            link.shaped = true;
            link.uplinkMbps = entry["uplink_mbps"];
            link.downlinkMbps = entry["downlink_mbps"];
            link.rttMs = entry["rtt_ms"];
            all.push_back({entry["name"], link, entry["source"]});
        }
        return all;
    }();
    return presets;
}

} // namespace splitscope
