// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/cut_evaluator.h"

#include "core/graph/error.h"
#include "core/planning/cut_structure.h"
#include "core/planning/stand_in.h"

namespace splitscope {

namespace {

constexpr double nearlyThis = 0.9; ///< a run's own times differ as much from its profile

/// Nothing to stand in for: this machine, if need be with a speed that corrects its prediction.
bool isHere(const ContextMachine &machine)
{
    return machine.name == "this" && machine.speed > nearlyThis && machine.speed < 1.0 / nearlyThis;
}

std::string whyOf(const Failure &failure)
{
    for (const auto &[name, value] : failure.error().arguments) {
        if (name == "why")
            return value;
    }
    return failure.what();
}

} // namespace

CutEvaluator::CutEvaluator(std::shared_ptr<const PlanCase> planCase, std::shared_ptr<const CutStructure> structure,
    const Context &context, std::optional<double> deadlineMs)
    : m_case(std::move(planCase))
    , m_structure(std::move(structure))
    , m_context(context)
    , m_deadlineMs(deadlineMs)
    , m_model(*m_case, *m_structure, m_context)
{
}

std::optional<PlanFigures> CutEvaluator::figures(const Cut &cut) const
{
    if (!whyIllegal(*m_case->graph, cut).empty())
        return std::nullopt;
    return m_model.figures(m_model.of(cut), cut.deviceLayers() < m_structure->size(), m_deadlineMs);
}

LiveStandIn CutEvaluator::standInFor(const Cut &cut) const
{
    LiveStandIn made;
    const auto oneSide = [&](ContextMachine Context::*side, ContextMachine Context::*other) -> Emulation {
        auto alone = m_context;
        alone.*other = {};
        return isHere(alone.*side) ? Emulation() : standIn(*m_case, *m_structure, alone, cut);
    };
    try {
        made.emulation = oneSide(&Context::device, &Context::edge);
    } catch (const Failure &failure) {
        made.whyNotDevice = whyOf(failure);
    }
    try {
        const auto edge = oneSide(&Context::edge, &Context::device);
        made.emulation.edge = edge.edge;
        made.emulation.tailMs = edge.tailMs;
    } catch (const Failure &failure) {
        made.whyNotEdge = whyOf(failure);
    }
    return made;
}

} // namespace splitscope
