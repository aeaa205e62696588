// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/planning/cut_evaluator.h"
#include "core/planning/cut_structure.h"
#include "core/planning/planning_view.h"
#include "tests/core/graph/graph_making.h"

#include <QTest>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

/// The branched graph, 1 ms a layer here; outputs return 1,000 bytes.
PlanCase branchedCase()
{
    PlanCase one;
    one.graph = std::make_shared<const LayerGraph>(makeBranchedGraph());
    one.shareMs.assign(6, 1.0);
    one.outputs.assign(2, {1000.0, 0.0});
    one.codec = CodecCosts::none(*one.graph);
    one.pictures.push_back({"jpeg:90", false, false, 50.0, 0.5, 0.25, std::nullopt, "by hand"});
    return one;
}

/// The device takes 10 ms for each layer, the edge 1.
PlanningWish wishFor(const LayerGraph &graph, const char *cut, const char *link)
{
    PlanningWish wish;
    wish.generation = 7;
    wish.context.device.timeFactor.fill(10.0);
    wish.context.device.name = "slow";
    wish.context.link = LinkSpec::fromText(link);
    wish.cut = Cut::fromText(graph, cut);
    return wish;
}

} // namespace

class TestPlanningView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everythingInAViewIsOfOneContext();
    void barsAreNamedAndMarked();
    void aCutBesideTheTrunkHasNoBar();
    void depthAddsUp();
    void anImpossibleLimitIsPartOfTheView();
    void anUnknownFigureIsAFailure();
    void bandsCoverTheirRangeAndThePresentRate();
    void aViewWithoutBandsIsCompletedToTheSame();
    void pinsAreWorkedOutAgainHere();
    void timesOfLayersFollowTheMachine();
    void theEvaluatorSaysWhatThePlannerSays();
    void aTableThatIsNotWantedAnyMoreEnds();
};

void TestPlanningView::everythingInAViewIsOfOneContext()
{
    Planner planner({branchedCase()});
    const auto &graph = *planner.cases().front().graph;
    const auto wish = wishFor(graph, "b", "1Mbps:2Mbps/6ms");
    const auto view = makePlanningView(planner, wish);
    QCOMPARE(view.generation, 7U);
    QCOMPARE(view.graph.get(), &graph);
    QVERIFY(view.complete);
    // After b: two layers at 10 ms; 40 bytes and 160 of framing at 1 Mbit/s and half of 6 ms; four layers at 1 ms;
    // 2,000 bytes and 220 of framing at 2 Mbit/s and half of 6 ms.
    QCOMPARE(view.current.figures.latency.device, 20.0);
    QCOMPARE(view.current.figures.latency.uplink, 3.0 + 1.6);
    QCOMPARE(view.current.figures.latency.edge, 4.0);
    QCOMPARE(view.current.figures.latency.downlink, 3.0 + 8.88);
    QCOMPARE(view.deviceOnly.figures.latency.total(), 60.0);
    QVERIFY(view.best);
    QVERIFY(view.best->value <= view.current.figures.latency.total());
    QVERIFY(view.picture);
    QCOMPARE(view.picture->codec, std::string("jpeg:90"));
    QCOMPARE(view.picture->figures.latency.encode, 5.0); // 0.5 ms here
    QVERIFY(!view.sources.empty());
}

void TestPlanningView::barsAreNamedAndMarked()
{
    Planner planner({branchedCase()});
    const auto &graph = *planner.cases().front().graph;
    const auto view = makePlanningView(planner, wishFor(graph, "b", "1Mbps:2Mbps/6ms"));
    QCOMPARE(view.bars.size(), 7U);
    QCOMPARE(view.bars.front().name, std::string("edge"));
    QCOMPARE(view.bars.back().name, std::string("device"));
    QCOMPARE(view.bars[2].name, graph.layer(1).name);
    QCOMPARE(view.currentBar, 2);
    QCOMPARE(view.bars[2].cut.latency.total(), view.current.figures.latency.total());
    QVERIFY(view.bestBar >= 0);
    QCOMPARE(view.bars[static_cast<std::size_t>(view.bestBar)].cut.latency.total(), view.best->value);
}

void TestPlanningView::aCutBesideTheTrunkHasNoBar()
{
    Planner planner({branchedCase()});
    const auto &graph = *planner.cases().front().graph;
    auto wish = wishFor(graph, "edge", "1Mbps/6ms");
    // The last layer with what it needs: not the first so many of the order.
    wish.cut = Cut::upTo(graph, {graph.size() - 1});
    QVERIFY(!wish.cut.isDevice());
    QCOMPARE(makePlanningView(planner, wish).currentBar, -1);
    wish.cut = Cut::edge(graph);
    QCOMPARE(makePlanningView(planner, wish).currentBar, 0);
}

void TestPlanningView::depthAddsUp()
{
    Planner planner({branchedCase()});
    const auto &graph = *planner.cases().front().graph;
    const auto view = makePlanningView(planner, wishFor(graph, "b", "1Mbps/6ms"));
    QCOMPARE(view.depth.size(), 6U);
    QCOMPARE(view.depth.back().cumulativeMs, 6.0);
    QCOMPARE(view.depth.back().cumulativeMacs, static_cast<double>(graph.totalMacs()));
    QCOMPARE(view.depth[1].bytesIfCutHere, 40.0);
    QCOMPARE(view.depth.back().bytesIfCutHere, 0.0);
    QCOMPARE(view.depth[1].activationBytes, static_cast<double>(graph.layer(1).outputBytes()));
}

void TestPlanningView::anImpossibleLimitIsPartOfTheView()
{
    Planner planner({branchedCase()});
    const auto &graph = *planner.cases().front().graph;
    auto wish = wishFor(graph, "b", "1Mbps:2Mbps/6ms");
    wish.limits.latencyMs = 1.0;
    const auto view = makePlanningView(planner, wish);
    QVERIFY(!view.best);
    QVERIFY(view.impossible);
    QCOMPARE(view.impossible->code, ErrorCode::PlanImpossible);
    QVERIFY(QString::fromStdString(view.impossible->sentence()).contains(QLatin1String("above the limit of 1 ms")));
    QCOMPARE(view.bestBar, -1);
    QCOMPARE(view.current.figures.latency.device, 20.0); // the rest is there
    QVERIFY(view.pareto.plans.empty());
    QVERIFY(!view.bands.empty());
}

void TestPlanningView::anUnknownFigureIsAFailure()
{
    Planner planner({branchedCase()});
    auto wish = wishFor(*planner.cases().front().graph, "b", "1Mbps/6ms");
    wish.objective.kind = Objective::Kind::Energy;
    QVERIFY_EXCEPTION_THROWN(makePlanningView(planner, wish), Failure);
}

void TestPlanningView::bandsCoverTheirRangeAndThePresentRate()
{
    Planner planner({branchedCase()});
    const auto &graph = *planner.cases().front().graph;
    for (const char *link : {"none", "wifi", "1kbps/1s", "50Gbps/1ms"}) {
        const auto view = makePlanningView(planner, wishFor(graph, "b", link));
        QVERIFY(view.bandsFromMbps <= 0.01);
        QVERIFY(view.bandsToMbps >= 1000.0);
        if (view.context.link.shaped) {
            QVERIFY(view.context.link.uplinkMbps > view.bandsFromMbps);
            QVERIFY(view.context.link.uplinkMbps < view.bandsToMbps);
        }
        QCOMPARE(view.bands.front().fromMbps, view.bandsFromMbps);
        QCOMPARE(view.bands.back().toMbps, view.bandsToMbps);
        for (std::size_t i = 1; i < view.bands.size(); ++i)
            QCOMPARE(view.bands[i].fromMbps, view.bands[i - 1].toMbps);
    }
}

void TestPlanningView::aViewWithoutBandsIsCompletedToTheSame()
{
    Planner planner({branchedCase()});
    const auto wish = wishFor(*planner.cases().front().graph, "b", "1Mbps:2Mbps/6ms");
    const auto whole = makePlanningView(planner, wish);
    auto view = makePlanningView(planner, wish, false);
    QVERIFY(!view.complete);
    QVERIFY(view.bands.empty());
    QVERIFY(view.pareto.plans.empty());
    QCOMPARE(view.best->value, whole.best->value);
    completePlanningView(planner, view);
    QVERIFY(view.complete);
    QCOMPARE(view.bands.size(), whole.bands.size());
    QCOMPARE(view.pareto.plans.size(), whole.pareto.plans.size());
}

void TestPlanningView::pinsAreWorkedOutAgainHere()
{
    Planner planner({branchedCase()});
    const auto &graph = *planner.cases().front().graph;
    auto wish = wishFor(graph, "b", "1Mbps:2Mbps/6ms");
    const auto slow = makePlanningView(planner, wish);
    wish.pins.push_back({"A", "slow link", slow.current, {}});
    auto unknown = slow.current;
    unknown.codec = "webp:50"; // a form that no case has
    wish.pins.push_back({"B", "slow link", unknown, {}});
    wish.context.link = LinkSpec::fromText("10Mbps:2Mbps/6ms");
    const auto view = makePlanningView(planner, wish);
    QCOMPARE(view.pins.size(), 2U);
    QCOMPARE(view.pins[0].then.figures.latency.uplink, 3.0 + 1.6);
    QVERIFY(view.pins[0].now);
    QCOMPARE(view.pins[0].now->figures.latency.uplink, 3.0 + 0.16);
    QVERIFY(!view.pins[1].now);
}

void TestPlanningView::timesOfLayersFollowTheMachine()
{
    Planner planner({branchedCase()});
    auto wish = wishFor(*planner.cases().front().graph, "b", "1Mbps/6ms");
    wish.context.edge.speed = 4.0;
    const auto view = makePlanningView(planner, wish);
    QCOMPARE(view.layerDeviceMs, std::vector<double>(6, 10.0));
    QCOMPARE(view.layerEdgeMs, std::vector<double>(6, 0.25));
}

void TestPlanningView::theEvaluatorSaysWhatThePlannerSays()
{
    const auto one = std::make_shared<const PlanCase>(branchedCase());
    const auto &graph = *one->graph;
    Planner planner({*one});
    const auto wish = wishFor(graph, "b", "1Mbps:2Mbps/6ms/2ms/1%");
    const CutEvaluator evaluator(one, std::make_shared<const CutStructure>(graph), wish.context, 50.0);
    int made = 0;
    for (const auto &cut : verificationCuts(graph, 1)) {
        const auto figures = evaluator.figures(cut);
        QVERIFY(figures);
        const auto plan = planner.evaluate(wish.context, 0, cut, {50.0, {}, {}, {}});
        QCOMPARE(figures->latency.total(), plan.figures.latency.total());
        QCOMPARE(figures->uplinkBytes, plan.figures.uplinkBytes);
        QCOMPARE(figures->deadlineMissProbability, plan.figures.deadlineMissProbability);
        ++made;
    }
    QVERIFY(made > 5);
}

void TestPlanningView::aTableThatIsNotWantedAnyMoreEnds()
{
    Planner planner({branchedCase()});
    const auto wish = wishFor(*planner.cases().front().graph, "b", "1Mbps/6ms");
    int asked = 0;
    try {
        deploymentTable(planner, {wish.context, wish.context, wish.context}, {}, {}, [&] { return ++asked < 2; });
        QFAIL("it went on");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::Cancelled);
    }
    QCOMPARE(asked, 2);
    const auto table = deploymentTable(planner, {wish.context}, {}, {});
    QCOMPARE(table.rows.size(), 1U);
    QCOMPARE(gainOver(table.rows[0], table.rows[0].deviceOnly, table.objective),
        std::optional(60.0 / table.rows[0].best->value));
    QVERIFY(!gainOver(table.rows[0], std::nullopt, table.objective));
}

QTEST_APPLESS_MAIN(TestPlanningView)
#include "tst_planning_view.moc"
