// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_graph.h"
#include "widgets/graph/graph_view.h"
#include "widgets/graph/node_text.h"
#include "widgets/graph/overlay.h"
#include "widgets/graph/overlay_legend.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace splitscope;

class TestOverlay : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aLinearScaleGoesFromNothingToTheMost();
    void aLogarithmicScaleGoesFromTheLeastAboveNothing();
    void boxesWithoutAValueHaveNone();
    void aFoldedModuleShowsItsSum();
    void aModelWithoutSuchAFigureHasAnEmptyScale();
    void coloursAreViridis();
    void brightnessOnlyRises();
    void theLegendSaysFigureUnitAndScale();
    void theOverlayColoursTheOverview();
    void timeNotMeasuredIsSaid();
    void timesOfAMachineAreColoursToo();
    void aStudyOfTheCutsIsColoursToo();
    void aCodecWithoutErrorSaysSo();
};

namespace {

/// MACs 0, 1,000,000 and 100,000,000.
LayerGraph threeLayers()
{
    testing::GraphMaker make({1, 3, 8, 8});
    int last = make.add("m.none", "relu", {TensorRef::input}, {1, 8, 8, 8}, 0);
    last = make.add("m.few", "conv2d", {last}, {1, 8, 8, 8}, 1'000'000);
    last = make.add("many", "conv2d", {last}, {1, 8, 8, 8}, 100'000'000);
    make.output("result", last);
    return make.graph();
}

Overlay overlayOf(const LayerGraph &graph, LayerFigure figure, OverlayScale scale, const LayoutWish &wish = {})
{
    return Overlay(figure, scale, graph, LayerFacts{cutsAfterLayers(graph), {}}, *layoutGraph(graph, wish));
}

} // namespace

void TestOverlay::init()
{
    QLocale::setDefault(QLocale::c());
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
}

void TestOverlay::aLinearScaleGoesFromNothingToTheMost()
{
    const auto overlay = overlayOf(threeLayers(), LayerFigure::Macs, OverlayScale::Linear);
    QCOMPARE(overlay.low(), 0.0);
    QCOMPARE(overlay.high(), 1e8);
    QCOMPARE(overlay.position(1e6), 0.01);
    QCOMPARE(overlay.position(1e8), 1.0);
    QCOMPARE(overlay.valueAt(0.5), 5e7);
}

void TestOverlay::aLogarithmicScaleGoesFromTheLeastAboveNothing()
{
    const auto overlay = overlayOf(threeLayers(), LayerFigure::Macs, OverlayScale::Logarithmic);
    QCOMPARE(overlay.low(), 1e6);
    QCOMPARE(overlay.position(1e7), 0.5); // a hundredfold in the whole, so ten times is half
    QCOMPARE(overlay.position(0.0), 0.0);
    QCOMPARE(overlay.valueAt(0.5), 1e7);
}

void TestOverlay::boxesWithoutAValueHaveNone()
{
    const auto graph = threeLayers();
    const auto layout = layoutGraph(graph);
    const auto overlay = overlayOf(graph, LayerFigure::Macs, OverlayScale::Linear);
    QVERIFY(!overlay.value(layout->nodeOfInput(0)));
    QVERIFY(!overlay.value(layout->nodeOfOutput(0)));
    QCOMPARE(overlay.value(layout->nodeOfLayer(0)), std::optional<double>(0.0));
    QCOMPARE(overlay.value(layout->nodeOfLayer(1)), std::optional<double>(1e6));
}

void TestOverlay::aFoldedModuleShowsItsSum()
{
    const auto graph = threeLayers();
    const LayoutWish wish{{"m"}, false};
    const auto layout = layoutGraph(graph, wish);
    const auto overlay = overlayOf(graph, LayerFigure::Macs, OverlayScale::Linear, wish);
    QCOMPARE(overlay.value(layout->nodeOfLayer(0)), std::optional<double>(1e6));
}

void TestOverlay::aModelWithoutSuchAFigureHasAnEmptyScale()
{
    testing::GraphMaker make({1, 3, 8, 8});
    make.output("result", make.add("relu", "relu", {TensorRef::input}, {1, 3, 8, 8}, 0));
    for (const auto scale : {OverlayScale::Linear, OverlayScale::Logarithmic}) {
        const auto overlay = overlayOf(make.graph(), LayerFigure::Macs, scale);
        QVERIFY(!overlay.hasValues());
        QCOMPARE(overlay.position(0.0), 0.0);
    }
}

void TestOverlay::coloursAreViridis()
{
    // matplotlib 3.6, matplotlib.cm.viridis(0), (0.5) and (1.0), as hexadecimal.
    QCOMPARE(viridis(0.0), QColor(0x44, 0x01, 0x54));
    QCOMPARE(viridis(0.5), QColor(0x21, 0x91, 0x8c));
    QCOMPARE(viridis(1.0), QColor(0xfd, 0xe7, 0x25));
}

void TestOverlay::brightnessOnlyRises()
{
    double before = -1.0;
    for (int step = 0; step <= 50; ++step) {
        const double contrast = contrastRatio(viridis(step / 50.0), Qt::black);
        QVERIFY(contrast > before);
        before = contrast;
    }
}

void TestOverlay::theLegendSaysFigureUnitAndScale()
{
    const auto graph = std::make_shared<const LayerGraph>(threeLayers());
    GraphView view;
    view.resize(900, 500);
    view.setGraph(graph, layoutGraph(*graph), Cut::edge(*graph));
    view.show();
    auto *legend = view.findChild<OverlayLegend *>(QStringLiteral("overlayLegend"));
    QVERIFY(legend && legend->isVisible());
    QCOMPARE(legend->accessibleName(), QStringLiteral("Legend: MACs, linear, from 0 to 100 M"));
    QSignalSpy asked(&view, &GraphView::overlayScaleRequested);
    QTest::mouseClick(legend, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    view.setOverlay(LayerFigure::OutputBytes, OverlayScale::Logarithmic);
    QCOMPARE(legend->accessibleName(), QStringLiteral("Legend: Activation bytes, logarithmic, from 205 B to 2.05 kB"));
    view.setOverlay(std::nullopt, OverlayScale::Linear);
    QVERIFY(!legend->isVisible());
}

void TestOverlay::theOverlayColoursTheOverview()
{
    const auto graph = std::make_shared<const LayerGraph>(threeLayers());
    const auto layout = layoutGraph(*graph);
    GraphView view;
    view.resize(900, 500);
    view.setGraph(graph, layout, Cut::edge(*graph));
    view.show();
    view.setTransform(QTransform::fromScale(0.2, 0.2));
    view.centerOn(layout->bounds.center());
    const auto colorOf = [&](int layer) {
        const auto &box = layout->node(layout->nodeOfLayer(layer)).box;
        const auto place = view.mapFromScene(QPointF(box.center().x(), box.top() + 0.7 * box.height()));
        return view.grab().toImage().pixelColor(place);
    };
    QCOMPARE(colorOf(2), viridis(1.0));
    QCOMPARE(colorOf(0), viridis(0.0));
    view.setOverlay(std::nullopt, OverlayScale::Linear);
    QCOMPARE(colorOf(2), Theme::fromPalette(view.palette()).edge);
}

void TestOverlay::timeNotMeasuredIsSaid()
{
    const auto graph = threeLayers();
    LayerFacts facts{cutsAfterLayers(graph), {}};
    QCOMPARE(figureSource(LayerFigure::MeasuredMs, facts), QStringLiteral("Not measured yet"));
    LayerProfile profile;
    profile.key.cpu = "Some CPU";
    profile.key.threads = 2;
    profile.layers = {{1.0, 1.0, 1.0, 9}, {2.0, 2.0, 2.0, 9}, {3.0, 3.0, 3.0, 9}};
    facts.profile = std::make_shared<const LayerProfile>(profile);
    const auto source = figureSource(LayerFigure::MeasuredMs, facts);
    QVERIFY2(
        source.contains(QLatin1String("Some CPU")) && source.contains(QLatin1String("9 runs")), qPrintable(source));
}

void TestOverlay::timesOfAMachineAreColoursToo()
{
    const auto graph = std::make_shared<const LayerGraph>(threeLayers());
    const auto layout = layoutGraph(*graph);
    GraphView view;
    view.resize(900, 500);
    view.setGraph(graph, layout, Cut::edge(*graph));
    view.setOverlay(LayerFigure::DeviceMs, OverlayScale::Linear);
    auto *legend = view.findChild<OverlayLegend *>(QStringLiteral("overlayLegend"));
    QVERIFY2(legend->accessibleName().startsWith(QLatin1String("Legend: Time on the device: not known")),
        qPrintable(legend->accessibleName()));
    LayerFacts facts{cutsAfterLayers(*graph), {}};
    facts.deviceTimes = std::make_shared<const LayerTimes>(LayerTimes{"board", "measured there", {1.0, 4.0, 2.0}});
    view.setFacts(std::make_shared<const LayerFacts>(facts));
    QCOMPARE(legend->accessibleName(), QStringLiteral("Legend: Time on the device, linear, from 0 ms to 4.00 ms"));
    const auto &overlay = view.graphScene().picture().overlay;
    QCOMPARE(overlay.value(layout->nodeOfLayer(2)), std::optional<double>(2.0));
    QCOMPARE(overlay.source(), QStringLiteral("board: measured there"));
    facts.deviceTimes = std::make_shared<const LayerTimes>(LayerTimes{"board", "not measured", {1.0, 4.0, 2.0}, true});
    view.setFacts(std::make_shared<const LayerFacts>(facts));
    QCOMPARE(legend->accessibleName(),
        QStringLiteral("Legend: Time on the device, estimated, linear, from 0 ms to 4.00 ms"));
}

void TestOverlay::aStudyOfTheCutsIsColoursToo()
{
    const auto graph = std::make_shared<const LayerGraph>(threeLayers());
    const auto layout = layoutGraph(*graph);
    GraphView view;
    view.resize(900, 500);
    view.setGraph(graph, layout, Cut::edge(*graph));
    view.setOverlay(LayerFigure::CodedBytes, OverlayScale::Linear);
    const auto *legend = view.findChild<OverlayLegend *>(QStringLiteral("overlayLegend"));
    QVERIFY2(legend->accessibleName().startsWith(QLatin1String("Legend: Bytes for 1 % loss if cut here: not known")),
        qPrintable(legend->accessibleName()));
    const auto &picture = view.graphScene().picture();
    QVERIFY(!cardLines(picture, layout->nodeOfLayer(0)).contains(QStringLiteral("unknown"))); // of any layer

    LayerFacts facts{cutsAfterLayers(*graph), {}};
    facts.codedBytes = std::make_shared<const LayerCodecFigures>(
        LayerCodecFigures{"2 %", "study of 100 frames", {600.0, std::nullopt, 150.0}});
    view.setFacts(std::make_shared<const LayerFacts>(facts));
    QCOMPARE(
        legend->accessibleName(), QStringLiteral("Legend: Bytes for 2 % loss if cut here, linear, from 0 B to 600 B"));
    QVERIFY(legend->toolTip().contains(QLatin1String("study of 100 frames")));
    QCOMPARE(picture.overlay.value(layout->nodeOfLayer(2)), std::optional<double>(150.0));
    QCOMPARE(cardLines(picture, layout->nodeOfLayer(0)).back(), QStringLiteral("cut: 600 B"));
    QVERIFY(!picture.overlay.value(layout->nodeOfLayer(1)));
    QCOMPARE(cardLines(picture, layout->nodeOfLayer(1)).back(), QStringLiteral("unknown"));
    QVERIFY(
        nodeToolTip(picture, layout->nodeOfLayer(2)).contains(QLatin1String("Bytes for 2 % loss if cut here: 150 B")));
}

void TestOverlay::aCodecWithoutErrorSaysSo()
{
    const auto graph = std::make_shared<const LayerGraph>(threeLayers());
    const auto layout = layoutGraph(*graph);
    GraphView view;
    view.setGraph(graph, layout, Cut::edge(*graph));
    view.setOverlay(LayerFigure::CodecError, OverlayScale::Linear);
    LayerFacts facts{cutsAfterLayers(*graph), {}};
    facts.codecErrors =
        std::make_shared<const LayerCodecFigures>(LayerCodecFigures{"bits:4", "frame 7", {0.0, 0.125, std::nullopt}});
    view.setFacts(std::make_shared<const LayerFacts>(facts));
    const auto &picture = view.graphScene().picture();
    QCOMPARE(cardLines(picture, layout->nodeOfLayer(0)).back(), QStringLiteral("error 0 %"));
    QCOMPARE(cardLines(picture, layout->nodeOfLayer(1)).back(), QStringLiteral("error 12.5 %"));
    QCOMPARE(cardLines(picture, layout->nodeOfLayer(2)).back(), QStringLiteral("unknown"));
    QCOMPARE(picture.overlay.title(), QStringLiteral("Error of bits:4 if cut here"));
}

QTEST_MAIN(TestOverlay)
#include "tst_overlay.moc"
