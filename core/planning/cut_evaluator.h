// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/context.h"
#include "core/graph/emulation.h"
#include "core/graph/plan.h"
#include "core/planning/cost_model.h"

#include <memory>
#include <optional>
#include <string>

namespace splitscope {

/// What of a context's machines a run here can stand in for, side by side.
struct LiveStandIn {
    Emulation emulation;
    std::string whyNotDevice; ///< empty, or why the device is planned only
    std::string whyNotEdge;
};

/// What single cuts cost in one context, without a search: quick enough to ask for while a hand drags (0.01 ms for 40
/// layers, in proportion for more). Keeps what it needs alive. Its const functions may be called from several threads.
class CutEvaluator {
public:
    /// \param structure of the case's graph.
    CutEvaluator(std::shared_ptr<const PlanCase> planCase, std::shared_ptr<const CutStructure> structure,
        const Context &context, std::optional<double> deadlineMs = {});
    CutEvaluator(const CutEvaluator &) = delete;
    CutEvaluator &operator=(const CutEvaluator &) = delete;

    const LayerGraph &graph() const { return *m_case->graph; }
    const Context &context() const { return m_context; }

    /// \param cut of the case's graph. Nothing where it cannot be made.
    std::optional<PlanFigures> figures(const Cut &cut) const;

    /// How a run of this cut stands in for the context's machines. A machine that is faster than this one is not, and a
    /// speed of this machine near 1 is no other machine.
    LiveStandIn standInFor(const Cut &cut) const;

private:
    const std::shared_ptr<const PlanCase> m_case;
    const std::shared_ptr<const CutStructure> m_structure;
    const Context m_context;
    const std::optional<double> m_deadlineMs;
    const CostModel m_model; // refers to the ones above
};

} // namespace splitscope
