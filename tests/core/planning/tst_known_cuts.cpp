// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/planning/planner.h"
#include "tests/core/planning/random_case.h"

#include <QTest>

#include <limits>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

/// A copy of a case with a codec of random costs that is known to be good enough at some of its cuts.
PlanCase codedCase(Dice &dice, const PlanCase &base, const std::vector<Cut> &cuts, const std::string &name)
{
    auto one = base;
    one.codec.name = name;
    one.codec.lossless = false;
    one.knownOnly = true;
    for (auto &ports : one.codec.outputs) {
        for (auto &port : ports)
            port = {port.bytes * dice.between(0.05, 0.9), dice.between(0.0, 0.5), dice.between(0.0, 0.5)};
    }
    for (auto &input : one.codec.inputs)
        input.bytes *= dice.between(0.05, 0.9);
    for (const auto &cut : cuts) {
        if (!cut.isDevice() && dice.oneIn(2))
            one.known.push_back({cut, {}, dice.between(0.5, 1.0)});
    }
    return one;
}

struct Problem {
    explicit Problem(std::uint64_t seed)
        : dice(seed)
    {
        auto base = randomCase(dice, 7);
        base.accuracy = 1.0;
        context = randomContext(dice);
        cuts = allCuts(*base.graph);
        cases = {base, codedCase(dice, base, cuts, "first"), codedCase(dice, base, cuts, "second")};
    }

    /// Every deployment that may be chosen, by hand: (figures, accuracy).
    std::vector<std::pair<HandFigures, double>> all() const
    {
        std::vector<std::pair<HandFigures, double>> result;
        for (const auto &cut : cuts)
            result.emplace_back(handFigures(cases[0], context, cut), 1.0);
        for (std::size_t i = 1; i < cases.size(); ++i) {
            for (const auto &known : cases[i].known)
                result.emplace_back(handFigures(cases[i], context, known.cut), known.accuracy);
        }
        return result;
    }

    Dice dice;
    std::vector<PlanCase> cases;
    std::vector<Cut> cuts;
    Context context;
};

bool close(double a, double b) { return std::abs(a - b) <= 1e-7 * (1.0 + std::abs(a) + std::abs(b)); }

} // namespace

class TestKnownCuts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBestOfTwoCodecsIsWhatBruteForceFinds();
    void limitsHoldForKnownCutsToo();
    void aCodecIsChosenOnlyWhereItIsKnown();
    void bandsFollowTheLeastOfAllPlans();
    void theFrontHasNoPlanThatAnotherBeats();
    void theInputIsSentAsItIsByEdgeOnly();
    void anAccuracyThatNobodyReachesIsRefused();
};

void TestKnownCuts::theBestOfTwoCodecsIsWhatBruteForceFinds()
{
    int coded = 0;
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        Problem problem(seed);
        Planner planner(problem.cases);
        const auto answer = planner.best(problem.context, Objective{});
        double least = std::numeric_limits<double>::infinity();
        for (const auto &[figures, accuracy] : problem.all())
            least = std::min(least, figures.latency);
        QVERIFY2(close(answer.value, least), qPrintable(QString::number(seed)));
        QCOMPARE(answer.gap, 0.0);
        coded += answer.plan.codec == "first" || answer.plan.codec == "second";
    }
    QVERIFY(coded > 50); // else the comparison says little
}

void TestKnownCuts::limitsHoldForKnownCutsToo()
{
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        Problem problem(seed);
        Planner planner(problem.cases);
        Limits limits;
        limits.bytes = problem.dice.between(20.0, 300.0);
        limits.accuracy = problem.dice.between(0.6, 1.0);
        double least = std::numeric_limits<double>::infinity();
        for (const auto &[figures, accuracy] : problem.all()) {
            if (figures.bytes <= *limits.bytes && accuracy >= *limits.accuracy)
                least = std::min(least, figures.latency);
        }
        try {
            const auto answer = planner.best(problem.context, Objective{}, limits);
            QVERIFY2(close(answer.value, least), qPrintable(QString::number(seed)));
            QVERIFY(*answer.plan.figures.accuracy >= *limits.accuracy);
        } catch (const Failure &failure) {
            QCOMPARE(failure.code(), ErrorCode::PlanImpossible);
            QVERIFY(!std::isfinite(least));
        }
    }
}

void TestKnownCuts::aCodecIsChosenOnlyWhereItIsKnown()
{
    // input 100 -> a 80 -> b 10 -> ...: with a tenth of the bytes everywhere, `edge` would be best, but only `a` is
    // known.
    PlanCase base;
    base.graph = std::make_shared<const LayerGraph>(makeBranchedGraph());
    base.shareMs = {1.0, 100.0, 100.0, 100.0, 100.0, 100.0};
    base.outputs = {{1.0, 0.0}, {1.0, 0.0}};
    base.codec = CodecCosts::none(*base.graph);
    auto coded = base;
    coded.codec.name = "tenth";
    coded.codec.lossless = false;
    for (auto &ports : coded.codec.outputs) {
        for (auto &port : ports)
            port.bytes /= 10;
    }
    coded.codec.inputs[0].bytes /= 10;
    coded.knownOnly = true;
    coded.known = {{Cut::fromText(*base.graph, "a"), "a=tenth", 0.995}};
    Context context;
    context.device.timeFactor.fill(8.0);
    context.link.shaped = true;
    context.link.uplinkMbps = context.link.downlinkMbps = 0.5; // 368 bytes less take 5.9 ms less
    Planner planner({base, coded});
    const auto best = planner.best(context, Objective{});
    QCOMPARE(best.plan.cutText, std::string("edge")); // `a` takes 7 ms longer on the device
    QCOMPARE(best.plan.codec, std::string("none"));

    context.device.timeFactor.fill(4.0); // now 3 ms
    const auto split = planner.best(context, Objective{});
    QCOMPARE(split.plan.codec, std::string("a=tenth"));
    QCOMPARE(split.plan.cutText, std::string("a"));
    QCOMPARE(split.plan.figures.uplinkBytes, 32.0);
    QCOMPARE(*split.plan.figures.accuracy, 0.995);
    QCOMPARE(&planner.caseOf(split.plan), &planner.cases()[1]);
    const auto again = planner.again(context, split.plan);
    QVERIFY(again.has_value());
    QCOMPARE(again->figures.uplinkBytes, 32.0);
}

void TestKnownCuts::bandsFollowTheLeastOfAllPlans()
{
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        Problem problem(seed);
        problem.context.link.shaped = true;
        problem.context.link.downlinkMbps = 1.0;
        Planner planner(problem.cases);
        const auto bands = planner.whereASplitWins(problem.context, 0.01, 100.0);
        for (const double rate : {0.013, 0.1, 0.7, 5.0, 60.0}) {
            problem.context.link.uplinkMbps = rate;
            double least = std::numeric_limits<double>::infinity();
            for (const auto &[figures, accuracy] : problem.all())
                least = std::min(least, figures.latency);
            const auto band = std::find_if(bands.begin(), bands.end(),
                [&](const RateBand &one) { return rate >= one.fromMbps && rate <= one.toMbps; });
            QVERIFY(band != bands.end());
            const auto there = planner.again(problem.context, band->plan);
            QVERIFY(there.has_value());
            QVERIFY2(close(there->figures.latency.total(), least), qPrintable(QString::number(seed)));
        }
    }
}

void TestKnownCuts::theFrontHasNoPlanThatAnotherBeats()
{
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        Problem problem(seed);
        Planner planner(problem.cases);
        Limits limits;
        limits.accuracy = 0.8;
        const auto front = planner.pareto(problem.context, limits);
        for (const auto &[figures, accuracy] : problem.all()) {
            if (accuracy < 0.8)
                continue;
            const auto noWorse = [&, &hand = figures, &least = accuracy](const Plan &plan) {
                const auto &f = plan.figures;
                return f.latency.total() <= hand.latency + 1e-6 && *f.deviceEnergyMj <= hand.energy + 1e-6
                    && f.uplinkBytes + f.downlinkBytes <= hand.bytes + 1e-6 && least <= 1.0;
            };
            QVERIFY2(std::any_of(front.plans.begin(), front.plans.end(), noWorse), qPrintable(QString::number(seed)));
        }
        for (const auto &plan : front.plans)
            QVERIFY(*plan.figures.accuracy >= 0.8);
    }
}

void TestKnownCuts::theInputIsSentAsItIsByEdgeOnly()
{
    Problem problem(3);
    std::swap(problem.cases[0], problem.cases[1]);
    Planner planner(problem.cases);
    const auto plan = planner.edgeOnly(problem.context, Objective{});
    QCOMPARE(plan.codec, std::string("none"));
    QVERIFY(close(plan.figures.latency.total(),
        handFigures(problem.cases[1], problem.context, Cut::edge(*problem.cases[1].graph)).latency));
}

void TestKnownCuts::anAccuracyThatNobodyReachesIsRefused()
{
    Problem problem(4);
    problem.cases.erase(problem.cases.begin());
    for (auto &one : problem.cases)
        one.accuracy.reset();
    Planner planner(problem.cases);
    Limits limits;
    limits.accuracy = 1.1;
    try {
        planner.best(problem.context, Objective{}, limits);
        QFAIL("nothing was thrown");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::PlanImpossible);
        QVERIFY(std::string(failure.what()).find("the highest accuracy is") != std::string::npos);
    }
}

QTEST_GUILESS_MAIN(TestKnownCuts)
#include "tst_known_cuts.moc"
