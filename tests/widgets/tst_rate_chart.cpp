// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/link_model.h"
#include "tests/widgets/sample_planning_view.h"
#include "widgets/charts/rate_chart.h"

#include <QMouseEvent>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace splitscope;

class TestRateChart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theLineFollowsOneOverTheRate();
    void linesAreWhatThePlannerFindsAtEveryRate_data();
    void linesAreWhatThePlannerFindsAtEveryRate();
    void linesOfEndsComeFromTheirBytes();
    void lossCapsTheRate();
    void bandsAreNamedAndCanBeTaken();
    void theRateCanBeDragged();
    void theRateMovesByKeys();
    void aLinkWithoutRateHasNoLineAndSaysSo();
    void bandsThatAreNotReadySaySo();
    void viewsThatComeWhileItIsHiddenAreDrawnWhole();
    void theTableHasEveryBand();

private:
    QWidget *plot() const { return m_chart->findChild<QWidget *>(QStringLiteral("plot")); }
    void settle() const { QCoreApplication::processEvents(); }

    std::unique_ptr<RateChart> m_chart;
};

void TestRateChart::init()
{
    QLocale::setDefault(QLocale::c());
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    m_chart = std::make_unique<RateChart>();
    m_chart->resize(900, 300);
    m_chart->setView(testing::shared(testing::sampleView()));
    m_chart->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
    settle();
}

void TestRateChart::theLineFollowsOneOverTheRate()
{
    QCOMPARE(m_chart->latencyAt(0.5), 25.0);                  // device
    QCOMPARE(m_chart->latencyAt(1.0), 25.0);                  // 13.5 + 11.5 / 1
    QCOMPARE(m_chart->latencyAt(4.0), 13.5 + 11.5 / 4.0);     // after b
    QCOMPARE(m_chart->latencyAt(100.0), 11.0 + 61.5 / 100.0); // edge
}

void TestRateChart::linesAreWhatThePlannerFindsAtEveryRate_data()
{
    QTest::addColumn<double>("loss");
    QTest::addColumn<bool>("shaped");
    QTest::newRow("without loss") << 0.0 << true;
    QTest::newRow("with loss, which caps the rate") << 0.001 << true;
    QTest::newRow("from a link without shape") << 0.0 << false;
}

void TestRateChart::linesAreWhatThePlannerFindsAtEveryRate()
{
    QFETCH(double, loss);
    QFETCH(bool, shaped);
    PlanCase one;
    one.graph = std::make_shared<const LayerGraph>(testing::encoderWithThreeDecoders());
    for (const auto &layer : one.graph->layers())
        one.shareMs.push_back(0.05 + static_cast<double>(layer.macs) / 5e7);
    one.outputs.assign(one.graph->outputs().size(), {12288.0, 0.1});
    one.codec = CodecCosts::none(*one.graph);
    one.pictures.push_back({"jpeg:90", false, false, 15000.0, 0.8, 0.4, {}, "given"});
    Planner planner({one});
    PlanningWish wish;
    wish.context.device.timeFactor.fill(12.0);
    wish.context.link = {shaped, 6.0, 1e5, 20.0, 0.0, loss}; // as fast down as the planner takes a link without shape
    wish.cut = Cut::edge(*one.graph);
    const auto view = makePlanningView(planner, wish);
    QVERIFY(view.bands.size() >= 2);
    m_chart->setView(testing::shared(view));
    const auto edge = rateLineOfEnd(view.edgeOnly, view.context.link, 1);
    const auto picture = rateLineOfEnd(*view.picture, view.context.link, 1);
    for (const double rate : {0.02, 0.3, 1.7, 6.0, 13.0, 80.0, 500.0, 900.0}) {
        auto there = wish.context;
        there.link.shaped = true;
        there.link.uplinkMbps = rate;
        const auto near = [](double a, double b) { return std::abs(a - b) <= 0.02 + 1e-6 * b; };
        const double best = planner.best(there, Objective{}).plan.figures.latency.total();
        QVERIFY2(near(m_chart->latencyAt(rate), best), qPrintable(QString::number(rate)));
        QVERIFY(near(edge.at(rate), planner.edgeOnly(there, Objective{}).figures.latency.total()));
        QVERIFY(near(picture.at(rate), planner.edgeOnlyPicture(there, "jpeg", Objective{})->figures.latency.total()));
    }
}

void TestRateChart::linesOfEndsComeFromTheirBytes()
{
    const auto view = testing::sampleView();
    // 50 ms less 40 of uplink, + 2 ms of delay; 768 bytes + 160 of framing = 7,424 bits.
    const auto line = rateLineOfEnd(view.edgeOnly, view.context.link, 1);
    QCOMPARE(line.at(1.0), 12.0 + 7.424);
    QCOMPARE(line.at(10.0), 12.0 + 0.7424);
    QCOMPARE(rateLineOfEnd(view.deviceOnly, view.context.link, 0).at(0.01), 25.0);
}

void TestRateChart::lossCapsTheRate()
{
    auto view = testing::sampleView();
    view.context.link.loss = 0.01;
    const double cap = rateCapMbps(view.context.link);
    QVERIFY(cap > 20.0 && cap < 100.0); // 1.22 * 1448 * 8 / (4000 * 0.1) = 35.3
    const auto line = rateLineOfEnd(view.edgeOnly, view.context.link, 1);
    QCOMPARE(line.at(100.0), line.at(cap));
    QVERIFY(line.at(10.0) > line.at(cap));
}

void TestRateChart::bandsAreNamedAndCanBeTaken()
{
    QCOMPARE(m_chart->markCount(), 3);
    QCOMPARE(m_chart->markText(0), QStringLiteral("100 kbit/s to 1 Mbit/s: Device, 25.0 ms to 25.0 ms"));
    QCOMPARE(m_chart->markText(1), QStringLiteral("1 Mbit/s to 20 Mbit/s: After b, 25.0 ms to 14.1 ms"));
    QCOMPARE(m_chart->note(), QStringLiteral("At 6 Mbit/s: After b"));
    QSignalSpy plans(m_chart.get(), &Chart::planRequested);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, m_chart->markPlace(2));
    QVERIFY(plans.first().first().value<Plan>().cut.isEdge());
    m_chart->setFocus();
    QTest::keyClick(m_chart.get(), Qt::Key_Home);
    QTest::keyClick(m_chart.get(), Qt::Key_Return);
    QVERIFY(plans.last().first().value<Plan>().cut.isDevice());
}

void TestRateChart::theRateCanBeDragged()
{
    QSignalSpy rates(m_chart.get(), &RateChart::uplinkRequested);
    QSignalSpy plans(m_chart.get(), &Chart::planRequested);
    const auto from = m_chart->ratePlace(), to = m_chart->placeOfRate(60.0);
    QTest::mousePress(plot(), Qt::LeftButton, {}, from);
    QMouseEvent move(QEvent::MouseMove, to, plot()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(plot(), &move);
    m_chart->setView(testing::shared(testing::sampleView())); // a late one: the line stays under the hand
    QVERIFY(m_chart->rateMbps() > 50.0);
    QTest::mouseRelease(plot(), Qt::LeftButton, {}, to);
    QVERIFY(rates.count() >= 1);
    const double asked = rates.last().first().toDouble();
    QVERIFY2(std::abs(asked / 60.0 - 1.0) < 0.03, qPrintable(QString::number(asked))); // a pixel is 1 % here
    QCOMPARE(m_chart->rateMbps(), asked);                                              // under the hand at once
    QCOMPARE(plans.count(), 0);
    QVERIFY(!m_chart->isZoomed());
    auto view = testing::sampleView();
    view.context.link.uplinkMbps = 60.0;
    m_chart->setView(testing::shared(view));
    QCOMPARE(m_chart->rateMbps(), 60.0);
    QCOMPARE(m_chart->note(), QStringLiteral("At 60 Mbit/s: Edge"));
}

void TestRateChart::theRateMovesByKeys()
{
    QSignalSpy rates(m_chart.get(), &RateChart::uplinkRequested);
    m_chart->setFocus();
    QTest::keyClick(m_chart.get(), Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(rates.takeFirst().first().toDouble(), 6.75);
    QTest::keyClick(m_chart.get(), Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(rates.takeFirst().first().toDouble(), 6.0);
}

void TestRateChart::aLinkWithoutRateHasNoLineAndSaysSo()
{
    auto view = testing::sampleView();
    view.context.link.shaped = false;
    m_chart->setView(testing::shared(view));
    QCOMPARE(m_chart->rateMbps(), 0.0);
    QCOMPARE(m_chart->note(), QStringLiteral("This link has no rate to move: choose one."));
    QSignalSpy rates(m_chart.get(), &RateChart::uplinkRequested);
    m_chart->setFocus();
    QTest::keyClick(m_chart.get(), Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(rates.count(), 0);
}

void TestRateChart::bandsThatAreNotReadySaySo()
{
    auto view = testing::sampleView();
    view.complete = false;
    view.bands.clear();
    m_chart->setView(testing::shared(view));
    settle();
    QCOMPARE(m_chart->markCount(), 0);
    QVERIFY(m_chart->note().startsWith(QLatin1String("Working out the bands")));
    QVERIFY(m_chart->rateMbps() == 6.0);
}

void TestRateChart::viewsThatComeWhileItIsHiddenAreDrawnWhole()
{
    m_chart->setView(nullptr);
    settle();
    m_chart->setView(
        testing::shared(testing::sampleView())); // the plot is shown and sized before anything was filled in
    settle();
    QCOMPARE(m_chart->markCount(), 3);
    m_chart->hide();
    auto view = testing::sampleView();
    view.bands.insert(view.bands.end(), view.bands.begin(), view.bands.end());
    m_chart->setView(testing::shared(view));
    m_chart->resize(700, 260);
    m_chart->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
    settle();
    QCOMPARE(m_chart->markCount(), 6);
}

void TestRateChart::theTableHasEveryBand()
{
    const auto lines = QString::fromStdString(m_chart->csv()).split(QStringLiteral("\r\n"));
    QCOMPARE(lines.size(), 1 + 3 + 1);
    QCOMPARE(lines[2], QStringLiteral("1,20,b,none,default,25,256,100"));
}

QTEST_MAIN(TestRateChart)
#include "tst_rate_chart.moc"
