// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/anchor_cuts.h"
#include "tests/core/graph/graph_making.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace splitscope;

namespace {

/// A chain whose layers send `elements` numbers each.
LayerGraph makeChain(const std::vector<std::int64_t> &elements)
{
    std::vector<Layer> layers;
    for (std::size_t i = 0; i < elements.size(); ++i)
        layers.push_back(testing::makeLayer("l" + std::to_string(i), {static_cast<int>(i) - 1}, elements[i]));
    const int last = static_cast<int>(elements.size()) - 1;
    const std::vector<ModelOutput> outputs{{"0", {last, 0}, layers.back().outputs[0]}};
    return {{{"x", {{1, 10}, DType::Float32, DimensionOrder::Contiguous}}}, layers, outputs};
}

} // namespace

class TestAnchorCuts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theyAreSpreadOverTheTimeTheMiddleFirst();
    void nearAPlaceTheSmallestCrossingWins();
    void aCutThatCannotBeMadeIsNoAnchor();
    void aLayerThatOutweighsAllOthersStillLeavesOne();
    void branchesAreReachedToo();
    void aModelOfOneLayerHasNone();
};

void TestAnchorCuts::theyAreSpreadOverTheTimeTheMiddleFirst()
{
    const auto graph = makeChain(std::vector<std::int64_t>(100, 10));
    const auto cuts = anchorCuts(graph, std::vector<double>(100, 1.0), 3);
    QCOMPARE(cuts.size(), std::size_t(3));
    // Places 50, 25 and 75 of 100 layers of equal time.
    QCOMPARE(cuts[0].deviceLayers(), 50);
    QCOMPARE(cuts[1].deviceLayers(), 25);
    QCOMPARE(cuts[2].deviceLayers(), 75);
    // Where the first ten layers take 91 of 100 ms, five reach 45.5 ms and six 54.6: five are nearer to the middle.
    std::vector<double> times(100, 0.1);
    std::fill_n(times.begin(), 10, 9.1);
    QCOMPARE(anchorCuts(graph, times, 1).at(0).deviceLayers(), 5);
}

void TestAnchorCuts::nearAPlaceTheSmallestCrossingWins()
{
    std::vector<std::int64_t> elements(100, 1000);
    elements[53] = 10; // 54 layers on the device send this one
    const auto cuts = anchorCuts(makeChain(elements), std::vector<double>(100, 1.0), 3);
    QCOMPARE(cuts[0].deviceLayers(), 54);
}

void TestAnchorCuts::aCutThatCannotBeMadeIsNoAnchor()
{
    const auto plain = makeChain(std::vector<std::int64_t>(20, 10));
    auto layers = plain.layers();
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (i != 4)
            layers[i].uncuttable = "it shares memory.";
    }
    const LayerGraph graph(plain.inputs(), layers, plain.outputs());
    const auto cuts = anchorCuts(graph, std::vector<double>(20, 1.0), 5);
    QCOMPARE(cuts.size(), std::size_t(1));
    QCOMPARE(cuts[0].text(graph), std::string("l4"));
}

void TestAnchorCuts::aLayerThatOutweighsAllOthersStillLeavesOne()
{
    const auto graph = makeChain({10, 10, 10});
    const auto cuts = anchorCuts(graph, {0.001, 100.0, 0.001}, 1);
    QCOMPARE(cuts.size(), std::size_t(1));
    QVERIFY(!cuts[0].isEdge() && !cuts[0].isDevice());
    QCOMPARE(anchorCuts(graph, {0.001, 100.0, 0.001}, 5).size(), std::size_t(2)); // l0 and l1, which are all there are
}

void TestAnchorCuts::branchesAreReachedToo()
{
    const auto graph = testing::makeBranchedGraph();
    const auto cuts = anchorCuts(graph, std::vector<double>(6, 1.0), 5);
    QCOMPARE(cuts.size(), std::size_t(5));
    std::set<std::string> texts;
    for (const auto &cut : cuts) {
        QVERIFY(whyIllegal(graph, cut).empty());
        texts.insert(cut.text(graph));
    }
    QVERIFY((texts == std::set<std::string>{"a", "b", "c", "c,d", "c,e"}));
}

void TestAnchorCuts::aModelOfOneLayerHasNone()
{
    QVERIFY(anchorCuts(makeChain({10}), {1.0}, 5).empty());
    QVERIFY(anchorCuts(LayerGraph(), {}, 5).empty());
}

QTEST_APPLESS_MAIN(TestAnchorCuts)
#include "tst_anchor_cuts.moc"
