// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_graph.h"
#include "widgets/graph/graph_view.h"
#include "widgets/graph/handle_item.h"
#include "widgets/graph/node_item.h"

#include <QContextMenuEvent>
#include <QLabel>
#include <QMenu>
#include <QPicture>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocumentFragment>

#include <ctime>

using namespace splitscope;

class TestGraphView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyLayerIsInThePicture();
    void aPulledKnobAsksForTheCutItIsDroppedAt();
    void whileAKnobIsHeldTheChangeOfBytesIsSaid();
    void whatACutWouldCostIsSaidToo();
    void aKeyThatMovesASplitPointSaysWhatItCosts();
    void eachKnobMovesItsOwnBranch_data();
    void eachKnobMovesItsOwnBranch();
    void theEndsOfAllBranchesCanBeDrawnBack();
    void numbersFollowTheLanguage();
    void escapeLetsGoWithoutACut();
    void arrowKeysWalkAndShiftMovesTheSplitPoint();
    void aClickChoosesALayer();
    void keysFitAndShowAtFullSize();
    void ctrlAndArrowsMoveThePicture();
    void theWheelZoomsAtThePointer();
    void aKnobCanBeHeldInTheOverviewToo();
    void aModelOfTwoThousandLayersOpensAndPaintsWithoutAStall();
    void withoutAModelNothingHappens();
    void aModuleIsFoldedWhereItStands();
    void theLayersMenuCutsAndFolds();
    void theCardNeverCoversTheChosenLayer();
    void noCardWhileAKnobIsHeld();
    void aRefusedCutIsSaidWithItsReason();
    void aModelOfOneLayerWorks();
    void everyLayerOfALargeModelCanBeSeenAtOnce();
    void aLongChainIsSeenAsAWhole();
    void knobsThatStandCloseAreSmall();
    void whatIsWrittenLooksLikeWhatIsSeen_data();
    void whatIsWrittenLooksLikeWhatIsSeen();

private:
    QString reading() const
    {
        const auto *label = m_view->findChild<QLabel *>(QStringLiteral("dragLabel"));
        return label->isVisible() ? plain(label->text()) : QString();
    }
    bool knobsStandStill() const
    {
        const auto items = m_view->scene()->items();
        return std::all_of(items.begin(), items.end(), [](const QGraphicsItem *item) {
            return item->type() != HandleItem::Type || !item->isVisible()
                || item->pos() == static_cast<const HandleItem *>(item)->handle().position;
        });
    }
    static QString plain(const QString &richText) { return QTextDocumentFragment::fromHtml(richText).toPlainText(); }
    Cut upTo(const QStringList &ids) const
    {
        std::vector<int> layers;
        for (const auto &id : ids)
            layers.push_back(layer(qPrintable(id)));
        return Cut::upTo(*m_graph, layers);
    }
    int layer(const char *id) const { return *m_graph->indexOf(id); }
    QPoint knobOf(int layer) const;
    QPoint pointAfter(const char *id) const;
    void drag(const QPoint &from, const QPoint &to, bool letGo);

    std::shared_ptr<const LayerGraph> m_graph;
    std::shared_ptr<const GraphLayout> m_layout;
    std::unique_ptr<GraphView> m_view;
    Cut m_start;
};

void TestGraphView::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    m_graph = std::make_shared<LayerGraph>(testing::encoderWithThreeDecoders());
    m_layout = layoutGraph(*m_graph);
    m_start = Cut::upTo(*m_graph, {layer("encoder.bottleneck")});
    m_view = std::make_unique<GraphView>();
    m_view->resize(1000, 600);
    m_view->setGraph(m_graph, m_layout, m_start);
    connect(m_view.get(), &GraphView::cutRequested, m_view.get(), &GraphView::setCut);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    m_view->setFocus();
}

void TestGraphView::cleanup() { m_view.reset(); }

QPoint TestGraphView::knobOf(int layer) const
{
    for (const auto &handle : m_view->graphScene().frontier().handles) {
        if (handle.tensor.layer == layer)
            return m_view->mapFromScene(handle.position);
    }
    return {};
}

QPoint TestGraphView::pointAfter(const char *id) const
{
    return m_view->mapFromScene(splitPointAfter(*m_layout, m_layout->nodeOfLayer(layer(id))));
}

void TestGraphView::drag(const QPoint &from, const QPoint &to, bool letGo)
{
    auto *viewport = m_view->viewport();
    QTest::mousePress(viewport, Qt::LeftButton, {}, from);
    for (int step = 1; step <= 5; ++step)
        QTest::mouseMove(viewport, from + (to - from) * step / 5);
    if (letGo)
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, to);
}

void TestGraphView::everyLayerIsInThePicture()
{
    QList<int> layers;
    for (auto *item : m_view->scene()->items()) {
        if (item->type() == NodeItem::Type && static_cast<NodeItem *>(item)->layer() >= 0)
            layers.append(static_cast<NodeItem *>(item)->layer());
    }
    std::sort(layers.begin(), layers.end());
    QCOMPARE(layers.size(), m_graph->size());
    QCOMPARE(layers.first(), 0);
    QCOMPARE(layers.last(), m_graph->size() - 1);
}

void TestGraphView::aPulledKnobAsksForTheCutItIsDroppedAt()
{
    QSignalSpy asked(m_view.get(), &GraphView::cutRequested);
    drag(knobOf(layer("encoder.bottleneck")), pointAfter("depth_head.expand"), true);
    QCOMPARE(asked.count(), 1);
    const auto wanted = m_start.withOnDevice(*m_graph, layer("depth_head.expand"));
    QCOMPARE(asked.first().first().value<Cut>(), wanted);
    QCOMPARE(m_view->graphScene().cut(), wanted);
    // Two knobs now: one on the branch that moved, one for the tensor that the others still read.
    QCOMPARE(m_view->graphScene().frontier().handles.size(), std::size_t(2));
    QVERIFY(!knobOf(layer("depth_head.expand")).isNull());
}

void TestGraphView::whileAKnobIsHeldTheChangeOfBytesIsSaid()
{
    auto *label = m_view->findChild<QLabel *>(QStringLiteral("dragLabel"));
    QVERIFY(label->isHidden());
    drag(knobOf(layer("encoder.bottleneck")), pointAfter("encoder.stage3.add"), false);
    QTRY_VERIFY(label->isVisible());
    QCOMPARE(plain(label->text()), QStringLiteral("128x12x16 | 98.3 kB +61.4 kB"));
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, pointAfter("encoder.stage3.add"));
    QVERIFY(label->isHidden());
}

void TestGraphView::whatACutWouldCostIsSaidToo()
{
    int asked = 0;
    m_view->setCutEvaluator([&](const Cut &cut) {
        ++asked;
        PlanFigures figures;
        figures.latency.device = 10.0 * cut.deviceLayers();
        figures.deviceEnergyMj = 2.0 * cut.deviceLayers();
        figures.uplinkBytes = 1000.0;
        return std::optional(figures);
    });
    // 11 layers stand before the cut, 10 before the one that it is drawn to.
    drag(knobOf(layer("encoder.bottleneck")), pointAfter("encoder.stage3.add"), false);
    QTRY_COMPARE(
        reading(), QStringLiteral("128x12x16 | 1.00 kB \u00b10 B | 100 ms \u221210.0 ms | 20.0 mJ \u22122.00 mJ"));
    const int before = asked;
    QTest::mouseMove(m_view->viewport(), pointAfter("encoder.stage3.add") + QPoint(1, 1));
    QCOMPARE(asked, before); // the same place again
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, pointAfter("encoder.stage3.add"));
    QCOMPARE(reading(), QString());

    m_view->setCutEvaluator([](const Cut &) { return std::optional<PlanFigures>(); });
    QTRY_VERIFY(knobsStandStill());
    drag(knobOf(layer("encoder.stage3.add")), pointAfter("encoder.bottleneck"), false);
    QTRY_COMPARE(reading(), QStringLiteral("12x24x32 | 36.9 kB \u221261.4 kB"));
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, pointAfter("encoder.bottleneck"));
}

void TestGraphView::aKeyThatMovesASplitPointSaysWhatItCosts()
{
    m_view->setCurrentLayer(layer("encoder.bottleneck"));
    QTest::keyClick(m_view.get(), Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(m_view->graphScene().cut(), upTo({QStringLiteral("encoder.stage3.add")}));
    QCOMPARE(reading(), QStringLiteral("128x12x16 | 98.3 kB +61.4 kB"));
    m_view->setCut(m_start); // taken back: it says nothing of this cut
    QCOMPARE(reading(), QString());
}

void TestGraphView::eachKnobMovesItsOwnBranch_data()
{
    QTest::addColumn<QString>("knob");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QStringList>("expected");
    const QString heads[] = {
        QStringLiteral("segmentation_head"), QStringLiteral("depth_head"), QStringLiteral("normals_head")};
    for (const auto &head : heads) {
        for (const auto *place : {".expand", ".conv2", ".resize"}) {
            QStringList expected;
            for (const auto &other : heads)
                expected << other + (other == head ? QLatin1String(place) : QLatin1String(".up1"));
            QTest::addRow("%s%s", qPrintable(head), place)
                << head + QStringLiteral(".up1") << head + QLatin1String(place) << expected;
        }
    }
}

void TestGraphView::eachKnobMovesItsOwnBranch()
{
    QFETCH(QString, knob);
    QFETCH(QString, to);
    QFETCH(QStringList, expected);
    m_view->setCut(upTo({QStringLiteral("segmentation_head.up1"), QStringLiteral("depth_head.up1"),
        QStringLiteral("normals_head.up1")}));
    m_view->fitAll();
    QCOMPARE(m_view->graphScene().frontier().handles.size(), std::size_t(3));
    drag(knobOf(layer(qPrintable(knob))), pointAfter(qPrintable(to)), true);
    QCOMPARE(m_view->graphScene().cut(), upTo(expected));
}

void TestGraphView::theEndsOfAllBranchesCanBeDrawnBack()
{
    for (const auto *head : {"segmentation_head", "depth_head", "normals_head"}) {
        m_view->setCut(Cut::device(*m_graph));
        m_view->fitAll();
        const auto id = [&](const char *part) { return (QLatin1String(head) + QLatin1String(part)).toLatin1(); };
        drag(knobOf(layer(id(".resize"))), pointAfter(id(".up1")), true);
        QCOMPARE(m_view->graphScene().cut(), Cut::device(*m_graph).withOnEdge(*m_graph, layer(id(".conv2"))));
    }
    m_view->setCut(Cut::edge(*m_graph));
    m_view->fitAll();
    drag(knobOf(TensorRef::input), pointAfter("encoder.stem.conv"), true);
    QCOMPARE(m_view->graphScene().cut(), upTo({QStringLiteral("encoder.stem.conv")}));
}

void TestGraphView::numbersFollowTheLanguage()
{
    const auto backToC = qScopeGuard([] { QLocale::setDefault(QLocale::c()); });
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    drag(knobOf(layer("encoder.bottleneck")), pointAfter("encoder.stage3.add"), false);
    QTRY_COMPARE(reading(), QStringLiteral("128x12x16 | 98,3 kB +61,4 kB"));
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    m_view->setCurrentLayer(-1);
    m_view->setCurrentLayer(layer("encoder.bottleneck"));
    const auto facts = plain(m_view->findChild<QLabel *>(QStringLiteral("layerCardFacts"))->text());
    QVERIFY2(facts.contains(QStringLiteral("36,9 kB")) && facts.contains(QStringLiteral("9,40 M")), qPrintable(facts));
}

void TestGraphView::escapeLetsGoWithoutACut()
{
    QSignalSpy asked(m_view.get(), &GraphView::cutRequested);
    drag(knobOf(layer("encoder.bottleneck")), pointAfter("depth_head.expand"), false);
    QVERIFY(m_view->graphScene().dragging());
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, pointAfter("depth_head.expand"));
    QCOMPARE(asked.count(), 0);
    QCOMPARE(m_view->graphScene().picture().cut, m_start);
}

void TestGraphView::arrowKeysWalkAndShiftMovesTheSplitPoint()
{
    m_view->setCurrentLayer(layer("depth_head.expand"));
    QTest::keyClick(m_view.get(), Qt::Key_Right);
    QCOMPARE(m_view->currentLayer(), layer("depth_head.up1"));
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(m_view->graphScene().cut(), m_start.withOnDevice(*m_graph, layer("depth_head.expand")));
    QTest::keyClick(m_view.get(), Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(m_view->graphScene().cut(), m_start);
    QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(m_view->currentLayer(), layer("encoder.bottleneck"));
}

void TestGraphView::aClickChoosesALayer()
{
    const auto centre = m_layout->node(m_layout->nodeOfLayer(layer("encoder.bottleneck"))).box.center();
    QSignalSpy chosen(m_view.get(), &GraphView::currentLayerChanged);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->mapFromScene(centre));
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(m_view->currentLayer(), layer("encoder.bottleneck"));
}

void TestGraphView::keysFitAndShowAtFullSize()
{
    QTest::keyClick(m_view.get(), Qt::Key_1);
    QCOMPARE(m_view->zoom(), 1.0);
    QTest::keyClick(m_view.get(), Qt::Key_F);
    const auto shown = m_view->mapToScene(m_view->viewport()->rect()).boundingRect();
    QVERIFY(shown.contains(m_layout->bounds));
}

void TestGraphView::ctrlAndArrowsMoveThePicture()
{
    m_view->showAtFullSize();
    const int chosen = m_view->currentLayer();
    const auto middle = [&] { return m_view->mapToScene(m_view->viewport()->rect().center()); };
    const auto start = middle();
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ControlModifier);
    QVERIFY(middle().x() > start.x());
    QTest::keyClick(m_view.get(), Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(middle(), start);
    QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ControlModifier);
    QVERIFY(middle().y() > start.y());
    QCOMPARE(m_view->currentLayer(), chosen); // that is what arrows alone do
}

void TestGraphView::theWheelZoomsAtThePointer()
{
    const QPoint pointer(250, 260);
    const auto under = m_view->mapToScene(pointer);
    const double before = m_view->zoom();
    QWheelEvent event(pointer, m_view->viewport()->mapToGlobal(pointer), {}, QPoint(0, 120), Qt::NoButton,
        Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(m_view->viewport(), &event);
    QVERIFY(m_view->zoom() > before);
    const auto moved = m_view->mapFromScene(under) - pointer;
    QVERIFY(moved.manhattanLength() <= 3);
}

void TestGraphView::aKnobCanBeHeldInTheOverviewToo()
{
    m_view->fitAll();
    QVERIFY(m_view->zoom() < textDetail);
    QSignalSpy asked(m_view.get(), &GraphView::cutRequested);
    drag(knobOf(layer("encoder.bottleneck")) + QPoint(4, 3), pointAfter("encoder.stage1.add"), true);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(m_view->graphScene().cut(), Cut::upTo(*m_graph, {layer("encoder.stage1.add")}));
}

void TestGraphView::aModelOfTwoThousandLayersOpensAndPaintsWithoutAStall()
{
    const auto graph = std::make_shared<const LayerGraph>(testing::chain(2000));
    const auto layout = layoutGraph(*graph);
    // Processor time of this thread: others may keep the machine busy. The budget is 50 ms for each.
    const auto threadMs = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return 1000.0 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
    };
    const double start = threadMs();
    m_view->setGraph(graph, layout, Cut::upTo(*graph, {1000}));
    const double opened = threadMs();
    m_view->fitAll();
    m_view->grab();
    const double painted = threadMs();
    QVERIFY2(opened - start < 200.0 && painted - opened < 200.0,
        qPrintable(QStringLiteral("%1 ms, %2 ms").arg(opened - start).arg(painted - opened)));
}

void TestGraphView::withoutAModelNothingHappens()
{
    m_view->clearGraph();
    for (const auto key : {Qt::Key_F, Qt::Key_1, Qt::Key_Left, Qt::Key_Right, Qt::Key_Escape})
        QTest::keyClick(m_view.get(), key);
    m_view->grab();
    QCOMPARE(m_view->currentLayer(), -1);
}

void TestGraphView::aModuleIsFoldedWhereItStands()
{
    QSignalSpy asked(m_view.get(), &GraphView::layoutRequested);
    const int chosen = layer("depth_head.conv2");
    m_view->setCurrentLayer(chosen);
    const auto centre = [&] {
        const auto &layout = *m_view->graphScene().picture().layout;
        return m_view->mapFromScene(layout.node(layout.nodeOfLayer(chosen)).box.center());
    };
    const auto place = centre();
    QTest::keyClick(m_view.get(), Qt::Key_C);
    QCOMPARE(asked.count(), 1);
    const auto wish = asked.first().first().value<LayoutWish>();
    QCOMPARE(wish.folded, (FoldedModules{"depth_head"}));
    m_view->setLayout(layoutGraph(*m_graph, wish));
    QVERIFY((centre() - place).manhattanLength() <= 2);
    QCOMPARE(m_view->currentLayers().size(), std::size_t(5));
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, centre());
    QCOMPARE(asked.count(), 2);
    QVERIFY(asked.last().first().value<LayoutWish>().folded.empty());
}

void TestGraphView::theLayersMenuCutsAndFolds()
{
    const auto centre = m_layout->node(m_layout->nodeOfLayer(layer("encoder.stage3.conv1"))).box.center();
    m_view->centerOn(centre);
    const auto place = m_view->mapFromScene(centre);
    QContextMenuEvent event(QContextMenuEvent::Mouse, place, m_view->mapToGlobal(place));
    QCoreApplication::sendEvent(m_view->viewport(), &event);
    auto *menu = m_view->findChild<QMenu *>(QStringLiteral("layerMenu"));
    QVERIFY(menu);
    QStringList texts;
    for (const auto *action : menu->actions())
        texts << action->text();
    QCOMPARE(
        texts, QStringList({"Device up to here", "Edge from here", "", "Collapse encoder.stage3", "Collapse encoder"}));
    QVERIFY(!menu->actions().at(0)->isEnabled()); // it is there already
    QSignalSpy cuts(m_view.get(), &GraphView::cutRequested);
    menu->actions().at(1)->trigger();
    QCOMPARE(cuts.count(), 1);
    QCOMPARE(m_view->graphScene().cut(), Cut::upTo(*m_graph, {layer("encoder.stage3.down")}));
    menu->close();
}

void TestGraphView::theCardNeverCoversTheChosenLayer()
{
    const auto *card = m_view->findChild<QWidget *>(QStringLiteral("layerCard"));
    for (int chosen = 0; chosen < m_graph->size(); ++chosen) {
        m_view->setCurrentLayer(chosen);
        QVERIFY(card->isVisible());
        const auto box = m_layout->node(m_layout->nodeOfLayer(chosen)).box;
        const QRect seen(m_view->mapFromScene(box.topLeft()), m_view->mapFromScene(box.bottomRight()));
        QVERIFY2(!card->geometry().intersects(seen), m_graph->layer(chosen).id.c_str());
    }
}

void TestGraphView::noCardWhileAKnobIsHeld()
{
    const auto *card = m_view->findChild<QWidget *>(QStringLiteral("layerCard"));
    m_view->setCurrentLayer(layer("encoder.stage3.down"));
    QVERIFY(card->isVisible());
    drag(knobOf(layer("encoder.bottleneck")), pointAfter("encoder.stage3.add"), false);
    QVERIFY(!card->isVisible());
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, pointAfter("encoder.stage3.add"));
    QVERIFY(!card->isVisible()); // a hand that cuts did not ask for facts
}

void TestGraphView::aRefusedCutIsSaidWithItsReason()
{
    testing::GraphMaker make({1, 3, 8, 8});
    const int first = make.add("first", "conv2d", {TensorRef::input}, {1, 8, 8, 8}, 10);
    make.output("result", make.add("second", "conv2d", {first}, {1, 8, 8, 8}, 10));
    make.layer(first).uncuttable = "a list cannot cross";
    const auto graph = std::make_shared<const LayerGraph>(make.graph());
    m_view->setGraph(graph, layoutGraph(*graph), Cut::edge(*graph));
    m_view->setCurrentLayer(first);
    QSignalSpy refused(m_view.get(), &GraphView::refused);
    m_view->putCurrentOnDevice();
    QCOMPARE(refused.count(), 1);
    QVERIFY(refused.first().first().toString().contains(QLatin1String("a list cannot cross")));
    const auto *said = m_view->findChild<QLabel *>(QStringLiteral("layerCardCrossing"));
    QVERIFY2(said->text().startsWith(QLatin1String("Cannot be cut here")), qPrintable(said->text()));
}

void TestGraphView::aModelOfOneLayerWorks()
{
    const auto graph = std::make_shared<const LayerGraph>(testing::chain(1));
    m_view->setGraph(graph, layoutGraph(*graph), Cut::edge(*graph));
    for (const auto figure : allLayerFigures())
        m_view->setOverlay(figure, OverlayScale::Logarithmic);
    m_view->setCurrentLayer(0);
    for (const auto key : {Qt::Key_F, Qt::Key_Z, Qt::Key_C, Qt::Key_O, Qt::Key_Left, Qt::Key_Right, Qt::Key_Up})
        QTest::keyClick(m_view.get(), key);
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(m_view->graphScene().cut().isDevice());
    m_view->foldAll();
    m_view->grab();
}

void TestGraphView::everyLayerOfALargeModelCanBeSeenAtOnce()
{
    const auto graph = std::make_shared<const LayerGraph>(testing::chain(2000));
    const auto layout = layoutGraph(*graph);
    m_view->setGraph(graph, layout, Cut::edge(*graph));
    m_view->fitAll();
    QVERIFY(m_view->mapToScene(m_view->viewport()->rect()).boundingRect().contains(layout->bounds));
}

void TestGraphView::aLongChainIsSeenAsAWhole()
{
    const auto graph = std::make_shared<const LayerGraph>(testing::residualNetwork(2000));
    const auto layout = layoutGraph(*graph);
    m_view->setGraph(graph, layout, Cut::edge(*graph));
    m_view->fitAll();
    // Room for the names of the results beside it.
    const int right = m_view->mapFromScene(layout->bounds.topRight()).x();
    const int name = QFontMetrics(m_view->font()).horizontalAdvance(QStringLiteral("segmentation"));
    QVERIFY2(right + name / 2 < m_view->width(), qPrintable(QString::number(right)));
    // And its colours are more than a hair.
    const auto picture = m_view->grab().toImage();
    const auto canvas = m_view->graphScene().picture().theme.canvas;
    const int away = 3 * graph->size() / 8; // from captions and knobs
    const QPoint middle = m_view->mapFromScene(layout->node(layout->nodeOfLayer(away)).box.center());
    int coloured = 0;
    for (int y = middle.y() - 20; y < middle.y() + 20; ++y)
        coloured += picture.pixelColor(middle.x(), y) != canvas ? 1 : 0;
    QVERIFY2(coloured >= 9, qPrintable(QString::number(coloured)));
}

void TestGraphView::knobsThatStandCloseAreSmall()
{
    // Twelve tensors cross side by side, as in a dense block.
    testing::GraphMaker make({1, 3, 8, 8});
    std::vector<int> all;
    int last = TensorRef::input;
    for (int i = 0; i < 12; ++i)
        all.push_back(last = make.add("layer" + std::to_string(i), "conv2d", {last}, {1, 8, 8, 8}, 10));
    make.output("result", make.add("cat", "cat", all, {1, 96, 8, 8}, 0));
    const auto graph = std::make_shared<const LayerGraph>(make.graph());
    m_view->setGraph(graph, layoutGraph(*graph), Cut::upTo(*graph, {last}));
    const auto radii = [&](double zoom) {
        m_view->setTransform(QTransform::fromScale(zoom, zoom));
        std::vector<double> radii;
        for (const auto *item : m_view->scene()->items()) {
            if (item->type() == HandleItem::Type && item->isVisible())
                radii.push_back(static_cast<const HandleItem *>(item)->radius());
        }
        return radii;
    };
    QCOMPARE(radii(4.0), std::vector<double>(12, 8.0)); // at least 14 units from one to the next
    for (const double radius : radii(0.6))
        QVERIFY2(radius <= 8.0 && radius >= 3.0, qPrintable(QString::number(radius)));
    const auto small = radii(0.6);
    QVERIFY(std::count_if(small.begin(), small.end(), [](double radius) { return radius < 5.0; }) >= 10);
    const auto alone = testing::chain(5);
    const auto chain = std::make_shared<const LayerGraph>(alone);
    m_view->setGraph(chain, layoutGraph(*chain), Cut::upTo(*chain, {2}));
    QCOMPARE(radii(0.1), std::vector<double>(1, 8.0));
}

void TestGraphView::whatIsWrittenLooksLikeWhatIsSeen_data()
{
    QTest::addColumn<double>("zoom");
    for (const double zoom : {0.3, 0.4, 0.8, 1.0})
        QTest::addRow("at %g", zoom) << zoom;
}

/// Seen boxes are copied to whole pixels, written ones drawn as lines: two ways to the same picture.
void TestGraphView::whatIsWrittenLooksLikeWhatIsSeen()
{
    QFETCH(double, zoom);
    auto &scene = m_view->graphScene();
    const QRectF part = m_layout->bounds.adjusted(-20.0, -20.0, 20.0, 20.0);
    const QSize size = (part.size() * zoom).toSize();
    const auto drawn = [&](bool recorded) {
        QImage image(size, QImage::Format_RGB32);
        image.fill(scene.picture().theme.canvas);
        QPicture recording;
        QPainter painter(recorded ? static_cast<QPaintDevice *>(&recording) : &image);
        painter.setRenderHint(QPainter::Antialiasing);
        scene.render(&painter, QRectF(QPointF(), QSizeF(size)), part);
        painter.end();
        if (recorded) {
            QPainter player(&image);
            player.setRenderHint(QPainter::Antialiasing);
            player.drawPicture(0, 0, recording);
        }
        return image;
    };
    // Compared in patches: a line may lie half a pixel beside itself.
    constexpr int patch = 12;
    const auto seen = drawn(false).scaled(size / patch, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    const auto written = drawn(true).scaled(size / patch, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    double difference = 0.0, most = 0.0;
    for (int y = 0; y < seen.height(); ++y) {
        for (int x = 0; x < seen.width(); ++x) {
            const QColor a = seen.pixelColor(x, y), b = written.pixelColor(x, y);
            const double here =
                std::max({std::abs(a.red() - b.red()), std::abs(a.green() - b.green()), std::abs(a.blue() - b.blue())});
            most = std::max(most, here);
            difference += here / (seen.width() * seen.height());
        }
    }
    QVERIFY2(difference < 2.0 && most < 40.0, qPrintable(QStringLiteral("mean %1, most %2").arg(difference).arg(most)));
}

QTEST_MAIN(TestGraphView)
#include "tst_graph_view.moc"
