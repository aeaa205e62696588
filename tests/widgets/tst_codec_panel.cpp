// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes by hand: 12,288 values of 4 bits are 6,144 bytes; ranges of 16 channels, two floats each, are 128 more.
#include "core/graph/codec_payload.h"
#include "tests/widgets/sample_codec_reading.h"
#include "widgets/charts/spectrum_chart.h"
#include "widgets/codec/codec_panel.h"
#include "widgets/codec/codec_words.h"
#include "widgets/codec/share_bar.h"
#include "widgets/panels/value_slider.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QTreeWidget>
#include <QWheelEvent>

#include <limits>

using namespace splitscope;

Q_DECLARE_METATYPE(splitscope::Codec)

class TestCodecPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyStateSaysWhatToDo();
    void bytesFollowTheHandBeforeAnyFrame();
    void aSliderSaysEveryCodecThatItPasses();
    void showingSaysNothing();
    void kindsKeepWhatWasSetInThem();
    void aCodecHoldsOnlyWhatItsKindUses();
    void rangesAndPackingAreSet();
    void aReadingIsShownWithItsSources();
    void aReadingOfAnotherCodecIsOfAMomentAgo();
    void packedBytesAreAtMostUntilTheyAreMeasured();
    void aReadingLeavesWhatIsTypedAlone();
    void theSpectrumLeavesTheWheelToThePanel();
    void severalTensorsAreSetTogetherOrOneByOne();
    void oneTensorIsAlwaysChosen();
    void fewerChannelsHoldFewerComponents();
    void checksStayWithTensorsThatStillCross();
    void theSpectrumSetsComponents();
    void calibrationIsOfferedShownAndCancelled();
    void aRefusalIsSaidUntilItIsOver();
    void aPictureMayBeSentAtTheInput();
    void whatIsNoFloatingPointCrossesUnchanged();
    void figuresAreWords_data();
    void figuresAreWords();
    void longNamesNeverWidenThePanel();

private:
    template <typename Widget>
    Widget *find(const char *name) const
    {
        auto *found = m_panel->findChild<Widget *>(QLatin1String(name));
        Q_ASSERT(found != nullptr);
        return found;
    }
    QString said(const char *label) const { return find<QLabel>(label)->text(); }
    void choose(const QString &kind) const
    {
        auto *box = find<QComboBox>("codecKind");
        const int index = box->findText(kind);
        QVERIFY2(index >= 0, qPrintable(kind));
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
    }
    void cross(const std::vector<CrossingTensor> &tensors, bool picture = false) const
    {
        m_panel->setSubject(CodecSubject{tensors, picture});
    }
    void read(const std::vector<CrossingTensor> &tensors) const
    {
        m_panel->setReading(std::make_shared<const CodecReading>(testing::readingOf(tensors, m_panel->codec())));
    }
    std::string text() const { return m_panel->codec().text(); }
    QTreeWidgetItem *row(int index) const { return find<QTreeWidget>("crossingRows")->topLevelItem(index); }

    std::unique_ptr<CodecPanel> m_panel;
};

void TestCodecPanel::init()
{
    QLocale::setDefault(QLocale::c());
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    installTheme(*qApp, ThemeChoice::Light);
    m_panel = std::make_unique<CodecPanel>();
    m_panel->resize(300, 800);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
}

void TestCodecPanel::everyStateSaysWhatToDo()
{
    QVERIFY(said("codecState").startsWith(QLatin1String("Open a model")));
    QVERIFY(!find<QComboBox>("codecKind")->isVisible());
    cross({});
    QVERIFY(said("codecState").startsWith(QLatin1String("Nothing crosses")));
    QCOMPARE(m_panel->summary(), QStringLiteral("nothing crosses"));
    cross({testing::bottleneck()});
    QVERIFY(!find<QLabel>("codecState")->isVisible() && find<QComboBox>("codecKind")->isVisible());
    QVERIFY(said("codecSource").startsWith(QLatin1String("No frame yet")));
    QCOMPARE(said("codecTensor"), QStringLiteral("encoder.bottleneck, 16x24x32"));
    m_panel->setSubject(std::nullopt);
    QVERIFY(find<QLabel>("codecState")->isVisible() && !find<QComboBox>("codecKind")->isVisible());
}

void TestCodecPanel::bytesFollowTheHandBeforeAnyFrame()
{
    cross({testing::bottleneck()});
    QCOMPARE(said("codecSent"), QStringLiteral("49.2 kB of 49.2 kB (100 %)"));
    choose(QStringLiteral("Bits"));
    find<ValueSlider>("codecBits")->slider()->setValue(3); // 4 bits: positions are from 1
    QCOMPARE(text(), std::string("bits:4"));
    QCOMPARE(said("codecSent"), QStringLiteral("6.27 kB of 49.2 kB (12.8 %)")); // 6,272 bytes
    auto *share = m_panel->findChild<ShareBar *>();
    QCOMPARE(share->share(), 6272.0 / 49152.0);
    find<QCheckBox>("codecPerTensor")->click();
    QCOMPARE(said("codecSent"), QStringLiteral("6.15 kB of 49.2 kB (12.5 %)")); // 6,144 + 8
    QCOMPARE(m_panel->summary(), QStringLiteral("4 bits, one range, 6.15 kB of 49.2 kB (12.5 %)"));
}

void TestCodecPanel::aSliderSaysEveryCodecThatItPasses()
{
    cross({testing::bottleneck()});
    QSignalSpy changed(m_panel.get(), &CodecPanel::codecChanged);
    choose(QStringLiteral("Bits"));
    auto *slider = find<ValueSlider>("codecBits")->slider();
    for (int position = 6; position >= 1; --position)
        slider->setValue(position);
    QCOMPARE(changed.count(), 7);
    QCOMPARE(changed.first().first().value<Codec>().text(), std::string("bits:8"));
    QCOMPARE(changed.last().first().value<Codec>().text(), std::string("bits:2"));
    auto *edit = find<ValueSlider>("codecBits")->edit();
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, QStringLiteral("6 bits"));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(text(), std::string("bits:6"));
    QTest::mouseDClick(slider, Qt::LeftButton);
    QCOMPARE(text(), std::string("bits:8"));
}

void TestCodecPanel::showingSaysNothing()
{
    QSignalSpy changed(m_panel.get(), &CodecPanel::codecChanged);
    cross({testing::bottleneck(), testing::skip()});
    for (const char *codec : {"bits:3/tensor/static+zstd:7", "pca:5/6", "fp16", "none",
             "bits:4;encoder.bottleneck=pca:2/8+zstd:1", "jpeg:70"}) {
        m_panel->setCodec(codecFromText(codec));
        QCOMPARE(text(), std::string(codec));
        read({testing::bottleneck(), testing::skip()});
    }
    QCOMPARE(changed.count(), 0);
}

void TestCodecPanel::kindsKeepWhatWasSetInThem()
{
    cross({testing::bottleneck()});
    m_panel->setCodec(codecFromText("bits:3/static"));
    choose(QStringLiteral("Unchanged"));
    QCOMPARE(text(), std::string("none"));
    m_panel->setCodec(codecFromText("none")); // as its owner says it back
    choose(QStringLiteral("Bits"));
    QCOMPARE(text(), std::string("bits:3/static"));
    choose(QStringLiteral("Principal components"));
    QCOMPARE(text(), std::string("pca:4/3")); // a quarter of the channels
    QVERIFY(find<ValueSlider>("codecComponents")->isVisible() && find<ValueSlider>("codecBits")->isVisible());
    QVERIFY(!find<QCheckBox>("codecFixedRange")->isVisible());
    QCOMPARE(find<ValueSlider>("codecComponents")->slider()->maximum(), 15); // 16 channels
}

void TestCodecPanel::aCodecHoldsOnlyWhatItsKindUses()
{
    cross({testing::bottleneck()});
    m_panel->setCodec(codecFromText("bits:3/tensor/static"));
    choose(QStringLiteral("Half precision (16 bits)"));
    QCOMPARE(m_panel->codec(), codecFromText("fp16"));
    choose(QStringLiteral("Principal components"));
    QCOMPARE(m_panel->codec(), codecFromText("pca:4/3"));
}

void TestCodecPanel::rangesAndPackingAreSet()
{
    cross({testing::bottleneck()});
    auto calibrated = codecFromText("bits:4/static");
    calibrated.constants = "0a1b2c3d4e5f6071";
    m_panel->setCodec(calibrated);
    find<QCheckBox>("codecZstd")->click();
    QCOMPARE(text(), std::string("bits:4/static+zstd:1")); // without the digest: who has constants adds it
    find<ValueSlider>("codecLevel")->slider()->setValue(2);
    QCOMPARE(text(), std::string("bits:4/static+zstd:3"));
    find<QCheckBox>("codecFixedRange")->click();
    QCOMPARE(text(), std::string("bits:4+zstd:3"));
    find<QCheckBox>("codecZstd")->click();
    QCOMPARE(text(), std::string("bits:4"));
    QVERIFY(!find<ValueSlider>("codecLevel")->isVisible());
}

void TestCodecPanel::aReadingIsShownWithItsSources()
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

void TestCodecPanel::aReadingOfAnotherCodecIsOfAMomentAgo()
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

void TestCodecPanel::packedBytesAreAtMostUntilTheyAreMeasured()
{
    const auto tensor = testing::bottleneck();
    cross({tensor});
    m_panel->setCodec(codecFromText("bits:4+zstd:1"));
    QCOMPARE(said("codecSent"), QStringLiteral("\u2264 6.27 kB of 49.2 kB (12.8 %)"));
    read({tensor});
    QCOMPARE(said("codecSent"), QStringLiteral("24.6 kB of 49.2 kB (50.0 %)"));
}

void TestCodecPanel::aReadingLeavesWhatIsTypedAlone()
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

void TestCodecPanel::theSpectrumLeavesTheWheelToThePanel()
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

void TestCodecPanel::severalTensorsAreSetTogetherOrOneByOne()
{
    cross({testing::bottleneck(), testing::skip()});
    QVERIFY(find<QTreeWidget>("crossingRows")->isVisible() && !find<QLabel>("codecTensor")->isVisible());
    QCOMPARE(find<QCheckBox>("crossingAll")->text(), QStringLiteral("All 2 crossing tensors"));
    choose(QStringLiteral("Bits"));
    QCOMPARE(text(), std::string("bits:8"));
    row(0)->setCheckState(0, Qt::Unchecked);
    QCOMPARE(find<QCheckBox>("crossingAll")->text(), QStringLiteral("1 of 2 crossing tensors"));
    find<ValueSlider>("codecBits")->slider()->setValue(3);
    QCOMPARE(text(), std::string("bits:8;encoder.stage2.add=bits:4"));
    // 12,288 + 128 bytes, and 6,144 + 512 for 64 channels.
    QCOMPARE(row(0)->text(1), QStringLiteral("12.4 kB"));
    QCOMPARE(row(1)->text(1), QStringLiteral("6.66 kB"));
    QCOMPARE(said("codecSent"), QStringLiteral("19.1 kB of 98.3 kB (19.4 %)"));
    QVERIFY(!find<QLabel>("codecMixed")->isVisible());
    find<QCheckBox>("crossingAll")->click();
    QVERIFY(find<QLabel>("codecMixed")->isVisible());
    find<ValueSlider>("codecBits")->slider()->setValue(4);
    QCOMPARE(text(), std::string("bits:5"));
    QVERIFY(!find<QLabel>("codecMixed")->isVisible());
    // Error and pictures are of the current row.
    read({testing::bottleneck(), testing::skip()});
    QCOMPARE(said("codecError"), QStringLiteral("0.820 %, PSNR 41.9 dB"));
    QSignalSpy shown(m_panel.get(), &CodecPanel::shownTensorChanged);
    find<QTreeWidget>("crossingRows")->setCurrentItem(row(1));
    QCOMPARE(shown.count(), 1);
    QCOMPARE(m_panel->shownTensor(), std::string("encoder.stage2.add"));
    QCOMPARE(said("codecError"), QStringLiteral("1.64 %, PSNR 41.9 dB"));
}

void TestCodecPanel::oneTensorIsAlwaysChosen()
{
    cross({testing::bottleneck(), testing::skip()});
    row(0)->setCheckState(0, Qt::Unchecked);
    row(1)->setCheckState(0, Qt::Unchecked);
    choose(QStringLiteral("Half precision (16 bits)"));
    QCOMPARE(text(), std::string("encoder.bottleneck=fp16")); // the current row
    auto *all = find<QCheckBox>("crossingAll");
    all->click();
    QCOMPARE(row(1)->checkState(0), Qt::Checked);
    all->click();
    QCOMPARE(row(1)->checkState(0), Qt::Unchecked);
    QCOMPARE(row(0)->checkState(0), Qt::Checked);
}

void TestCodecPanel::fewerChannelsHoldFewerComponents()
{
    cross({testing::bottleneck(), testing::skip()});
    choose(QStringLiteral("Principal components"));
    QCOMPARE(text(), std::string("pca:16/8"));
    find<ValueSlider>("codecComponents")->slider()->setValue(31);
    QCOMPARE(text(), std::string("pca:32/8;encoder.bottleneck=pca:16/8"));
    QVERIFY(!find<QLabel>("codecMixed")->isVisible());
    find<ValueSlider>("codecComponents")->slider()->setValue(7);
    QCOMPARE(text(), std::string("pca:8/8"));
    m_panel->setCodec(codecFromText("pca:32/8;encoder.bottleneck=pca:4/8"));
    QVERIFY(find<QLabel>("codecMixed")->isVisible());
}

void TestCodecPanel::checksStayWithTensorsThatStillCross()
{
    cross({testing::bottleneck(), testing::skip()});
    row(0)->setCheckState(0, Qt::Unchecked);
    find<QTreeWidget>("crossingRows")->setCurrentItem(row(1));
    cross({testing::skip("encoder.stem"), testing::bottleneck(), testing::skip()});
    QCOMPARE(row(0)->checkState(0), Qt::Checked);
    QCOMPARE(row(1)->checkState(0), Qt::Unchecked);
    QCOMPARE(m_panel->shownTensor(), std::string("encoder.stage2.add"));
    cross({testing::bottleneck()}); // alone there is nothing to choose
    choose(QStringLiteral("Bits"));
    QCOMPARE(text(), std::string("bits:8"));
}

void TestCodecPanel::theSpectrumSetsComponents()
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

void TestCodecPanel::calibrationIsOfferedShownAndCancelled()
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

void TestCodecPanel::aRefusalIsSaidUntilItIsOver()
{
    cross({testing::bottleneck()});
    m_panel->setRefusal(QStringLiteral("The edge does not know this codec."));
    const auto *refusal = find<QLabel>("codecRefusal");
    QVERIFY(refusal->isVisible() && refusal->text().contains(QLatin1String("The edge does not know")));
    m_panel->setRefusal({});
    QVERIFY(!refusal->isVisible());
}

void TestCodecPanel::aPictureMayBeSentAtTheInput()
{
    const CrossingTensor input{"input:image", {{1, 3, 192, 256}}};
    cross({input});
    QCOMPARE(find<QComboBox>("codecKind")->findText(QStringLiteral("Picture, JPEG")), -1);
    cross({input}, true);
    choose(QStringLiteral("Picture, JPEG"));
    QCOMPARE(text(), std::string("jpeg:90"));
    QCOMPARE(said("codecSent"), QStringLiteral("\u2013")); // known when one was packed
    find<ValueSlider>("codecQuality")->slider()->setValue(69);
    QCOMPARE(text(), std::string("jpeg:70"));
    QVERIFY(!find<QCheckBox>("codecZstd")->isVisible() && !find<ValueSlider>("codecBits")->isVisible());
    read({input});
    QCOMPARE(said("codecSent"), QStringLiteral("295 kB of 590 kB (50.0 %)")); // 589,824 bytes
    choose(QStringLiteral("Picture, PNG"));
    QCOMPARE(text(), std::string("png"));
    QVERIFY(!find<ValueSlider>("codecQuality")->isVisible());
    QCOMPARE(m_panel->summary(), QStringLiteral("PNG"));
    choose(QStringLiteral("Bits"));
    QCOMPARE(text(), std::string("bits:8"));
}

void TestCodecPanel::whatIsNoFloatingPointCrossesUnchanged()
{
    cross({{"tokens", {{1, 77}, DType::Int64}}});
    const auto *kinds = find<QComboBox>("codecKind");
    QCOMPARE(kinds->count(), 1);
    QCOMPARE(kinds->currentText(), QStringLiteral("Unchanged"));
    QVERIFY(find<QCheckBox>("codecZstd")->isVisible()); // without loss all can be packed
    cross({{"scores", {{1, 10}}}});                     // one channel: no components
    QCOMPARE(kinds->findText(QStringLiteral("Principal components")), -1);
    QVERIFY(kinds->findText(QStringLiteral("Bits")) >= 0);
}

void TestCodecPanel::figuresAreWords_data()
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

void TestCodecPanel::figuresAreWords()
{
    QFETCH(QString, metric);
    QFETCH(double, value);
    QFETCH(QString, words);
    QCOMPARE(taskAgreementText(TaskAgreement{metric.toStdString(), value}), words);
}

void TestCodecPanel::longNamesNeverWidenThePanel()
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

QTEST_MAIN(TestCodecPanel)
#include "tst_codec_panel.moc"
