// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/planner_search.h"

#include "core/graph/error.h"
#include "core/planning/label_search.h"

#include <algorithm>

namespace splitscope {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double rounding = 1e-9;

[[noreturn]] void unknownFigure(const std::string &what, const std::string &why)
{
    throw Failure(ErrorCode::InvalidArgument, {{"what", what}, {"why", why}});
}

LinearMetric energyOf(const CostModel &model, const Context &context)
{
    if (const auto metric = model.energy())
        return *metric;
    unknownFigure("Device energy",
        "the power of the device '" + context.device.name
            + "' is not known; choose a preset, or write compute_watts and idle_watts into its board file.");
}

LinearMetric priceOf(const CostModel &model, const Context &context)
{
    if (const auto metric = model.price())
        return *metric;
    const auto &machine = context.device.pricePerHour ? context.edge : context.device;
    unknownFigure("The price",
        "the price per hour of '" + machine.name
            + "' is not known; choose a preset, or write price_per_hour into its board file.");
}

void addWeighted(LinearMetric &sum, double weight, const LinearMetric &metric)
{
    for (std::size_t i = 0; i < componentCount; ++i)
        sum.weights[i] += weight * metric.weights[i];
    sum.always += weight * metric.always;
    sum.remote += weight * metric.remote;
}

double totalWeightBytes(const LayerGraph &graph) { return 4.0 * static_cast<double>(graph.totalParameters()); }

} // namespace

LinearMetric objectiveMetric(const CostModel &model, const Context &context, const Objective &objective)
{
    switch (objective.kind) {
    case Objective::Kind::Energy:
        return energyOf(model, context);
    case Objective::Kind::Bytes:
        return model.bytes();
    case Objective::Kind::Price:
        return priceOf(model, context);
    case Objective::Kind::Weighted: {
        LinearMetric sum;
        addWeighted(sum, objective.perMs, model.latency());
        addWeighted(sum, objective.perKilobyte / 1000.0, model.bytes());
        if (objective.perMj > 0)
            addWeighted(sum, objective.perMj, energyOf(model, context));
        if (objective.perMillionthDollar > 0)
            addWeighted(sum, objective.perMillionthDollar * 1e6, priceOf(model, context));
        return sum;
    }
    case Objective::Kind::Latency:
    case Objective::Kind::Throughput:
        break;
    }
    return model.latency();
}

Planner::Question::Question(const Case &one, const Context &asked, const Objective &what, const Limits &kept)
    : context(asked)
    , objective(what)
    , limits(kept)
    , model(one.plan, *one.structure, asked)
{
    if (objective.kind == Objective::Kind::Throughput) {
        const auto stages = model.stages();
        goals.assign(stages.begin(), stages.end());
    } else {
        goals.push_back(objectiveMetric(model, context, objective));
    }
    if (limits.latencyMs)
        rows.push_back({model.latency(), *limits.latencyMs});
    if (limits.deviceEnergyMj)
        rows.push_back({energyOf(model, context), *limits.deviceEnergyMj});
    if (limits.bytes)
        rows.push_back({model.bytes(), *limits.bytes});
    const auto &memory = context.device.memoryMegabytes;
    if (memory && totalWeightBytes(*one.plan.graph) > *memory * 1e6)
        rows.push_back({model.deviceWeights(), *memory * 1e6});
}

double Planner::Question::goal(const Components &components, bool remote) const
{
    double largest = 0.0;
    for (const auto &metric : goals)
        largest = std::max(largest, CostModel::value(metric, components, remote));
    return largest;
}

bool Planner::Question::keepsLimits(const Components &components, bool remote) const
{
    return std::all_of(rows.begin(), rows.end(), [&](const LimitedSum &row) {
        return CostModel::value(row.metric, components, remote) <= row.most * (1.0 + rounding);
    });
}

bool Planner::Question::keepsAccuracy(const std::optional<double> &accuracy) const
{
    return !limits.accuracy || (accuracy && *accuracy >= *limits.accuracy);
}

bool Planner::Question::goesOverKnown(const PlanCase &plan) const
{
    return plan.knownOnly || (limits.accuracy && !plan.accuracy && !plan.known.empty());
}

const KnownCut *Planner::Case::knownAt(const Cut &cut) const
{
    const auto found =
        std::find_if(plan.known.begin(), plan.known.end(), [&](const KnownCut &known) { return known.cut == cut; });
    return found == plan.known.end() ? nullptr : &*found;
}

Planner::Candidate Planner::Question::candidate(std::vector<bool> onDevice) const
{
    Candidate one;
    one.remote = std::find(onDevice.begin(), onDevice.end(), false) != onDevice.end();
    one.components = model.of(onDevice);
    one.onDevice = std::move(onDevice);
    one.value = goal(one.components, one.remote);
    one.bound = one.value;
    return one;
}

std::vector<Planner::Candidate> Planner::pictureEnds(Case &one, const Question &question) const
{
    std::vector<Candidate> all;
    for (const auto &form : one.plan.pictures) {
        Candidate candidate;
        candidate.onDevice.assign(static_cast<std::size_t>(one.structure->size()), false);
        candidate.picture = &form;
        candidate.components = question.model.ofPicture(form);
        candidate.value = question.goal(candidate.components, true);
        candidate.bound = candidate.value;
        all.push_back(std::move(candidate));
    }
    return all;
}

std::vector<Planner::Candidate> Planner::prefixes(Case &one, const Question &question) const
{
    std::vector<Candidate> all;
    const auto components = question.model.ofPrefixes();
    for (const auto layers : one.structure->legalPrefixes()) {
        Candidate candidate;
        candidate.onDevice.assign(static_cast<std::size_t>(one.structure->size()), false);
        std::fill_n(candidate.onDevice.begin(), layers, true);
        candidate.components = components[static_cast<std::size_t>(layers)];
        candidate.remote = layers < one.structure->size();
        candidate.value = question.goal(candidate.components, candidate.remote);
        if (question.keepsLimits(candidate.components, candidate.remote))
            all.push_back(std::move(candidate));
    }
    return all;
}

/// Those that can be made and keep the limits.
std::vector<Planner::Candidate> Planner::knownCuts(Case &one, const Question &question) const
{
    std::vector<Candidate> all;
    for (const auto &known : one.plan.known) {
        if (!question.keepsAccuracy(known.accuracy) || !whyIllegal(*one.plan.graph, known.cut).empty())
            continue;
        std::vector<bool> onDevice(static_cast<std::size_t>(one.structure->size()));
        for (std::size_t i = 0; i < onDevice.size(); ++i)
            onDevice[i] = known.cut.onDevice(static_cast<int>(i));
        auto candidate = question.candidate(std::move(onDevice));
        if (question.keepsLimits(candidate.components, candidate.remote))
            all.push_back(std::move(candidate));
    }
    return all;
}

/// Where a minimum cut does not answer: limits that bind, or throughput.
std::optional<Planner::Candidate> Planner::searchCase(Case &one, const Question &question, double known)
{
    auto starts = prefixes(one, question);
    SearchProblem problem;
    problem.goal = question.goals.size() > 1 ? SearchProblem::Goal::LeastLargest : SearchProblem::Goal::LeastFirst;
    problem.largestOf = question.goals.size();
    for (const auto &metric : question.goals) {
        problem.rows.push_back(question.model.additive(metric));
        problem.limits.push_back(infinity);
    }
    std::vector<double> most;
    for (const auto &row : question.rows) {
        problem.rows.push_back(question.model.additive(row.metric));
        most.push_back(row.most * (1.0 + rounding));
        problem.limits.push_back(most.back());
    }
    const auto leastOfStarts = [&] {
        return std::min_element(
            starts.begin(), starts.end(), [](const Candidate &a, const Candidate &b) { return a.value < b.value; });
    };
    const auto knownNow = [&] { return starts.empty() ? known : std::min(known, leastOfStarts()->value); };
    const auto dual = dualBound(one.minimumCut, *one.structure, problem.rows, question.goals.size(), most, knownNow());
    for (const auto &cut : dual.cuts) {
        auto candidate = question.candidate(cut);
        if (question.keepsLimits(candidate.components, candidate.remote))
            starts.push_back(std::move(candidate));
    }
    const auto start = leastOfStarts();
    problem.known = knownNow();
    problem.bounds.push_back(dual.weights);
    const auto result = searchLabels(*one.structure, problem);
    std::optional<Candidate> best;
    if (!result.found.empty())
        best = question.candidate(result.found.front().onDevice);
    if (start != starts.end() && (!best || start->value < best->value))
        best = question.candidate(start->onDevice);
    double bound = infinity;
    for (const auto &rows : result.leftOut) {
        double goal = rows[0];
        for (std::size_t k = 1; k < question.goals.size(); ++k)
            goal = std::max(goal, rows[k]);
        bound = std::min(bound, goal);
    }
    if (!best && bound < infinity)
        best.emplace().value = infinity; // nothing was found, but something may be there
    if (best)
        best->bound = std::min(best->value, std::max(bound, dual.bound));
    return best;
}

std::optional<Planner::Candidate> Planner::bestOfCase(Case &one, const Question &question, double known)
{
    std::optional<Candidate> best;
    if (question.goesOverKnown(one.plan)) {
        for (auto &candidate : knownCuts(one, question)) {
            if (!best || candidate.value < best->value)
                best = std::move(candidate);
        }
    } else if (question.keepsAccuracy(one.plan.accuracy)) {
        double bound = 0.0;
        if (question.goals.size() == 1) {
            best = question.candidate(one.minimumCut.solve(question.model.additive(question.goals.front())));
            bound = best->value;
        }
        if (!best || !question.keepsLimits(best->components, best->remote)) {
            best = searchCase(one, question, known);
            if (best)
                best->bound = std::max(best->bound, std::min(bound, best->value));
        }
    }
    for (auto &picture : pictureEnds(one, question)) {
        const bool allowed = picture.picture->competes && question.keepsLimits(picture.components, true)
            && question.keepsAccuracy(picture.picture->lossless ? one.plan.accuracy : picture.picture->accuracy);
        if (!allowed || (best && best->value <= picture.value))
            continue;
        picture.bound = best ? std::min(best->bound, picture.value) : picture.value;
        best = std::move(picture);
    }
    return best;
}

} // namespace splitscope
