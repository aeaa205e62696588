// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/cut.h"
#include "core/graph/error.h"
#include "core/runtime/inference_client.h"
#include "core/runtime/live_session.h"
#include "tests/core/runtime/serving.h"
#include "tests/core/runtime/watched_session.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace splitscope;
using namespace splitscope::testing;
using RanOn = FrameResult::RanOn;

class TestLiveSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void everyFrameOfAFileIsRunInOrder();
    void theSplitAnswerEqualsTheWholeModels();
    void aCutOnTheDeviceNeedsNoEdge();
    void anotherCutActsOnTheNextFrame();
    void aStaleRequestIsCancelledAndItsBytesDropped();
    void aFileLosesNoFrameWhenTheCutChanges();
    void aLinkChangeActsOnBytesInFlight();
    void theLatestFrameWins();
    void aDeadEdgeIsReplacedWhileTheDeviceRunsAlone();
    void anEdgeThatDiesUnderARequestIsNoticedAtOnce();
    void aMissingEdgeProgramIsSaid();
    void settingsThatCannotBeChangeNothing();
    void aSourceThatStopsIsSaidAndComesBack();
    void anotherSourceFollows();
    void aPausedSessionGoesOn();
    void aRunningEdgeElsewhereIsUsed();
    void anExportedTailOnAForeignServerIsUsed();
    void anEdgeWithoutTheModelIsSaid();
    void aSessionEndsUnderARequestInFlight();

private:
    void holdTwoInFlight(Watched &watched);
    std::string middleCut() const;

    QTemporaryDir m_directory;
    std::shared_ptr<const Model> m_model;
};

void TestLiveSession::initTestCase()
{
    setComputeThreads(1);
    m_model = Model::open(saveSmallModel(m_directory.path().toStdString()));
}

std::string TestLiveSession::middleCut() const { return Cut::upTo(m_model->graph(), {1}).text(m_model->graph()); }

/// Runs a frame with the input sent, then two more that stay on a hopeless link.
void TestLiveSession::holdTwoInFlight(Watched &watched)
{
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    watched.session->apply(referenceSettings("edge", hopelessLink()));
    for (const int frames : {1, 2}) {
        watched.control->give(1);
        QTRY_COMPARE_WITH_TIMEOUT(watched.session->status().framesInFlight, frames, patience);
    }
}

void TestLiveSession::everyFrameOfAFileIsRunInOrder()
{
    Watched watched(m_model, referenceSettings(middleCut(), quickLink()), {1, 1, 0, false});
    watched.control->give(25);
    watched.control->end();
    watched.session->wait();
    const auto results = watched.results();
    QCOMPARE(results.size(), std::size_t(25));
    for (std::size_t i = 0; i < results.size(); ++i) {
        const auto &result = results[i];
        QCOMPARE(result.frame.number, std::uint64_t(i));
        QVERIFY(result.ranOn == RanOn::DeviceAndEdge);
        QCOMPARE(result.plan.cut, middleCut());
        QCOMPARE(result.tasks.size(), m_model->metadata().tasks.size());
        QVERIFY(result.stages.device > 0.0 && result.stages.edge > 0.0);
        QVERIFY(result.stages.uplink >= 1.0 && result.stages.downlink >= 1.0); // half the round trip each
        QVERIFY(result.latencyMs >= result.stages.total() * 0.99);
        QCOMPARE(result.bytesUp, crossingBytes(m_model->graph(), Cut::fromText(m_model->graph(), middleCut())));
        QVERIFY(!result.stagesModelled);
    }
    QCOMPARE(watched.session->status().framesDropped, std::uint64_t(0));
    QVERIFY(watched.session->status().sourceEnded);
}

void TestLiveSession::theSplitAnswerEqualsTheWholeModels()
{
    auto compared = referenceSettings(middleCut());
    compared.compare = true;
    Watched watched(m_model, compared, {1, 1, 3, false});
    watched.control->give(10);
    watched.session->wait();
    QCOMPARE(watched.count(), std::size_t(3)); // the limit
    for (const auto &result : watched.results()) {
        QVERIFY(result.wholeMs.has_value());
        for (const auto &task : result.tasks) {
            QVERIFY(task.whole.has_value());
            QVERIFY(*task.whole->data == *task.split.data);
            QVERIFY(!task.agreement.empty());
        }
    }
}

void TestLiveSession::aCutOnTheDeviceNeedsNoEdge()
{
    Watched watched(m_model, referenceSettings("device"));
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    QVERIFY(watched.last().ranOn == RanOn::DeviceOnly);
    QCOMPARE(watched.last().bytesUp, std::int64_t(0));
    QVERIFY(watched.session->status().edge == EdgeState::NotNeeded);
    QCOMPARE(watched.session->edgeProcessId(), 0);
}

void TestLiveSession::anotherCutActsOnTheNextFrame()
{
    Watched watched(m_model, referenceSettings("edge", quickLink()));
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    QCOMPARE(watched.last().settingsGeneration, std::uint64_t(1));
    QCOMPARE(watched.last().plan.cut, std::string("edge"));
    std::size_t frames = 1;
    for (const auto &cut : {middleCut(), std::string("device"), std::string("edge")}) {
        const auto generation = watched.session->apply(referenceSettings(cut, quickLink()));
        watched.control->give(1);
        ++frames;
        QTRY_COMPARE_WITH_TIMEOUT(watched.count(), frames, patience);
        QCOMPARE(watched.last().settingsGeneration, generation);
        QCOMPARE(watched.last().plan.cut, cut);
        QVERIFY(watched.last().ranOn == (cut == "device" ? RanOn::DeviceOnly : RanOn::DeviceAndEdge));
    }
}

void TestLiveSession::aStaleRequestIsCancelledAndItsBytesDropped()
{
    Watched watched(m_model, referenceSettings("edge"));
    holdTwoInFlight(watched);
    watched.control->give(3); // one waits, two are dropped
    QTRY_COMPARE_WITH_TIMEOUT(watched.session->status().framesDropped, std::uint64_t(2), patience);
    const auto generation = watched.session->apply(referenceSettings(middleCut(), quickLink()));
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(2), patience); // the one that waited
    QCOMPARE(watched.last().settingsGeneration, generation);
    QCOMPARE(watched.last().plan.cut, middleCut());
    QVERIFY(watched.last().ranOn == RanOn::DeviceAndEdge);
    QCOMPARE(watched.session->status().framesCancelled, std::uint64_t(2));
    QCOMPARE(watched.session->status().fallbacks, std::uint64_t(0));
}

void TestLiveSession::aFileLosesNoFrameWhenTheCutChanges()
{
    Watched watched(m_model, referenceSettings("edge"), {1, 1, 0, false});
    holdTwoInFlight(watched);
    watched.control->give(3);
    watched.control->end();
    watched.session->apply(referenceSettings(middleCut(), quickLink()));
    watched.session->wait();
    const auto results = watched.results();
    QCOMPARE(results.size(), std::size_t(6));
    for (std::size_t i = 0; i < results.size(); ++i)
        QCOMPARE(results[i].frame.number, std::uint64_t(i));
}

void TestLiveSession::aLinkChangeActsOnBytesInFlight()
{
    Watched watched(m_model, referenceSettings("edge"));
    holdTwoInFlight(watched);
    const auto slow = watched.session->status().settingsGeneration;
    watched.session->apply(referenceSettings("edge", quickLink()));
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(3), patience);
    QCOMPARE(watched.results()[1].settingsGeneration, slow); // the same requests, not new ones
    QCOMPARE(watched.results()[2].settingsGeneration, slow);
    QCOMPARE(watched.session->status().framesCancelled, std::uint64_t(0));
}

void TestLiveSession::theLatestFrameWins()
{
    Watched watched(m_model, referenceSettings("edge"));
    holdTwoInFlight(watched);
    watched.control->give(8);
    QTRY_COMPARE_WITH_TIMEOUT(watched.session->status().framesDropped, std::uint64_t(7), patience);
    watched.session->apply(referenceSettings("edge"));
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(4), patience);
    QCOMPARE(watched.last().frame.number, std::uint64_t(10)); // the newest
}

void TestLiveSession::aDeadEdgeIsReplacedWhileTheDeviceRunsAlone()
{
    Watched watched(m_model, referenceSettings(middleCut(), quickLink()));
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    const int first = watched.session->edgeProcessId();
    QVERIFY(first > 0);
    QCOMPARE(::kill(first, SIGKILL), 0);
    QTRY_VERIFY_WITH_TIMEOUT(watched.session->status().edge == EdgeState::Lost, patience);
    const auto lost = watched.session->status();
    QVERIFY(lost.edgeError && lost.edgeError->code == ErrorCode::EdgeUnreachable);
    QVERIFY2(lost.edgeError->sentence().find("signal 9") != std::string::npos, lost.edgeError->sentence().c_str());
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(2), patience);
    QVERIFY(watched.last().ranOn == RanOn::Fallback);
    QCOMPARE(watched.last().tasks.size(), m_model->metadata().tasks.size());
    QCOMPARE(watched.session->status().fallbacks, std::uint64_t(1));

    QTRY_VERIFY_WITH_TIMEOUT(watched.ready(), patience);
    QCOMPARE(watched.session->status().reconnects, std::uint64_t(1));
    QVERIFY(!watched.session->status().edgeError);
    QVERIFY(watched.session->edgeProcessId() != first);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(3), patience);
    QVERIFY(watched.last().ranOn == RanOn::DeviceAndEdge);
    QTRY_VERIFY(watched.told(EdgeState::Lost));
}

void TestLiveSession::anEdgeThatDiesUnderARequestIsNoticedAtOnce()
{
    Watched watched(m_model, referenceSettings("edge"));
    holdTwoInFlight(watched);
    QCOMPARE(::kill(watched.session->edgeProcessId(), SIGKILL), 0);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(3), patience);
    QVERIFY(watched.results()[1].ranOn == RanOn::Fallback);
    QVERIFY(watched.results()[2].ranOn == RanOn::Fallback);
}

void TestLiveSession::aMissingEdgeProgramIsSaid()
{
    EdgeTarget target;
    target.program = "/no/such/splitscope-edge";
    try {
        Watched watched(m_model, referenceSettings("edge"), {}, target);
        QFAIL("it started");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::EdgeProgramMissing);
    }
    // Where none is needed, none is missed, until one is.
    Watched watched(m_model, referenceSettings("device"), {}, target);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    watched.session->apply(referenceSettings("edge"));
    QTRY_VERIFY_WITH_TIMEOUT(watched.session->status().edge == EdgeState::Lost, patience);
    QVERIFY(watched.session->status().edgeError->code == ErrorCode::EdgeProgramMissing);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(2), patience);
    QVERIFY(watched.last().ranOn == RanOn::Fallback);
}

void TestLiveSession::settingsThatCannotBeChangeNothing()
{
    Watched watched(m_model, referenceSettings("device"));
    QVERIFY_THROWS_EXCEPTION(Failure, watched.session->apply(referenceSettings("no.such.layer")));
    auto wrong = referenceSettings("device");
    wrong.codec = "rot13";
    QVERIFY_THROWS_EXCEPTION(Failure, watched.session->apply(wrong));
    wrong = referenceSettings("device", {true, 0.0, 1.0, 10.0, 0.0, 0.0});
    QVERIFY_THROWS_EXCEPTION(Failure, watched.session->apply(wrong));
    QCOMPARE(watched.session->status().settingsGeneration, std::uint64_t(1));
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    QCOMPARE(watched.last().settingsGeneration, std::uint64_t(1));
}

void TestLiveSession::aSourceThatStopsIsSaidAndComesBack()
{
    Watched watched(m_model, referenceSettings("device"));
    watched.control->fail(ErrorCode::StreamStopped);
    QTRY_VERIFY_WITH_TIMEOUT(watched.session->status().sourceError.has_value(), patience);
    QVERIFY(watched.session->status().sourceError->code == ErrorCode::StreamStopped);
    QVERIFY(!watched.session->status().sourceEnded);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    QVERIFY(!watched.session->status().sourceError);
    watched.control->fail(ErrorCode::SourceUnreadable);
    QTRY_VERIFY_WITH_TIMEOUT(watched.session->status().sourceEnded, patience);
    QVERIFY(watched.session->status().sourceError->code == ErrorCode::SourceUnreadable);
}

void TestLiveSession::anotherSourceFollows()
{
    Watched watched(m_model, referenceSettings("device"));
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    for (const bool endFirst : {false, true}) {
        if (endFirst) {
            watched.control->end();
            QTRY_VERIFY_WITH_TIMEOUT(watched.session->status().sourceEnded, patience);
        }
        const auto before = watched.count();
        watched.control = std::make_shared<StepControl>();
        watched.session->setSource(std::make_unique<StepSource>(watched.control));
        watched.control->give(1);
        QTRY_COMPARE_WITH_TIMEOUT(watched.count(), before + 1, patience);
        QVERIFY(!watched.session->status().sourceEnded);
    }
}

void TestLiveSession::aPausedSessionGoesOn()
{
    Watched watched(m_model, referenceSettings("device"));
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    watched.session->setPaused(true);
    watched.session->setPaused(false);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(2), patience);
}

void TestLiveSession::aRunningEdgeElsewhereIsUsed()
{
    EdgeServer server(servingOptions(m_directory));
    EdgeTarget target;
    target.address = server.address();
    Watched watched(m_model, referenceSettings(middleCut(), quickLink()), {}, target);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    const auto result = watched.last();
    QVERIFY(result.ranOn == RanOn::DeviceAndEdge);
    QVERIFY(result.stagesModelled);
    QVERIFY(result.stages.edge > 0.0);
    QCOMPARE(watched.session->edgeProcessId(), 0);
}

void TestLiveSession::anExportedTailOnAForeignServerIsUsed()
{
    EdgeServer server(servingOptions(m_directory));
    const auto &input = m_model->graph().inputs().at(0);
    const PlanKey key{
        m_model->hash(), inputSignature({input.info}), "default", middleCut(), "none", ExecutionMode::Reference, 7};
    InferenceClient client({});
    client.setAddress(HostPort::fromText(server.address()), server.address());
    client.infer({key.tailName("any"), {}, key.canonicalJson(), client.epoch()});

    EdgeTarget target;
    target.address = server.address();
    target.modelName = key.tailName("any"); // another name than the session's own plan would have
    Watched watched(m_model, referenceSettings(middleCut()), {}, target);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    QVERIFY(watched.last().ranOn == RanOn::DeviceAndEdge);

    target.modelName = "nothing";
    Watched lost(m_model, referenceSettings(middleCut()), {}, target);
    lost.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(lost.count(), std::size_t(1), patience);
    QVERIFY(lost.last().ranOn == RanOn::Fallback);
}

void TestLiveSession::anEdgeWithoutTheModelIsSaid()
{
    QTemporaryDir empty;
    EdgeServer server(servingOptions(empty));
    EdgeTarget target;
    target.address = server.address();
    Watched watched(m_model, referenceSettings(middleCut()), {}, target);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    QVERIFY(watched.last().ranOn == RanOn::Fallback);
    QTRY_VERIFY(watched.told(EdgeState::Lost));
}

void TestLiveSession::aSessionEndsUnderARequestInFlight()
{
    Watched watched(m_model, referenceSettings("edge"));
    holdTwoInFlight(watched);
    const int pid = watched.session->edgeProcessId();
    watched.session.reset();
    QCOMPARE(::kill(pid, 0), -1); // ended and waited for
}

QTEST_GUILESS_MAIN(TestLiveSession)
#include "tst_live_session.moc"
