// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_graph.h"
#include "widgets/graph/cut_drag.h"
#include "widgets/graph/layer_walk.h"
#include "widgets/graph/node_text.h"

#include <QTest>

#include <algorithm>

using namespace splitscope;

class TestModuleFolding : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void modulesAreThePathsWithSeveralLayers();
    void aFoldedModuleIsOneBox();
    void anInnerModuleHasNoBoxInsideAFoldedOne();
    void aModuleThatIsEnteredTwiceStaysOpen();
    void twoModulesThatNeedEachOtherAreNotBothFolded();
    void unitsStandInTheOrderOfTheData();
    void wiresInsideAFoldedModuleAreNotDrawn();
    void aCutThroughTheInsideHasAKnobOnTheBox();
    void aKnobPulledBehindAFoldedModuleTakesAllOfIt();
    void arrowsWalkOverAFoldedModuleInOneStep();
    void topDownIsTheSamePictureTurned();
    void arrowsFollowThePictureThatWasTurned();
    void aNumberedModuleIsNamedWithItsList();
};

namespace {

int boxesOf(const GraphLayout &layout, GraphNode::Kind kind)
{
    return static_cast<int>(
        std::count_if(layout.nodes.begin(), layout.nodes.end(), [&](const auto &node) { return node.kind == kind; }));
}

} // namespace

void TestModuleFolding::modulesAreThePathsWithSeveralLayers()
{
    const auto graph = testing::encoderWithThreeDecoders();
    const auto modules = modulesOf(graph);
    QStringList names;
    for (const auto &[path, layers] : modules)
        names << QString::fromStdString(path);
    QCOMPARE(names,
        QStringList({"depth_head", "encoder", "encoder.stage1", "encoder.stage2", "encoder.stage3", "normals_head",
            "segmentation_head"})); // encoder.stem has one layer
    QCOMPARE(modules.at("encoder").size(), std::size_t(11));
    QCOMPARE(modulesAround(graph, *graph.indexOf("encoder.stage2.add")),
        (std::vector<std::string>{"encoder.stage2", "encoder"}));
}

void TestModuleFolding::aFoldedModuleIsOneBox()
{
    const auto graph = testing::encoderWithThreeDecoders();
    const auto layout = layoutGraph(graph, {{"encoder.stage1"}, false});
    QCOMPARE(boxesOf(*layout, GraphNode::Kind::Module), 1);
    QCOMPARE(boxesOf(*layout, GraphNode::Kind::Layer), graph.size() - 3);
    const int node = layout->nodeOfLayer(*graph.indexOf("encoder.stage1.down"));
    QCOMPARE(layout->nodeOfLayer(*graph.indexOf("encoder.stage1.add")), node);
    QCOMPARE(layout->moduleOf(layout->node(node)).layers.size(), std::size_t(3));
}

void TestModuleFolding::anInnerModuleHasNoBoxInsideAFoldedOne()
{
    const auto graph = testing::encoderWithThreeDecoders();
    const auto both = foldedUnits(graph, {"encoder", "encoder.stage1"});
    QCOMPARE(both.size(), foldedUnits(graph, {"encoder"}).size());
    QCOMPARE(std::count_if(both.begin(), both.end(), [](const auto &unit) { return !unit.module.empty(); }), 1);
}

void TestModuleFolding::aModuleThatIsEnteredTwiceStaysOpen()
{
    testing::GraphMaker make({1, 3, 8, 8});
    const int in = make.add("shared.a", "conv2d", {TensorRef::input}, {1, 8, 8, 8}, 10);
    const int between = make.add("other", "conv2d", {in}, {1, 8, 8, 8}, 10);
    make.output("result", make.add("shared.b", "conv2d", {between}, {1, 8, 8, 8}, 10));
    const auto graph = make.graph();
    QCOMPARE(foldedUnits(graph, {"shared"}).size(), std::size_t(3));
}

void TestModuleFolding::twoModulesThatNeedEachOtherAreNotBothFolded()
{
    // a.1 -> b.1 and b.2 -> a.2: each can be one box, both together cannot.
    testing::GraphMaker make({1, 3, 8, 8});
    const int a1 = make.add("a.1", "conv2d", {TensorRef::input}, {1, 8, 8, 8}, 10);
    const int b2 = make.add("b.2", "conv2d", {TensorRef::input}, {1, 8, 8, 8}, 10);
    make.output("one", make.add("b.1", "conv2d", {a1}, {1, 8, 8, 8}, 10));
    make.output("two", make.add("a.2", "conv2d", {b2}, {1, 8, 8, 8}, 10));
    const auto graph = make.graph();
    QCOMPARE(foldedUnits(graph, {"a"}).size(), std::size_t(3));
    QCOMPARE(foldedUnits(graph, {"b"}).size(), std::size_t(3));
    QCOMPARE(foldedUnits(graph, {"a", "b"}).size(), std::size_t(3));
}

void TestModuleFolding::unitsStandInTheOrderOfTheData()
{
    const auto graph = testing::encoderWithThreeDecoders(true);
    for (const auto &folded : {FoldedModules{}, FoldedModules{"encoder.stage2", "depth_head"},
             FoldedModules{"encoder", "depth_head", "normals_head", "segmentation_head"}}) {
        const auto units = foldedUnits(graph, folded);
        std::vector<int> place(static_cast<std::size_t>(graph.size()));
        int layers = 0;
        for (std::size_t u = 0; u < units.size(); ++u) {
            for (const int layer : units[u].layers) {
                place[static_cast<std::size_t>(layer)] = static_cast<int>(u);
                ++layers;
            }
        }
        QCOMPARE(layers, graph.size());
        for (int layer = 0; layer < graph.size(); ++layer) {
            for (const int before : graph.predecessors(layer))
                QVERIFY(place[static_cast<std::size_t>(before)] <= place[static_cast<std::size_t>(layer)]);
        }
    }
}

void TestModuleFolding::wiresInsideAFoldedModuleAreNotDrawn()
{
    const auto graph = testing::encoderWithThreeDecoders();
    const auto layout = layoutGraph(graph, {{"encoder"}, false});
    const int node = layout->nodeOfLayer(0);
    std::size_t leaving = 0;
    for (const auto &edge : layout->edges) {
        QVERIFY(edge.from != edge.to);
        leaving += edge.from == node;
    }
    QCOMPARE(leaving, std::size_t(3)); // the bottleneck, to each head
}

void TestModuleFolding::aCutThroughTheInsideHasAKnobOnTheBox()
{
    const auto graph = testing::encoderWithThreeDecoders();
    const auto layout = layoutGraph(graph, {{"encoder"}, false});
    const auto cut = Cut::upTo(graph, {*graph.indexOf("encoder.stage2.add")});
    const auto frontier = frontierOf(graph, *layout, cut);
    QCOMPARE(frontier.handles.size(), std::size_t(1));
    QVERIFY(layout->node(layout->nodeOfLayer(0)).box.contains(frontier.handles.front().position));
    QVERIFY(frontier.handles.front().crosses);
}

void TestModuleFolding::aKnobPulledBehindAFoldedModuleTakesAllOfIt()
{
    const auto graph = std::make_shared<const LayerGraph>(testing::encoderWithThreeDecoders());
    const auto layout = layoutGraph(*graph, {{"depth_head"}, false});
    const auto start = Cut::upTo(*graph, {*graph->indexOf("encoder.bottleneck")});
    CutDrag drag(graph, layout, start, frontierOf(*graph, *layout, start).handles.front());
    const int last = *graph->indexOf("depth_head.resize");
    const auto &place = drag.placeNear(splitPointAfter(*layout, layout->nodeOfLayer(last)));
    QCOMPARE(place.cut, start.withOnDevice(*graph, last));
}

void TestModuleFolding::arrowsWalkOverAFoldedModuleInOneStep()
{
    const auto graph = testing::encoderWithThreeDecoders();
    const auto layout = layoutGraph(graph, {{"encoder.stage2"}, false});
    const int before = *graph.indexOf("encoder.stage1.add");
    const auto on = walkFrom(graph, *layout, before, WalkDirection::Right);
    QCOMPARE(on, graph.indexOf("encoder.stage2.add")); // its last layer stands for it
    QCOMPARE(walkFrom(graph, *layout, *on, WalkDirection::Right), graph.indexOf("encoder.stage3.down"));
    QCOMPARE(walkFrom(graph, *layout, *on, WalkDirection::Left), std::optional<int>(before));
}

void TestModuleFolding::topDownIsTheSamePictureTurned()
{
    const auto graph = testing::encoderWithThreeDecoders(true);
    const auto layout = layoutGraph(graph, {{}, true});
    for (const auto &edge : layout->edges)
        QVERIFY(layout->node(edge.to).box.top() > layout->node(edge.from).box.bottom());
    QVERIFY(layout->bounds.height() > layout->bounds.width());
    QCOMPARE(layout->node(layout->nodeOfLayer(0)).box.size(), layoutGraph(graph)->node(1).box.size()); // still readable
    const auto cut = Cut::upTo(graph, {*graph.indexOf("encoder.bottleneck")});
    const auto frontier = frontierOf(graph, *layout, cut);
    const auto upright = frontierOf(graph, *layoutGraph(graph), cut);
    QCOMPARE(frontier.handles.size(), upright.handles.size());
    QVERIFY(std::is_sorted(
        frontier.line.begin(), frontier.line.end(), [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); }));
}

void TestModuleFolding::arrowsFollowThePictureThatWasTurned()
{
    const auto graph = testing::encoderWithThreeDecoders();
    const auto layout = layoutGraph(graph, {{}, true});
    const int here = *graph.indexOf("encoder.stage1.add");
    const int next = *graph.indexOf("encoder.stage2.down");
    QCOMPARE(walkFrom(graph, *layout, here, WalkDirection::Down), std::optional<int>(next));
    QCOMPARE(walkFrom(graph, *layout, next, WalkDirection::Up), std::optional<int>(here));
    const int middle = *graph.indexOf("depth_head.conv2");
    const auto left = walkFrom(graph, *layout, middle, WalkDirection::Left);
    const auto right = walkFrom(graph, *layout, middle, WalkDirection::Right);
    QVERIFY(left && right && *left != *right);
    QVERIFY(graph.layer(*left).name == "conv2" && graph.layer(*right).name == "conv2");
}

void TestModuleFolding::aNumberedModuleIsNamedWithItsList()
{
    QCOMPARE(moduleName("encoder.layers.3"), QStringLiteral("layers.3"));
    QCOMPARE(moduleName("net.features.5.1"), QStringLiteral("features.5.1"));
    QCOMPARE(moduleName("encoder.stage3"), QStringLiteral("stage3"));
    QCOMPARE(moduleName("features"), QStringLiteral("features"));
    QCOMPARE(moduleName("12"), QStringLiteral("12"));
    QCOMPARE(moduleName(""), QString());
    testing::GraphMaker make({1, 3, 8, 8});
    int last = TensorRef::input;
    for (const auto *id : {"blocks.0.a", "blocks.0.b", "blocks.1.a", "blocks.1.b"})
        last = make.add(id, "conv2d", {last}, {1, 8, 8, 8}, 10);
    for (int i = 0; i < 4; ++i)
        make.layer(i).module = i < 2 ? "blocks.0" : "blocks.1";
    make.output("result", last);
    QStringList captions;
    const auto layout = layoutGraph(make.graph());
    for (const auto &group : layout->groups)
        captions << group.label;
    QVERIFY2(captions.contains(QStringLiteral("blocks.0")) && captions.contains(QStringLiteral("blocks.1")),
        qPrintable(captions.join(QLatin1Char(' '))));
}

QTEST_GUILESS_MAIN(TestModuleFolding)
#include "tst_module_folding.moc"
