// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/number_text.h"
#include "widgets/panels/link_panel.h"
#include "widgets/panels/slider_scale.h"
#include "widgets/panels/value_slider.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QWheelEvent>

using namespace splitscope;

class TestLinkPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void ratesAreReadWithUnits_data();
    void ratesAreReadWithUnits();
    void timesAreReadWithUnits();
    void numbersHaveThreeSignificantDigits();
    void theRateSliderIsLogarithmic();
    void everyPositionComesBack();
    void aNotchIsASensibleStep();
    void draggingTheSliderAsksForALink();
    void arrowKeysStepLikeTheWheel();
    void aTypedRateIsTakenWithItsUnit();
    void whatCannotBeReadChangesNothing();
    void aDoubleClickResets();
    void theDownlinkFollowsUntilItHasItsOwnRate();
    void aPresetIsTakenWhole();
    void noShapingIsAPresetToo();
    void showingALinkAsksForNothing();
};

void TestLinkPanel::initTestCase()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    QLocale::setDefault(QLocale::c());
}

void TestLinkPanel::ratesAreReadWithUnits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("mbps"); // 0: not a rate
    QTest::newRow("with unit") << "5 Mbit/s" << 5.0;
    QTest::newRow("short") << "300k" << 0.3;
    QTest::newRow("plain") << "12.5" << 12.5;
    QTest::newRow("ps") << "5.85Mbps" << 5.85;
    QTest::newRow("giga") << "1 G" << 1000.0;
    QTest::newRow("kbit/s") << "250 kbit/s" << 0.25;
    QTest::newRow("bits") << "500000 bit/s" << 0.5;
    QTest::newRow("word") << "fast" << 0.0;
    QTest::newRow("zero") << "0" << 0.0;
    QTest::newRow("other unit") << "5 ms" << 0.0;
    QTest::newRow("empty") << "" << 0.0;
}

void TestLinkPanel::ratesAreReadWithUnits()
{
    QFETCH(QString, text);
    QFETCH(double, mbps);
    double read = 0.0;
    QCOMPARE(mbpsFromText(text, read), mbps > 0.0);
    if (mbps > 0.0)
        QCOMPARE(read, mbps);
    double german = 0.0;
    QVERIFY(mbpsFromText(QStringLiteral("5,85 Mbit/s"), german, QLocale(QLocale::German)));
    QCOMPARE(german, 5.85);
}

void TestLinkPanel::timesAreReadWithUnits()
{
    double ms = 0.0;
    QVERIFY(millisecondsFromText(QStringLiteral("20"), ms) && ms == 20.0);
    QVERIFY(millisecondsFromText(QStringLiteral("0.2 s"), ms) && ms == 200.0);
    QVERIFY(millisecondsFromText(QStringLiteral("0 ms"), ms) && ms == 0.0);
    QVERIFY(!millisecondsFromText(QStringLiteral("20 Mbit/s"), ms));
    QVERIFY(!millisecondsFromText(QStringLiteral("-5 ms"), ms));
}

void TestLinkPanel::numbersHaveThreeSignificantDigits()
{
    QCOMPARE(bytesText(36864), QStringLiteral("36.9 kB"));
    QCOMPARE(bytesText(999), QStringLiteral("999 B"));
    QCOMPARE(bytesText(999999), QStringLiteral("1.00 MB"));
    QCOMPARE(signedBytesText(-110000),
        QStringLiteral("\u2212"
                       "110 kB"));
    QCOMPARE(countText(112'400'000), QStringLiteral("112 M"));
    QCOMPARE(millisecondsText(61.234), QStringLiteral("61.2 ms"));
    QCOMPARE(millisecondsText(0.0), QStringLiteral("0 ms"));
    QCOMPARE(mbpsText(0.3), QStringLiteral("300 kbit/s"));
    QCOMPARE(mbpsText(1000.0), QStringLiteral("1000 Mbit/s"));
}

void TestLinkPanel::theRateSliderIsLogarithmic()
{
    const auto scale = SliderScale::logarithmic(0.1, 1000.0);
    QCOMPARE(scale.valueAt(0), 0.1);
    QCOMPARE(scale.valueAt(scale.positions()), 1000.0);
    QCOMPARE(scale.valueAt(scale.positions() / 2), 10.0);
    for (int position = 1; position <= scale.positions(); ++position)
        QVERIFY(scale.valueAt(position) >= scale.valueAt(position - 1));
}

void TestLinkPanel::everyPositionComesBack()
{
    const auto even = SliderScale::even(0.0, 500.0, 5.0);
    for (int position = 0; position <= even.positions(); ++position)
        QCOMPARE(even.positionOf(even.valueAt(position)), position);
    const auto rates = SliderScale::logarithmic(0.1, 1000.0);
    for (const double value : {0.1, 0.3, 1.0, 5.85, 20.0, 150.0, 1000.0})
        QVERIFY(std::abs(rates.valueAt(rates.positionOf(value)) / value - 1.0) < 0.03);
}

void TestLinkPanel::aNotchIsASensibleStep()
{
    const auto rates = SliderScale::logarithmic(0.1, 1000.0);
    QCOMPARE(rates.notched(20.0, 1), 30.0);
    QCOMPARE(rates.notched(20.0, -1), 15.0);
    QCOMPARE(rates.notched(7.0, 1), 10.0);
    QCOMPARE(rates.notched(10.0, -1), 7.0);
    QCOMPARE(rates.notched(1000.0, 1), 1000.0);
    const auto times = SliderScale::even(0.0, 500.0, 5.0);
    QCOMPARE(times.notched(22.0, 1), 25.0);
    QCOMPARE(times.notched(22.0, -1), 20.0);
}

void TestLinkPanel::draggingTheSliderAsksForALink()
{
    LinkPanel panel;
    QSignalSpy asked(&panel, &LinkPanel::linkRequested);
    auto *uplink = panel.findChild<ValueSlider *>(QStringLiteral("uplinkSlider"));
    uplink->slider()->setValue(200); // 10 Mbit/s
    QCOMPARE(asked.count(), 1);
    const auto link = asked.first().first().value<LinkSpec>();
    QVERIFY(link.shaped);
    QCOMPARE(link.uplinkMbps, 10.0);
    QCOMPARE(link.downlinkMbps, 10.0);
    QCOMPARE(uplink->edit()->text(), QStringLiteral("10 Mbit/s"));
}

void TestLinkPanel::arrowKeysStepLikeTheWheel()
{
    LinkPanel panel;
    panel.show();
    auto *uplink = panel.findChild<ValueSlider *>(QStringLiteral("uplinkSlider"));
    QTest::keyClick(uplink->slider(), Qt::Key_Left); // from 20 Mbit/s
    QCOMPARE(panel.link().uplinkMbps, 15.0);
    QTest::keyClick(uplink->slider(), Qt::Key_Down);
    QCOMPARE(panel.link().uplinkMbps, 10.0);
    QTest::keyClick(uplink->slider(), Qt::Key_Right);
    QCOMPARE(panel.link().uplinkMbps, 15.0);
}

void TestLinkPanel::aTypedRateIsTakenWithItsUnit()
{
    LinkPanel panel;
    panel.show();
    QSignalSpy asked(&panel, &LinkPanel::linkRequested);
    auto *edit = panel.findChild<ValueSlider *>(QStringLiteral("uplinkSlider"))->edit();
    edit->selectAll();
    QTest::keyClicks(edit, QStringLiteral("300k"));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(panel.link().uplinkMbps, 0.3);
    QCOMPARE(edit->text(), QStringLiteral("300 kbit/s"));
}

void TestLinkPanel::whatCannotBeReadChangesNothing()
{
    LinkPanel panel;
    panel.show();
    QSignalSpy asked(&panel, &LinkPanel::linkRequested);
    auto *edit = panel.findChild<ValueSlider *>(QStringLiteral("rttSlider"))->edit();
    const auto before = edit->text();
    edit->selectAll();
    QTest::keyClicks(edit, QStringLiteral("soon"));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(asked.count(), 0);
    QCOMPARE(edit->text(), before);
}

void TestLinkPanel::aDoubleClickResets()
{
    LinkPanel panel;
    panel.show();
    auto *rtt = panel.findChild<ValueSlider *>(QStringLiteral("rttSlider"));
    rtt->slider()->setValue(300);
    QCOMPARE(panel.link().rttMs, 300.0);
    QTest::mouseDClick(rtt->slider(), Qt::LeftButton);
    QCOMPARE(panel.link().rttMs, 20.0);
}

void TestLinkPanel::theDownlinkFollowsUntilItHasItsOwnRate()
{
    LinkPanel panel;
    panel.show();
    auto *uplink = panel.findChild<ValueSlider *>(QStringLiteral("uplinkSlider"));
    auto *downlink = panel.findChild<ValueSlider *>(QStringLiteral("downlinkSlider"));
    auto *same = panel.findChild<QCheckBox *>(QStringLiteral("sameRate"));
    QVERIFY(!downlink->isVisible());
    same->setChecked(false);
    QVERIFY(downlink->isVisible());
    downlink->slider()->setValue(300);
    QCOMPARE(panel.link().downlinkMbps, 100.0);
    uplink->slider()->setValue(100);
    QCOMPARE(panel.link().uplinkMbps, 1.0);
    QCOMPARE(panel.link().downlinkMbps, 100.0);
    same->setChecked(true);
    QCOMPARE(panel.link().downlinkMbps, 1.0);
}

void TestLinkPanel::aPresetIsTakenWhole()
{
    LinkPanel panel;
    QSignalSpy asked(&panel, &LinkPanel::linkRequested);
    auto *presets = panel.findChild<QComboBox *>(QStringLiteral("linkPreset"));
    for (std::size_t i = 0; i < linkPresets().size(); ++i) {
        const int index = presets->findText(QString::fromStdString(linkPresets()[i].name));
        QVERIFY(index >= 0);
        presets->setCurrentIndex(index);
        Q_EMIT presets->activated(index);
        QCOMPARE(asked.takeFirst().first().value<LinkSpec>(), linkPresets()[i].link);
        QCOMPARE(presets->currentIndex(), index);
        QVERIFY(!presets->toolTip().isEmpty()); // where the figures come from
    }
}

void TestLinkPanel::noShapingIsAPresetToo()
{
    LinkPanel panel;
    LinkSpec link;
    link.shaped = true;
    link.uplinkMbps = link.downlinkMbps = 5.0;
    panel.setLink(link);
    QSignalSpy asked(&panel, &LinkPanel::linkRequested);
    auto *presets = panel.findChild<QComboBox *>(QStringLiteral("linkPreset"));
    Q_EMIT presets->activated(0);
    QCOMPARE(asked.count(), 1);
    QVERIFY(!panel.link().shaped);
}

void TestLinkPanel::showingALinkAsksForNothing()
{
    LinkPanel panel;
    QSignalSpy asked(&panel, &LinkPanel::linkRequested);
    for (const auto &preset : linkPresets()) {
        panel.setLink(preset.link);
        QCOMPARE(panel.link(), preset.link);
    }
    QCOMPARE(asked.count(), 0);
}

QTEST_MAIN(TestLinkPanel)
#include "tst_link_panel.moc"
