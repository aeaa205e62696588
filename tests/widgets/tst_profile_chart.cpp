// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_planning_view.h"
#include "widgets/charts/profile_chart.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace splitscope;

class TestProfileChart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyLayerSaysItsBytesAndTheWorkSoFar();
    void withoutTimesMacsAloneAreSaid();
    void aClickAsksForTheCutAfterALayer();
    void theSidesOfTheCutAreBehindTheLayers();
    void aModelOfTwoThousandLayersIsShown();
    void theTableHasEveryLayer();

private:
    QWidget *plot() const { return m_chart->findChild<QWidget *>(QStringLiteral("plot")); }

    std::unique_ptr<ProfileChart> m_chart;
};

void TestProfileChart::init()
{
    QLocale::setDefault(QLocale::c());
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    installTheme(*qApp, ThemeChoice::Light);
    m_chart = std::make_unique<ProfileChart>();
    m_chart->resize(900, 300);
    m_chart->setView(testing::shared(testing::sampleView()));
    m_chart->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
    QCoreApplication::processEvents();
}

void TestProfileChart::everyLayerSaysItsBytesAndTheWorkSoFar()
{
    QCOMPARE(m_chart->markCount(), 4);
    QCOMPARE(m_chart->markText(1),
        QStringLiteral("b. Output: 1.02 kB, Sent if cut here: 768 B, MACs so far: 2.00 k (50.0 %), "
                       "Time so far on this machine: 4.00 ms (50.0 %), Now on the edge"));
    QVERIFY(m_chart->markText(0).endsWith(QLatin1String("Now on the device")));
    QCOMPARE(m_chart->note(), QStringLiteral("Cut: After a"));
}

void TestProfileChart::withoutTimesMacsAloneAreSaid()
{
    auto view = testing::sampleView();
    for (auto &point : view.depth)
        point.cumulativeMs = 0.0;
    m_chart->setView(testing::shared(view));
    QVERIFY(!m_chart->markText(1).contains(QLatin1String("Time")));
}

void TestProfileChart::aClickAsksForTheCutAfterALayer()
{
    QSignalSpy cuts(m_chart.get(), &Chart::cutRequested);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, m_chart->markPlace(2));
    QCOMPARE(cuts.first().first().value<Cut>(), Cut::upTo(*m_chart->view()->graph, {2}));
}

void TestProfileChart::theSidesOfTheCutAreBehindTheLayers()
{
    const auto colors = Theme::fromPalette(m_chart->palette());
    const auto image = m_chart->grab().toImage();
    // Above all bars: the axis of bytes ends well above 1,024.
    const auto above = [&](int layer) { return image.pixelColor(m_chart->markPlace(layer).x() + 20, 70); };
    QCOMPARE(above(0), colors.deviceCard);
    QCOMPARE(above(2), colors.edgeCard);
}

void TestProfileChart::aModelOfTwoThousandLayersIsShown()
{
    m_chart->setView(testing::shared(testing::longView(2000)));
    m_chart->grab();
    QCOMPARE(m_chart->markCount(), 2000);
    QSignalSpy cuts(m_chart.get(), &Chart::cutRequested);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, m_chart->markPlace(1000));
    const int layers = cuts.first().first().value<Cut>().deviceLayers();
    QVERIFY2(std::abs(layers - 1001) <= 3, qPrintable(QString::number(layers))); // a pixel is 2.5 layers
}

void TestProfileChart::theTableHasEveryLayer()
{
    const auto lines = QString::fromStdString(m_chart->csv()).split(QStringLiteral("\r\n"));
    QCOMPARE(lines.size(), 1 + 4 + 1);
    QCOMPARE(lines[1], QStringLiteral("1,a,1024,1024,1000,2,device"));
    QCOMPARE(lines[4], QStringLiteral("4,d,1024,0,4000,8,edge"));
}

QTEST_MAIN(TestProfileChart)
#include "tst_profile_chart.moc"
