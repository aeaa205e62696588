// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_planning_view.h"
#include "widgets/charts/latency_chart.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QLabel>
#include <QPainter>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStyleHints>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>
#include <QWheelEvent>

using namespace splitscope;

class TestLatencyChart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theEndsAndThePictureAreAlwaysThere();
    void everyStageIsReadInMilliseconds();
    void hoverSaysEachStageWithItsSource();
    void aClickAsksToCutThere();
    void aClickAtTheSideAsksForThatPlan();
    void whatCannotBeCutIsNoMark();
    void arrowsWalkAndEnterTakes();
    void wheelZoomsAndADoubleClickShowsAll();
    void manyCutsShareABarThatShowsTheQuickest();
    void zoomingInSeparatesThem();
    void barsMuchLongerThanTheShortestAreCutOff();
    void thePresentBarIsSeenWholeUnlessItDwarfsTheBest();
    void aPictureQuickerThanTheBestPlanSaysWhyItIsNot();
    void stagesHaveTheColoursOfTheTheme();
    void thePaletteIsFollowed();
    void anImpossibleLimitIsSaid();
    void anEstimateIsSaid();
    void nothingOpenSaysWhatToDo();
    void aHiddenChartIsFilledWhenItIsSeen();
    void theTableHasEveryCut();
    void pictureFilesHoldTitleAndUnits();
    void aVectorGraphicDrawsWhatAPictureDoes();
    void aGermanSeesGermanNumbers();

private:
    QWidget *plot() const { return m_chart->findChild<QWidget *>(QStringLiteral("plot")); }
    QPoint onPlot(int mark) const { return plot()->mapFrom(m_chart.get(), m_chart->markPlace(mark)); }
    int markNamed(const QString &start) const;
    void wheel(int notches, const QPoint &place) const;
    void settle() const { QCoreApplication::processEvents(); }

    std::unique_ptr<LatencyChart> m_chart;
};

void TestLatencyChart::init()
{
    QLocale::setDefault(QLocale::c());
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    installTheme(*qApp, ThemeChoice::Light);
    m_chart = std::make_unique<LatencyChart>();
    m_chart->resize(900, 300);
    m_chart->setView(testing::shared(testing::sampleView()));
    m_chart->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
    settle();
}

void TestLatencyChart::cleanup()
{
    QToolTip::hideText();
    m_chart.reset();
}

int TestLatencyChart::markNamed(const QString &start) const
{
    for (int mark = 0; mark < m_chart->markCount(); ++mark) {
        if (m_chart->markText(mark).startsWith(start))
            return mark;
    }
    return -1;
}

void TestLatencyChart::wheel(int notches, const QPoint &place) const
{
    QWheelEvent event(place, plot()->mapToGlobal(place), {}, {0, 120 * notches}, Qt::NoButton, Qt::NoModifier,
        Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(plot(), &event);
    settle();
}

void TestLatencyChart::theEndsAndThePictureAreAlwaysThere()
{
    const QStringList starts{QStringLiteral("Edge, jpeg:90: 25.0 ms"),
        QStringLiteral("Edge: the input tensor is sent: 50.0 ms"), QStringLiteral("Device: nothing is sent: 25.0 ms"),
        QStringLiteral("Best: After b: 21.5 ms"), QStringLiteral("Now: After a: 70.5 ms")};
    for (int i = 0; i < starts.size(); ++i)
        QVERIFY2(m_chart->markText(i).startsWith(starts[i]), qPrintable(m_chart->markText(i)));
    const auto before = onPlot(0);
    wheel(6, onPlot(markNamed(QStringLiteral("After b"))));
    QVERIFY(m_chart->isZoomed());
    QCOMPARE(onPlot(0), before);
}

void TestLatencyChart::everyStageIsReadInMilliseconds()
{
    QCOMPARE(m_chart->markText(markNamed(QStringLiteral("After b"))),
        QStringLiteral("After b, layers on the device: 2: 21.5 ms; Device 6.00 ms, Encode 0.500 ms, Uplink 10.0 ms, "
                       "Edge 4.00 ms, Downlink 1.00 ms"));
    QCOMPARE(m_chart->note(), QStringLiteral("Now 70.5 ms, best 21.5 ms: After b"));
}

void TestLatencyChart::hoverSaysEachStageWithItsSource()
{
    QTest::mouseMove(plot(), onPlot(markNamed(QStringLiteral("After b"))));
    QTRY_VERIFY(!QToolTip::text().isEmpty());
    const auto tip = QToolTip::text();
    QVERIFY2(tip.contains(QLatin1String("measured: profile of 4 layers")), qPrintable(tip));
    QVERIFY(tip.contains(QLatin1String("modelled: link lte")));
    QVERIFY(tip.contains(QLatin1String("10.0 ms")));
    QVERIFY(tip.contains(QLatin1String("256 B")));
    QVERIFY(tip.contains(QStringLiteral("\u221270 %"))); // 21.5 / 70.5 - 1 = -69.5 %
}

void TestLatencyChart::aClickAsksToCutThere()
{
    QSignalSpy cuts(m_chart.get(), &Chart::cutRequested);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, onPlot(markNamed(QStringLiteral("After b"))));
    QCOMPARE(cuts.count(), 1);
    const auto &graph = *m_chart->view()->graph;
    QCOMPARE(cuts.takeFirst().first().value<Cut>(), Cut::upTo(graph, {1}));
    QTest::mouseClick(plot(), Qt::LeftButton, {}, onPlot(markNamed(QStringLiteral("Edge: 50"))));
    QCOMPARE(cuts.takeFirst().first().value<Cut>(), Cut::edge(graph));
    QTest::mouseClick(plot(), Qt::LeftButton, {}, onPlot(m_chart->markCount() - 1));
    QCOMPARE(cuts.takeFirst().first().value<Cut>(), Cut::device(graph));
}

void TestLatencyChart::aClickAtTheSideAsksForThatPlan()
{
    QSignalSpy plans(m_chart.get(), &Chart::planRequested);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, onPlot(0));
    QCOMPARE(plans.count(), 1);
    QCOMPARE(plans.first().first().value<Plan>().codec, std::string("jpeg:90"));
}

void TestLatencyChart::whatCannotBeCutIsNoMark()
{
    QCOMPARE(m_chart->markCount(), 5 + 4);
    QCOMPARE(markNamed(QStringLiteral("After c")), -1);
    QSignalSpy cuts(m_chart.get(), &Chart::cutRequested);
    const auto between = (onPlot(markNamed(QStringLiteral("After b"))) + onPlot(m_chart->markCount() - 1)) / 2;
    QTest::mouseClick(plot(), Qt::LeftButton, {}, between);
    QCOMPARE(cuts.count(), 0);
}

void TestLatencyChart::arrowsWalkAndEnterTakes()
{
    m_chart->setFocus();
    QTest::keyClick(m_chart.get(), Qt::Key_End);
    QCOMPARE(m_chart->currentMark(), m_chart->markCount() - 1);
    QTest::keyClick(m_chart.get(), Qt::Key_Left);
    QSignalSpy cuts(m_chart.get(), &Chart::cutRequested);
    QTest::keyClick(m_chart.get(), Qt::Key_Return);
    QCOMPARE(cuts.first().first().value<Cut>(), Cut::upTo(*m_chart->view()->graph, {1})); // over c, which cannot be
    QVERIFY(m_chart->accessibleDescription().startsWith(QLatin1String("After b")));
    QTest::keyClick(m_chart.get(), Qt::Key_Home);
    QTest::keyClick(m_chart.get(), Qt::Key_Right);
    QCOMPARE(m_chart->currentMark(), 1);
}

void TestLatencyChart::wheelZoomsAndADoubleClickShowsAll()
{
    const auto place = onPlot(markNamed(QStringLiteral("After b")));
    const auto width = [&] { return onPlot(7).x() - onPlot(6).x(); };
    const int before = width();
    wheel(3, place);
    QVERIFY2(width() > 1.3 * before, qPrintable(QString::number(width())));
    QSignalSpy cuts(m_chart.get(), &Chart::cutRequested);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, onPlot(7));
    QCOMPARE(cuts.count(), 0); // it may be the first half of a double click
    QTRY_COMPARE(cuts.count(), 1);
    QTest::mouseDClick(plot(), Qt::LeftButton, {}, onPlot(7));
    settle();
    QVERIFY(!m_chart->isZoomed());
    QCOMPARE(width(), before);
    wheel(-5, place); // never beyond the first and last cut
    QCOMPARE(width(), before);
}

void TestLatencyChart::manyCutsShareABarThatShowsTheQuickest()
{
    m_chart->setView(testing::shared(testing::longView(2000)));
    settle();
    const int group = m_chart->cutsPerBar();
    QVERIFY2(group >= 8 && group <= 20, qPrintable(QString::number(group))); // 2001 cuts on some 600 pixels
    QSignalSpy cuts(m_chart.get(), &Chart::cutRequested);
    const int first = 5 + 1000 / group * group; // all can be made: mark = side bars + cut
    QTest::mouseClick(plot(), Qt::LeftButton, {}, onPlot(first + group / 2));
    int quickest = first - 5;
    for (int i = first - 5; i < first - 5 + group; ++i) {
        if ((i * 7919) % 1000 < (quickest * 7919) % 1000)
            quickest = i;
    }
    QCOMPARE(cuts.first().first().value<Cut>().deviceLayers(), quickest);
}

void TestLatencyChart::zoomingInSeparatesThem()
{
    m_chart->setView(testing::shared(testing::longView(2000)));
    settle();
    for (int i = 0; i < 40 && m_chart->cutsPerBar() > 1; ++i)
        m_chart->zoomBy(1.25);
    settle();
    QCOMPARE(m_chart->cutsPerBar(), 1);
}

void TestLatencyChart::barsMuchLongerThanTheShortestAreCutOff()
{
    QCOMPARE(m_chart->latencyEndMs(), 100.0); // 1.12 * 70.5 = 79, the next round number
    auto view = testing::sampleView();
    view.bars[1].cut.latency.uplink = 60000.0;
    m_chart->setView(testing::shared(view));
    settle();
    QCOMPARE(m_chart->latencyEndMs(), 100.0); // 4 * 21.5 * 1.12 = 96
    QVERIFY(m_chart->markText(markNamed(QStringLiteral("After a"))).contains(QLatin1String("60.0 s")));
    m_chart->setFocus();
    for (int i = 0; i < 40; ++i)
        QTest::keyClick(m_chart.get(), Qt::Key_Down);
    QVERIFY(m_chart->latencyEndMs() > 60000.0);
}

void TestLatencyChart::thePresentBarIsSeenWholeUnlessItDwarfsTheBest()
{
    const auto endWithBest = [&](const StageTimes &best) {
        LatencyChart chart;
        auto view = testing::sampleView();
        view.bars[2].cut.latency = view.best->plan.figures.latency = best;
        chart.setView(testing::shared(view));
        chart.show();
        return QTest::qWaitForWindowExposed(&chart) ? chart.latencyEndMs() : 0.0;
    };
    QCOMPARE(endWithBest({2, 0, 2, 1, 0}), 100.0); // now 70.5 = 14.1 x 5: 1.12 x 70.5 = 79
    QCOMPARE(endWithBest({2, 0, 1, 1, 0}), 20.0);  // 17.6 x 4: 1.12 x 4 x 4 = 17.9
}

void TestLatencyChart::aPictureQuickerThanTheBestPlanSaysWhyItIsNot()
{
    auto view = testing::sampleView();
    view.picture->figures.latency.uplink = 2.0; // 15 ms
    m_chart->setView(testing::shared(view));
    settle();
    QTest::mouseMove(plot(), onPlot(0));
    QTRY_VERIFY(QToolTip::text().contains(QLatin1String("Quicker than the best plan, but it loses accuracy")));
}

void TestLatencyChart::stagesHaveTheColoursOfTheTheme()
{
    // The middle of the bar `edge` is at 25 ms of its 50: within the uplink's, from 1 to 41.
    const auto image = m_chart->grab().toImage();
    const auto colors = Theme::fromPalette(m_chart->palette());
    QCOMPARE(image.pixelColor(m_chart->markPlace(1)), colors.uplink);
    // That of `device` is in the device's, which is hatched: the colour, or a darker one.
    const auto device = image.pixelColor(m_chart->markPlace(2));
    QVERIFY2(device == colors.device || device.hue() - colors.device.hue() < 4, qPrintable(device.name()));
}

void TestLatencyChart::thePaletteIsFollowed()
{
    const auto corner = [&] { return m_chart->grab().toImage().pixelColor(2, m_chart->height() - 3); };
    const auto light = Theme::fromPalette(m_chart->palette()).canvas;
    QCOMPARE(corner(), light);
    installTheme(*qApp, ThemeChoice::Dark);
    settle();
    QVERIFY(Theme::fromPalette(m_chart->palette()).canvas != light);
    QCOMPARE(corner(), Theme::fromPalette(m_chart->palette()).canvas);
}

void TestLatencyChart::anImpossibleLimitIsSaid()
{
    auto view = testing::sampleView();
    view.best.reset();
    view.bestBar = -1;
    view.limits.latencyMs = 15.0;
    view.impossible = Error{ErrorCode::PlanImpossible, {{"why", "the latency limit is too low"}}};
    m_chart->setView(testing::shared(view));
    settle();
    QCOMPARE(m_chart->note(), QStringLiteral("No plan keeps every limit. Now 70.5 ms"));
    QCOMPARE(m_chart->markCount(), 4 + 4); // no best one at the side
    const auto warning = Theme::fromPalette(m_chart->palette()).warning;
    const auto image = m_chart->grab().toImage();
    int found = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            found += image.pixelColor(x, y) == warning ? 1 : 0;
    }
    QVERIFY2(found > 100, qPrintable(QString::number(found))); // the dashed line of the limit
}

void TestLatencyChart::anEstimateIsSaid()
{
    auto view = testing::sampleView();
    view.estimated = true;
    m_chart->setView(testing::shared(view));
    QVERIFY(m_chart->note().startsWith(QLatin1String("Estimated, not measured.")));
}

void TestLatencyChart::nothingOpenSaysWhatToDo()
{
    m_chart->setView(nullptr);
    const auto *message = m_chart->findChild<QLabel *>(QStringLiteral("chartMessage"));
    QVERIFY(message->isVisible());
    QCOMPARE(message->text(), QStringLiteral("Open a model to see what every cut would cost."));
    QCOMPARE(m_chart->markCount(), 0);
    QTest::keyClick(m_chart.get(), Qt::Key_Right);
    QTest::keyClick(m_chart.get(), Qt::Key_Return);
    m_chart->setView(testing::shared(testing::sampleView()));
    QVERIFY(!message->isVisible());
}

void TestLatencyChart::aHiddenChartIsFilledWhenItIsSeen()
{
    LatencyChart hidden;
    hidden.setView(testing::shared(testing::sampleView()));
    QCOMPARE(hidden.markCount(), 0);
    hidden.show();
    QVERIFY(QTest::qWaitForWindowExposed(&hidden));
    QCOMPARE(hidden.markCount(), 9);
}

void TestLatencyChart::theTableHasEveryCut()
{
    const auto table = QString::fromStdString(m_chart->csv());
    const auto lines = table.split(QStringLiteral("\r\n"));
    QCOMPARE(lines.size(), 1 + 5 + 1);
    QCOMPARE(lines[3], QStringLiteral("2,b,yes,21.5,6,0.5,10,4,1,256"));
    QCOMPARE(lines[4], QStringLiteral("3,c,no,23,12,0,8,2,1,256"));
    auto view = testing::sampleView();
    view.bars[1].name = "=1+1,\"x\"";
    m_chart->setView(testing::shared(view));
    QVERIFY(m_chart->csv().find("1,\"'=1+1,\"\"x\"\"\",yes") != std::string::npos);
}

void TestLatencyChart::pictureFilesHoldTitleAndUnits()
{
    const QTemporaryDir folder;
    LatencyChart unseen; // exports work before a tab was ever opened
    unseen.setView(testing::shared(testing::sampleView()));
    const auto recording = unseen.recording();
    const auto file = [&](const char *name) { return folder.filePath(QLatin1String(name)); };
    writeSvg(recording, file("chart.svg"));
    writePdf(recording, file("chart.pdf"));
    writePng(recording, file("chart.png"), 2.0);
    QFile svg(file("chart.svg"));
    QVERIFY(svg.open(QIODevice::ReadOnly));
    const auto text = QString::fromUtf8(svg.readAll());
    for (const char *words : {"Latency by cut", "Latency, ms", "Layers on the device, in trunk order", "Uplink"})
        QVERIFY2(text.contains(QLatin1String(words)), words);
    QVERIFY(text.contains(QLatin1String("#56b4e9"))); // the uplink's colour
    QFile pdf(file("chart.pdf"));
    QVERIFY(pdf.open(QIODevice::ReadOnly) && pdf.read(5) == "%PDF-");
    QCOMPARE(QImage(file("chart.png")).width(), 2 * recording.size.toSize().width());
}

void TestLatencyChart::aVectorGraphicDrawsWhatAPictureDoes()
{
    const QTemporaryDir folder;
    const auto recording = m_chart->recording();
    writeSvg(recording, folder.filePath(QStringLiteral("chart.svg")));
    writePng(recording, folder.filePath(QStringLiteral("chart.png")), 1.0);
    const QImage picture(folder.filePath(QStringLiteral("chart.png")));
    QImage vector(picture.size(), QImage::Format_RGB32);
    QPainter painter(&vector);
    QSvgRenderer(folder.filePath(QStringLiteral("chart.svg"))).render(&painter);
    painter.end();
    const auto colors = Theme::fromPalette(m_chart->palette());
    const auto place = [&](const QImage &image) { // of what the uplink's colour covers
        QRect covered;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y) == colors.uplink)
                    covered |= QRect(x, y, 1, 1);
            }
        }
        return covered;
    };
    const auto a = place(picture), b = place(vector);
    QVERIFY(a.width() > 400);
    for (const int way : {a.left() - b.left(), a.right() - b.right(), a.top() - b.top(), a.bottom() - b.bottom()})
        QVERIFY2(std::abs(way) <= 1, qPrintable(QString::number(way)));
}

void TestLatencyChart::aGermanSeesGermanNumbers()
{
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    m_chart->setView(testing::shared(testing::sampleView()));
    QVERIFY(m_chart->note().contains(QLatin1String("21,5 ms")));
    QVERIFY(m_chart->csv().find("21.5") != std::string::npos); // files are read by programs
    QLocale::setDefault(QLocale::c());
}

QTEST_MAIN(TestLatencyChart)
#include "tst_latency_chart.moc"
