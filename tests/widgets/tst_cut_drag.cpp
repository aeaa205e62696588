// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_graph.h"
#include "widgets/graph/cut_drag.h"
#include "widgets/graph/layer_walk.h"

#include <QTest>

#include <algorithm>

using namespace splitscope;

class TestCutDrag : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void eachCrossingTensorHasOneHandle();
    void theEndsHaveHandlesToo();
    void theLinePassesAllHandlesFromTheTop();
    void theLineRunsThroughNoBox();
    void pullingRightIntoABranchMovesOnlyThatBranch();
    void pullingABranchBackLeavesItsSiblings();
    void pullingLeftOfTheForkTakesAllBranchesAlong();
    void pullingToTheInputPutsEverythingOnTheEdge();
    void aLayerThatCannotBeCutIsPassedOver();
    void arrowsWalkAlongTheWires();
    void theSplitPointOfTheChosenBranchMovesByOneLayer();

private:
    int layer(const char *id) const { return *m_graph->indexOf(id); }
    QPointF after(const char *id) const { return splitPointAfter(*m_layout, m_layout->nodeOfLayer(layer(id))); }
    CutHandle handleOf(const Cut &cut, int layer) const;
    Cut dragged(const Cut &cut, int handleLayer, const QPointF &to) const;

    std::shared_ptr<const LayerGraph> m_graph;
    std::shared_ptr<const GraphLayout> m_layout;
    Cut m_bottleneck;
};

void TestCutDrag::init()
{
    m_graph = std::make_shared<LayerGraph>(testing::encoderWithThreeDecoders());
    m_layout = layoutGraph(*m_graph);
    m_bottleneck = Cut::upTo(*m_graph, {layer("encoder.bottleneck")});
}

CutHandle TestCutDrag::handleOf(const Cut &cut, int layer) const
{
    for (const auto &handle : frontierOf(*m_graph, *m_layout, cut).handles) {
        if (handle.tensor.layer == layer)
            return handle;
    }
    qFatal("no handle for layer %d", layer);
    return {};
}

Cut TestCutDrag::dragged(const Cut &cut, int handleLayer, const QPointF &to) const
{
    CutDrag drag(m_graph, m_layout, cut, handleOf(cut, handleLayer));
    return drag.placeNear(to).cut;
}

void TestCutDrag::eachCrossingTensorHasOneHandle()
{
    for (const bool skips : {false, true}) {
        const auto graph = testing::encoderWithThreeDecoders(skips);
        const auto layout = layoutGraph(graph);
        for (int i = 0; i < graph.size(); ++i) {
            const auto cut = Cut::upTo(graph, {i});
            const auto frontier = frontierOf(graph, *layout, cut);
            std::vector<TensorRef> held;
            for (const auto &handle : frontier.handles) {
                if (handle.crosses)
                    held.push_back(handle.tensor);
            }
            std::sort(held.begin(), held.end());
            auto crossing = crossingTensors(graph, cut);
            std::sort(crossing.begin(), crossing.end());
            QCOMPARE(held, crossing);
        }
    }
}

void TestCutDrag::theEndsHaveHandlesToo()
{
    const auto atDevice = frontierOf(*m_graph, *m_layout, Cut::device(*m_graph)).handles;
    QCOMPARE(atDevice.size(), std::size_t(3)); // one at the end of each branch
    for (const auto &handle : atDevice)
        QVERIFY(!handle.crosses);
    const auto atEdge = frontierOf(*m_graph, *m_layout, Cut::edge(*m_graph)).handles;
    QCOMPARE(atEdge.size(), std::size_t(1));
    QCOMPARE(atEdge.front().tensor.layer, int(TensorRef::input));
}

void TestCutDrag::theLinePassesAllHandlesFromTheTop()
{
    const auto cut = m_bottleneck.withOnDevice(*m_graph, layer("segmentation_head.conv2"));
    const auto frontier = frontierOf(*m_graph, *m_layout, cut);
    QVERIFY(frontier.line.size() >= 2);
    QVERIFY(std::is_sorted(
        frontier.line.begin(), frontier.line.end(), [](const QPointF &a, const QPointF &b) { return a.y() < b.y(); }));
    for (const auto &handle : frontier.handles) {
        const bool passed = std::any_of(frontier.line.begin(), frontier.line.end(),
            [&](const QPointF &point) { return point.x() == handle.position.x(); });
        QVERIFY(passed);
    }
}

void TestCutDrag::theLineRunsThroughNoBox()
{
    const auto graph = testing::encoderWithThreeDecoders(true); // a wire between two branches keeps them apart
    for (const bool topDown : {false, true}) {
        const auto layout = layoutGraph(graph, {{}, topDown});
        for (const auto *head : {"segmentation_head.conv2", "depth_head.conv2", "normals_head.up1"}) {
            const auto cut = Cut::upTo(graph, {*graph.indexOf("encoder.bottleneck"), *graph.indexOf(head)});
            const auto line = frontierOf(graph, *layout, cut).line;
            for (std::size_t i = 0; i + 1 < line.size(); ++i) {
                const QRectF stretch = QRectF(line[i], line[i + 1]).normalized().adjusted(-0.5, -0.5, 0.5, 0.5);
                for (const auto &node : layout->nodes)
                    QVERIFY2(!stretch.intersects(node.box), head);
            }
        }
    }
}

void TestCutDrag::pullingRightIntoABranchMovesOnlyThatBranch()
{
    const auto cut = dragged(m_bottleneck, layer("encoder.bottleneck"), after("depth_head.conv2"));
    QCOMPARE(cut, m_bottleneck.withOnDevice(*m_graph, layer("depth_head.conv2")));
    QVERIFY(!cut.onDevice(layer("normals_head.expand")));
}

void TestCutDrag::pullingABranchBackLeavesItsSiblings()
{
    const auto wide = m_bottleneck.withOnDevice(*m_graph, layer("depth_head.conv2"))
                          .withOnDevice(*m_graph, layer("normals_head.up1"));
    const auto cut = dragged(wide, layer("depth_head.conv2"), after("encoder.bottleneck"));
    QCOMPARE(cut, m_bottleneck.withOnDevice(*m_graph, layer("normals_head.up1")));
}

void TestCutDrag::pullingLeftOfTheForkTakesAllBranchesAlong()
{
    const auto wide = m_bottleneck.withOnDevice(*m_graph, layer("depth_head.conv2"))
                          .withOnDevice(*m_graph, layer("normals_head.up1"));
    const auto cut = dragged(wide, layer("depth_head.conv2"), after("encoder.stage1.add"));
    QCOMPARE(cut, Cut::upTo(*m_graph, {layer("encoder.stage1.add")}));
}

void TestCutDrag::pullingToTheInputPutsEverythingOnTheEdge()
{
    const auto cut = dragged(m_bottleneck, layer("encoder.bottleneck"), m_layout->node(0).box.center());
    QVERIFY(cut.isEdge());
    // And back from there.
    const auto back = dragged(cut, TensorRef::input, after("encoder.bottleneck"));
    QCOMPARE(back, m_bottleneck);
}

void TestCutDrag::aLayerThatCannotBeCutIsPassedOver()
{
    testing::GraphMaker make({1, 3, 8, 8});
    int last = TensorRef::input;
    for (int i = 0; i < 4; ++i)
        last = make.add("layer" + std::to_string(i), "conv2d", {last}, {1, 8, 8, 8}, 10);
    make.layer(1).uncuttable = "a list of tensors cannot cross";
    make.output("result", last);
    const auto graph = std::make_shared<const LayerGraph>(make.graph());
    const auto layout = layoutGraph(*graph);
    const auto start = Cut::upTo(*graph, {0});
    CutDrag drag(graph, layout, start, frontierOf(*graph, *layout, start).handles.front());
    const auto &place = drag.placeNear(splitPointAfter(*layout, layout->nodeOfLayer(1)));
    QVERIFY(place.lastLayer == 0 || place.lastLayer == 2);
    QVERIFY(whyIllegal(*graph, place.cut).empty());
    const auto moved = splitPointMoved(*graph, *layout, start, 0, true);
    QVERIFY(moved);
    QCOMPARE(*moved, Cut::upTo(*graph, {2}));
}

void TestCutDrag::arrowsWalkAlongTheWires()
{
    const auto walk = [&](int from, WalkDirection direction) { return walkFrom(*m_graph, *m_layout, from, direction); };
    QCOMPARE(walk(-1, WalkDirection::Right), std::optional<int>(0));
    QCOMPARE(walk(layer("encoder.stage1.add"), WalkDirection::Right), std::optional<int>(layer("encoder.stage2.down")));
    QCOMPARE(walk(layer("encoder.stage2.down"), WalkDirection::Left), std::optional<int>(layer("encoder.stage1.add")));
    QCOMPARE(walk(0, WalkDirection::Left), std::optional<int>());
    const int middle = layer("depth_head.conv2");
    const auto up = walk(middle, WalkDirection::Up);
    const auto down = walk(middle, WalkDirection::Down);
    QVERIFY(up && down);
    QVERIFY(m_graph->layer(*up).name == "conv2" && m_graph->layer(*down).name == "conv2");
    QVERIFY(*up != *down);
}

void TestCutDrag::theSplitPointOfTheChosenBranchMovesByOneLayer()
{
    const int chosen = layer("normals_head.out");
    auto cut = splitPointMoved(*m_graph, *m_layout, m_bottleneck, chosen, true);
    QVERIFY(cut);
    QCOMPARE(*cut, m_bottleneck.withOnDevice(*m_graph, layer("normals_head.expand")));
    cut = splitPointMoved(*m_graph, *m_layout, *cut, chosen, false);
    QCOMPARE(*cut, m_bottleneck);
    cut = splitPointMoved(*m_graph, *m_layout, m_bottleneck, chosen, false);
    QCOMPARE(*cut, Cut::upTo(*m_graph, {layer("encoder.stage3.add")}));
    QVERIFY(!splitPointMoved(*m_graph, *m_layout, Cut::edge(*m_graph), chosen, false));
    QVERIFY(!splitPointMoved(*m_graph, *m_layout, Cut::device(*m_graph), chosen, true));
}

QTEST_GUILESS_MAIN(TestCutDrag)
#include "tst_cut_drag.moc"
