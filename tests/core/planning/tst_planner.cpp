// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/planning/cost_model.h"
#include "core/planning/label_search.h"
#include "core/planning/planner.h"
#include "core/planning/term_sources.h"
#include "tests/core/planning/random_case.h"

#include <QTest>

#include <map>
#include <set>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

/// The branched graph, 1 ms a layer here; the device takes 10 ms for each, the edge 1; outputs return 1,000 bytes.
PlanCase branchedCase()
{
    PlanCase one;
    one.graph = std::make_shared<const LayerGraph>(makeBranchedGraph());
    one.shareMs.assign(6, 1.0);
    one.outputs.assign(2, {1000.0, 0.0});
    one.codec = CodecCosts::none(*one.graph);
    return one;
}

Context slowDevice(const char *link)
{
    Context context;
    context.device.timeFactor.fill(10.0);
    context.device.name = "slow";
    context.link = LinkSpec::fromText(link);
    context.linkName = link;
    return context;
}

std::string refusal(Planner &planner, const Context &context, const Objective &objective, const Limits &limits)
{
    try {
        planner.best(context, objective, limits);
    } catch (const Failure &failure) {
        return failure.what();
    }
    return "it was possible";
}

} // namespace

class TestPlanner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void termsAddUpAsByHand();
    void answersThatGoUpArePackedWhereThatPays();
    void pictureEndsCompeteOnlyWhereTheyMay();
    void aBetterOperatingPointIsChosen();
    void barsAreTheCutsOfTheirPrefixes();
    void anImpossibleLimitIsNamedWithItsDistance();
    void unknownPowerIsSaidAndNotInvented();
    void anIllegalCutIsRefused();
    void memoryKeepsLayersOffASmallDevice();
    void aSearchCutShortReportsABoundThatHolds();
    void measuredTablesWinOverFactors();
    void everyTermSaysWhereItComesFrom();
};

void TestPlanner::termsAddUpAsByHand()
{
    // Cut after b: 10 floats cross, 40 bytes and 160 of framing at 1 Mbit/s: 1.6 ms; 2,000 bytes and 220 of framing
    // return at 2 Mbit/s: 8.88 ms; a round trip of 6 ms; two layers at 10 ms, four at 1 ms.
    Planner planner({branchedCase()});
    const auto context = slowDevice("1Mbps:2Mbps/6ms");
    const auto &graph = *planner.cases().front().graph;
    const auto plan = planner.evaluate(context, 0, Cut::fromText(graph, "b"));
    QCOMPARE(plan.figures.latency.device, 20.0);
    QCOMPARE(plan.figures.latency.uplink, 3.0 + 1.6);
    QCOMPARE(plan.figures.latency.edge, 4.0);
    QCOMPARE(plan.figures.latency.downlink, 3.0 + 8.88);
    QCOMPARE(plan.figures.uplinkBytes, 40.0);
    QCOMPARE(plan.figures.downlinkBytes, 2000.0);
    QCOMPARE(plan.figures.throughputFps, 50.0);
    QVERIFY(!plan.figures.deviceEnergyMj);
    QCOMPARE(planner.deviceOnly(context, Objective{}).figures.latency.total(), 60.0);
    // The input has 100 floats: 560 bytes with framing are 4.48 ms.
    QCOMPARE(planner.edgeOnly(context, Objective{}).figures.latency.total(), 3 + 4.48 + 6 + 3 + 8.88);
    QCOMPARE(planner.best(context, Objective{}).plan.cutText, std::string("edge"));
}

void TestPlanner::answersThatGoUpArePackedWhereThatPays()
{
    auto one = branchedCase();
    one.outputs.assign(2, {1000.0, 0.0, 300.0, 0.2, 0.1});
    Planner planner({one});
    // Everything is computed on the device, ten times as slowly as here, packing too; two answers go up.
    auto context = slowDevice("1Mbps:2Mbps/6ms");
    context.results = ResultsAt::Edge;
    const auto packed = planner.deviceOnly(context, Objective{}).figures;
    QCOMPARE(packed.uplinkBytes, 2 * 300.0);
    QCOMPARE(packed.downlinkBytes, 0.0);
    QCOMPARE(packed.latency.device, 60.0);
    QCOMPARE(packed.latency.encode, 2 * 0.2 * 10);
    QCOMPARE(packed.latency.uplink, 3.0 + (2 * 300 + 100 + 2 * 60) * 8 / 1000.0);
    QCOMPARE(packed.latency.edge, 2 * 0.1);
    // The uplink decides, at 390 Mbit/s.
    context.link = LinkSpec::fromText("400Mbps:2Mbps/6ms");
    const auto plain = planner.deviceOnly(context, Objective{}).figures;
    QCOMPARE(plain.uplinkBytes, 2 * 1000.0);
    QCOMPARE(plain.latency.encode, 0.0);
    QCOMPARE(plain.latency.edge, 0.0);
    // On their way down it is the downlink that decides, and the edge that packs.
    context.results = ResultsAt::Device;
    const auto down = planner.edgeOnly(context, Objective{}).figures;
    QCOMPARE(down.downlinkBytes, 2 * 300.0);
    QCOMPARE(down.latency.edge, 6.0 + 2 * 0.2);
    QCOMPARE(down.latency.encode, 0.0);
}

void TestPlanner::pictureEndsCompeteOnlyWhereTheyMay()
{
    auto one = branchedCase();
    one.pictures.push_back({"raw", true, true, 100.0, 0.0, 0.5, {}, "given"});
    one.pictures.push_back({"jpeg:90", false, false, 20.0, 0.1, 0.2, {}, "given"});
    const auto context = slowDevice("1Mbps:2Mbps/6ms");
    Planner planner({one});
    const auto best = planner.best(context, Objective{});
    QCOMPARE(best.plan.codec, std::string("raw"));
    QCOMPARE(best.plan.figures.latency.uplink, 3.0 + 260 * 8 / 1000.0);
    QCOMPARE(best.plan.figures.latency.edge, 6.5);
    const auto jpeg = planner.edgeOnlyPicture(context, "jpeg", Objective{});
    QVERIFY(jpeg && jpeg->codec == "jpeg:90");
    QCOMPARE(jpeg->figures.latency.encode, 1.0); // ten times as slow there
    QVERIFY(!planner.edgeOnlyPicture(context, "png", Objective{}));
    one.pictures[1].competes = true;
    Planner allowed({one});
    QCOMPARE(allowed.best(slowDevice("300kbps:2Mbps/6ms"), Objective{}).plan.codec, std::string("jpeg:90"));
    // An accuracy is asked for that nobody measured for JPEG.
    one.accuracy = 0.9;
    Planner judged({one});
    Limits limits;
    limits.accuracy = 0.85;
    QCOMPARE(judged.best(context, Objective{}, limits).plan.codec, std::string("raw"));
}

void TestPlanner::aBetterOperatingPointIsChosen()
{
    auto quick = branchedCase();
    quick.operatingPoint = "half";
    quick.shareMs.assign(6, 0.1);
    quick.accuracy = 0.7;
    auto full = branchedCase();
    full.accuracy = 0.9;
    Planner planner({full, quick});
    const auto context = slowDevice("1Mbps:2Mbps/6ms");
    QCOMPARE(planner.best(context, Objective{}).plan.operatingPoint, std::string("half"));
    Limits limits;
    limits.accuracy = 0.8;
    QCOMPARE(planner.best(context, Objective{}, limits).plan.operatingPoint, std::string("default"));
    limits.accuracy = 0.95;
    QVERIFY(refusal(planner, context, Objective{}, limits).find("the highest accuracy is 0.9") != std::string::npos);
    // Quicker but less accurate, and slower but more accurate: both stay on the front.
    std::set<std::string> points;
    for (const auto &plan : planner.pareto(context).plans)
        points.insert(plan.operatingPoint);
    QCOMPARE(points, (std::set<std::string>{"default", "half"}));
}

void TestPlanner::barsAreTheCutsOfTheirPrefixes()
{
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Dice dice(seed);
        const auto one = randomCase(dice, 9);
        const auto context = randomContext(dice);
        Planner planner({one});
        const auto bars = planner.latencyByCut(context);
        QCOMPARE(static_cast<int>(bars.size()), one.graph->size() + 1);
        for (const auto &bar : bars) {
            const auto cut = planner.prefixCut(0, bar.deviceLayers);
            QCOMPARE(cut.deviceLayers(), bar.deviceLayers);
            QCOMPARE(bar.canBeMade, whyIllegal(*one.graph, cut).empty());
            const auto expected = handFigures(one, context, cut).latency;
            QVERIFY(std::abs(bar.latency.total() - expected) < 1e-9 * (1 + expected));
        }
    }
}

void TestPlanner::anImpossibleLimitIsNamedWithItsDistance()
{
    Planner planner({branchedCase()});
    auto context = slowDevice("1Mbps:2Mbps/6ms");
    context.device.computeWatts = 5.0;
    context.device.idleWatts = 1.0;
    Limits limits;
    limits.latencyMs = 20.0; // the least is 25.36 ms
    QVERIFY2(refusal(planner, context, Objective{}, limits)
                 .find("the least latency is 25.4 ms, 5.36 ms above the limit of 20 ms")
            != std::string::npos,
        refusal(planner, context, Objective{}, limits).c_str());
    // Each alone is possible: 25.36 ms, or no byte at all in 60 ms on the device.
    limits.latencyMs = 30.0;
    limits.bytes = 100.0;
    const auto both = refusal(planner, context, Objective::fromText("energy"), limits);
    QVERIFY2(both.find("with the limit of latency kept, the least number of bytes is 2400 bytes") != std::string::npos,
        both.c_str());
    limits.latencyMs = 60.0;
    QCOMPARE(planner.best(context, Objective::fromText("energy"), limits).plan.cutText, std::string("device"));
}

void TestPlanner::unknownPowerIsSaidAndNotInvented()
{
    Planner planner({branchedCase()});
    try {
        planner.best(slowDevice("1Mbps/6ms"), Objective::fromText("energy"));
        QFAIL("Energy without power.");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::InvalidArgument);
        QVERIFY(std::string(failure.what()).find("'slow' is not known") != std::string::npos);
    }
    QVERIFY_THROWS_EXCEPTION(Failure, planner.best(slowDevice("1Mbps/6ms"), Objective::fromText("price")));
}

void TestPlanner::anIllegalCutIsRefused()
{
    auto layers = makeBranchedGraph().layers();
    layers[1].uncuttable = "it is a list.";
    auto one = branchedCase();
    one.graph = std::make_shared<const LayerGraph>(makeBranchedGraph().inputs(), layers, makeBranchedGraph().outputs());
    Planner planner({one});
    try {
        planner.evaluate(slowDevice("1Mbps/6ms"), 0, Cut::fromText(*one.graph, "b"));
        QFAIL("It was made.");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::IllegalCut);
    }
}

void TestPlanner::memoryKeepsLayersOffASmallDevice()
{
    auto layers = makeBranchedGraph().layers();
    for (auto &layer : layers)
        layer.parameters = 250000; // 1 MB each
    auto one = branchedCase();
    one.graph = std::make_shared<const LayerGraph>(makeBranchedGraph().inputs(), layers, makeBranchedGraph().outputs());
    Planner planner({one});
    auto context = slowDevice("2kbps/6ms"); // everything stays on the device
    QCOMPARE(planner.best(context, Objective{}).plan.cutText, std::string("device"));
    context.device.memoryMegabytes = 5.5;
    const auto answer = planner.best(context, Objective{});
    QVERIFY(!answer.plan.cut.isDevice());
    QVERIFY(answer.plan.figures.deviceWeightBytes <= 5.5e6);
}

void TestPlanner::aSearchCutShortReportsABoundThatHolds()
{
    int cutShort = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        Dice dice(seed + 77);
        const auto one = randomCase(dice, 11);
        const auto context = randomContext(dice);
        const CutStructure structure(*one.graph);
        const CostModel model(one, structure, context);
        SearchProblem problem;
        problem.goal = SearchProblem::Goal::LeastLargest;
        problem.largestOf = 4;
        for (const auto &stage : model.stages())
            problem.rows.push_back(model.additive(stage));
        problem.mostLabels = 6;
        const auto result = searchLabels(structure, problem);
        double least = std::numeric_limits<double>::infinity();
        for (const auto &cut : allCuts(*one.graph))
            least = std::min(least, handFigures(one, context, cut).slowest);
        double bound = std::numeric_limits<double>::infinity();
        for (const auto &cut : result.found)
            bound = std::min(bound, *std::max_element(cut.rows.begin(), cut.rows.begin() + 4));
        const double found = bound;
        for (const auto &left : result.leftOut)
            bound = std::min(bound, *std::max_element(left.begin(), left.begin() + 4));
        QVERIFY(bound <= least * (1 + 1e-9));
        QVERIFY(found >= least * (1 - 1e-9));
        QVERIFY(!result.exhaustive || std::abs(found - least) <= 1e-9 * (1 + least));
        cutShort += result.exhaustive ? 0 : 1;
    }
    QVERIFY(cutShort > 40);
}

void TestPlanner::measuredTablesWinOverFactors()
{
    Planner planner({branchedCase()});
    auto context = slowDevice("1Mbps/6ms");
    context.device.layerMs = {1, 2, 3, 4, 5, 6};
    QCOMPARE(planner.deviceOnly(context, Objective{}).figures.latency.total(), 21.0);
    context.device.speed = 2.0;
    QCOMPARE(planner.deviceOnly(context, Objective{}).figures.latency.total(), 10.5);
}

void TestPlanner::everyTermSaysWhereItComesFrom()
{
    Context context;
    context.link = LinkSpec::fromText("lte");
    context.linkName = "lte";
    const auto sources = termSources(branchedCase(), context, "a profile");
    std::map<std::string, TermSource> byTerm;
    for (const auto &source : sources) {
        QVERIFY(!source.text.empty());
        byTerm[source.term] = source;
    }
    for (const auto *term :
        {"device", "encode", "uplink", "edge", "downlink", "energy", "price", "throughput", "accuracy", "deadline"})
        QVERIFY2(byTerm.count(term) == 1, term);
    QCOMPARE(byTerm["device"].kind, TermSource::Kind::Measured);
    QCOMPARE(byTerm["energy"].kind, TermSource::Kind::Unknown);
    context.device.name = "board";
    context.device.layerMs.assign(6, 1.0);
    QCOMPARE(termSources(branchedCase(), context, "a profile").front().kind, TermSource::Kind::Imported);
    context.device.layerMs.clear();
    QCOMPARE(termSources(branchedCase(), context, "a profile").front().kind, TermSource::Kind::Preset);
}

QTEST_GUILESS_MAIN(TestPlanner)
#include "tst_planner.moc"
