// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/runtime/link_relay.h"
#include "tests/core/runtime/loopback_socket.h"

#include <QTest>

#include <chrono>
#include <future>
#include <random>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

std::vector<std::uint8_t> randomBytes(std::size_t count)
{
    std::mt19937 random(5);
    std::vector<std::uint8_t> out(count);
    for (auto &byte : out)
        byte = static_cast<std::uint8_t>(random());
    return out;
}

LinkSpec link(double mbps, double rttMs) { return {true, mbps, mbps, rttMs, 0.0, 0.0}; }

} // namespace

class TestLinkRelay : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bytesArriveIntactBothWays_data();
    void bytesArriveIntactBothWays();
    void aMessageTakesAtLeastItsTimeOnTheLink();
    void aRateChangeFreesWhatIsQueued();
    void aTraceChangesTheRateWhileBytesWait();
    void droppingDiscardsWhatIsQueued();
    void aConnectionMadeAfterDroppingLives();
    void theEndOfOneDirectionLeavesTheOtherOpen();
    void aTargetThatIsGoneClosesTheConnection();
    void anUnknownHostIsRefused();
};

void TestLinkRelay::bytesArriveIntactBothWays_data()
{
    QTest::addColumn<double>("mbps");
    QTest::addColumn<double>("loss");
    QTest::newRow("unshaped") << 0.0 << 0.0;
    QTest::newRow("fast") << 400.0 << 0.0;
    QTest::newRow("jitter and loss") << 200.0 << 0.001;
}

void TestLinkRelay::bytesArriveIntactBothWays()
{
    QFETCH(double, mbps);
    QFETCH(double, loss);
    LoopbackListener listener;
    LinkSpec spec;
    if (mbps > 0.0)
        spec = {true, mbps, mbps / 2.0, 4.0, loss > 0.0 ? 2.0 : 0.0, loss};
    LinkRelay relay(listener.address(), spec);
    const auto bytes = randomBytes(3'000'000);
    auto echo = std::async(std::launch::async, [&] {
        const auto peer = listener.accept();
        const auto got = peer.receive(bytes.size());
        return peer.send(got);
    });
    const auto client = LoopbackSocket::connectTo(relay.address());
    auto sending = std::async(std::launch::async, [&] { return client.send(bytes); });
    QVERIFY(client.receive(bytes.size()) == bytes);
    QVERIFY(sending.get());
    QVERIFY(echo.get());
    QTRY_COMPARE(relay.passed().up, bytes.size());
    QTRY_COMPARE(relay.passed().down, bytes.size());
}

void TestLinkRelay::aMessageTakesAtLeastItsTimeOnTheLink()
{
    LoopbackListener listener;
    LinkRelay relay(listener.address(), link(10.0, 40.0));
    const auto client = LoopbackSocket::connectTo(relay.address());
    const auto peer = listener.accept();
    const auto start = std::chrono::steady_clock::now();
    QVERIFY(client.send(randomBytes(125'000))); // 100 ms at 10 Mbit/s, and 20 ms on the way
    QCOMPARE(peer.receive(125'000).size(), std::size_t(125'000));
    const auto took = std::chrono::steady_clock::now() - start;
    QVERIFY(took >= std::chrono::milliseconds(119));
}

void TestLinkRelay::aRateChangeFreesWhatIsQueued()
{
    LoopbackListener listener;
    LinkRelay relay(listener.address(), link(0.001, 0.0)); // more than an hour for what is sent
    const auto client = LoopbackSocket::connectTo(relay.address());
    const auto peer = listener.accept();
    const auto bytes = randomBytes(500'000);
    auto sending = std::async(std::launch::async, [&] { return client.send(bytes); });
    relay.setLink(link(1000.0, 1.0));
    QVERIFY(peer.receive(bytes.size()) == bytes);
    QVERIFY(sending.get());
}

void TestLinkRelay::aTraceChangesTheRateWhileBytesWait()
{
    LoopbackListener listener;
    LinkRelay relay(listener.address(), link(1000.0, 0.0));
    relay.setTrace(std::make_shared<const LinkTrace>(LinkTrace::fromCsv( // at first an hour for what is sent
        "seconds,uplink_mbps,downlink_mbps,rtt_ms\n0,0.001,0.001,0\n0.1,1000,1000,1\n", "trace")));
    const auto client = LoopbackSocket::connectTo(relay.address());
    const auto peer = listener.accept();
    const auto bytes = randomBytes(500'000);
    const auto start = std::chrono::steady_clock::now();
    auto sending = std::async(std::launch::async, [&] { return client.send(bytes); });
    QVERIFY(peer.receive(bytes.size()) == bytes);
    QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::hours(1));
    QVERIFY(sending.get());
}

void TestLinkRelay::droppingDiscardsWhatIsQueued()
{
    LoopbackListener listener;
    LinkRelay relay(listener.address(), link(0.1, 0.0));
    const auto client = LoopbackSocket::connectTo(relay.address());
    const auto peer = listener.accept();
    QVERIFY(client.send(randomBytes(60'000)));
    QVERIFY(peer.receive(1).size() == 1); // it is under way
    relay.dropConnections();
    relay.setLink({}); // nothing could hold the bytes back any more
    QVERIFY(peer.receive(60'000).size() < 60'000 - 1);
    QVERIFY(client.receive(1).empty());
}

void TestLinkRelay::aConnectionMadeAfterDroppingLives()
{
    LoopbackListener listener;
    LinkRelay relay(listener.address(), {});
    for (int i = 0; i < 50; ++i) {
        const auto old = LoopbackSocket::connectTo(relay.address());
        relay.dropConnections();
        const auto client = LoopbackSocket::connectTo(relay.address());
        QVERIFY(client.send({1, 2, 3}));
        std::vector<std::uint8_t> got;
        while (got.empty()) // connections of the dropped ones may come first, and end
            got = listener.accept().receive(3);
        QCOMPARE(got, (std::vector<std::uint8_t>{1, 2, 3}));
    }
}

void TestLinkRelay::theEndOfOneDirectionLeavesTheOtherOpen()
{
    LoopbackListener listener;
    LinkRelay relay(listener.address(), link(10.0, 2.0));
    const auto client = LoopbackSocket::connectTo(relay.address());
    const auto peer = listener.accept();
    QVERIFY(client.send({1, 2, 3}));
    client.finishSending();
    QCOMPARE(peer.receive(10).size(), std::size_t(3)); // returns because the end arrived
    QVERIFY(peer.send({4, 5}));
    QCOMPARE(client.receive(2), (std::vector<std::uint8_t>{4, 5}));
}

void TestLinkRelay::aTargetThatIsGoneClosesTheConnection()
{
    LoopbackListener listener;
    LinkRelay relay(listener.address(), link(10.0, 2.0));
    listener.close();
    const auto client = LoopbackSocket::connectTo(relay.address());
    QVERIFY(client.receive(1).empty());
}

void TestLinkRelay::anUnknownHostIsRefused()
{
    try {
        LinkRelay relay({"no-such-host.invalid", 80}, {});
        QFAIL("it was accepted");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::EdgeUnreachable);
    }
}

QTEST_GUILESS_MAIN(TestLinkRelay)
#include "tst_link_relay.moc"
