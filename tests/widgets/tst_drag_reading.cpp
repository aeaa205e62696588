// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/drag_reading.h"
#include "widgets/number_text.h"

#include <QLocale>
#include <QTest>
#include <QTextDocumentFragment>

using namespace splitscope;

class TestDragReading : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale::c()); }
    void cleanup() { QLocale::setDefault(QLocale::c()); }
    void withoutFiguresOnlyBytesAreSaid();
    void latencyAndEnergyAreSaidWithTheirChange();
    void bytesAreTheUplinksWhereTheyAreKnown();
    void whatIsNotKnownIsLeftOut();
    void changesHaveASignAndAColour();
    void noChangeIsNoColour();
    void coloursCanBeReadInLightAndDark();
    void aGermanReadsGermanNumbers();
    void energyHasAUnitOfItsSize();

private:
    static QString plain(const DragReading &reading)
    {
        return QTextDocumentFragment::fromHtml(dragText(reading, Theme::fromPalette(QPalette()))).toPlainText();
    }
    static DragReading reading()
    {
        DragReading reading{QStringLiteral("48x24x32"), 36864, 147456, PlanFigures(), PlanFigures()};
        reading.before->latency = {60.0, 1.0, 20.0, 10.0, 8.0};  // 99 in all
        reading.figures->latency = {30.0, 1.0, 12.0, 10.0, 8.0}; // 61
        reading.before->deviceEnergyMj = 1100.0;
        reading.figures->deviceEnergyMj = 900.0;
        reading.before->uplinkBytes = 147456.0;
        reading.figures->uplinkBytes = 36864.0;
        return reading;
    }
};

void TestDragReading::withoutFiguresOnlyBytesAreSaid()
{
    auto bytes = reading();
    bytes.figures.reset();
    QCOMPARE(plain(bytes), QStringLiteral("48x24x32 | 36.9 kB \u2212111 kB")); // 147,456 - 36,864 = 110,592
    bytes = reading();
    bytes.before.reset(); // nothing to compare with
    QCOMPARE(plain(bytes), QStringLiteral("48x24x32 | 36.9 kB \u2212111 kB"));
}

void TestDragReading::latencyAndEnergyAreSaidWithTheirChange()
{
    QCOMPARE(plain(reading()),
        QStringLiteral("48x24x32 | 36.9 kB \u2212111 kB | 61.0 ms \u221238.0 ms | 900 mJ \u2212200 mJ"));
}

void TestDragReading::bytesAreTheUplinksWhereTheyAreKnown()
{
    auto coded = reading(); // a codec of 8 bits sends a quarter
    coded.figures->uplinkBytes = 9216.0;
    coded.before->uplinkBytes = 36864.0;
    QVERIFY(plain(coded).startsWith(QStringLiteral("48x24x32 | 9.22 kB \u221227.6 kB")));
}

void TestDragReading::whatIsNotKnownIsLeftOut()
{
    auto noPower = reading();
    noPower.before->deviceEnergyMj.reset();
    QVERIFY(!plain(noPower).contains(QLatin1Char('J')));
}

void TestDragReading::changesHaveASignAndAColour()
{
    const auto theme = Theme::fromPalette(QPalette());
    auto worse = reading();
    std::swap(worse.figures, worse.before);
    QVERIFY(dragText(reading(), theme).contains(theme.betterText.name()));
    QVERIFY(!dragText(reading(), theme).contains(theme.worseText.name()));
    QVERIFY(dragText(worse, theme).contains(theme.worseText.name()));
    QVERIFY2(plain(worse).contains(QStringLiteral("| 99.0 ms +38.0 ms |")), qPrintable(plain(worse)));
}

void TestDragReading::noChangeIsNoColour()
{
    const auto theme = Theme::fromPalette(QPalette());
    auto same = reading();
    same.before = same.figures;
    same.before->latency.device += 1e-9; // rounding
    const auto text = dragText(same, theme);
    QVERIFY(!text.contains(theme.betterText.name()) && !text.contains(theme.worseText.name()));
    QVERIFY2(plain(same).contains(QStringLiteral("61.0 ms \u00b10 ms")), qPrintable(plain(same)));
}

void TestDragReading::coloursCanBeReadInLightAndDark()
{
    for (const auto &window : {QColor(0xf3f3f1), QColor(0x24272b)}) {
        const QPalette palette(window, window);
        const auto theme = Theme::fromPalette(palette);
        for (const auto &color : {theme.betterText, theme.worseText, theme.mutedText})
            QVERIFY2(contrastRatio(color, window) >= 4.5, qPrintable(color.name() + window.name()));
    }
}

void TestDragReading::aGermanReadsGermanNumbers()
{
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    QVERIFY2(plain(reading()).contains(QStringLiteral("36,9 kB \u2212111 kB | 61,0 ms \u221238,0 ms")),
        qPrintable(plain(reading())));
}

void TestDragReading::energyHasAUnitOfItsSize()
{
    QCOMPARE(energyText(3.456), QStringLiteral("3.46 mJ"));
    QCOMPARE(energyText(999.4), QStringLiteral("999 mJ"));
    QCOMPARE(energyText(1234.0), QStringLiteral("1.23 J"));
    QCOMPARE(signedEnergyText(-1234.0), QStringLiteral("\u22121.23 J"));
    QCOMPARE(signedEnergyText(0.0), QStringLiteral("\u00b10 mJ"));
    QCOMPARE(signedMillisecondsText(3.1), QStringLiteral("+3.10 ms"));
}

QTEST_MAIN(TestDragReading)
#include "tst_drag_reading.moc"
