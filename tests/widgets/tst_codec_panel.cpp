// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes by hand: 12,288 values of 4 bits are 6,144 bytes; ranges of 16 channels, two floats each, are 128 more.
#include "tests/widgets/codec_panel_case.h"
#include "widgets/codec/share_bar.h"
#include "widgets/panels/value_slider.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSlider>

using namespace splitscope;

/// A hand sets codecs: what it says, and what is left of what was set.
class TestCodecPanel : public testing::CodecPanelCase {
    Q_OBJECT

private Q_SLOTS:
    void init() { showPanel(); }
    void everyStateSaysWhatToDo();
    void bytesFollowTheHandBeforeAnyFrame();
    void aSliderSaysEveryCodecThatItPasses();
    void showingSaysNothing();
    void kindsKeepWhatWasSetInThem();
    void aCodecHoldsOnlyWhatItsKindUses();
    void rangesAndPackingAreSet();
    void severalTensorsAreSetTogetherOrOneByOne();
    void oneTensorIsAlwaysChosen();
    void fewerChannelsHoldFewerComponents();
    void checksStayWithTensorsThatStillCross();
    void aPictureMayBeSentAtTheInput();
    void whatIsNoFloatingPointCrossesUnchanged();
};

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

QTEST_MAIN(TestCodecPanel)
#include "tst_codec_panel.moc"
