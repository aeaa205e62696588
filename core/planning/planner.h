// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/context.h"
#include "core/graph/plan.h"
#include "core/planning/plan_case.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

struct AdditiveCosts;
struct FoundCut;

/// One bar of the chart of latency by cut: the first `deviceLayers` layers in graph order on the device.
struct CutLatency {
    int deviceLayers = 0;
    StageTimes latency;
    double uplinkBytes = 0.0;
    bool canBeMade = true;
};

/// Finds the best deployment over cuts, operating points and codecs. Exact: by minimum cut for sums, by an exhaustive
/// search with dominance for limits, throughput and the Pareto front; where that is cut short, the gap says so.
/// Keeps what depends on the models alone between calls. One thread at a time.
class Planner {
public:
    /// \param cases not empty; each one's figures are as long as its graph asks (Failure Internal otherwise).
    explicit Planner(std::vector<PlanCase> cases);
    ~Planner();
    Planner(const Planner &) = delete;
    Planner &operator=(const Planner &) = delete;

    const std::vector<PlanCase> &cases() const;

    /// The best plan that keeps the limits. Throws Failure: PlanImpossible, saying which limit and by how much;
    /// InvalidArgument where the objective or a limit needs a figure that the context does not know.
    PlanAnswer best(const Context &context, const Objective &objective, const Limits &limits = {});

    /// The two ends and the picture, best over the cases by the objective; nothing where no case has that end. The
    /// input tensor is sent as it is where a case has a codec that loses nothing.
    Plan deviceOnly(const Context &context, const Objective &objective, const Limits &limits = {});
    Plan edgeOnly(const Context &context, const Objective &objective, const Limits &limits = {});
    /// \param form "raw", "png", or what "jpeg" or "jpeg:90" starts.
    std::optional<Plan> edgeOnlyPicture(
        const Context &context, const std::string &form, const Objective &objective, const Limits &limits = {});

    /// What a given cut costs. Throws Failure (IllegalCut).
    Plan evaluate(const Context &context, std::size_t whichCase, const Cut &cut, const Limits &limits = {});

    /// The same deployment in another context; nothing if no case has its operating point and codec.
    std::optional<Plan> again(const Context &context, const Plan &plan, const Limits &limits = {});

    /// Plans that no other equals or beats in latency, device energy (where known) and bytes, among those that keep the
    /// limits; quickest first, of equals one.
    ParetoFront pareto(const Context &context, const Limits &limits = {});

    /// The plan of least latency for every uplink rate from one to the other, everything else as in the context: exact
    /// by breakpoints, because with 1 / rate each plan's latency grows in a straight line, and the least of lines is
    /// followed from crossing to crossing. Slowest rate first.
    std::vector<RateBand> whereASplitWins(const Context &context, double fromMbps, double toMbps);

    /// The case that a plan of this planner belongs to; the first where there is none.
    const PlanCase &caseOf(const Plan &plan) const;

    /// All cuts along the graph's order, ends included.
    std::vector<CutLatency> latencyByCut(const Context &context, std::size_t whichCase = 0) const;
    Cut prefixCut(std::size_t whichCase, int deviceLayers) const;

    /// Times of a case's layers on a machine, in ms.
    std::vector<double> layerTimes(const ContextMachine &machine, std::size_t whichCase = 0) const;

private:
    struct Case;
    struct Candidate;
    struct Question;

    std::optional<Candidate> bestOfCase(Case &one, const Question &question, double known);
    std::optional<Candidate> searchCase(Case &one, const Question &question, double known);
    std::vector<Candidate> pictureEnds(Case &one, const Question &question) const;
    std::vector<Candidate> knownCuts(Case &one, const Question &question) const;
    std::vector<Candidate> prefixes(Case &one, const Question &question) const;
    void addSimpleCuts(Case &one, const Question &question, const std::vector<AdditiveCosts> &rows, std::size_t axes,
        std::vector<FoundCut> &found) const;
    Plan planOf(const Case &one, const Candidate &candidate, const Question &question) const;
    [[noreturn]] void refuse(const Context &context, const Limits &limits);
    double leastOf(const Context &context, const Objective &objective, const Limits &limits);

    std::vector<PlanCase> m_cases;
    std::vector<std::unique_ptr<Case>> m_searches;
};

} // namespace splitscope
