// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window, driven as a person would, with a real edge process beside it.
#include "app/desktop/bundled_files.h"
#include "app/desktop/main_window.h"
#include "tests/support/small_model.h"
#include "widgets/graph/graph_view.h"
#include "widgets/live/live_panel.h"
#include "widgets/live/picture_view.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/value_slider.h"

#include <QAbstractButton>
#include <QAction>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSlider>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <filesystem>

using namespace splitscope;

namespace {

constexpr int patience = 30000; // a machine that also compiles

Workspace::Surroundings surroundings()
{
    return {SPLITSCOPE_BIN_DIR "/splitscope-edge", SPLITSCOPE_BIN_DIR "/splitscope-cli", 2};
}

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void withoutAModelTheWindowOffersSamples();
    void framesRunAndAreComparedWithTheUncutModel();
    void aDraggedSplitPointIsInUseWithoutARestart();
    void aMovedSliderIsInUseWithoutARestart();
    void aKilledEdgeIsReplacedWhileFramesGoOn();
    void aFileThatIsNoModelIsSaidOnceAndTheWindowStaysUsable();
    void aFileThatIsMissingIsSaid();
    void everyOtherBadModelIsSaidInOneSentence_data();
    void everyOtherBadModelIsSaidInOneSentence();
    void openingCanBeCancelled();
    void withoutAnEdgeProgramTheGraphIsStillThere();
    void aCameraThatIsMissingLeavesTheOldPicturesRunning();
    void aWindowThatStartsWithoutACameraCanChooseAnother();
    void pausedMeansNoMoreFrames();
    void allOnTheDeviceNeedsNoEdge();
    void aSampleOpensTheModelThatShips();

private:
    template <typename T>
    T *find(const char *name) const
    {
        auto *found = m_window->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("the window has no %s", name);
        return found;
    }

    void makeWindow(const Workspace::Surroundings &where);
    QString said() const { return find<MessageBar>("messageBar")->text(); }
    QString settingsSaid() const { return find<QLabel>("liveSettings")->text(); }
    const LiveView &view() const { return find<LivePanel>("livePanel")->view(); }
    bool live() const { return m_window->workspace().state() == LiveState::Live; }
    void openSmallModel();
    QPoint knob() const;

    QTemporaryDir m_directory;
    QString m_model;
    std::unique_ptr<MainWindow> m_window;
};

void TestMainWindow::initTestCase()
{
    QVERIFY(m_directory.isValid());
    m_model = QString::fromStdString(testing::saveSmallModel(m_directory.path().toStdString()).string());
}

void TestMainWindow::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    makeWindow(surroundings());
}

void TestMainWindow::cleanup() { m_window.reset(); }

void TestMainWindow::makeWindow(const Workspace::Surroundings &where)
{
    m_window = std::make_unique<MainWindow>(where);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestMainWindow::openSmallModel()
{
    m_window->openFile(m_model);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->workspace().hasModel(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(live() && view().ranOn == FrameResult::RanOn::DeviceAndEdge && view().camera, patience);
}

QPoint TestMainWindow::knob() const
{
    auto &graph = m_window->graphView();
    return graph.mapFromScene(graph.graphScene().frontier().handles.front().position);
}

void TestMainWindow::withoutAModelTheWindowOffersSamples()
{
    QVERIFY(find<QWidget>("startPage")->isVisible());
    for (const auto *sample :
        {"sample_guide", "sample_wifi", "sample_lte", "sample_picture", "sample_scenes", "sample_mobilenet_v2"})
        QVERIFY(find<QAbstractButton>(sample)->isVisible());
    QVERIFY(!find<QAction>("fitAction")->isEnabled());
    QVERIFY(find<QAction>("openAction")->isEnabled());
}

void TestMainWindow::framesRunAndAreComparedWithTheUncutModel()
{
    openSmallModel();
    QVERIFY(find<QWidget>("graphView")->isVisible());
    QVERIFY(m_window->openedInMs());
    QTRY_VERIFY_WITH_TIMEOUT(view().wholeMs, patience);
    QCOMPARE(view().tasks.size(), std::size_t(3));
    for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 3; ++column)
            QVERIFY(
                find<PictureView>(qPrintable(QStringLiteral("task%1picture%2").arg(row).arg(column)))->hasPicture());
        QVERIFY(!view().tasks[static_cast<std::size_t>(row)].agreement.isEmpty());
    }
    QVERIFY(view().stages.device > 0.0 && view().stages.uplink > 0.0 && view().stages.edge > 0.0
        && view().stages.downlink > 0.0);
    QVERIFY(said().isEmpty());
}

void TestMainWindow::aDraggedSplitPointIsInUseWithoutARestart()
{
    openSmallModel();
    auto &graph = m_window->graphView();
    const auto before = m_window->workspace().cut();
    const int process = m_window->workspace().edgeProcessId();
    const auto generation = view().settingsGeneration;

    const auto &model = *m_window->workspace().model().graph;
    QCOMPARE(before, Cut::upTo(model, {0})); // nothing is narrower than the first layer's output
    graph.setCurrentLayer(2);
    const auto &scene = graph.graphScene().picture();
    const auto target = graph.mapFromScene(splitPointAfter(*scene.layout, scene.layout->nodeOfLayer(2)));
    const QPoint from = knob();
    QTest::mousePress(graph.viewport(), Qt::LeftButton, {}, from);
    for (int step = 1; step <= 4; ++step)
        QTest::mouseMove(graph.viewport(), from + (target - from) * step / 4);
    QTest::mouseRelease(graph.viewport(), Qt::LeftButton, {}, target);

    const auto after = m_window->workspace().cut();
    QCOMPARE(after, Cut::upTo(model, {2}));
    QVERIFY(settingsSaid().startsWith(QStringLiteral("Next frame"))); // said at once
    QTRY_VERIFY_WITH_TIMEOUT(view().settingsGeneration > generation, patience);
    QTRY_VERIFY_WITH_TIMEOUT(settingsSaid().startsWith(QStringLiteral("In use since frame")), patience);
    QCOMPARE(m_window->workspace().edgeProcessId(), process);
}

void TestMainWindow::aMovedSliderIsInUseWithoutARestart()
{
    openSmallModel();
    const auto generation = view().settingsGeneration;
    const int process = m_window->workspace().edgeProcessId();
    auto *slider = find<ValueSlider>("rttSlider");
    slider->slider()->setValue(120);
    QVERIFY(settingsSaid().contains(QStringLiteral("120 ms")));
    QTRY_VERIFY_WITH_TIMEOUT(view().settingsGeneration > generation, patience);
    // Half of the round trip each way is what the link adds.
    QTRY_VERIFY_WITH_TIMEOUT(view().stages.uplink >= 55.0 && view().stages.downlink >= 55.0, patience);
    QCOMPARE(m_window->workspace().edgeProcessId(), process);
}

void TestMainWindow::aKilledEdgeIsReplacedWhileFramesGoOn()
{
    openSmallModel();
    QSignalSpy states(&m_window->workspace(), &Workspace::stateChanged);
    const int process = m_window->workspace().edgeProcessId();
    QVERIFY(process > 0);
    const auto frame = view().frameNumber;
    QCOMPARE(::kill(process, SIGKILL), 0);
    const auto lostWasSaid = [&] {
        return std::any_of(states.begin(), states.end(), [](const QList<QVariant> &arguments) {
            return arguments[0].value<LiveState>() == LiveState::EdgeLost
                && arguments[1].toString().startsWith(QStringLiteral("Edge is not answering."));
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(lostWasSaid(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(view().frameNumber > frame, patience);
    QTRY_VERIFY_WITH_TIMEOUT(live() && m_window->workspace().edgeProcessId() != process, patience);
    QTRY_VERIFY_WITH_TIMEOUT(view().ranOn == FrameResult::RanOn::DeviceAndEdge, patience);
    QVERIFY(said().isEmpty());
    QVERIFY(m_window->workspace().status().reconnects > 0);
}

void TestMainWindow::aFileThatIsNoModelIsSaidOnceAndTheWindowStaysUsable()
{
    QFile file(m_directory.filePath(QStringLiteral("garbage.pt")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(5000, 'x'));
    file.close();
    QSignalSpy problems(&m_window->workspace(), &Workspace::problem);
    m_window->openFile(file.fileName());
    QTRY_COMPARE_WITH_TIMEOUT(problems.count(), 1, patience);
    QVERIFY(said().contains(QStringLiteral("garbage.pt")));
    QVERIFY(find<MessageBar>("messageBar")->isVisible());
    QVERIFY(find<QWidget>("startPage")->isVisible());
    find<QAbstractButton>("messageClose")->click();
    QVERIFY(!find<MessageBar>("messageBar")->isVisible());
    openSmallModel();
    // With a model open a bad file leaves it as it is.
    m_window->openFile(file.fileName());
    QTRY_COMPARE_WITH_TIMEOUT(problems.count(), 2, patience);
    QVERIFY(find<QWidget>("graphView")->isVisible());
    const auto frame = view().frameNumber;
    QTRY_VERIFY_WITH_TIMEOUT(view().frameNumber > frame, patience);
}

void TestMainWindow::aFileThatIsMissingIsSaid()
{
    m_window->openFile(m_directory.filePath(QStringLiteral("nowhere.pt")));
    QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("nowhere.pt")), patience);
    QVERIFY(find<QWidget>("startPage")->isVisible());
}

void TestMainWindow::everyOtherBadModelIsSaidInOneSentence_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("says");
    const auto folder = m_directory.path().toStdString();
    const auto row = [](const char *name, const std::filesystem::path &file, const char *says) {
        QTest::newRow(name) << QString::fromStdString(file.string()) << QString::fromLatin1(says);
    };
    QFile whole(QString::fromStdString(testing::saveSmallModel(folder).string()));
    QVERIFY(whole.open(QIODevice::ReadOnly));
    QFile half(m_directory.filePath(QStringLiteral("half.pt")));
    QVERIFY(half.open(QIODevice::WriteOnly));
    half.write(whole.read(whole.size() / 2));
    row("truncated", half.fileName().toStdString(), "damaged");
    row("unknown operator", testing::saveModelWithOwnOperator(folder), "splitscope_test::mystery");
    row("no input shape", testing::saveScript(folder, "shapeless", "def forward(self, x):\n    return torch.relu(x)\n"),
        "describe them");
    row("wrong input shape",
        testing::saveScript(folder, "misfit", "def forward(self, x):\n    return torch.conv2d(x, self.weight)\n",
            testing::tensorMetadata("1,7,8,8")),
        "1x7x8x8");
}

void TestMainWindow::everyOtherBadModelIsSaidInOneSentence()
{
    QFETCH(QString, file);
    QFETCH(QString, says);
    QSignalSpy problems(&m_window->workspace(), &Workspace::problem);
    m_window->openFile(file);
    QTRY_COMPARE_WITH_TIMEOUT(problems.count(), 1, patience);
    QVERIFY2(said().contains(says), qPrintable(said()));
    QVERIFY(said().contains(QFileInfo(file).fileName()));
    QVERIFY(find<QWidget>("startPage")->isVisible());
    openSmallModel();
}

void TestMainWindow::openingCanBeCancelled()
{
    QSignalSpy problems(&m_window->workspace(), &Workspace::problem);
    QSignalSpy opened(&m_window->workspace(), &Workspace::modelOpened);
    m_window->openFile(m_model);
    QVERIFY(find<QWidget>("loadingPage")->isVisible());
    find<QAbstractButton>("loadingCancel")->click();
    QVERIFY(find<QWidget>("startPage")->isVisible());
    openSmallModel(); // the next wish is not disturbed by the one that was dropped
    QCOMPARE(opened.count(), 1);
    QCOMPARE(problems.count(), 0);
}

void TestMainWindow::withoutAnEdgeProgramTheGraphIsStillThere()
{
    auto where = surroundings();
    where.edgeProgram = m_directory.filePath(QStringLiteral("no-such-edge")).toStdString();
    makeWindow(where);
    m_window->openFile(m_model);
    QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("no-such-edge")), patience);
    QVERIFY(find<QWidget>("graphView")->isVisible());
    const auto before = m_window->workspace().cut();
    m_window->graphView().setFocus();
    QTest::keyClick(&m_window->graphView(), Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(!(m_window->workspace().cut() == before));
}

void TestMainWindow::aCameraThatIsMissingLeavesTheOldPicturesRunning()
{
    openSmallModel();
    m_window->workspace().setSource(QStringLiteral("camera:97"));
    QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("97")), patience);
    QCOMPARE(m_window->workspace().source(), QStringLiteral("scenes"));
    const auto frame = view().frameNumber;
    QTRY_VERIFY_WITH_TIMEOUT(view().frameNumber > frame, patience);
}

void TestMainWindow::aWindowThatStartsWithoutACameraCanChooseAnother()
{
    m_window->workspace().setSource(QStringLiteral("camera:97"));
    m_window->openFile(m_model);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->workspace().state() == LiveState::CameraLost, patience);
    QVERIFY(said().contains(QStringLiteral("97")));
    QVERIFY(find<QWidget>("graphView")->isVisible());
    m_window->workspace().setSource(QStringLiteral("scenes"));
    QTRY_VERIFY_WITH_TIMEOUT(live() && view().camera, patience);
}

void TestMainWindow::pausedMeansNoMoreFrames()
{
    openSmallModel();
    find<QAction>("pauseAction")->trigger();
    QCOMPARE(m_window->workspace().state(), LiveState::Paused);
    // What was in flight still arrives; then nothing more does.
    QSignalSpy views(&m_window->workspace(), &Workspace::viewReady);
    QTRY_VERIFY_WITH_TIMEOUT((views.clear(), !views.wait(500)), patience);
    find<QAction>("pauseAction")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!views.isEmpty(), patience);
}

void TestMainWindow::allOnTheDeviceNeedsNoEdge()
{
    openSmallModel();
    find<QAction>("deviceAction")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(view().ranOn == FrameResult::RanOn::DeviceOnly, patience);
    QCOMPARE(view().stages.uplink, 0.0);
    QVERIFY(!find<QAction>("deviceAction")->isEnabled());
    QVERIFY(find<QAction>("edgeAction")->isEnabled());
}

void TestMainWindow::aSampleOpensTheModelThatShips()
{
    QVERIFY2(QFile::exists(bundledModelFile()), "the model that ships");
    find<QAbstractButton>("sample_picture")->click();
    QTRY_VERIFY_WITH_TIMEOUT(live(), 2 * patience);
    QVERIFY(m_window->workspace().cut().isEdge());
    QCOMPARE(m_window->workspace().settings().link, LinkSpec::fromText("wifi"));
    QVERIFY(m_window->openedInMs());
}

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
