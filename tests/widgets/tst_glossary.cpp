// SPDX-License-Identifier: GPL-3.0-or-later
// Terms, where they explain themselves, and what a guide frames.
#include "tests/widgets/sample_graph.h"
#include "widgets/graph/activation_box.h"
#include "widgets/graph/overlay_box.h"
#include "widgets/help/glossary_page.h"
#include "widgets/help/guide_bar.h"
#include "widgets/help/outline.h"
#include "widgets/help/term_hover.h"
#include "widgets/live/picture_view.h"
#include "widgets/live/stage_bars.h"
#include "widgets/panels/offer_bar.h"
#include "widgets/table/layer_table_model.h"

#include <QApplication>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QTextBrowser>
#include <QToolTip>
#include <QVBoxLayout>

using namespace splitscope;

namespace {

/// What is shown where the pointer rests.
QString tipAt(QWidget &widget, const QPoint &point)
{
    QHelpEvent event(QEvent::ToolTip, point, widget.mapToGlobal(point));
    QApplication::sendEvent(&widget, &event);
    return QToolTip::text();
}

} // namespace

class TestGlossary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*"))); }
    void cleanup() { QToolTip::hideText(); }
    void everyTermSaysWhatItMeansInSentences();
    void thePageShowsAllAndFiltersThem();
    void aLabelExplainsItselfAndKeepsItsOwnTip();
    void everyFigureExplainsItselfInBoxAndTable();
    void everyStageExplainsItself();
    void anOutlineFollowsWhatItFrames();
    void anOutlineFramesPartsThatAreSeen();
    void aGuideSaysHowFarItIs();
    void anOfferIsAnsweredOnce();
    void anActivationBoxKeepsItsHeight();
};

void TestGlossary::everyTermSaysWhatItMeansInSentences()
{
    QStringList titles;
    for (const auto term : allTerms()) {
        const auto text = termText(term);
        QVERIFY2(!titles.contains(termTitle(term)), qPrintable(termTitle(term)));
        titles << termTitle(term);
        QVERIFY2(text.size() > 30 && text.size() < 260 && text.endsWith(QLatin1Char('.')), qPrintable(text));
    }
    QVERIFY(titles.contains(QStringLiteral("Round-trip time")) && titles.contains(QStringLiteral("mIoU")));
    QCOMPARE(termTip(Term::Head, QStringLiteral("a < b\nc")),
        QStringLiteral("<p><b>Head</b><br>%1</p><p>a &lt; b<br>c</p>").arg(termText(Term::Head)));
}

void TestGlossary::thePageShowsAllAndFiltersThem()
{
    GlossaryPage page;
    page.show();
    const auto *text = page.findChild<QTextBrowser *>(QStringLiteral("glossaryText"));
    for (const auto term : allTerms())
        QVERIFY2(text->toPlainText().contains(termText(term)), qPrintable(termTitle(term)));
    QVERIFY(text->toPlainText().indexOf(termText(Term::Activation)) < text->toPlainText().indexOf(termText(Term::Cut)));
    QTest::keyClicks(page.findChild<QLineEdit *>(QStringLiteral("glossaryFilter")), QStringLiteral("multiply-ACC"));
    QVERIFY(text->toPlainText().startsWith(QLatin1String("MACs")));
    QVERIFY(!text->toPlainText().contains(termText(Term::Cut)));
    QTest::keyClicks(page.findChild<QLineEdit *>(QStringLiteral("glossaryFilter")), QStringLiteral("xyz"));
    QCOMPARE(text->toPlainText(), QStringLiteral("No term says that."));
}

void TestGlossary::aLabelExplainsItselfAndKeepsItsOwnTip()
{
    QLabel label(QStringLiteral("up 37 kB"));
    label.show();
    explainOnHover(&label, Term::CrossingTensor);
    label.setToolTip(QStringLiteral("Payload of the last frame"));
    auto tip = tipAt(label, {5, 5});
    QVERIFY(tip.contains(termText(Term::CrossingTensor)) && tip.contains(QLatin1String("Payload of the last frame")));
    label.setToolTip(QStringLiteral("<p>rich</p>"));
    QVERIFY(tipAt(label, {6, 5}).endsWith(QLatin1String("<p>rich</p>")));
}

void TestGlossary::everyFigureExplainsItselfInBoxAndTable()
{
    OverlayBox box;
    LayerTableModel model;
    const auto graph = std::make_shared<const LayerGraph>(testing::chain(2));
    model.setGraph(graph, std::make_shared<const LayerFacts>(LayerFacts{cutsAfterLayers(*graph)}), Cut::edge(*graph));
    for (const auto figure : allLayerFigures()) {
        const int entry = box.findData(static_cast<int>(figure));
        QVERIFY(box.itemData(entry, Qt::ToolTipRole).toString().contains(termText(termOf(figure))));
        bool inTable = false;
        for (int column = 0; column < LayerTableModel::columns; ++column) {
            if (LayerTableModel::figureOfColumn(column) != figure)
                continue;
            const auto tip = model.headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString();
            QVERIFY(tip.contains(termText(termOf(figure))));
            inTable = true;
        }
        QVERIFY(inTable);
    }
    QVERIFY(model.headerData(LayerTableModel::Side, Qt::Horizontal, Qt::ToolTipRole)
                .toString()
                .contains(termText(Term::Cut)));
}

void TestGlossary::everyStageExplainsItself()
{
    StageBars bars;
    bars.resize(400, bars.heightForWidth(400));
    bars.show();
    bars.setStages({50.0, 0.0, 30.0, 0.0, 0.0}, false); // of 100: half, nothing, 30 %
    QVERIFY(tipAt(bars, {20, 10}).contains(termText(Term::DeviceStage)));
    QVERIFY(tipAt(bars, {250, 10}).contains(termText(Term::UplinkStage)));
    tipAt(bars, {380, 10});
    QTRY_VERIFY(QToolTip::text().isEmpty()); // nothing there
    const int bottom = bars.height() - 4;
    QVERIFY(tipAt(bars, {20, bottom}).contains(termText(Term::UplinkStage))); // third row of the left column
    QVERIFY(tipAt(bars, {380, bottom}).contains(termText(Term::Latency)));
    // Where it is narrow they stand below each other, and a layout gives them the room.
    QWidget panel;
    auto *column = new QVBoxLayout(&panel);
    auto *narrow = new StageBars;
    column->addWidget(new QWidget, 1);
    column->addWidget(narrow);
    panel.resize(240, 400);
    panel.show();
    QTRY_COMPARE(narrow->height(), narrow->heightForWidth(narrow->width()));
    QVERIFY(bars.heightForWidth(200) > bars.heightForWidth(400));
    bars.resize(200, bars.heightForWidth(200));
    QVERIFY(tipAt(bars, {20, bars.height() - 4}).contains(termText(Term::Latency)));
}

void TestGlossary::anOutlineFollowsWhatItFrames()
{
    QWidget window;
    window.resize(400, 300);
    auto *inner = new QWidget(&window);
    inner->setGeometry(50, 40, 200, 200);
    auto *target = new QWidget(inner);
    target->setGeometry(10, 20, 60, 30);
    Outline outline(&window);
    window.show();
    outline.frame(target);
    const auto framed = [&] { return outline.frames().value(0); };
    QTRY_VERIFY(framed().contains(QRect(60, 60, 60, 30)));
    QVERIFY(!framed().contains(QRect(60, 60, 90, 30)));
    inner->move(100, 40);
    QTRY_VERIFY(framed().contains(QRect(110, 60, 60, 30)));
    target->hide();
    QTRY_VERIFY(!outline.isVisible());
    target->show();
    QTRY_VERIFY(outline.isVisible());
    outline.clear();
    QVERIFY(!outline.isVisible() && outline.frames().isEmpty());
}

void TestGlossary::anOutlineFramesPartsThatAreSeen()
{
    QWidget window;
    window.resize(400, 300);
    auto *target = new QWidget(&window);
    target->setGeometry(100, 100, 200, 100);
    Outline outline(&window);
    window.show();
    QList<QRect> parts{{0, 0, 20, 20}, {150, 80, 100, 100}, {500, 0, 20, 20}};
    outline.frame(target, [&] { return parts; });
    QTRY_COMPARE(outline.frames().size(), 2);
    QVERIFY(outline.frames()[0].contains(QRect(100, 100, 20, 20)));
    QVERIFY(outline.frames()[1].contains(QRect(250, 180, 50, 20)));
    QVERIFY(!outline.frames()[1].contains(QRect(250, 180, 80, 20))); // the rest lies outside
    parts = {{0, 0, 20, 20}};
    target->update();
    QTRY_COMPARE(outline.frames().size(), 1);
}

void TestGlossary::aGuideSaysHowFarItIs()
{
    GuideBar bar;
    bar.resize(600, 80);
    bar.show();
    const auto text = [&](const char *name) { return bar.findChild<QLabel *>(QLatin1String(name))->text(); };
    auto *back = bar.findChild<QPushButton *>(QStringLiteral("guideBack"));
    auto *next = bar.findChild<QPushButton *>(QStringLiteral("guideNext"));
    bar.showStep(1, 5, QStringLiteral("Title"), QStringLiteral("Do it."));
    QCOMPARE(text("guideProgress"), QStringLiteral("step 1 of 5"));
    QVERIFY(!back->isEnabled());
    QVERIFY(bar.accessibleName().contains(QLatin1String("Do it.")));
    bar.showDone(QStringLiteral("You did."));
    QVERIFY(text("guideSentence").contains(QLatin1String("You did.")));
    bar.showStep(5, 5, QStringLiteral("Title"), QStringLiteral("Do the last."));
    QVERIFY(back->isEnabled());
    QCOMPARE(next->text(), QStringLiteral("F&inish"));
    QSignalSpy closing(&bar, &GuideBar::closeRequested), going(&bar, &GuideBar::nextRequested);
    next->click();
    QCOMPARE(going.count(), 1);
    QTest::keyClick(next, Qt::Key_Escape);
    QCOMPARE(closing.count(), 1);
    bar.findChild<QAbstractButton *>(QStringLiteral("guideClose"))->click();
    QCOMPARE(closing.count(), 2);
}

void TestGlossary::anOfferIsAnsweredOnce()
{
    OfferBar bar(QStringLiteral("offer"));
    QSignalSpy yes(&bar, &OfferBar::accepted), no(&bar, &OfferBar::declined);
    bar.offer(QStringLiteral("Take it?"), QStringLiteral("Take"), QStringLiteral("Leave"));
    QVERIFY(bar.isVisible());
    bar.findChild<QPushButton *>(QStringLiteral("offerAccept"))->click();
    QVERIFY(!bar.isVisible());
    bar.offer(QStringLiteral("Take it?"), QStringLiteral("Take"), QStringLiteral("Leave"));
    bar.findChild<QPushButton *>(QStringLiteral("offerDecline"))->click();
    QCOMPARE(yes.count(), 1);
    QCOMPARE(no.count(), 1);
}

void TestGlossary::anActivationBoxKeepsItsHeight()
{
    ActivationBox box;
    box.setActivation({}, QStringLiteral("It comes."), {});
    const int height = box.sizeHint().height();
    const auto *view = box.findChild<PictureView *>(QStringLiteral("activationPicture"));
    QVERIFY(!view->hasPicture());
    box.setActivation(std::make_shared<const Picture>(Picture{4, 2, std::vector<std::uint8_t>(24, 90)}),
        QStringLiteral("Mean of 8 channels, 0 to 1, frame 12"), QStringLiteral("Computed here"));
    QVERIFY(view->hasPicture());
    QCOMPARE(box.sizeHint().height(), height);
    QVERIFY(box.toolTip().contains(QLatin1String("Computed here")));
}

QTEST_MAIN(TestGlossary)
#include "tst_glossary.moc"
