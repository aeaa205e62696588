// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_codec_reading.h"
#include "widgets/charts/spectrum_chart.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace splitscope;

class TestSpectrumChart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void itSaysHowMuchIsExplained();
    void withoutACalibrationItSaysWhatToDo();
    void aClickAndADragChoose();
    void keysChoose();
    void aHandNeverLeavesTheComponents();
    void moreThanThereAreIsAllOfThem();
    void theChosenNumberIsMarked();
    void twoThousandComponentsAreShown();
    void oneComponentIsShown();

private:
    QWidget *plot() const { return m_chart->findChild<QWidget *>(QStringLiteral("plot")); }

    std::unique_ptr<SpectrumChart> m_chart;
};

void TestSpectrumChart::init()
{
    QLocale::setDefault(QLocale::c());
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    installTheme(*qApp, ThemeChoice::Light);
    m_chart = std::make_unique<SpectrumChart>();
    m_chart->resize(280, 160);
    m_chart->setSpectrum(testing::halvingSpectrum("t", 16));
    m_chart->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
    m_chart->grab();
}

void TestSpectrumChart::itSaysHowMuchIsExplained()
{
    QCOMPARE(m_chart->words(), QStringLiteral("16 components"));
    m_chart->setChosen(2);
    QCOMPARE(m_chart->words(), QStringLiteral("2 of 16 components explain 75.0 % of the variance"));
    QCOMPARE(m_chart->accessibleDescription(), m_chart->words());
    QVERIFY(m_chart->toolTip().contains(QLatin1String("Calibrated on 32 frames of scenes")));
}

void TestSpectrumChart::withoutACalibrationItSaysWhatToDo()
{
    m_chart->setSpectrum({});
    QVERIFY(m_chart->words().startsWith(QLatin1String("Calibrate")));
    QSignalSpy asked(m_chart.get(), &SpectrumChart::componentsRequested);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, plot()->rect().center());
    QTest::keyClick(m_chart.get(), Qt::Key_Right);
    QCOMPARE(asked.count(), 0);
    m_chart->grab();
}

void TestSpectrumChart::aClickAndADragChoose()
{
    QSignalSpy asked(m_chart.get(), &SpectrumChart::componentsRequested);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, plot()->mapFrom(m_chart.get(), m_chart->placeOf(5)));
    QCOMPARE(asked.takeFirst().first().toInt(), 5);
    QTest::mousePress(plot(), Qt::LeftButton, {}, plot()->mapFrom(m_chart.get(), m_chart->placeOf(5)));
    for (const int components : {6, 7, 9})
        QTest::mouseMove(plot(), plot()->mapFrom(m_chart.get(), m_chart->placeOf(components)));
    QTest::mouseRelease(plot(), Qt::LeftButton, {}, plot()->mapFrom(m_chart.get(), m_chart->placeOf(9)));
    QCOMPARE(asked.count(), 3);
    QCOMPARE(asked.last().first().toInt(), 9);
    QTest::mouseMove(plot(), plot()->mapFrom(m_chart.get(), m_chart->placeOf(2))); // nothing is held
    QCOMPARE(m_chart->chosen(), 9);
}

void TestSpectrumChart::keysChoose()
{
    m_chart->setChosen(4);
    QTest::keyClick(m_chart.get(), Qt::Key_Right);
    QCOMPARE(m_chart->chosen(), 5);
    QTest::keyClick(m_chart.get(), Qt::Key_Left);
    QTest::keyClick(m_chart.get(), Qt::Key_Left);
    QCOMPARE(m_chart->chosen(), 3);
    QTest::keyClick(m_chart.get(), Qt::Key_End);
    QCOMPARE(m_chart->chosen(), 16);
    QTest::keyClick(m_chart.get(), Qt::Key_Home);
    QCOMPARE(m_chart->chosen(), 1);
}

void TestSpectrumChart::aHandNeverLeavesTheComponents()
{
    m_chart->setChosen(16);
    QSignalSpy asked(m_chart.get(), &SpectrumChart::componentsRequested);
    QTest::keyClick(m_chart.get(), Qt::Key_Right);
    QCOMPARE(asked.count(), 0);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, QPoint(0, plot()->height() / 2));
    QCOMPARE(m_chart->chosen(), 1);
}

void TestSpectrumChart::moreThanThereAreIsAllOfThem()
{
    m_chart->setChosen(40);
    QCOMPARE(m_chart->words(), QStringLiteral("16 of 16 components explain 100 % of the variance"));
    m_chart->grab();
}

void TestSpectrumChart::theChosenNumberIsMarked()
{
    m_chart->setChosen(8);
    QCoreApplication::processEvents();
    const auto place = m_chart->placeOf(8);
    const auto image = m_chart->grab().toImage();
    const auto focus = Theme::fromPalette(m_chart->palette()).focus;
    bool marked = false;
    for (int x = place.x() - 2; x <= place.x() + 2; ++x)
        marked |= image.pixelColor(x, place.y() + 25) == focus;
    QVERIFY(marked);
}

void TestSpectrumChart::twoThousandComponentsAreShown()
{
    m_chart->setSpectrum(testing::halvingSpectrum("t", 2048));
    m_chart->setChosen(512);
    m_chart->grab();
    QSignalSpy asked(m_chart.get(), &SpectrumChart::componentsRequested);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, plot()->mapFrom(m_chart.get(), m_chart->placeOf(1024)));
    QVERIFY(std::abs(asked.first().first().toInt() - 1024) <= 10); // a pixel is about nine
}

void TestSpectrumChart::oneComponentIsShown()
{
    m_chart->setSpectrum(testing::halvingSpectrum("t", 1));
    m_chart->setChosen(1);
    QCOMPARE(m_chart->words(), QStringLiteral("1 of 1 components explain 100 % of the variance"));
    m_chart->grab();
}

QTEST_MAIN(TestSpectrumChart)
#include "tst_spectrum_chart.moc"
