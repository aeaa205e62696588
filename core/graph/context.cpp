// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/context.h"

#include "core/graph/error.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace splitscope {

namespace {

constexpr std::array<std::pair<std::string_view, Objective::Kind>, 5> plainObjectives{
    {{"latency", Objective::Kind::Latency}, {"energy", Objective::Kind::Energy}, {"bytes", Objective::Kind::Bytes},
        {"price", Objective::Kind::Price}, {"throughput", Objective::Kind::Throughput}}};

[[noreturn]] void wrongObjective(std::string_view text, const std::string &why)
{
    throw Failure(ErrorCode::InvalidArgument, {{"what", "The objective " + std::string(text)}, {"why", why}});
}

double *weightOf(Objective &objective, std::string_view name)
{
    if (name == "latency")
        return &objective.perMs;
    if (name == "energy")
        return &objective.perMj;
    if (name == "bytes")
        return &objective.perKilobyte;
    return name == "price" ? &objective.perMillionthDollar : nullptr;
}

std::string numberText(double value)
{
    std::array<char, 32> buffer{};
    return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
}

} // namespace

std::string_view resultsAtName(ResultsAt place) { return place == ResultsAt::Device ? "device" : "edge"; }

Objective Objective::fromText(std::string_view text)
{
    Objective objective;
    for (const auto &[name, kind] : plainObjectives) {
        if (text == name) {
            objective.kind = kind;
            return objective;
        }
    }
    constexpr std::string_view prefix = "weighted:";
    if (!text.starts_with(prefix))
        wrongObjective(text, "use latency, energy, bytes, price, throughput or weighted:latency=1,energy=0.1.");
    objective.kind = Kind::Weighted;
    objective.perMs = 0.0;
    auto rest = text.substr(prefix.size());
    while (true) {
        const auto comma = rest.find(',');
        const auto part = rest.substr(0, comma);
        const auto equals = part.find('=');
        auto *weight = equals == std::string_view::npos ? nullptr : weightOf(objective, part.substr(0, equals));
        if (weight == nullptr)
            wrongObjective(text, "write each part as latency=, energy=, bytes= or price= and a weight.");
        const auto number = part.substr(equals + 1);
        const auto end = number.data() + number.size();
        const auto read = std::from_chars(number.data(), end, *weight);
        if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(*weight) || *weight < 0)
            wrongObjective(text, "a weight must be a number from 0.");
        if (comma == std::string_view::npos)
            break;
        rest.remove_prefix(comma + 1);
    }
    if (objective.perMs + objective.perMj + objective.perKilobyte + objective.perMillionthDollar <= 0)
        wrongObjective(text, "at least one weight must be above 0.");
    return objective;
}

std::string Objective::text() const
{
    for (const auto &[name, plain] : plainObjectives) {
        if (plain == kind)
            return std::string(name);
    }
    return "weighted:latency=" + numberText(perMs) + ",energy=" + numberText(perMj)
        + ",bytes=" + numberText(perKilobyte) + ",price=" + numberText(perMillionthDollar);
}

} // namespace splitscope
