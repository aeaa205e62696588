// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/codec_panel_case.h"
#include "widgets/charts/spectrum_chart.h"
#include "widgets/codec/codec_words.h"
#include "widgets/panels/value_slider.h"

#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QSlider>
#include <QWheelEvent>

#include <limits>

using namespace splitscope;

/// What the panel shows of others' work: readings, spectrum, calibration, refusals.
class TestCodecPanelReadings : public testing::CodecPanelCase {
    Q_OBJECT

private Q_SLOTS:
    void init() { showPanel(); }
    void aReadingIsShownWithItsSources();
    void aReadingOfAnotherCodecIsOfAMomentAgo();
    void packedBytesAreAtMostUntilTheyAreMeasured();
    void aReadingLeavesWhatIsTypedAlone();
    void theSpectrumLeavesTheWheelToThePanel();
    void theSpectrumSetsComponents();
    void calibrationIsOfferedShownAndCancelled();
    void aRefusalIsSaidUntilItIsOver();
    void figuresAreWords_data();
    void figuresAreWords();
    void longNamesNeverWidenThePanel();
};

void TestCodecPanelReadings::aReadingIsShownWithItsSources()
{
    const auto tensor = testing::bottleneck();
    cross({tensor});
    m_panel->setCodec(codecFromText("bits:4"));
    read({tensor});
    QCOMPARE(said("codecSent"), QStringLiteral("24.6 kB of 49.2 kB (50.0 %)")); // measured, not computed
    QVERIFY(find<QLabel>("codecSentName")->toolTip().startsWith(QLatin1String("Measured")));
    QCOMPARE(said("codecError"), QStringLiteral("0.820 %, PSNR 41.9 dB"));
    QCOMPARE(said("codecEncode"), QStringLiteral("0.125 ms"));
    QCOMPARE(said("codecSource"), QStringLiteral("Measured here on frame 812 of scenes"));
    QCOMPARE(said("codecTask0"), QStringLiteral("mIoU 98.1 %\n99.2 % of pixels equal"));
    QCOMPARE(said("codecTask2"), QStringLiteral("off by 0.840\u00b0"));
    QCOMPARE(said("codecAgreementSource"), QStringLiteral("Over the last 8 frames of scenes"));
    QCOMPARE(said("beforeAfterCaption"), QStringLiteral("Mean of 16 channels; colours from -1.50 to 6.25 in both"));
    auto without = testing::readingOf({tensor}, m_panel->codec());
    without.tasks.clear();
    m_panel->setReading(std::make_shared<const CodecReading>(without));
    QCOMPARE(said("codecAgreementSource"), QStringLiteral("Not compared yet."));
    QVERIFY(m_panel->findChild<QLabel *>(QStringLiteral("codecTask0")) == nullptr);
}

void TestCodecPanelReadings::aReadingOfAnotherCodecIsOfAMomentAgo()
{
    const auto tensor = testing::bottleneck();
    cross({tensor});
    m_panel->setCodec(codecFromText("bits:4"));
    read({tensor});
    const auto *error = find<QLabel>("codecError");
    QCOMPARE(error->foregroundRole(), QPalette::WindowText);
    find<ValueSlider>("codecBits")->slider()->setValue(1);
    QCOMPARE(said("codecSource"), QStringLiteral("Still of the codec before this one"));
    QCOMPARE(error->foregroundRole(), QPalette::PlaceholderText);
    QCOMPARE(said("codecSent"), QStringLiteral("3.20 kB of 49.2 kB (6.51 %)")); // 3,072 + 128, from the shape
    read({tensor});
    QCOMPARE(error->foregroundRole(), QPalette::WindowText);
    // A calibration's digest is no other choice.
    auto same = m_panel->codec();
    same.constants = "0a1b2c3d4e5f6071";
    m_panel->setCodec(same);
    QCOMPARE(error->foregroundRole(), QPalette::WindowText);
}

void TestCodecPanelReadings::packedBytesAreAtMostUntilTheyAreMeasured()
{
    const auto tensor = testing::bottleneck();
    cross({tensor});
    m_panel->setCodec(codecFromText("bits:4+zstd:1"));
    QCOMPARE(said("codecSent"), QStringLiteral("\u2264 6.27 kB of 49.2 kB (12.8 %)"));
    read({tensor});
    QCOMPARE(said("codecSent"), QStringLiteral("24.6 kB of 49.2 kB (50.0 %)"));
}

void TestCodecPanelReadings::aReadingLeavesWhatIsTypedAlone()
{
    const auto tensor = testing::bottleneck();
    cross({tensor});
    m_panel->setCodec(codecFromText("bits:8"));
    auto *edit = find<ValueSlider>("codecBits")->edit();
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, QStringLiteral("1"));
    read({tensor});
    QTest::keyClicks(edit, QStringLiteral("2"));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(text(), std::string("bits:12"));
}

void TestCodecPanelReadings::theSpectrumLeavesTheWheelToThePanel()
{
    const auto tensor = testing::bottleneck();
    cross({tensor});
    m_panel->setCodec(codecFromText("pca:4/8"));
    read({tensor});
    auto *plot = find<SpectrumChart>("spectrumChart")->findChild<QWidget *>(QStringLiteral("plot"));
    QWheelEvent event(QPointF(20, 20), plot->mapToGlobal(QPointF(20, 20)), {}, QPoint(0, -120), Qt::NoButton,
        Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(plot, &event);
    QVERIFY(!event.isAccepted());
    QVERIFY(!plot->testAttribute(Qt::WA_NoMousePropagation));
    QCOMPARE(text(), std::string("pca:4/8"));
}

void TestCodecPanelReadings::theSpectrumSetsComponents()
{
    const auto tensor = testing::bottleneck();
    cross({tensor});
    m_panel->setCodec(codecFromText("bits:6"));
    read({tensor});
    auto *spectrum = find<SpectrumChart>("spectrumChart");
    QCOMPARE(spectrum->chosen(), 0);
    QSignalSpy changed(m_panel.get(), &CodecPanel::codecChanged);
    Q_EMIT spectrum->componentsRequested(3);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(text(), std::string("pca:3/6"));
    QCOMPARE(spectrum->chosen(), 3);
    QCOMPARE(spectrum->words(), QStringLiteral("3 of 16 components explain 87.5 % of the variance"));
}

void TestCodecPanelReadings::calibrationIsOfferedShownAndCancelled()
{
    using Kind = CalibrationStatus::Kind;
    cross({testing::bottleneck()});
    auto *button = find<QPushButton>("calibrationButton");
    QVERIFY(!button->isVisible());
    m_panel->setCalibration({Kind::Wanted, "scenes", 32, 0});
    QCOMPARE(said("calibrationText"), QStringLiteral("This codec needs a calibration: 32 frames of scenes."));
    QSignalSpy wanted(m_panel.get(), &CodecPanel::calibrationWanted);
    QSignalSpy cancelled(m_panel.get(), &CodecPanel::calibrationCancelled);
    button->click();
    QCOMPARE(wanted.count(), 1);
    m_panel->setCalibration({Kind::Running, "scenes", 32, 7});
    const auto *progress = find<QProgressBar>("calibrationProgress");
    QVERIFY(progress->isVisible());
    QCOMPARE(progress->text(), QStringLiteral("7 of 32 frames"));
    button->click();
    QCOMPARE(cancelled.count(), 1);
    QCOMPARE(wanted.count(), 1);
    m_panel->setCalibration({Kind::Done, "scenes", 32, 32});
    QCOMPARE(said("calibrationText"), QStringLiteral("Calibrated on 32 frames of scenes"));
    QVERIFY(!progress->isVisible());
    m_panel->setCalibration({});
    QVERIFY(!button->isVisible());
}

void TestCodecPanelReadings::aRefusalIsSaidUntilItIsOver()
{
    cross({testing::bottleneck()});
    m_panel->setRefusal(QStringLiteral("The edge does not know this codec."));
    const auto *refusal = find<QLabel>("codecRefusal");
    QVERIFY(refusal->isVisible() && refusal->text().contains(QLatin1String("The edge does not know")));
    m_panel->setRefusal({});
    QVERIFY(!refusal->isVisible());
}

void TestCodecPanelReadings::figuresAreWords_data()
{
    QTest::addColumn<QString>("metric");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("words");
    QTest::newRow("all") << "pixel_agreement" << 1.0 << "100 % of pixels equal";
    QTest::newRow("nearly all is not all") << "pixel_agreement" << 0.99999 << "99.99 % of pixels equal";
    QTest::newRow("classes") << "top1" << 0.875 << "87.5 % same class";
    QTest::newRow("order") << "rank_tau" << -0.25 << "order of classes -0.25";
    QTest::newRow("boxes") << "map" << 0.5 << "mAP 50.0 %";
    QTest::newRow("depth") << "abs_rel_difference" << 0.012 << "off by 1.20 %";
    QTest::newRow("nothing") << "relative_error" << 0.0 << "equal";
    QTest::newRow("next to nothing") << "angle_deg" << 0.0001 << "off by < 0.00100\u00b0";
    QTest::newRow("not a number") << "angle_deg" << std::numeric_limits<double>::quiet_NaN() << "not a number";
    QTest::newRow("unknown") << "f1" << 0.5 << "f1 0.500";
}

void TestCodecPanelReadings::figuresAreWords()
{
    QFETCH(QString, metric);
    QFETCH(double, value);
    QFETCH(QString, words);
    QCOMPARE(taskAgreementText(TaskAgreement{metric.toStdString(), value}), words);
}

void TestCodecPanelReadings::longNamesNeverWidenThePanel()
{
    const auto least = m_panel->minimumSizeHint().width();
    const std::string name = "backbone.verlaengerteBezeichnungDerNormalisierungsschicht.layer17.conv2.batch_norm_relu";
    m_panel->resize(260, 700);
    cross({testing::bottleneck(name), testing::skip(name + ".b")});
    m_panel->setCodec(codecFromText("pca:8/4+zstd:3"));
    auto reading = testing::readingOf({testing::bottleneck(name), testing::skip(name + ".b")}, m_panel->codec());
    reading.source = "frame 812345 of /home/somebody/videos/aufnahmen/verlaengerteAufnahmeVomZwanzigstenNovember.mp4";
    reading.tasks[0].task = "semantische_segmentierung_innenraum_klassen";
    m_panel->setReading(std::make_shared<const CodecReading>(reading));
    m_panel->setCalibration({CalibrationStatus::Kind::Wanted, reading.source, 32, 0});
    QCoreApplication::processEvents();
    m_panel->grab();
    const auto *area = find<QScrollArea>("codecScroll");
    QVERIFY2(area->widget()->minimumSizeHint().width() <= 260,
        qPrintable(QString::number(area->widget()->minimumSizeHint().width())));
    QVERIFY(least <= 260);
    QVERIFY(row(0)->toolTip(0).contains(QString::fromStdString(name)));
}

QTEST_MAIN(TestCodecPanelReadings)
#include "tst_codec_panel_readings.moc"
