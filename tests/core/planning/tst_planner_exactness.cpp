// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/planning/planner.h"
#include "tests/core/planning/random_case.h"

#include <QTest>

#include <algorithm>
#include <limits>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

constexpr int graphs = 10000;
constexpr int mostLayers = 9;

bool close(double a, double b) { return std::abs(a - b) <= 1e-7 * (1.0 + std::abs(a) + std::abs(b)); }

/// The least of a figure over the cuts that keep the limits; infinite if none does.
template <typename Figure>
double least(const std::vector<HandFigures> &all, const Limits &limits, const Figure &figure)
{
    double best = std::numeric_limits<double>::infinity();
    for (const auto &one : all) {
        const bool kept = (!limits.latencyMs || one.latency <= *limits.latencyMs)
            && (!limits.deviceEnergyMj || one.energy <= *limits.deviceEnergyMj)
            && (!limits.bytes || one.bytes <= *limits.bytes);
        if (kept)
            best = std::min(best, figure(one));
    }
    return best;
}

/// A seeded problem and the figures of all its cuts.
struct Problem {
    explicit Problem(std::uint64_t seed)
        : dice(seed)
        , one(randomCase(dice, mostLayers))
        , context(randomContext(dice))
    {
        for (const auto &cut : allCuts(*one.graph))
            figures.push_back(handFigures(one, context, cut));
    }

    /// A limit that some cuts keep and some do not, or none does.
    double limitOf(double HandFigures::*figure)
    {
        const auto &pick = figures[static_cast<std::size_t>(dice.below(static_cast<int>(figures.size())))];
        return pick.*figure * dice.between(0.97, 1.1);
    }

    Dice dice;
    PlanCase one;
    Context context;
    std::vector<HandFigures> figures;
};

} // namespace

class TestPlannerExactness : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theMinimumCutIsTheBestOfAllCuts();
    void limitsAndThroughputAreKeptByTheBestCutOrByNone();
    void theFrontHoldsWhatNoCutBeats();
    void breakpointsAreWhereTheBestCutChanges();
};

void TestPlannerExactness::theMinimumCutIsTheBestOfAllCuts()
{
    for (int seed = 0; seed < graphs; ++seed) {
        Problem problem(static_cast<std::uint64_t>(seed));
        Planner planner({problem.one});
        const auto check = [&](const char *objective, auto figure) {
            const auto answer = planner.best(problem.context, Objective::fromText(objective));
            const auto expected = least(problem.figures, {}, figure);
            QVERIFY2(close(answer.value, expected),
                qPrintable(QString("seed %1 %2: %3 and not %4")
                               .arg(seed)
                               .arg(objective)
                               .arg(answer.value, 0, 'g', 12)
                               .arg(expected, 0, 'g', 12)));
            QCOMPARE(answer.gap, 0.0);
            QCOMPARE(whyIllegal(*problem.one.graph, answer.plan.cut), std::string());
        };
        check("latency", [](const HandFigures &f) { return f.latency; });
        check("energy", [](const HandFigures &f) { return f.energy; });
        check("bytes", [](const HandFigures &f) { return f.bytes; });
        check("price", [](const HandFigures &f) { return f.price; });
        check("weighted:latency=1,energy=0.2,bytes=3,price=0.5",
            [](const HandFigures &f) { return f.latency + 0.2 * f.energy + 3e-3 * f.bytes + 0.5e6 * f.price; });
        if (QTest::currentTestFailed())
            return;
    }
}

void TestPlannerExactness::limitsAndThroughputAreKeptByTheBestCutOrByNone()
{
    int impossible = 0;
    for (int seed = 0; seed < graphs; ++seed) {
        Problem problem(static_cast<std::uint64_t>(seed) + 500000);
        Planner planner({problem.one});
        Limits limits;
        if (problem.dice.oneIn(2))
            limits.latencyMs = problem.limitOf(&HandFigures::latency);
        if (problem.dice.oneIn(2))
            limits.deviceEnergyMj = problem.limitOf(&HandFigures::energy);
        if (problem.dice.oneIn(3))
            limits.bytes = problem.limitOf(&HandFigures::bytes);
        const auto check = [&](const char *objective, auto figure) {
            const auto expected = least(problem.figures, limits, figure);
            double value = std::numeric_limits<double>::infinity();
            try {
                const auto answer = planner.best(problem.context, Objective::fromText(objective), limits);
                value = answer.value;
                QCOMPARE(answer.gap, 0.0);
            } catch (const Failure &failure) {
                QCOMPARE(failure.code(), ErrorCode::PlanImpossible);
                ++impossible;
            }
            QVERIFY2((std::isinf(value) && std::isinf(expected)) || close(value, expected),
                qPrintable(QString("seed %1 %2: %3 and not %4").arg(seed).arg(objective).arg(value).arg(expected)));
        };
        check("latency", [](const HandFigures &f) { return f.latency; });
        check("energy", [](const HandFigures &f) { return f.energy; });
        check("throughput", [](const HandFigures &f) { return f.slowest; });
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY(impossible > graphs / 20);
    QVERIFY(impossible < graphs * 2);
}

void TestPlannerExactness::theFrontHoldsWhatNoCutBeats()
{
    for (int seed = 0; seed < graphs; ++seed) {
        Problem problem(static_cast<std::uint64_t>(seed) + 900000);
        Planner planner({problem.one});
        const auto front = planner.pareto(problem.context);
        QCOMPARE(front.gap, 0.0);
        const auto beats = [](const PlanFigures &a, const HandFigures &b) {
            const auto most = [](double x) { return x + 1e-6 * (1.0 + x); };
            return a.latency.total() <= most(b.latency) && *a.deviceEnergyMj <= most(b.energy)
                && a.uplinkBytes + a.downlinkBytes <= most(b.bytes);
        };
        for (const auto &figures : problem.figures) {
            QVERIFY2(std::any_of(front.plans.begin(), front.plans.end(),
                         [&](const Plan &plan) { return beats(plan.figures, figures); }),
                qPrintable(QString("seed %1: a cut is missing").arg(seed)));
        }
        for (const auto &plan : front.plans) { // each is a cut, and nothing is clearly better in all figures
            const auto figures = handFigures(problem.one, problem.context, plan.cut);
            QVERIFY(close(figures.latency, plan.figures.latency.total()));
            QVERIFY(close(figures.energy, *plan.figures.deviceEnergyMj));
            QVERIFY(close(1000.0 / figures.slowest, plan.figures.throughputFps));
            QVERIFY(close(figures.price, *plan.figures.price));
            for (const auto &other : problem.figures) {
                const auto less = [](double a, double b) { return a < b - 1e-6 * (1.0 + b); };
                QVERIFY(!(less(other.latency, figures.latency) && less(other.energy, figures.energy)
                    && less(other.bytes, figures.bytes)));
            }
        }
        if (QTest::currentTestFailed())
            return;
    }
}

void TestPlannerExactness::breakpointsAreWhereTheBestCutChanges()
{
    int corners = 0;
    for (int seed = 0; seed < graphs / 5; ++seed) {
        Problem problem(static_cast<std::uint64_t>(seed) + 2000000);
        auto context = problem.context;
        context.link.shaped = true;
        context.link.downlinkMbps = std::max(context.link.downlinkMbps, 0.1);
        Planner planner({problem.one});
        const auto bands = planner.whereASplitWins(context, 0.02, 50.0);
        QCOMPARE(bands.front().fromMbps, 0.02);
        QCOMPARE(bands.back().toMbps, 50.0);
        corners += static_cast<int>(bands.size()) - 1;
        const auto cuts = allCuts(*problem.one.graph);
        for (std::size_t i = 0; i < bands.size(); ++i) {
            if (i > 0)
                QCOMPARE(bands[i].fromMbps, bands[i - 1].toMbps);
            for (const double part : {0.0, 0.3, 0.7, 1.0}) { // the band's plan is the best all over the band
                auto there = context;
                there.link.uplinkMbps = bands[i].fromMbps * std::pow(bands[i].toMbps / bands[i].fromMbps, part);
                double best = std::numeric_limits<double>::infinity();
                for (const auto &cut : cuts)
                    best = std::min(best, handFigures(problem.one, there, cut).latency);
                const auto here = handFigures(problem.one, there, bands[i].plan.cut).latency;
                QVERIFY2(std::abs(here - best) <= 1e-6 * (1.0 + best),
                    qPrintable(QString("seed %1 band %2: %3 and not %4").arg(seed).arg(i).arg(here).arg(best)));
            }
        }
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY(corners > graphs / 20);
}

QTEST_GUILESS_MAIN(TestPlannerExactness)
#include "tst_planner_exactness.moc"
