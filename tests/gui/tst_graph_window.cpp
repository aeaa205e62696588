// SPDX-License-Identifier: GPL-3.0-or-later
// Graph, table, search and their actions in the whole window, found by object name and driven as a person would.
#include "tests/gui/open_window.h"
#include "widgets/graph/layer_card.h"
#include "widgets/graph/overlay_legend.h"
#include "widgets/panels/value_slider.h"

#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QScopeGuard>
#include <QSet>
#include <QSlider>
#include <QToolBar>
#include <QToolButton>
#include <QTreeView>

using namespace splitscope;

class TestGraphWindow : public QObject, private testing::OpenWindow {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theOverlayBoxChangesColoursAndLegend();
    void graphAndTableChooseTogether();
    void theTableDoesWhatTheGraphDoes();
    void aFilterInTheTableLeavesTheGraphAsItIs();
    void tabReachesEveryControlAndComesBack();
    void aLayoutProgramThatHangsStopsNobody();
    void ctrlFFindsAndGoesOn();
    void backAndForwardGoThroughWhatWasChosen();
    void theCardCutsAtItsLayer();
    void everyCutCanBeTakenBackAndMadeAgain();
    void aDraggedSliderIsOneStep();
    void aModuleCollapsesWhereItStands();
    void thePictureTurnsAndStaysCuttable();
    void everythingWorksByKeyboardAlone();
    void everyActionHasWordsAndItsOwnShortcut();
    void theHelpNamesEveryShortcut();
    void nothingIsClippedInASmallWindow();
    void theWindowIsTakenDownWithChangesToTakeBack();

private:
    QPoint centreOf(int layer) const
    {
        const auto &layout = *picture().layout;
        return graph().mapFromScene(layout.node(layout.nodeOfLayer(layer)).box.center());
    }

    static constexpr int patience = testing::patience;
};

void TestGraphWindow::init()
{
    make();
    QVERIFY(open(file));
}

void TestGraphWindow::cleanup() { window.reset(); }

void TestGraphWindow::theOverlayBoxChangesColoursAndLegend()
{
    auto *box = find<QComboBox>("overlayBox");
    auto *legend = find<OverlayLegend>("overlayLegend");
    QVERIFY(legend->isVisible() && legend->accessibleName().contains(QLatin1String("MACs")));
    box->setCurrentIndex(box->findText(QStringLiteral("Bytes if cut here")));
    QCOMPARE(picture().overlay.figure(), LayerFigure::CrossingBytes);
    QVERIFY(legend->accessibleName().contains(QLatin1String("Bytes if cut here, linear")));
    QTest::mouseClick(legend, Qt::LeftButton);
    QVERIFY(legend->accessibleName().contains(QLatin1String("logarithmic")));
    box->setCurrentIndex(0);
    QVERIFY(!legend->isVisible());
}

void TestGraphWindow::graphAndTableChooseTogether()
{
    action("layers")->trigger();
    QVERIFY(find<QDockWidget>("layersDock")->isVisible());
    auto *view = find<QTreeView>("layerTableView");
    QCOMPARE(view->model()->rowCount(), model().size());
    graph().setCurrentLayer(1);
    QCOMPARE(view->currentIndex().row(), 1);
    QTest::keyClick(view, Qt::Key_Down);
    QCOMPARE(graph().currentLayer(), 2);
    find<QDockWidget>("layersDock")->close();
    QVERIFY(!action("layers")->isChecked());
}

void TestGraphWindow::theTableDoesWhatTheGraphDoes()
{
    action("layers")->trigger();
    auto *view = find<QTreeView>("layerTableView");
    view->setFocus();
    const int layer = layerInModule();
    graph().setCurrentLayer(layer);
    QCOMPARE(view->currentIndex().row(), layer);
    const auto boxes = picture().layout->nodes.size();
    QTest::keyClick(view, Qt::Key_C);
    QTRY_VERIFY_WITH_TIMEOUT(picture().layout->nodes.size() < boxes, patience);
    QTest::keyClick(view, Qt::Key_O);
    QTRY_COMPARE_WITH_TIMEOUT(picture().layout->nodes.size(), boxes, patience);
    QTest::keyClick(view, Qt::Key_O); // nothing is collapsed any more: that is said
    QTRY_VERIFY(find<QWidget>("messageBar")->isVisible());
    graph().fitAll();
    QTest::keyClick(view, Qt::Key_Return);
    QTRY_VERIFY(graph().hasFocus());
    QVERIFY(graph().viewport()->rect().contains(centreOf(layer)));
}

void TestGraphWindow::aFilterInTheTableLeavesTheGraphAsItIs()
{
    action("layers")->trigger();
    auto *view = find<QTreeView>("layerTableView");
    graph().setCurrentLayer(1);
    find<QLineEdit>("layerTableFilter")->setText(QStringLiteral("nothing is called so"));
    QCOMPARE(view->model()->rowCount(), 0);
    QCOMPARE(graph().currentLayer(), 1);
    find<QLineEdit>("layerTableFilter")->clear();
    QCOMPARE(view->currentIndex().row(), 1);
    QCOMPARE(graph().currentLayer(), 1);
}

void TestGraphWindow::tabReachesEveryControlAndComesBack()
{
    action("layers")->trigger();
    graph().setCurrentLayer(1); // with its card
    graph().setFocus();
    QList<QWidget *> order;
    for (auto *now = QApplication::focusWidget(); now && !order.contains(now); now = QApplication::focusWidget()) {
        order << now;
        QVERIFY(order.size() < 200);
        QTest::keyClick(now, Qt::Key_Tab);
    }
    QCOMPARE(QApplication::focusWidget(), static_cast<QWidget *>(&graph())); // round, and no trap on the way
    QStringList missed;
    for (auto *widget : window->findChildren<QWidget *>()) {
        const bool inside = std::any_of(order.begin(), order.end(),
            [&](const QWidget *other) { return other == widget || widget->isAncestorOf(other); });
        if ((widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() && widget->isEnabled() && !inside
            && !widget->focusProxy())
            missed << QLatin1String(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName();
    }
    QVERIFY2(missed.isEmpty(), qPrintable(missed.join(QLatin1String(", "))));
    for (const auto *name : {"findEdit", "overlayBox", "layerTableFilter", "layerTableView"})
        QVERIFY2(order.contains(find<QWidget>(name)), name);
    QVERIFY(order.indexOf(find<QWidget>("layerTableFilter")) < order.indexOf(find<QWidget>("layerTableView")));
    // And the other way.
    QTest::keyClick(&graph(), Qt::Key_Backtab, Qt::ShiftModifier);
    QCOMPARE(QApplication::focusWidget(), order.last());
}

void TestGraphWindow::aLayoutProgramThatHangsStopsNobody()
{
    const auto path = qgetenv("PATH");
    const auto putBack = qScopeGuard([&] { qputenv("PATH", path); });
    QDir().mkpath(this->path("hangs"));
    QFile program(this->path("hangs/dot"));
    QVERIFY(program.open(QIODevice::WriteOnly));
    program.write("#!/bin/sh\nexec sleep 600\n");
    program.close();
    QVERIFY(program.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    qputenv("PATH", this->path("hangs").toLocal8Bit() + ':' + path);

    const auto boxes = picture().layout->nodes.size();
    graph().setCurrentLayer(layerInModule());
    graph().foldCurrent();
    action("device")->trigger(); // hands go on meanwhile
    QVERIFY(cut().isDevice());
    QTRY_VERIFY_WITH_TIMEOUT(picture().layout->nodes.size() < boxes, patience);
    QVERIFY(cut().isDevice());
}

void TestGraphWindow::ctrlFFindsAndGoesOn()
{
    graph().setFocus();
    QTest::keyClick(window.get(), Qt::Key_F, Qt::ControlModifier);
    auto *edit = find<QLineEdit>("findEdit");
    QTRY_VERIFY(edit->hasFocus());
    QTest::keyClicks(edit, QStringLiteral("conv2d"));
    const auto &found = picture().found;
    const auto count = std::count(found.begin(), found.end(), true);
    QVERIFY(count > 1);
    QCOMPARE(find<QLabel>("findCount")->text(), QStringLiteral("1 of %1").arg(count));
    const int first = graph().currentLayer();
    QTest::keyClick(window.get(), Qt::Key_F3);
    QVERIFY(graph().currentLayer() > first);
    QTest::keyClick(window.get(), Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(graph().currentLayer(), first);
    QTest::keyClick(edit, Qt::Key_Escape);
    QTRY_VERIFY(graph().hasFocus());
    QVERIFY(picture().found.empty());
}

void TestGraphWindow::backAndForwardGoThroughWhatWasChosen()
{
    QVERIFY(!action("back")->isEnabled());
    for (const int layer : {0, 2, 1})
        graph().setCurrentLayer(layer);
    QTest::keyClick(window.get(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(graph().currentLayer(), 2);
    QTest::keyClick(window.get(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(graph().currentLayer(), 0);
    QVERIFY(!action("back")->isEnabled());
    QTest::keyClick(window.get(), Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(graph().currentLayer(), 2);
}

void TestGraphWindow::theCardCutsAtItsLayer()
{
    window->workspace().setCut(Cut::edge(model()));
    graph().fitAll();
    QTest::mouseClick(graph().viewport(), Qt::LeftButton, {}, centreOf(1));
    auto *card = find<LayerCard>("layerCard");
    QVERIFY(card->isVisible());
    QVERIFY(find<QLabel>("layerCardTitle")
                ->text()
                .remove(QChar(0x200b))
                .contains(QString::fromStdString(model().layer(1).id)));
    QVERIFY(!find<QPushButton>("layerCardEdge")->isEnabled()); // it is there already
    QTest::mouseClick(find<QPushButton>("layerCardDevice"), Qt::LeftButton);
    QCOMPARE(cut(), Cut::upTo(model(), {1}));
    QVERIFY(find<QPushButton>("layerCardEdge")->isEnabled());
    QVERIFY(!find<QPushButton>("layerCardDevice")->isEnabled());
    QTest::mouseClick(find<QToolButton>("layerCardClose"), Qt::LeftButton);
    QVERIFY(!card->isVisible());
    QCOMPARE(graph().currentLayer(), -1);
}

void TestGraphWindow::everyCutCanBeTakenBackAndMadeAgain()
{
    const auto start = cut();
    QVERIFY(!action("undo")->isEnabled());
    action("device")->trigger();
    QVERIFY(cut().isDevice());
    action("edge")->trigger();
    QVERIFY(cut().isEdge());
    QCOMPARE(action("undo")->text(), QStringLiteral("Undo Cut: everything on the edge"));
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(cut().isDevice());
    QCOMPARE(graph().graphScene().cut(), cut());
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(cut(), start);
    QVERIFY(!action("undo")->isEnabled());
    action("redo")->trigger();
    QVERIFY(cut().isDevice());
    window->openFile(file);
    QTRY_VERIFY_WITH_TIMEOUT(!action("undo")->isEnabled() && cut() == start, patience); // another model, another story
}

void TestGraphWindow::aDraggedSliderIsOneStep()
{
    const auto before = window->workspace().settings().link;
    auto *slider = find<ValueSlider>("uplinkSlider")->findChild<QSlider *>();
    QVERIFY(slider);
    for (int step = 0; step < 5; ++step)
        slider->setValue(slider->value() + 3);
    QVERIFY(!(window->workspace().settings().link == before));
    action("undo")->trigger();
    QCOMPARE(window->workspace().settings().link, before);
    QVERIFY(!action("undo")->isEnabled());
}

void TestGraphWindow::aModuleCollapsesWhereItStands()
{
    const int layer = layerInModule();
    graph().setCurrentLayer(layer);
    graph().setFocus();
    const auto boxes = picture().layout->nodes.size();
    const auto place = centreOf(layer);
    QTest::keyClick(&graph(), Qt::Key_C);
    QTRY_VERIFY_WITH_TIMEOUT(picture().layout->nodes.size() < boxes, patience);
    QVERIFY((centreOf(layer) - place).manhattanLength() <= 2);
    QVERIFY(graph().currentLayers().size() > 1);
    QTest::mouseDClick(graph().viewport(), Qt::LeftButton, {}, centreOf(layer));
    QTRY_COMPARE_WITH_TIMEOUT(picture().layout->nodes.size(), boxes, patience);
    action("collapseAll")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(picture().layout->nodes.size() < boxes, patience);
    action("expandAll")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(picture().layout->nodes.size(), boxes, patience);
}

void TestGraphWindow::thePictureTurnsAndStaysCuttable()
{
    graph().setFocus();
    QTest::keyClick(&graph(), Qt::Key_T);
    QTRY_VERIFY_WITH_TIMEOUT(picture().layout->wish.topDown, patience);
    window->workspace().setCut(Cut::edge(model()));
    graph().setCurrentLayer(0);
    QTest::keyClick(&graph(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(cut(), Cut::upTo(model(), {0}));
}

void TestGraphWindow::everythingWorksByKeyboardAlone()
{
    // The most expensive layer, by the table; the cut behind it; its split point one layer on; and back.
    QTest::keyClick(window.get(), Qt::Key_T, Qt::ControlModifier);
    auto *view = find<QTreeView>("layerTableView");
    QVERIFY(view->isVisible());
    view->setFocus();
    view->sortByColumn(3, Qt::DescendingOrder); // MACs
    QTest::keyClick(view, Qt::Key_Home);
    const int layer = graph().currentLayer();
    for (int other = 0; other < model().size(); ++other)
        QVERIFY(model().layer(other).macs <= model().layer(layer).macs);
    window->workspace().setCut(Cut::edge(model()));
    QTest::keyClick(view, Qt::Key_D);
    QCOMPARE(cut(), Cut::upTo(model(), {layer}));
    QTest::keyClick(view, Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(!cut().onDevice(layer));
    QTest::keyClick(view, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(cut(), Cut::upTo(model(), {layer}));
}

void TestGraphWindow::everyActionHasWordsAndItsOwnShortcut()
{
    QSet<QString> keys, ids;
    for (const auto &spec : window->actions().specs()) {
        QVERIFY2(!spec.text.isEmpty() && !spec.help.isEmpty(), qPrintable(spec.id));
        QVERIFY2(!spec.help.endsWith(QLatin1Char('.')), qPrintable(spec.help));
        QVERIFY2(!ids.contains(spec.id), qPrintable(spec.id));
        ids.insert(spec.id);
        const auto key = spec.shortcut.toString();
        QVERIFY2(key.isEmpty() || !keys.contains(key), qPrintable(key));
        keys.insert(key);
        QVERIFY(action(qPrintable(spec.id))->toolTip().size() > 2);
    }
    QVERIFY(window->menuBar()->actions().size() >= 5);
}

void TestGraphWindow::theHelpNamesEveryShortcut()
{
    QTest::keyClick(window.get(), Qt::Key_F1);
    auto *help = find<QMessageBox>("shortcutHelp");
    QVERIFY(help->isVisible());
    for (const auto &spec : window->actions().specs()) {
        const auto key = spec.shortcut.toString(QKeySequence::NativeText).toHtmlEscaped();
        QVERIFY2(key.isEmpty() || help->text().contains(key), qPrintable(key));
    }
    help->close();
}

void TestGraphWindow::nothingIsClippedInASmallWindow()
{
    window->resize(1024, 700);
    QCoreApplication::processEvents();
    const auto *bar = find<QToolBar>("toolBar");
    for (const auto *entry : bar->actions()) {
        const auto *widget = bar->widgetForAction(const_cast<QAction *>(entry));
        if (widget && !entry->isSeparator())
            QVERIFY2(widget->isVisible() && bar->rect().contains(widget->geometry()), qPrintable(entry->text()));
    }
}

void TestGraphWindow::theWindowIsTakenDownWithChangesToTakeBack()
{
    action("device")->trigger();
    QVERIFY(action("undo")->isEnabled());
    window.reset(); // must not tell actions that are gone
}

QTEST_MAIN(TestGraphWindow)
#include "tst_graph_window.moc"
