// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/planning/planner.h"
#include "core/planning/planner_search.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace splitscope {

namespace {

struct NamedLimit {
    std::string name;
    std::string unit;
    Objective::Kind kind;
    std::optional<double> Limits::*limit;
};

const std::array<NamedLimit, 3> &namedLimits()
{
    static const std::array<NamedLimit, 3> all{{{"latency", "ms", Objective::Kind::Latency, &Limits::latencyMs},
        {"device energy", "mJ", Objective::Kind::Energy, &Limits::deviceEnergyMj},
        {"number of bytes", "bytes", Objective::Kind::Bytes, &Limits::bytes}}};
    return all;
}

std::string number(double value, const std::string &unit)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), value >= 1000 ? "%.0f %s" : "%.3g %s", value, unit.c_str());
    return text.data();
}

[[noreturn]] void impossible(const std::string &why) { throw Failure(ErrorCode::PlanImpossible, {{"why", why}}); }

} // namespace

/// The least of an objective under limits; infinite if no plan keeps them.
double Planner::leastOf(const Context &context, const Objective &objective, const Limits &limits)
{
    double least = std::numeric_limits<double>::infinity();
    for (auto &one : m_searches) {
        const Question question(*one, context, objective, limits);
        if (const auto candidate = bestOfCase(*one, question, least))
            least = std::min(least, candidate->value);
    }
    return least;
}

/// Says which limit cannot be kept and by how much: first each alone, then one after the other.
void Planner::refuse(const Context &context, const Limits &limits)
{
    Limits kept;
    kept.accuracy = limits.accuracy;
    Objective objective;
    if (limits.accuracy && !std::isfinite(leastOf(context, objective, kept))) {
        std::optional<double> most;
        for (const auto &one : m_cases) {
            most = std::max(most, one.accuracy);
            for (const auto &known : one.known)
                most = std::max(most, std::optional(known.accuracy));
        }
        impossible(most ? "the highest accuracy is " + number(*most, "") + "and the limit is "
                    + number(*limits.accuracy, "") + "."
                        : "the accuracy of no plan is known; give --study, or leave out the limit.");
    }
    for (const bool alone : {true, false}) {
        Limits before = kept;
        std::string names;
        for (const auto &one : namedLimits()) {
            if (!(limits.*one.limit))
                continue;
            const double most = *(limits.*one.limit);
            objective.kind = one.kind;
            const double least = leastOf(context, objective, alone ? kept : before);
            if (least > most * (1.0 + 1e-9)) {
                const auto lead = alone || names.empty() ? std::string("the least ")
                                                         : "with the limit of " + names + " kept, the least ";
                impossible(lead + one.name + " is " + number(least, one.unit) + ", " + number(least - most, one.unit)
                    + " above the limit of " + number(most, one.unit) + ".");
            }
            before.*one.limit = most;
            names += (names.empty() ? "" : " and ") + one.name;
        }
    }
    impossible("none was found, but the model is too large to try every cut; loosen a limit a little.");
}

} // namespace splitscope
