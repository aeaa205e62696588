// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_graph.h"
#include "widgets/graph/graph_layout.h"
#include "widgets/graph/layered_layout.h"

#include <QElapsedTimer>
#include <QTest>

using namespace splitscope;

namespace {

LayeredProblem problemOf(int boxes, std::vector<LayeredProblem::Edge> edges)
{
    LayeredProblem problem;
    problem.boxes.assign(static_cast<std::size_t>(boxes), QSizeF(100.0, 60.0));
    problem.edges = std::move(edges);
    return problem;
}

bool overlapFree(const std::vector<QRectF> &boxes)
{
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        for (std::size_t j = i + 1; j < boxes.size(); ++j) {
            if (boxes[i].intersects(boxes[j]))
                return false;
        }
    }
    return true;
}

} // namespace

class TestLayeredLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aChainIsOneStraightLine();
    void everyEdgeLeadsToTheRight();
    void branchesGetLanesOfTheirOwn();
    void aWireThatPassesOthersAvoidsTheirBoxes();
    void edgesOfOneBundleShareTheirWire();
    void nothingOverlapsInAnEncoderWithThreeDecoders();
    void anEmptyGraphHasAnEmptyPicture();
    void everyReadOfATensorIsDrawn();
    void twoThousandLayersAreLaidOutAtOnce();
    void layersThatAllReadEachOtherAreLaidOutToo();
};

void TestLayeredLayout::aChainIsOneStraightLine()
{
    const auto result = layeredLayout(problemOf(4, {{0, 1}, {1, 2}, {2, 3}}));
    for (int i = 1; i < 4; ++i) {
        QCOMPARE(result.boxes[i].center().y(), result.boxes[0].center().y());
        QCOMPARE(result.ranks[i], i);
    }
}

void TestLayeredLayout::everyEdgeLeadsToTheRight()
{
    const auto problem = problemOf(6, {{0, 1}, {0, 4}, {1, 2}, {2, 3}, {3, 4}, {1, 5}, {4, 5}});
    const auto result = layeredLayout(problem);
    for (std::size_t e = 0; e < problem.edges.size(); ++e) {
        QVERIFY(result.ranks[problem.edges[e].from] < result.ranks[problem.edges[e].to]);
        const auto &route = result.routes[e];
        QCOMPARE(route.size() % 2, std::size_t(0));
        QVERIFY(std::is_sorted(
            route.begin(), route.end(), [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); }));
        QCOMPARE(route.front().x(), result.boxes[problem.edges[e].from].right());
        QCOMPARE(route.back().x(), result.boxes[problem.edges[e].to].left());
    }
}

void TestLayeredLayout::branchesGetLanesOfTheirOwn()
{
    // A trunk of two and three branches of three.
    const auto result =
        layeredLayout(problemOf(11, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {1, 5}, {5, 6}, {6, 7}, {1, 8}, {8, 9}, {9, 10}}));
    for (const int first : {2, 5, 8}) {
        QCOMPARE(result.boxes[first + 1].center().y(), result.boxes[first].center().y());
        QCOMPARE(result.boxes[first + 2].center().y(), result.boxes[first].center().y());
    }
    QVERIFY(overlapFree(result.boxes));
    // The trunk goes on in the middle branch.
    QCOMPARE(result.boxes[1].center().y(), result.boxes[5].center().y());
}

void TestLayeredLayout::aWireThatPassesOthersAvoidsTheirBoxes()
{
    const auto result = layeredLayout(problemOf(5, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {0, 4}}));
    const auto &skip = result.routes[4];
    for (const auto &point : skip) {
        for (int passed = 1; passed < 4; ++passed)
            QVERIFY(!result.boxes[passed].adjusted(1.0, 1.0, -1.0, -1.0).contains(point));
    }
}

void TestLayeredLayout::edgesOfOneBundleShareTheirWire()
{
    const auto result =
        layeredLayout(problemOf(6, {{0, 1, 0}, {1, 2, 1}, {2, 3, 2}, {3, 4, 3}, {4, 5, 4}, {0, 4, 0}, {0, 5, 0}}));
    const auto &shorter = result.routes[5];
    const auto &longer = result.routes[6];
    for (std::size_t i = 0; i + 1 < shorter.size(); ++i)
        QCOMPARE(longer[i], shorter[i]);
}

void TestLayeredLayout::nothingOverlapsInAnEncoderWithThreeDecoders()
{
    for (const bool skips : {false, true}) {
        const auto layout = layoutGraph(testing::encoderWithThreeDecoders(skips));
        std::vector<QRectF> boxes;
        for (const auto &node : layout->nodes)
            boxes.push_back(node.box);
        QVERIFY(overlapFree(boxes));
        for (const auto &box : boxes)
            QVERIFY(layout->bounds.contains(box));
    }
}

void TestLayeredLayout::anEmptyGraphHasAnEmptyPicture()
{
    const auto layout = layoutGraph(LayerGraph());
    QVERIFY(layout->nodes.empty());
    QVERIFY(layout->bounds.isNull());
}

void TestLayeredLayout::everyReadOfATensorIsDrawn()
{
    const auto graph = testing::encoderWithThreeDecoders(true);
    std::size_t reads = graph.outputs().size();
    for (const auto &layer : graph.layers())
        reads += layer.inputs.size();
    QCOMPARE(layoutGraph(graph)->edges.size(), reads);
}

void TestLayeredLayout::twoThousandLayersAreLaidOutAtOnce()
{
    // Residual blocks all the way: every third layer reads past two others.
    testing::GraphMaker make({1, 3, 32, 32});
    int last = TensorRef::input;
    for (int i = 0; i < 2000; ++i) {
        std::vector<int> from{last};
        if (i % 3 == 2)
            from.push_back(i - 2);
        last = make.add("layer" + std::to_string(i), "conv2d", from, {1, 8, 32, 32}, 1000);
    }
    make.output("result", last);
    const auto graph = make.graph();
    QElapsedTimer timer;
    timer.start();
    const auto layout = layoutGraph(graph);
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(layout->nodes.size(), std::size_t(2002));
}

void TestLayeredLayout::layersThatAllReadEachOtherAreLaidOutToo()
{
    std::vector<LayeredProblem::Edge> edges;
    for (int from = 0; from < 150; ++from) {
        for (int to = from + 1; to < 150; ++to)
            edges.push_back({from, to});
    }
    const auto result = layeredLayout(problemOf(150, edges));
    QVERIFY(overlapFree(result.boxes));
}

QTEST_GUILESS_MAIN(TestLayeredLayout)
#include "tst_layered_layout.moc"
