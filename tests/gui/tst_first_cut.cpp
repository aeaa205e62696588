// SPDX-License-Identifier: GPL-3.0-or-later
// The guided first cut, gone through as a person would.
#include "app/desktop/first_cut_guide.h"
#include "app/desktop/first_cut_targets.h"
#include "tests/gui/open_window.h"
#include "widgets/help/glossary.h"
#include "widgets/help/glossary_page.h"
#include "widgets/help/guide_bar.h"
#include "widgets/help/outline.h"
#include "widgets/number_text.h"
#include "widgets/panels/value_slider.h"

#include <QComboBox>
#include <QHelpEvent>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QToolTip>

using namespace splitscope;

class TestFirstCut : public QObject, private testing::OpenWindow {
    Q_OBJECT

private Q_SLOTS:
    void init() { make(); }
    void cleanup();
    void withoutAModelASampleIsOpenedFirst();
    void theFiveStepsAreDoneByHand();
    void theStepsCanBeGoneThroughByKeyboardAndLeft();
    void anotherModelStartsTheGuideAnew();
    void theGlossaryIsInTheHelpMenu();
    void labelsInTheWindowExplainThemselves();

private:
    FirstCutGuide &guide() const { return *window->findChild<FirstCutGuide *>(); }
    QString sentence() const { return find<QLabel>("guideSentence")->text(); }
    bool done() const { return sentence().startsWith(QChar(0x2713)); }
    QList<QRect> frames() const { return find<Outline>("guideOutline")->frames(); }
    QRect boxOf(int layer) const
    {
        const auto &layout = *picture().layout;
        const auto box = graph().mapFromScene(layout.node(layout.nodeOfLayer(layer)).box).boundingRect();
        return {graph().viewport()->mapTo(window.get(), box.topLeft()), box.size()};
    }
    bool framed(int layer) const
    {
        const auto all = frames();
        return std::any_of(all.begin(), all.end(), [&](const QRect &frame) { return frame.contains(boxOf(layer)); });
    }
    void showFigure(LayerFigure figure)
    {
        auto *box = find<QComboBox>("overlayBox");
        box->setCurrentIndex(box->findData(static_cast<int>(figure)));
    }

    static constexpr int patience = testing::patience;
};

void TestFirstCut::cleanup()
{
    window.reset();
    QLocale::setDefault(QLocale::c());
}

void TestFirstCut::withoutAModelASampleIsOpenedFirst()
{
    find<QAbstractButton>("sample_guide")->click(); // as Help does
    QTRY_VERIFY_WITH_TIMEOUT(guide().running(), 2 * patience);
    QCOMPARE(QString::fromStdString(window->workspace().model().model->name()), QStringLiteral("chimera"));
    QVERIFY(find<GuideBar>("guideBar")->isVisible());
    QTRY_VERIFY(framed(*mostExpensiveLayer(model())));
}

void TestFirstCut::theFiveStepsAreDoneByHand()
{
    QLocale::setDefault(QLocale(QLocale::German));
    QVERIFY(open(file));
    action("firstCut")->trigger();
    QCOMPARE(guide().step(), 1);
    const int expensive = *mostExpensiveLayer(model());
    QTRY_VERIFY(framed(expensive));
    showFigure(LayerFigure::Parameters); // now the colours say something else
    QTRY_VERIFY(frames().size() == 1 && !framed(expensive));
    QVERIFY(frames().first().contains(find<QComboBox>("overlayBox")->mapTo(window.get(), QPoint(4, 4))));
    showFigure(LayerFigure::Macs);
    graph().setCurrentLayer(expensive == 0 ? 1 : 0);
    QVERIFY(!done());
    graph().setCurrentLayer(expensive);
    QVERIFY(done());
    QTRY_COMPARE_WITH_TIMEOUT(guide().step(), 2, patience); // by itself

    const auto places = cutsAfterLayers(model());
    const int smallest = *smallestPlaceToCut(model(), places);
    showFigure(LayerFigure::CrossingBytes);
    QTRY_VERIFY(framed(smallest));
    graph().setCurrentLayer(smallest);
    QVERIFY(done());
    // The German comma is the locale's, not the sentence's.
    QVERIFY2(sentence().contains(bytesText(places[static_cast<std::size_t>(smallest)].bytes)), qPrintable(sentence()));
    QTRY_COMPARE_WITH_TIMEOUT(guide().step(), 3, patience);

    QVERIFY(cut().isEdge());
    QVERIFY(!done());                                      // it was there before, but by nobody's hand
    QTRY_VERIFY(framed(smallest) && frames().size() >= 2); // the handle too
    const auto &handle = graph().graphScene().frontier().handles.front();
    const QPoint from = graph().mapFromScene(handle.position);
    const auto &layout = *picture().layout;
    const QPoint to = graph().mapFromScene(splitPointAfter(layout, layout.nodeOfLayer(smallest)));
    QTest::mousePress(graph().viewport(), Qt::LeftButton, {}, from);
    for (int step = 1; step <= 4; ++step)
        QTest::mouseMove(graph().viewport(), from + (to - from) * step / 4);
    QTest::mouseRelease(graph().viewport(), Qt::LeftButton, {}, to);
    QCOMPARE(cut(), Cut::upTo(model(), {smallest}));
    QVERIFY(done());
    QTRY_COMPARE_WITH_TIMEOUT(guide().step(), 4, patience);

    auto *uplink = find<ValueSlider>("uplinkSlider");
    QTRY_VERIFY(frames().first().contains(uplink->mapTo(window.get(), uplink->rect().center())));
    QVERIFY(find<Outline>("guideSecondOutline")->isVisible());
    uplink->slider()->setValue(uplink->slider()->value() - 10);
    QVERIFY(!done()); // not yet half of it
    uplink->slider()->setValue(uplink->slider()->value() / 2);
    QTRY_VERIFY_WITH_TIMEOUT(done(), patience); // a frame has told
    QTRY_COMPARE_WITH_TIMEOUT(guide().step(), 5, patience);

    const auto before = cut();
    graph().setCurrentLayer(ownLayersOf(model(), 0).front());
    graph().setFocus();
    QTest::keyClick(&graph(), Qt::Key_D);
    QVERIFY(movesSomeTasksOnly(model(), before, cut()));
    QVERIFY(done());
    QCOMPARE(find<QPushButton>("guideNext")->text(), QStringLiteral("F&inish"));
    find<QPushButton>("guideNext")->click();
    QVERIFY(!guide().running() && !find<GuideBar>("guideBar")->isVisible());
    QVERIFY(frames().isEmpty());
    // Whatever it changed can be taken back.
    while (action("undo")->isEnabled())
        action("undo")->trigger();
    QCOMPARE(cut(), window->workspace().model().startingCut);
}

void TestFirstCut::theStepsCanBeGoneThroughByKeyboardAndLeft()
{
    QVERIFY(open(file));
    action("firstCut")->trigger();
    QVERIFY(graph().hasFocus());
    auto *next = find<QPushButton>("guideNext");
    auto *back = find<QPushButton>("guideBack");
    QVERIFY(next->focusPolicy() & Qt::TabFocus);
    for (int step = 2; step <= FirstCutGuide::steps; ++step) {
        next->setFocus();
        QTest::keyClick(next, Qt::Key_Space);
        QCOMPARE(guide().step(), step);
        QCOMPARE(find<QLabel>("guideProgress")->text(), QStringLiteral("step %1 of 5").arg(step));
        QVERIFY(find<GuideBar>("guideBar")->accessibleName().contains(sentence()));
    }
    QTest::keyClick(back, Qt::Key_Space);
    QCOMPARE(guide().step(), 4);
    QTest::keyClick(next, Qt::Key_Escape);
    QVERIFY(!guide().running());
    QVERIFY(graph().hasFocus());
    QVERIFY(!find<Outline>("guideOutline")->isVisible() && !find<Outline>("guideSecondOutline")->isVisible());
}

void TestFirstCut::anotherModelStartsTheGuideAnew()
{
    QVERIFY(open(file));
    action("firstCut")->trigger();
    find<QPushButton>("guideNext")->click();
    QCOMPARE(guide().step(), 2);
    window->openFile(file);
    QTRY_COMPARE_WITH_TIMEOUT(guide().step(), 1, patience);
}

void TestFirstCut::theGlossaryIsInTheHelpMenu()
{
    action("glossary")->trigger();
    auto *page = window->findChild<GlossaryPage *>();
    QVERIFY(page && page->isVisible() && !page->isModal());
    action("glossary")->trigger(); // the same page
    QCOMPARE(window->findChildren<GlossaryPage *>().size(), 1);
    page->close();
}

void TestFirstCut::labelsInTheWindowExplainThemselves()
{
    QVERIFY(open(file));
    const auto tipOf = [](QWidget *widget) {
        const auto point = widget->rect().center();
        QHelpEvent event(QEvent::ToolTip, point, widget->mapToGlobal(point));
        QApplication::sendEvent(widget, &event);
        const auto tip = QToolTip::text();
        QToolTip::hideText();
        return tip;
    };
    QVERIFY(tipOf(find<ValueSlider>("rttSlider")->findChild<QLabel *>()).contains(termText(Term::RoundTripTime)));
    QVERIFY(tipOf(find<ValueSlider>("uplinkSlider")->findChild<QLabel *>()).contains(termText(Term::Uplink)));
    QVERIFY(tipOf(find<QWidget>("objectiveBox")).contains(termText(Term::Objective)));
    QVERIFY(tipOf(find<QLabel>("statusUp")).contains(termText(Term::CrossingTensor)));
    QVERIFY(tipOf(find<QLabel>("statusMeasured")).contains(termText(Term::Latency)));
    QVERIFY(tipOf(find<QLabel>("layerTableDeviceSums")).contains(termText(Term::Head)));
    graph().setCurrentLayer(0);
    Q_EMIT find<QLabel>("layerCardFacts")->linkHovered(QString::number(static_cast<int>(Term::Macs)));
    QVERIFY(QToolTip::text().contains(termText(Term::Macs)));
    QToolTip::hideText();
}

QTEST_MAIN(TestFirstCut)
#include "tst_first_cut.moc"
