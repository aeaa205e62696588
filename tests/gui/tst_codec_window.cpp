// SPDX-License-Identifier: GPL-3.0-or-later
// Codecs in the running window, driven as a person would.
#include "app/desktop/stall_watch.h"
#include "core/graph/codec_payload.h"
#include "tests/gui/open_window.h"
#include "widgets/codec/codec_panel.h"
#include "widgets/live/live_panel.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/value_slider.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTabBar>

using namespace splitscope;

class TestCodecWindow : public QObject, private testing::OpenWindow {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aCodecIsInUseWithoutARestart();
    void slidingChangesBytesAndNeverBlocks();
    void aSlideIsOneStepAndCanBeTakenBack();
    void componentsRunOnceTheyAreCalibrated();
    void aSessionRunsTheSameWithoutCalibratingAgain();
    void anotherCutKeepsTheCodec();
    void whatCannotBeKeptComesBackWithTheCut();
    void aPictureIsSentWhole();
    void thePlanCountsCodedBytes();
    void whatIsRefusedIsSaidInThePanel();
    void bothHalvesAreExportedWithTheCodec();

private:
    static constexpr int patience = testing::patience;

    CodecPanel &panel() const { return *find<CodecPanel>("codecPanel"); }
    const Workspace &workspace() const { return window->workspace(); }
    const LiveView &view() const { return find<LivePanel>("livePanel")->view(); }
    std::string codec() const { return workspace().codec().codec.text(); }
    void choose(int kind) const
    {
        auto *box = find<QComboBox>("codecKind");
        const int index = box->findData(kind);
        QVERIFY(index >= 0);
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
    }
    void choose(TensorCodec::Kind kind) const { choose(static_cast<int>(kind)); }
    QSlider &slider(const char *name) const { return *find<ValueSlider>(name)->slider(); }
    std::int64_t codedBytes() const
    {
        std::int64_t bytes = 0;
        for (const auto &tensor : window->codecs().subject().tensors)
            bytes += payloadBytes(tensor.info, workspace().codec().codec.of(tensor.name));
        return bytes;
    }
    /// Waits for a frame that ran with what is set.
    bool inUse() const
    {
        return QTest::qWaitFor(
            [this] {
                return view().settingsInUse && view().ranOn == FrameResult::RanOn::DeviceAndEdge
                    && view().bytesUp == codedBytes();
            },
            patience);
    }
    bool tried() const
    {
        return QTest::qWaitFor(
            [this] { return window->codecs().isCurrent() && !window->codecs().reading()->tasks.empty(); }, patience);
    }
    void cutAfterFirstLayer() const
    {
        Q_EMIT graph().cutRequested(Cut::upTo(model(), {0}));
        QCOMPARE(cut(), Cut::upTo(model(), {0}));
    }
    void calibrate() const
    {
        find<QPushButton>("calibrationButton")->click();
        QTRY_COMPARE_WITH_TIMEOUT(window->codecs().calibration().kind, CalibrationStatus::Kind::Done, patience);
    }
};

void TestCodecWindow::init()
{
    make();
    QVERIFY(open(file));
    find<QTabBar>("contextDockTabs")->setCurrentIndex(1);
    QVERIFY(panel().isVisible());
    cutAfterFirstLayer();
    QTRY_COMPARE_WITH_TIMEOUT(workspace().state(), LiveState::Live, patience);
}

void TestCodecWindow::cleanup() { window.reset(); }

void TestCodecWindow::aCodecIsInUseWithoutARestart()
{
    QVERIFY(inUse());
    const auto whole = view().bytesUp;
    const int edge = workspace().status().reconnects;
    choose(TensorCodec::Kind::Bits);
    QCOMPARE(codec(), std::string("bits:8"));
    QVERIFY(inUse());
    QVERIFY(view().bytesUp < whole);
    QCOMPARE(static_cast<int>(workspace().status().reconnects), edge);
    QVERIFY(find<QLabel>("liveSettings")->text().contains(QLatin1String("8 bits")));
    QVERIFY(tried());
    QVERIFY(*window->codecs().reading()->tensors.front().relativeError > 0.0);
    QVERIFY(find<QLabel>("codecRefusal")->isHidden());
}

void TestCodecWindow::slidingChangesBytesAndNeverBlocks()
{
    choose(TensorCodec::Kind::Bits);
    QVERIFY(inUse());
    StallWatch stalls;
    auto &bits = slider("codecBits");
    QSignalSpy readings(&window->codecs(), &CodecService::readingReady);
    for (int round = 0; round < 3; ++round) {
        for (int position = bits.minimum(); position <= bits.maximum(); ++position) {
            bits.setValue(position);
            QCOMPARE(panel().codec().rest.bits, window->codecs().wish().rest.bits);
            const auto seen = view().frameNumber;
            QTRY_VERIFY(view().frameNumber != seen || workspace().state() != LiveState::Live);
        }
    }
    QCOMPARE(window->codecs().wish().rest.bits, 16);
    QTRY_COMPARE(codec(), std::string("bits:16"));
    QVERIFY(inUse());
    QVERIFY(tried());
    QCOMPARE(window->codecs().reading()->tensors.front().codec.bits, 16);
    QVERIFY(readings.size() > 0);
    // Processor time, because a machine that also compiles keeps every thread waiting.
    QVERIFY2(stalls.longest().ownMs < 100.0, qPrintable(QString::number(stalls.longest().ownMs)));
}

void TestCodecWindow::aSlideIsOneStepAndCanBeTakenBack()
{
    choose(TensorCodec::Kind::Bits);
    auto &bits = slider("codecBits");
    for (int value = 7; value >= 3; --value)
        bits.setValue(bits.value() - 1);
    QTRY_COMPARE(codec(), std::string("bits:3"));
    QCOMPARE(action("undo")->text(), QStringLiteral("Undo Codec: bits"));
    action("undo")->trigger();
    QCOMPARE(codec(), std::string("bits:8"));
    QCOMPARE(panel().codec(), codecFromText("bits:8"));
    QCOMPARE(action("undo")->text(), QStringLiteral("Undo Codec: 8 bits"));
    action("undo")->trigger();
    QCOMPARE(codec(), std::string("none"));
    action("redo")->trigger();
    action("redo")->trigger();
    QCOMPARE(codec(), std::string("bits:3"));
    QVERIFY(inUse());
}

void TestCodecWindow::componentsRunOnceTheyAreCalibrated()
{
    choose(TensorCodec::Kind::Pca);
    QCOMPARE(window->codecs().calibration().kind, CalibrationStatus::Kind::Wanted);
    QCOMPARE(codec(), std::string("none")); // what was set runs on
    calibrate();
    QTRY_VERIFY(QString::fromStdString(codec()).startsWith(QLatin1String("pca:2/8@")));
    QVERIFY(inUse());
    slider("codecComponents").setValue(slider("codecComponents").maximum());
    QTRY_VERIFY(QString::fromStdString(codec()).startsWith(QLatin1String("pca:8/8@")));
    QVERIFY(inUse());
    QVERIFY(tried());
    QVERIFY(window->codecs().reading()->tensors.front().spectrum);
}

void TestCodecWindow::aSessionRunsTheSameWithoutCalibratingAgain()
{
    choose(TensorCodec::Kind::Pca);
    calibrate();
    QTRY_VERIFY(workspace().codec().constants);
    const auto before = workspace().codec();
    const auto session = path("coded.splitscope.json");
    window->saveSession(session);
    make();
    window->openFile(session);
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().hasModel(), patience);
    QVERIFY(workspace().codec() == before);
    QCOMPARE(*workspace().codec().constants, *before.constants);
    QCOMPARE(window->codecs().calibration().kind, CalibrationStatus::Kind::Done);
    QVERIFY(find<MessageBar>("messageBar")->text().isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(workspace().state(), LiveState::Live, patience);
    QVERIFY(inUse());
}

void TestCodecWindow::anotherCutKeepsTheCodec()
{
    choose(TensorCodec::Kind::Bits);
    action("edge")->trigger();
    QCOMPARE(codec(), std::string("bits:8"));
    QVERIFY(inUse());
    action("device")->trigger();
    QCOMPARE(codec(), std::string("bits:8")); // nothing crosses, and it is still chosen
    action("undo")->trigger();
    action("undo")->trigger();
    QCOMPARE(codec(), std::string("bits:8"));
    QCOMPARE(cut(), Cut::upTo(model(), {0}));
}

void TestCodecWindow::whatCannotBeKeptComesBackWithTheCut()
{
    choose(TensorCodec::Kind::Pca);
    calibrate();
    QTRY_VERIFY(workspace().codec().constants);
    const auto before = workspace().codec();
    action("edge")->trigger(); // the input was not calibrated
    QCOMPARE(codec(), std::string("none"));
    QCOMPARE(window->codecs().calibration().kind, CalibrationStatus::Kind::Wanted);
    action("undo")->trigger();
    QVERIFY(workspace().codec() == before);
    action("redo")->trigger();
    QCOMPARE(codec(), std::string("none"));
    cutAfterFirstLayer(); // by hand: what was calibrated is known still
    QVERIFY(workspace().codec() == before);
    QVERIFY(inUse());
}

void TestCodecWindow::aPictureIsSentWhole()
{
    action("edge")->trigger();
    QVERIFY(inUse());
    const auto tensor = view().bytesUp;
    panel().setCodec(codecFromText("png"));
    Q_EMIT panel().codecChanged(codecFromText("png"));
    QCOMPARE(codec(), std::string("png"));
    QTRY_VERIFY_WITH_TIMEOUT(view().settingsInUse && view().bytesUp < tensor / 2, patience);
    for (const auto &task : view().tasks)
        QVERIFY2(task.difference, "it is compared");
    cutAfterFirstLayer();
    QCOMPARE(codec(), std::string("none"));
    action("undo")->trigger();
    QCOMPARE(codec(), std::string("png"));
}

void TestCodecWindow::thePlanCountsCodedBytes()
{
    const auto planned = [this] {
        return QTest::qWaitFor(
            [this] { return window->planning().isCurrent() && window->planning().view()->complete; }, patience);
    };
    QVERIFY(planned());
    const double raw = window->planning().view()->current.figures.uplinkBytes;
    choose(TensorCodec::Kind::Bits);
    QVERIFY(planned());
    const auto &current = window->planning().view()->current;
    QCOMPARE(current.codec, std::string("bits:8"));
    QCOMPARE(current.figures.uplinkBytes, static_cast<double>(codedBytes()));
    QVERIFY(current.figures.uplinkBytes < raw);
    QVERIFY(current.figures.latency.encode > 0.0);
    QCOMPARE(window->planning().figuresOf(cut())->uplinkBytes, current.figures.uplinkBytes);
}

void TestCodecWindow::whatIsRefusedIsSaidInThePanel()
{
    Q_EMIT panel().codecChanged(codecFromText("jpeg:90")); // no picture crosses here
    QTRY_VERIFY(find<QLabel>("codecRefusal")->isVisible());
    QVERIFY(find<QLabel>("codecRefusal")->text().contains(QLatin1String("jpeg:90")));
    QCOMPARE(codec(), std::string("none"));
    QCOMPARE(panel().codec(), codecFromText("none"));
    choose(TensorCodec::Kind::Fp16);
    QVERIFY(find<QLabel>("codecRefusal")->isHidden());
    QCOMPARE(codec(), std::string("fp16"));
}

void TestCodecWindow::bothHalvesAreExportedWithTheCodec()
{
    choose(TensorCodec::Kind::Bits);
    window->exportSplit(path("halves"));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path("halves/split.json")), patience);
    QVERIFY(QFile::exists(path("halves/head.pt")) && QFile::exists(path("halves/tail.pt")));
    QFile written(path("halves/split.json"));
    QVERIFY(written.open(QFile::ReadOnly));
    QVERIFY(written.readAll().contains("bits:8"));
}

QTEST_MAIN(TestCodecWindow)
#include "tst_codec_window.moc"
