// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/planning/stand_in.h"
#include "tests/core/graph/graph_making.h"

#include <QTest>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

/// The branched graph, 1 ms a layer here, and 0.5 ms to prepare the picture.
PlanCase branchedCase()
{
    PlanCase one;
    one.graph = std::make_shared<const LayerGraph>(makeBranchedGraph());
    one.shareMs.assign(6, 1.0);
    one.prepareMs = 0.5;
    one.outputs.assign(2, {1000.0, 0.25});
    one.codec = CodecCosts::none(*one.graph);
    return one;
}

ContextMachine machine(const std::string &name, double factor)
{
    ContextMachine made;
    made.name = name;
    made.timeFactor.fill(factor);
    return made;
}

Emulation standInAt(const Context &context, const std::string &cut)
{
    const auto one = branchedCase();
    return standIn(one, CutStructure(*one.graph), context, Cut::fromText(*one.graph, cut));
}

std::string refusal(const Context &context, const std::string &cut)
{
    try {
        standInAt(context, cut);
    } catch (const Failure &failure) {
        return failure.code() == ErrorCode::InvalidArgument ? failure.what() : "another failure";
    }
    return "it was possible";
}

} // namespace

class TestStandIn : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stagesAreHeldForTheirTimesThere();
    void thisMachineIsNotHeld();
    void aSliderMakesThisMachineSlower();
    void aMeasuredTableCounts();
    void aFormThatSavesTimeTakesNoneAtTheLeast();
    void anEdgeWithNothingToDoStandsForNothing();
    void aFasterMachineIsRefused();
    void aStageOfMinutesIsRefused();
};

void TestStandIn::stagesAreHeldForTheirTimesThere()
{
    Context context;
    context.device = machine("raspberry-pi-4", 10.0);
    context.edge = machine("laptop", 3.0);
    const auto held = standInAt(context, "b");
    QCOMPARE(held.device, std::string("raspberry-pi-4"));
    QCOMPARE(held.edge, std::string("laptop"));
    QCOMPARE(held.headMs, 10 * (0.5 + 2.0));
    QCOMPARE(held.wholeMs, 10 * (0.5 + 6.0 + 2 * 0.25));
    QCOMPARE(held.tailMs, 3 * (4.0 + 2 * 0.25));
    QCOMPARE(standInAt(context, "edge").headMs, 10 * 0.5);
}

void TestStandIn::thisMachineIsNotHeld()
{
    QVERIFY(standInAt({}, "b") == Emulation{});
    Context context;
    context.edge = machine("slow", 2.0);
    const auto held = standInAt(context, "b");
    QVERIFY(held.device.empty() && held.headMs == 0.0 && held.wholeMs == 0.0);
    QCOMPARE(held.tailMs, 2 * 4.5);
}

void TestStandIn::aSliderMakesThisMachineSlower()
{
    Context context;
    context.device.speed = 0.5;
    const auto held = standInAt(context, "b");
    QCOMPARE(held.device, std::string("this machine x 0.5"));
    QCOMPARE(held.headMs, 5.0);
}

void TestStandIn::aMeasuredTableCounts()
{
    Context context;
    context.device = machine("board", 2.0); // what is no layer is still scaled
    context.device.layerMs = {7.0, 8.0, 9.0, 10.0, 11.0, 12.0};
    QCOMPARE(standInAt(context, "b").headMs, 2 * 0.5 + 15.0);
}

void TestStandIn::aFormThatSavesTimeTakesNoneAtTheLeast()
{
    auto one = branchedCase();
    one.outputs = {{1000.0, -0.4}, {1000.0, -3.0}}; // of layers that take 1 ms each
    Context context;
    context.device = machine("slow", 10.0);
    const auto held = standIn(one, CutStructure(*one.graph), context, Cut::device(*one.graph));
    QCOMPARE(held.wholeMs, 10 * (0.5 + 4.0 + 0.6 + 0.0));
}

void TestStandIn::anEdgeWithNothingToDoStandsForNothing()
{
    Context context;
    context.device = machine("slow", 2.0);
    context.edge = machine("gpu-server", 0.1);
    const auto held = standInAt(context, "device");
    QVERIFY(held.edge.empty() && held.tailMs == 0.0);
    QCOMPARE(held.headMs, held.wholeMs);
}

void TestStandIn::aFasterMachineIsRefused()
{
    Context context;
    context.edge = machine("gpu-server", 0.1);
    const auto why = refusal(context, "b");
    QVERIFY2(why.find("too slow to stand in for gpu-server") != std::string::npos, why.c_str());
    QVERIFY2(
        why.find("4.5 ms here") != std::string::npos && why.find("0.45 ms there") != std::string::npos, why.c_str());
    context.edge = machine("twin", 0.97); // as far as two calibrations of one machine may be apart
    QVERIFY(standInAt(context, "b").edge == "twin");
    // Slower on the whole, but not in what this cut leaves there.
    context.edge = {};
    context.device = machine("board", 1.0);
    context.device.layerMs = {0.2, 0.2, 9.0, 9.0, 9.0, 9.0};
    QVERIFY(refusal(context, "b").find("too slow") != std::string::npos);
    QCOMPARE(standInAt(context, "c").headMs, 0.5 + 9.4);
}

void TestStandIn::aStageOfMinutesIsRefused()
{
    Context context;
    context.device = machine("abacus", 1e5);
    QVERIFY(refusal(context, "b").find("a minute") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestStandIn)
#include "tst_stand_in.moc"
