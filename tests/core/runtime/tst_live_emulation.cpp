// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/cut.h"
#include "core/graph/error.h"
#include "tests/core/runtime/serving.h"
#include "tests/core/runtime/watched_session.h"
#include "tests/support/small_model.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace splitscope;
using namespace splitscope::testing;
using RanOn = FrameResult::RanOn;

/// Sessions in which this machine stands in for others, over links that change, with answers that stay on the edge.
class TestLiveEmulation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void stagesAreHeldForTheirTimes();
    void theWholeModelIsHeldOnTheDevice();
    void aFallbackIsHeldAsTheWholeModel();
    void anotherMachineCancelsNothing();
    void anotherCutEndsAHold();
    void aSessionEndsWhileAStageIsHeld();
    void whatCannotBeEmulatedChangesNothing();
    void onlyAnEdgeOfOurOwnStandsIn();
    void answersThatStayOnTheEdgeDoNotReturn_data();
    void answersThatStayOnTheEdgeDoNotReturn();
    void answersStayOnAnEdgeElsewhereToo();
    void aTraceIsFollowed();
    void withOneInFlightNoFrameWaits();
    void aSettledSessionRunsEveryFrame_data();
    void aSettledSessionRunsEveryFrame();

private:
    std::string middleCut() const { return Cut::upTo(m_model->graph(), {1}).text(m_model->graph()); }
    std::int64_t answerBytes() const;

    QTemporaryDir m_directory;
    std::shared_ptr<const Model> m_model;
};

void TestLiveEmulation::initTestCase()
{
    setComputeThreads(1);
    m_model = Model::open(saveSmallModel(m_directory.path().toStdString()));
}

/// Of all tasks, returned: a class index a pixel, half floats, three signed bytes.
std::int64_t TestLiveEmulation::answerBytes() const { return 24 * 32 * (1 + 2 + 3); }

void TestLiveEmulation::stagesAreHeldForTheirTimes()
{
    Watched watched(m_model, referenceSettings(middleCut()), {1, 1, 0, false});
    watched.control->give(5);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(5), patience);
    double device = 1e9;
    double edge = 1e9;
    for (const auto &result : watched.results()) {
        device = std::min(device, result.stages.device);
        edge = std::min(edge, result.stages.edge);
    }
    auto held = referenceSettings(middleCut());
    held.emulation = {"slow", "slower", 10 * device + 20, 0.0, 10 * edge + 30};
    watched.session->apply(held);
    watched.control->give(3);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(8), patience);
    for (std::size_t i = 5; i < 8; ++i) {
        const auto result = watched.results()[i];
        QVERIFY(result.ranOn == RanOn::DeviceAndEdge);
        QVERIFY2(result.stages.device >= held.emulation.headMs, std::to_string(result.stages.device).c_str());
        QVERIFY2(result.stages.edge >= held.emulation.tailMs, std::to_string(result.stages.edge).c_str());
        QVERIFY(result.latencyMs >= held.emulation.headMs + held.emulation.tailMs);
        QVERIFY(!result.stagesModelled);
    }
}

void TestLiveEmulation::theWholeModelIsHeldOnTheDevice()
{
    auto held = referenceSettings("device");
    held.emulation = {"slow", "", 30.0, 70.0, 0.0};
    Watched watched(m_model, held);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    QVERIFY(watched.last().ranOn == RanOn::DeviceOnly);
    QVERIFY(watched.last().stages.device >= 70.0);
}

void TestLiveEmulation::aFallbackIsHeldAsTheWholeModel()
{
    auto held = referenceSettings(middleCut(), quickLink());
    held.emulation = {"slow", "", 10.0, 80.0, 0.0};
    Watched watched(m_model, held);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    QCOMPARE(::kill(watched.session->edgeProcessId(), SIGKILL), 0);
    QTRY_VERIFY_WITH_TIMEOUT(watched.session->status().edge == EdgeState::Lost, patience);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(2), patience);
    QVERIFY(watched.last().ranOn == RanOn::Fallback);
    QVERIFY(watched.last().stages.device >= 80.0);
}

void TestLiveEmulation::anotherMachineCancelsNothing()
{
    auto held = referenceSettings(middleCut(), quickLink());
    held.emulation = {"slow", "slow", 100.0, 100.0, 100.0};
    Watched watched(m_model, held, {1, 1, 0, false});
    watched.control->give(2);
    QTRY_COMPARE_WITH_TIMEOUT(watched.session->status().framesInFlight, 2, patience);
    held.emulation = {"slower", "", 150.0, 150.0, 0.0};
    const auto generation = watched.session->apply(held);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(3), patience);
    QCOMPARE(watched.session->status().framesCancelled, std::uint64_t(0));
    QCOMPARE(watched.last().settingsGeneration, generation);
    QVERIFY(watched.last().stages.device >= 150.0);
    QVERIFY(watched.results()[0].stages.edge >= 100.0);
}

void TestLiveEmulation::anotherCutEndsAHold()
{
    auto held = referenceSettings(middleCut(), quickLink());
    held.emulation = {"very slow", "", longestHoldMs, longestHoldMs, 0.0};
    Watched watched(m_model, held);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.session->status().framesInFlight, 1, patience);
    watched.session->apply(referenceSettings("device"));
    watched.control->give(1);
    const auto sooner = static_cast<int>(longestHoldMs / 2);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), sooner);
    QVERIFY(watched.last().ranOn == RanOn::DeviceOnly);
    QCOMPARE(watched.session->status().framesCancelled, std::uint64_t(1));
}

void TestLiveEmulation::aSessionEndsWhileAStageIsHeld()
{
    QElapsedTimer timer;
    timer.start();
    for (const bool onEdge : {false, true}) {
        auto held = referenceSettings(middleCut());
        held.emulation =
            onEdge ? Emulation{"", "slow", 0, 0, longestHoldMs} : Emulation{"slow", "", longestHoldMs, 0, 0};
        Watched watched(m_model, held);
        watched.control->give(1);
        QTRY_COMPARE_WITH_TIMEOUT(watched.session->status().framesInFlight, 1, patience);
    }
    QVERIFY(timer.elapsed() < static_cast<qint64>(longestHoldMs)); // the holds alone are twice that
}

void TestLiveEmulation::whatCannotBeEmulatedChangesNothing()
{
    Watched watched(m_model, referenceSettings("device"));
    for (const double ms : {-1.0, longestHoldMs + 1.0, std::numeric_limits<double>::quiet_NaN()}) {
        auto wrong = referenceSettings("device");
        wrong.emulation = {"slow", "slow", ms, 1.0, 1.0};
        QVERIFY_THROWS_EXCEPTION(Failure, watched.session->apply(wrong));
        wrong.emulation = {"slow", "slow", 1.0, 1.0, ms};
        QVERIFY_THROWS_EXCEPTION(Failure, watched.session->apply(wrong));
    }
    QCOMPARE(watched.session->status().settingsGeneration, std::uint64_t(1));
}

void TestLiveEmulation::onlyAnEdgeOfOurOwnStandsIn()
{
    EdgeTarget elsewhere;
    elsewhere.address = "127.0.0.1:1";
    auto held = referenceSettings(middleCut());
    held.emulation = {"", "slow", 0.0, 0.0, 50.0};
    try {
        const Watched watched(m_model, held, {}, elsewhere);
        QFAIL("it started");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::InvalidArgument);
    }
}

void TestLiveEmulation::answersThatStayOnTheEdgeDoNotReturn_data()
{
    QTest::addColumn<QString>("cut");
    QTest::addColumn<int>("tasksHere");
    QTest::addColumn<qint64>("answersSent");
    QTest::newRow("all on the edge") << QStringLiteral("edge") << 0 << qint64(0);
    QTest::newRow("a trunk") << QString::fromStdString(middleCut()) << 0 << qint64(0);
    QTest::newRow("normals here") << QStringLiteral("normals:sub") << 1 << qint64(24 * 32 * 3);
    QTest::newRow("all here") << QStringLiteral("device") << 3 << qint64(answerBytes());
}

void TestLiveEmulation::answersThatStayOnTheEdgeDoNotReturn()
{
    QFETCH(QString, cut);
    QFETCH(int, tasksHere);
    QFETCH(qint64, answersSent);
    auto kept = referenceSettings(cut.toStdString(), wideLink(300.0));
    kept.results = ResultsAt::Edge;
    Watched watched(m_model, kept, {1, 1, 3, false, 1, true}); // settled: preparing the tail takes a round trip too
    watched.control->give(3);
    watched.session->wait();
    const auto results = watched.results();
    QCOMPARE(results.size(), std::size_t(3));
    const auto crossing = crossingBytes(m_model->graph(), Cut::fromText(m_model->graph(), cut.toStdString()));
    for (const auto &result : results) {
        QVERIFY(result.ranOn == RanOn::DeviceAndEdge);
        QCOMPARE(result.tasks.size(), std::size_t(tasksHere));
        QCOMPARE(result.bytesUp, crossing + answersSent);
        QCOMPARE(result.bytesDown, std::int64_t(0));
        QCOMPARE(result.stages.downlink, 0.0);
        QVERIFY(result.stages.uplink >= 150.0);
        QVERIFY(result.latencyMs >= 0.99 * result.stages.total());
        QVERIFY2(result.latencyMs - result.stages.total() < 150.0, // which an answer's way back would add
            std::to_string(result.latencyMs).c_str());
    }
}

void TestLiveEmulation::answersStayOnAnEdgeElsewhereToo()
{
    EdgeServer server(servingOptions(m_directory));
    EdgeTarget target;
    target.address = server.address();
    auto kept = referenceSettings("normals:sub");
    kept.results = ResultsAt::Edge;
    Watched watched(m_model, kept, {}, target);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    QVERIFY(watched.last().ranOn == RanOn::DeviceAndEdge);
    QCOMPARE(watched.last().bytesDown, std::int64_t(0));

    target.modelName = "exported";
    try {
        const Watched foreign(m_model, kept, {}, target);
        QFAIL("a foreign server keeps answers");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::InvalidArgument);
    }
}

void TestLiveEmulation::aTraceIsFollowed()
{
    // At 1 kbit/s the input (9,216 bytes) takes more than a minute; nothing arrives but by going on.
    const auto trace =
        LinkTrace::fromCsv("seconds,uplink_mbps,downlink_mbps,rtt_ms\n0,0.001,0.001,0\n0.2,200,200,2\n", "trace");
    auto traced = referenceSettings("edge");
    traced.trace = std::make_shared<const LinkTrace>(trace);
    Watched watched(m_model, traced, {1, 1, 4, false});
    watched.control->give(4);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(4), patience);
    for (const auto &result : watched.results())
        QVERIFY(result.ranOn == RanOn::DeviceAndEdge);
}

void TestLiveEmulation::withOneInFlightNoFrameWaits()
{
    auto held = referenceSettings(middleCut());
    held.emulation = {"", "slow", 0.0, 0.0, 600.0};
    Watched watched(m_model, held, {1, 1, 4, false, 1});
    watched.control->give(4);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    QVERIFY(watched.session->status().framesInFlight <= 1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(4), patience);
    for (const auto &result : watched.results())
        QVERIFY2(result.latencyMs - result.stages.total() < 300.0, // behind another it would wait for nearly 600
            std::to_string(result.latencyMs).c_str());
}

void TestLiveEmulation::aSettledSessionRunsEveryFrame_data()
{
    QTest::addColumn<QString>("cut");
    for (const auto &cut : {std::string("edge"), middleCut(), std::string("normals:sub"), std::string("device")})
        QTest::newRow(cut.c_str()) << QString::fromStdString(cut);
}

void TestLiveEmulation::aSettledSessionRunsEveryFrame()
{
    QFETCH(QString, cut);
    auto fast = referenceSettings(cut.toStdString(), quickLink());
    fast.mode = ExecutionMode::Fast;
    for (const auto results : {ResultsAt::Device, ResultsAt::Edge}) {
        fast.results = results;
        LiveSession::Options options;
        options.frameLimit = 3;
        options.dropWhenBusy = false;
        options.settleFirst = true;
        Watched watched(m_model, fast, options);
        watched.control->give(3);
        watched.session->wait();
        QCOMPARE(watched.count(), std::size_t(3));
        QCOMPARE(watched.session->status().fallbacks, std::uint64_t(0));
        for (std::size_t i = 0; i < 3; ++i)
            QCOMPARE(watched.results()[i].frame.number, std::uint64_t(i));
    }
}

QTEST_GUILESS_MAIN(TestLiveEmulation)
#include "tst_live_emulation.moc"
