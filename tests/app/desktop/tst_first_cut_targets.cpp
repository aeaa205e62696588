// SPDX-License-Identifier: GPL-3.0-or-later
// What the guided first cut points at, on graphs drawn by hand.
#include "app/desktop/first_cut_targets.h"
#include "tests/widgets/sample_graph.h"

#include <QTest>

using namespace splitscope;

class TestFirstCutTargets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theMostExpensiveLayerHasTheMostMacs();
    void theSmallestPlaceIsTheBottleneck();
    void aPlaceThatCannotBeCutIsNoTarget();
    void aTasksOwnLayersLeadToItAlone();
    void onlyAChangeInABranchPartsTheTasks();
    void aSingleTaskIsMovedByAnyChange();

private:
    const LayerGraph m_graph = testing::encoderWithThreeDecoders();
    int layer(const char *id) const { return m_graph.indexOf(id).value(); }
};

void TestFirstCutTargets::theMostExpensiveLayerHasTheMostMacs()
{
    QCOMPARE(mostExpensiveLayer(m_graph), std::optional(layer("encoder.stage3.conv1"))); // 128 x 800,000
    QVERIFY(!mostExpensiveLayer(LayerGraph()));
}

void TestFirstCutTargets::theSmallestPlaceIsTheBottleneck()
{
    // 12 x 24 x 32 floats; behind it at least these cross, and a branch's tensor besides.
    QCOMPARE(smallestPlaceToCut(m_graph, cutsAfterLayers(m_graph)), std::optional(layer("encoder.bottleneck")));
}

void TestFirstCutTargets::aPlaceThatCannotBeCutIsNoTarget()
{
    auto cuts = cutsAfterLayers(m_graph);
    cuts[static_cast<std::size_t>(layer("encoder.bottleneck"))].whyNot = "it is no tensor";
    const auto found = smallestPlaceToCut(m_graph, cuts);
    QVERIFY(found && *found != layer("encoder.bottleneck"));
    for (auto &cut : cuts)
        cut.whyNot = "it is no tensor";
    QVERIFY(!smallestPlaceToCut(m_graph, cuts));
}

void TestFirstCutTargets::aTasksOwnLayersLeadToItAlone()
{
    QCOMPARE(ownLayersOf(m_graph, 1),
        (std::vector{layer("depth_head.expand"), layer("depth_head.up1"), layer("depth_head.conv2"),
            layer("depth_head.out"), layer("depth_head.resize")}));
    QVERIFY(ownLayersOf(testing::chain(3), 0).empty());
    const auto reached = outputsReachedFrom(m_graph);
    QCOMPARE(reached[0], (std::vector<bool>{true, true, true}));
}

void TestFirstCutTargets::onlyAChangeInABranchPartsTheTasks()
{
    const auto trunk = Cut::upTo(m_graph, {layer("encoder.bottleneck")});
    QVERIFY(movesSomeTasksOnly(m_graph, trunk, Cut::upTo(m_graph, {layer("depth_head.expand")})));
    QVERIFY(movesSomeTasksOnly(m_graph, Cut::upTo(m_graph, {layer("depth_head.expand")}), trunk));
    QVERIFY(!movesSomeTasksOnly(m_graph, trunk, Cut::upTo(m_graph, {layer("encoder.stage3.add")})));
    QVERIFY(!movesSomeTasksOnly(m_graph, trunk, trunk));
}

void TestFirstCutTargets::aSingleTaskIsMovedByAnyChange()
{
    const auto graph = testing::chain(3);
    QVERIFY(movesSomeTasksOnly(graph, Cut::edge(graph), Cut::upTo(graph, {0})));
    QVERIFY(!movesSomeTasksOnly(graph, Cut::edge(graph), Cut::edge(graph)));
}

QTEST_GUILESS_MAIN(TestFirstCutTargets)
#include "tst_first_cut_targets.moc"
