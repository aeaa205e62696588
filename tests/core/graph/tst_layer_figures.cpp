// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/layer_figures.h"
#include "tests/widgets/sample_graph.h"

#include <QTest>

using namespace splitscope;

class TestLayerFigures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCutAfterALayerIsTheOneThatCutMakes_data();
    void everyCutAfterALayerIsTheOneThatCutMakes();
    void aCutThatCannotBeMadeHasNoBytes();
    void aModuleSumsItsLayers();
    void onlyWhatLeavesAModuleCounts();
    void timeIsThereOnlyWhereItWasMeasured();
    void timesOfMachinesAreThoseOfTheContext();
    void whatACodecDoesIsSaidOfTheCutAfterTheLayer();
};

void TestLayerFigures::everyCutAfterALayerIsTheOneThatCutMakes_data()
{
    QTest::addColumn<int>("which");
    QTest::newRow("three decoders") << 0;
    QTest::newRow("with skips") << 1;
    QTest::newRow("residual") << 2;
    QTest::newRow("chain of one") << 3;
}

void TestLayerFigures::everyCutAfterALayerIsTheOneThatCutMakes()
{
    QFETCH(int, which);
    const auto graph = which == 2 ? testing::residualNetwork(150)
        : which == 3              ? testing::chain(1)
                                  : testing::encoderWithThreeDecoders(which == 1);
    const auto cuts = cutsAfterLayers(graph);
    QCOMPARE(static_cast<int>(cuts.size()), graph.size());
    for (int layer = 0; layer < graph.size(); ++layer) {
        const auto slow = Cut::upTo(graph, {layer});
        const auto &quick = cuts[static_cast<std::size_t>(layer)];
        QCOMPARE(quick.bytes, crossingBytes(graph, slow));
        QCOMPARE(quick.tensors, static_cast<int>(crossingTensors(graph, slow).size()));
        QCOMPARE(quick.whyNot, whyIllegal(graph, slow));
    }
}

void TestLayerFigures::aCutThatCannotBeMadeHasNoBytes()
{
    testing::GraphMaker make({1, 3, 8, 8});
    const int first = make.add("first", "conv2d", {TensorRef::input}, {1, 8, 8, 8}, 10);
    make.output("result", make.add("second", "conv2d", {first}, {1, 8, 8, 8}, 10));
    make.layer(first).uncuttable = "a list cannot cross";
    const auto graph = make.graph();
    const LayerFacts facts{cutsAfterLayers(graph), {}};
    QVERIFY(!figureOf(graph, facts, LayerFigure::CrossingBytes, first));
    QVERIFY(facts.cuts.front().whyNot.find("a list cannot cross") != std::string::npos);
    QCOMPARE(figureOf(graph, facts, LayerFigure::CrossingBytes, 1), std::optional<double>(0.0)); // the end
}

void TestLayerFigures::aModuleSumsItsLayers()
{
    testing::GraphMaker make({1, 3, 8, 8});
    const int first = make.add("m.first", "conv2d", {TensorRef::input}, {1, 8, 8, 8}, 1000);
    const int second = make.add("m.second", "conv2d", {first}, {1, 4, 8, 8}, 3000);
    make.output("result", make.add("last", "conv2d", {second}, {1, 1, 8, 8}, 500));
    const auto graph = make.graph();
    const LayerFacts facts{cutsAfterLayers(graph), {}};
    const std::vector<int> module{first, second};
    QCOMPARE(figureOf(graph, facts, LayerFigure::Macs, module), std::optional<double>(4000.0));
    QCOMPARE(figureOf(graph, facts, LayerFigure::Parameters, module), std::optional<double>(40.0)); // macs / 100
    QCOMPARE(figureOf(graph, facts, LayerFigure::CrossingBytes, module), std::optional<double>(4.0 * 8 * 8 * 4));
}

void TestLayerFigures::onlyWhatLeavesAModuleCounts()
{
    const auto graph = testing::encoderWithThreeDecoders();
    std::vector<int> stage;
    for (int layer = 0; layer < graph.size(); ++layer) {
        if (graph.layer(layer).module.starts_with("encoder.stage1"))
            stage.push_back(layer);
    }
    QCOMPARE(stage.size(), std::size_t(3));
    QCOMPARE(bytesLeaving(graph, stage), std::int64_t(32 * 48 * 64 * 4)); // its addition alone
}

void TestLayerFigures::timeIsThereOnlyWhereItWasMeasured()
{
    const auto graph = testing::chain(2);
    LayerFacts facts{cutsAfterLayers(graph), {}};
    QVERIFY(!figureOf(graph, facts, LayerFigure::MeasuredMs, 0));
    QVERIFY(!figureOf(graph, facts, LayerFigure::MeasuredMs, std::vector<int>{0, 1}));
    LayerProfile profile;
    profile.layers = {{1.5, 1.0, 2.0, 9}, {2.0, 1.0, 3.0, 9}};
    facts.profile = std::make_shared<const LayerProfile>(profile);
    QCOMPARE(figureOf(graph, facts, LayerFigure::MeasuredMs, 0), std::optional<double>(1.5));
    QCOMPARE(figureOf(graph, facts, LayerFigure::MeasuredMs, std::vector<int>{0, 1}), std::optional<double>(3.5));
}

void TestLayerFigures::timesOfMachinesAreThoseOfTheContext()
{
    const auto graph = testing::chain(2);
    LayerFacts facts{cutsAfterLayers(graph), {}};
    QVERIFY(!figureOf(graph, facts, LayerFigure::DeviceMs, 0));
    facts.deviceTimes = std::make_shared<const LayerTimes>(LayerTimes{"board", "measured there", {4.0, 0.5}});
    QCOMPARE(figureOf(graph, facts, LayerFigure::DeviceMs, 1), std::optional<double>(0.5));
    QCOMPARE(figureOf(graph, facts, LayerFigure::DeviceMs, std::vector<int>{0, 1}), std::optional<double>(4.5));
    QVERIFY(!figureOf(graph, facts, LayerFigure::EdgeMs, 1));
    facts.edgeTimes = std::make_shared<const LayerTimes>(LayerTimes{"server", "of another model", {1.0}});
    QVERIFY(!figureOf(graph, facts, LayerFigure::EdgeMs, 1)); // not of this graph
}

void TestLayerFigures::whatACodecDoesIsSaidOfTheCutAfterTheLayer()
{
    const auto graph = testing::encoderWithThreeDecoders();
    LayerFacts facts{cutsAfterLayers(graph), {}};
    QVERIFY(!figureOf(graph, facts, LayerFigure::CodedBytes, 2));
    LayerCodecFigures coded{"1 %", "a study", std::vector<std::optional<double>>(graph.layers().size())};
    coded.values[1] = 900.0;
    coded.values[3] = 400.0;
    facts.codedBytes = std::make_shared<const LayerCodecFigures>(coded);
    QCOMPARE(figureOf(graph, facts, LayerFigure::CodedBytes, 3), std::optional<double>(400.0));
    QVERIFY(!figureOf(graph, facts, LayerFigure::CodedBytes, 2)); // not studied
    QVERIFY(!figureOf(graph, facts, LayerFigure::CodecError, 3));
    // A stage's last layer needs all of it: the cut after the stage is the cut after that layer, not a sum.
    QCOMPARE(figureOf(graph, facts, LayerFigure::CodedBytes, std::vector<int>{1, 2, 3}), std::optional<double>(400.0));
    // Two decoders together are no cut after one layer.
    const int segmentation = graph.outputs()[0].tensor.layer, depth = graph.outputs()[1].tensor.layer;
    auto heads = coded;
    heads.values.assign(graph.layers().size(), 5.0);
    facts.codedBytes = std::make_shared<const LayerCodecFigures>(heads);
    QVERIFY(!figureOf(graph, facts, LayerFigure::CodedBytes, std::vector<int>{segmentation, depth}));
}

QTEST_GUILESS_MAIN(TestLayerFigures)
#include "tst_layer_figures.moc"
