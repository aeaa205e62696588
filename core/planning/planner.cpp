// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/planner.h"

#include "core/graph/error.h"
#include "core/planning/label_search.h"
#include "core/planning/objective_value.h"
#include "core/planning/planner_search.h"

#include <algorithm>

namespace splitscope {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void check(const PlanCase &one)
{
    const bool fits = one.graph && one.shareMs.size() == static_cast<std::size_t>(one.graph->size())
        && one.outputs.size() == one.graph->outputs().size() && one.codec.inputs.size() == one.graph->inputs().size()
        && one.codec.outputs.size() == one.shareMs.size();
    if (!fits)
        throw Failure(ErrorCode::Internal, {{"why", "a plan's figures do not fit its graph."}});
}

bool noWorse(const Plan &a, const Plan &b)
{
    const auto &x = a.figures;
    const auto &y = b.figures;
    const auto within = [](double p, double q) { return p <= q + 1e-9 * (1.0 + std::abs(q)); };
    const bool accuracy = x.accuracy == y.accuracy || (x.accuracy && y.accuracy && *x.accuracy >= *y.accuracy);
    return accuracy && within(x.latency.total(), y.latency.total())
        && within(x.deviceEnergyMj.value_or(0.0), y.deviceEnergyMj.value_or(0.0))
        && within(x.uplinkBytes + x.downlinkBytes, y.uplinkBytes + y.downlinkBytes);
}

/// By which factor every figure of `bound` must grow at most for some plan to be no worse: 0 if one is already.
double distanceTo(
    const std::array<double, SearchProblem::maxRows> &bound, std::size_t rows, const std::vector<FoundCut> &front)
{
    double nearest = infinity;
    for (const auto &cut : front) {
        double worst = 0.0;
        for (std::size_t k = 0; k < rows; ++k) {
            if (cut.rows[k] > bound[k])
                worst = std::max(worst, bound[k] > 0 ? (cut.rows[k] - bound[k]) / cut.rows[k] : 1.0);
        }
        nearest = std::min(nearest, worst);
    }
    return nearest == infinity ? 1.0 : nearest;
}

} // namespace

Planner::Planner(std::vector<PlanCase> cases)
    : m_cases(std::move(cases))
{
    if (m_cases.empty())
        throw Failure(ErrorCode::Internal, {{"why", "there is nothing to plan."}});
    for (const auto &one : m_cases) {
        check(one);
        m_searches.push_back(std::make_unique<Case>(one));
    }
}

Planner::~Planner() = default;

const std::vector<PlanCase> &Planner::cases() const { return m_cases; }

Plan Planner::planOf(const Case &one, const Candidate &candidate, const Question &question) const
{
    Plan plan;
    plan.operatingPoint = one.plan.operatingPoint;
    plan.cut = cutOf(*one.plan.graph, candidate.onDevice);
    plan.cutText = plan.cut.text(*one.plan.graph);
    plan.codec = candidate.remote ? one.plan.codec.name : "none";
    plan.figures = question.model.figures(candidate.components, candidate.remote, question.limits.latencyMs);
    if (candidate.picture != nullptr) {
        plan.codec = candidate.picture->name;
        if (!candidate.picture->lossless)
            plan.figures.accuracy = candidate.picture->accuracy;
    } else if (const auto *known = one.knownAt(plan.cut)) {
        plan.figures.accuracy = known->accuracy;
        if (!known->codec.empty())
            plan.codec = known->codec;
    }
    return plan;
}

PlanAnswer Planner::best(const Context &context, const Objective &objective, const Limits &limits)
{
    std::optional<PlanAnswer> answer;
    double bound = infinity;
    for (auto &one : m_searches) {
        const Question question(*one, context, objective, limits);
        const auto candidate = bestOfCase(*one, question, answer ? answer->value : infinity);
        if (!candidate)
            continue;
        bound = std::min(bound, candidate->bound);
        if (candidate->value < (answer ? answer->value : infinity))
            answer = {planOf(*one, *candidate, question), candidate->value, 0.0, 0.0};
    }
    if (!answer)
        refuse(context, limits);
    answer->bound = std::min(bound, answer->value);
    answer->gap = answer->value > 0 ? (answer->value - answer->bound) / answer->value : 0.0;
    return *answer;
}

Plan Planner::deviceOnly(const Context &context, const Objective &objective, const Limits &limits)
{
    std::optional<Plan> best;
    for (std::size_t i = 0; i < m_cases.size(); ++i) {
        auto plan = evaluate(context, i, Cut::device(*m_cases[i].graph), limits);
        if (!best || objectiveValue(plan.figures, objective) < objectiveValue(best->figures, objective))
            best = std::move(plan);
    }
    return *best;
}

Plan Planner::edgeOnly(const Context &context, const Objective &objective, const Limits &limits)
{
    const auto losesNothing = [](const PlanCase &one) { return one.codec.lossless; };
    const bool asItIs = std::any_of(m_cases.begin(), m_cases.end(), losesNothing);
    std::optional<Plan> best;
    for (std::size_t i = 0; i < m_cases.size(); ++i) {
        if (asItIs && !losesNothing(m_cases[i]))
            continue;
        auto plan = evaluate(context, i, Cut::edge(*m_cases[i].graph), limits);
        if (!best || objectiveValue(plan.figures, objective) < objectiveValue(best->figures, objective))
            best = std::move(plan);
    }
    return *best;
}

std::optional<Plan> Planner::edgeOnlyPicture(
    const Context &context, const std::string &form, const Objective &objective, const Limits &limits)
{
    std::optional<Plan> best;
    for (auto &one : m_searches) {
        const Question question(*one, context, Objective{}, limits);
        for (const auto &candidate : pictureEnds(*one, question)) {
            const auto &name = candidate.picture->name;
            if (name != form && !name.starts_with(form + ":"))
                continue;
            auto plan = planOf(*one, candidate, question);
            if (!best || objectiveValue(plan.figures, objective) < objectiveValue(best->figures, objective))
                best = std::move(plan);
        }
    }
    return best;
}

Plan Planner::evaluate(const Context &context, std::size_t whichCase, const Cut &cut, const Limits &limits)
{
    const auto &one = *m_searches.at(whichCase);
    if (const auto why = whyIllegal(*one.plan.graph, cut); !why.empty())
        throw Failure(ErrorCode::IllegalCut, {{"cut", cut.text(*one.plan.graph)}, {"why", why}});
    std::vector<bool> onDevice(static_cast<std::size_t>(one.structure->size()));
    for (std::size_t i = 0; i < onDevice.size(); ++i)
        onDevice[i] = cut.onDevice(static_cast<int>(i));
    Limits deadlineAlone;
    deadlineAlone.latencyMs = limits.latencyMs;
    const Question question(one, context, Objective{}, deadlineAlone);
    return planOf(one, question.candidate(std::move(onDevice)), question);
}

const PlanCase &Planner::caseOf(const Plan &plan) const
{
    for (const auto &one : m_searches) {
        if (one->plan.operatingPoint != plan.operatingPoint)
            continue;
        const auto *known = one->knownAt(plan.cut);
        if (one->plan.codec.name == plan.codec || (known != nullptr && known->codec == plan.codec))
            return one->plan;
        const auto &forms = one->plan.pictures;
        if (std::any_of(forms.begin(), forms.end(), [&](const PictureForm &form) { return form.name == plan.codec; }))
            return one->plan;
    }
    return m_cases.front();
}

std::optional<Plan> Planner::again(const Context &context, const Plan &plan, const Limits &limits)
{
    for (std::size_t i = 0; i < m_cases.size(); ++i) {
        auto &one = *m_searches[i];
        if (one.plan.operatingPoint != plan.operatingPoint)
            continue;
        const auto *known = one.knownAt(plan.cut);
        if (one.plan.codec.name == plan.codec || plan.cut.isDevice()
            || (known != nullptr && known->codec == plan.codec))
            return evaluate(context, i, plan.cut, limits);
        const Question question(one, context, Objective{}, Limits{limits.latencyMs, {}, {}, {}});
        for (const auto &candidate : pictureEnds(one, question)) {
            if (candidate.picture->name == plan.codec)
                return planOf(one, candidate, question);
        }
    }
    return std::nullopt;
}

/// Where a front could not be searched to the end: prefixes of the graph, and the least cuts of weighted sums.
void Planner::addSimpleCuts(Case &one, const Question &question, const std::vector<AdditiveCosts> &rows,
    std::size_t axes, std::vector<FoundCut> &found) const
{
    const auto add = [&](const Candidate &candidate) {
        if (!question.keepsLimits(candidate.components, candidate.remote))
            return;
        const auto cut = cutOf(*one.plan.graph, candidate.onDevice);
        FoundCut entry{candidate.onDevice, {}};
        for (std::size_t k = 0; k < rows.size(); ++k)
            entry.rows[k] = costOf(rows[k], *one.structure, cut);
        found.push_back(std::move(entry));
    };
    for (const auto &candidate : prefixes(one, question))
        add(candidate);
    for (std::size_t k = 0; k < axes; ++k)
        add(question.candidate(one.minimumCut.solve(rows[k])));
    for (double weight = 1e-4; weight < 1e4; weight *= 2.0) {
        AdditiveCosts sum = rows[0]; // latency against bytes, a kilobyte as so many milliseconds
        sum.remote += weight / 1e3 * rows[1].remote;
        const auto mix = [&](std::vector<double> &into, const std::vector<double> &from) {
            for (std::size_t i = 0; i < from.size(); ++i)
                into[i] += weight / 1e3 * from[i];
        };
        mix(sum.device, rows[1].device);
        mix(sum.edge, rows[1].edge);
        mix(sum.tensor, rows[1].tensor);
        add(question.candidate(one.minimumCut.solve(sum)));
    }
}

ParetoFront Planner::pareto(const Context &context, const Limits &limits)
{
    ParetoFront front;
    std::vector<Plan> plans;
    for (auto &one : m_searches) {
        const Question question(*one, context, Objective{}, limits);
        for (auto &picture : pictureEnds(*one, question)) {
            const bool allowed = picture.picture->competes && question.keepsLimits(picture.components, true)
                && question.keepsAccuracy(picture.picture->lossless ? one->plan.accuracy : picture.picture->accuracy);
            if (allowed)
                plans.push_back(planOf(*one, picture, question));
        }
        if (question.goesOverKnown(one->plan)) {
            for (const auto &candidate : knownCuts(*one, question))
                plans.push_back(planOf(*one, candidate, question));
            continue;
        }
        if (!question.keepsAccuracy(one->plan.accuracy))
            continue;
        SearchProblem problem;
        problem.goal = SearchProblem::Goal::ParetoFront;
        problem.rows.push_back(question.model.additive(question.model.latency()));
        problem.rows.push_back(question.model.additive(question.model.bytes()));
        if (const auto energy = question.model.energy())
            problem.rows.push_back(question.model.additive(*energy));
        const auto axes = problem.rows.size();
        problem.limits.assign(axes, infinity);
        for (const auto &row : question.rows) {
            problem.rows.push_back(question.model.additive(row.metric));
            problem.limits.push_back(row.most * (1.0 + 1e-9));
        }
        auto result = searchLabels(*one->structure, problem);
        if (!result.exhaustive)
            addSimpleCuts(*one, question, problem.rows, axes, result.found);
        for (const auto &found : result.found)
            plans.push_back(planOf(*one, question.candidate(found.onDevice), question));
        for (const auto &bound : result.leftOut)
            front.gap = std::max(front.gap, distanceTo(bound, axes, result.found));
    }
    std::stable_sort(plans.begin(), plans.end(),
        [](const Plan &a, const Plan &b) { return a.figures.latency.total() < b.figures.latency.total(); });
    for (auto &plan : plans) {
        const auto beats = [&](const Plan &other) { return noWorse(other, plan); };
        if (std::any_of(front.plans.begin(), front.plans.end(), beats))
            continue;
        std::erase_if(front.plans, [&](const Plan &other) { return noWorse(plan, other); });
        front.plans.push_back(std::move(plan));
    }
    return front;
}

std::vector<CutLatency> Planner::latencyByCut(const Context &context, std::size_t whichCase) const
{
    const auto &one = *m_searches.at(whichCase);
    const CostModel model(one.plan, *one.structure, context);
    const auto components = model.ofPrefixes();
    std::vector<CutLatency> bars;
    const auto layers = one.structure->size();
    for (int i = 0; i <= layers; ++i) {
        const auto &cost = components[static_cast<std::size_t>(i)];
        bars.push_back({i, model.stageTimes(cost, i < layers), at(cost, Component::UplinkBytes), false});
    }
    for (const auto i : one.structure->legalPrefixes())
        bars[static_cast<std::size_t>(i)].canBeMade = true;
    return bars;
}

Cut Planner::prefixCut(std::size_t whichCase, int deviceLayers) const
{
    const auto &graph = *m_cases.at(whichCase).graph;
    std::vector<bool> onDevice(static_cast<std::size_t>(graph.size()), false);
    std::fill_n(onDevice.begin(), deviceLayers, true);
    return cutOf(graph, onDevice);
}

std::vector<double> Planner::layerTimes(const ContextMachine &machine, std::size_t whichCase) const
{
    const auto &one = *m_searches.at(whichCase);
    std::vector<double> times;
    times.reserve(one.plan.shareMs.size());
    for (std::size_t i = 0; i < one.plan.shareMs.size(); ++i)
        times.push_back(layerMs(machine, one.plan.shareMs[i], one.structure->kinds[i], i));
    return times;
}

} // namespace splitscope
