// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/planning/estimated_times.h"
#include "core/planning/planner.h"
#include "core/planning/planning_choice.h"
#include "core/planning/presets.h"
#include "core/planning/term_sources.h"
#include "tests/core/graph/graph_making.h"

#include <QTest>

#include <limits>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

/// The branched graph with work of three classes: a, c linear, b an attention product, the others bound by memory.
LayerGraph workingGraph()
{
    const auto plain = makeBranchedGraph();
    auto layers = plain.layers();
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (i < 3)
            layers[i].macs = 1000000 * (1 + static_cast<std::int64_t>(i));
        else
            layers[i].movedBytes = 50000 * (1 + static_cast<std::int64_t>(i));
        layers[i].parameters = i == 0 || i == 2 ? 10 : 0;
    }
    return {plain.inputs(), layers, plain.outputs()};
}

PlannedModel planned(const LayerGraph &graph) { return {graph, "abc", "1x100:float32", "default"}; }

QString refusalOf(const PlanningChoice &choice)
{
    try {
        checkPlanningChoice(choice);
    } catch (const Failure &failure) {
        return QString::fromUtf8(failure.what());
    }
    return {};
}

} // namespace

class TestPlanningChoice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsNotUsableIsNamed_data();
    void whatIsNotUsableIsNamed();
    void aContextHasSpeedsAndThePresetOfItsLink();
    void theRadioStaysWhenAPresetIsMoved();
    void aPresetsEstimateDoesNotDependOnWhatStandsInHere();
    void ratesOfAProfileGiveItsTimesBack();
    void estimatesAreMarked();
};

void TestPlanningChoice::whatIsNotUsableIsNamed_data()
{
    QTest::addColumn<double>("deviceSpeed");
    QTest::addColumn<double>("latency");
    QTest::addColumn<double>("bytes");
    QTest::addColumn<QString>("named");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("usable") << 2.0 << 30.0 << 0.0 << QString();
    QTest::newRow("no speed") << 0.0 << 30.0 << 0.0 << "The device's speed";
    QTest::newRow("a negative speed") << -1.0 << 30.0 << 0.0 << "The device's speed";
    QTest::newRow("a speed beyond belief") << 1e6 << 30.0 << 0.0 << "The device's speed";
    QTest::newRow("no time") << 1.0 << 0.0 << 0.0 << "The latency limit";
    QTest::newRow("a negative time") << 1.0 << -5.0 << 0.0 << "The latency limit";
    QTest::newRow("no number") << 1.0 << nan << 0.0 << "The latency limit";
    QTest::newRow("negative bytes") << 1.0 << 30.0 << -1.0 << "The limit of bytes";
}

void TestPlanningChoice::whatIsNotUsableIsNamed()
{
    QFETCH(double, deviceSpeed);
    QFETCH(double, latency);
    QFETCH(double, bytes);
    QFETCH(QString, named);
    PlanningChoice choice;
    choice.deviceSpeed = deviceSpeed;
    choice.limits.latencyMs = latency;
    choice.limits.bytes = bytes;
    const auto said = refusalOf(choice);
    QCOMPARE(said.isEmpty(), named.isEmpty());
    QVERIFY2(said.startsWith(named), qPrintable(said));
}

void TestPlanningChoice::aContextHasSpeedsAndThePresetOfItsLink()
{
    const auto graph = makeBranchedGraph();
    PlanningChoice choice;
    choice.deviceSpeed = 0.5;
    choice.edgeSpeed = 4.0;
    choice.results = ResultsAt::Edge;
    const auto context = contextOf(choice, LinkSpec::fromText("lte"), {}, std::nullopt, planned(graph));
    QCOMPARE(context.device.speed, 0.5);
    QCOMPARE(context.edge.speed, 4.0);
    QVERIFY(context.results == ResultsAt::Edge);
    QCOMPARE(context.linkName, std::string("lte"));
    QVERIFY(context.radio);
    const auto own = contextOf(choice, LinkSpec::fromText("6Mbps/50ms"), {}, std::nullopt, planned(graph));
    QVERIFY(!own.radio);
    QVERIFY(!contextOf(choice, {}, "lte", std::nullopt, planned(graph)).radio); // nothing is on the air
}

void TestPlanningChoice::theRadioStaysWhenAPresetIsMoved()
{
    const auto graph = makeBranchedGraph();
    const auto context = contextOf({}, LinkSpec::fromText("6Mbps/50ms"), "lte", std::nullopt, planned(graph));
    QVERIFY(context.radio);
    QCOMPARE(context.radio->uplinkPerMbps, radioPresets().at("lte").uplinkPerMbps);
    const auto wifi = contextOf({}, LinkSpec::fromText("wifi"), "lte", std::nullopt, planned(graph));
    QCOMPARE(wifi.radio->uplinkPerMbps, radioPresets().at("wifi").uplinkPerMbps);
}

void TestPlanningChoice::aPresetsEstimateDoesNotDependOnWhatStandsInHere()
{
    const auto graph = workingGraph();
    PlanningChoice choice;
    choice.device = "raspberry-pi-4";
    const auto context = contextOf(choice, {}, {}, standInBoard(), planned(graph));
    PlanCase one;
    one.graph = std::make_shared<const LayerGraph>(graph);
    one.shareMs = estimatedShares(graph, standInBoard().machine.rateValues());
    one.outputs.assign(graph.outputs().size(), {});
    one.codec = CodecCosts::none(graph);
    const Planner planner({one});
    const auto times = planner.layerTimes(context.device);
    const auto &preset = machinePreset("raspberry-pi-4");
    for (int i = 0; i < graph.size(); ++i) {
        const auto kind = operationClass(graph, i);
        const auto &layer = graph.layer(i);
        const double work = static_cast<double>(kind == OperationClass::Elementwise ? layer.movedBytes : layer.macs);
        QCOMPARE(times[static_cast<std::size_t>(i)], work / 1e6 / preset.rates[static_cast<std::size_t>(kind)].value);
    }
}

void TestPlanningChoice::ratesOfAProfileGiveItsTimesBack()
{
    const auto graph = workingGraph();
    std::vector<double> shares;
    for (int i = 0; i < graph.size(); ++i)
        shares.push_back(0.5 + i);
    const auto board = boardFromShares(graph, shares);
    const auto again = estimatedShares(graph, board.machine.rateValues());
    ByOperationClass measured{};
    ByOperationClass estimated{};
    ByOperationClass work{};
    for (int i = 0; i < graph.size(); ++i) {
        const auto kind = static_cast<std::size_t>(operationClass(graph, i));
        measured[kind] += shares[static_cast<std::size_t>(i)];
        estimated[kind] += again[static_cast<std::size_t>(i)];
        work[kind] += static_cast<double>(kind == static_cast<std::size_t>(OperationClass::Elementwise)
                ? graph.layer(i).movedBytes
                : graph.layer(i).macs);
    }
    for (std::size_t kind = 0; kind < measured.size(); ++kind) {
        if (work[kind] > 0)
            QCOMPARE(estimated[kind], measured[kind]);
        else
            QCOMPARE(board.machine.rates[kind].value, machinePreset("laptop").rates[kind].value);
    }
}

void TestPlanningChoice::estimatesAreMarked()
{
    const auto graph = workingGraph();
    PlanningChoice choice;
    choice.edge = "workstation";
    auto context = contextOf(choice, {}, {}, standInBoard(), planned(graph));
    markEstimated(context.device);
    markEstimated(context.edge);
    PlanCase one;
    one.graph = std::make_shared<const LayerGraph>(graph);
    one.codec = CodecCosts::none(graph);
    for (const auto &source : termSources(one, context, "not measured")) {
        if (source.term != "device" && source.term != "edge")
            continue;
        QVERIFY(source.kind == TermSource::Kind::Modelled);
        QVERIFY2(source.text.starts_with("estimate"), source.text.c_str());
    }
    ContextMachine board;
    board.layerMs = {1.0};
    board.timeSource = "layers measured there";
    markEstimated(board); // what was measured there needs nothing from here
    QVERIFY(!board.estimated);
    QCOMPARE(board.timeSource, std::string("layers measured there"));
}

QTEST_APPLESS_MAIN(TestPlanningChoice)
#include "tst_planning_choice.moc"
