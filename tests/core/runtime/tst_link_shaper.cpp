// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/link_shaper.h"

#include <QTest>

using namespace splitscope;
using namespace std::chrono_literals;

namespace {

using Time = LinkShaper::Time;

/// 8 Mbit/s up: a segment of 1,448 bytes takes 1.448 ms. 4 Mbit/s down. 10 ms each way.
LinkSpec plainLink() { return {true, 8.0, 4.0, 20.0, 0.0, 0.0}; }

LinkShaper shaperFor(const ShapedDirection &direction, std::uint64_t seed = 1)
{
    LinkShaper shaper(seed);
    shaper.setDirection(0ns, direction);
    return shaper;
}

std::size_t bytesOf(const std::vector<LinkShaper::Released> &released)
{
    std::size_t bytes = 0;
    for (const auto &entry : released)
        bytes += entry.bytes;
    return bytes;
}

/// Follows the shaper's own events until nothing is under way; returns when the last byte arrived.
Time runOut(LinkShaper &shaper, Time now)
{
    while (const auto next = shaper.nextEvent()) {
        now = std::max(now, *next);
        shaper.release(now);
    }
    return now;
}

} // namespace

/// All in virtual time; the expected times are worked out by hand.
class TestLinkShaper : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSegmentArrivesAfterItsTimeOnTheLineAndTheDelay();
    void theDownlinkHasItsOwnRateAndTheSameDelay();
    void segmentsFollowEachOtherOnTheLine();
    void anIdleLineSavesNothingUp();
    void aRateChangeActsOnTheSegmentOnTheLine();
    void aRateChangeActsOnWhatIsQueued();
    void aDelayChangeActsOnWhatTravels();
    void lateCallsLoseNoRate();
    void aLostSegmentStallsAllThatFollowIt();
    void theStallIsOneRoundTripWhereThatIsLonger();
    void lossCapsTheRate();
    void asManySegmentsAreLostAsSaid();
    void jitterStaysWithinItsBoundsAndInOrder();
    void theQueueIsBounded();
    void twoFlowsShareTheLine();
    void aDroppedFlowLeavesTheOther();
    void anUnshapedLinkPassesEverythingAtOnce();
};

void TestLinkShaper::aSegmentArrivesAfterItsTimeOnTheLineAndTheDelay()
{
    auto shaper = shaperFor(uplinkOf(plainLink()));
    shaper.push(0ns, 7, 1448);
    QCOMPARE(*shaper.nextEvent(), Time(11448us));
    QVERIFY(shaper.release(11447us).empty());
    const auto released = shaper.release(11448us);
    QCOMPARE(released.size(), std::size_t(1));
    QCOMPARE(released[0].flow, 7);
    QCOMPARE(released[0].bytes, std::size_t(1448));
    QVERIFY(!shaper.nextEvent());
}

void TestLinkShaper::theDownlinkHasItsOwnRateAndTheSameDelay()
{
    auto shaper = shaperFor(downlinkOf(plainLink()));
    shaper.push(0ns, 0, 1448);
    QCOMPARE(*shaper.nextEvent(), Time(12896us));
}

void TestLinkShaper::segmentsFollowEachOtherOnTheLine()
{
    auto shaper = shaperFor(uplinkOf(plainLink()));
    shaper.push(0ns, 0, 10 * 1448 + 100);
    QVERIFY(shaper.release(11447us).empty());
    QCOMPARE(bytesOf(shaper.release(11448us + 2 * 1448us)), std::size_t(3 * 1448));
    QCOMPARE(runOut(shaper, 0ns), Time(10ms + 14480us + 100us));
}

void TestLinkShaper::anIdleLineSavesNothingUp()
{
    auto shaper = shaperFor(uplinkOf(plainLink()));
    shaper.push(0ns, 0, 1448);
    runOut(shaper, 0ns);
    shaper.push(1s, 0, 2 * 1448);
    QCOMPARE(runOut(shaper, 1s), Time(1s + 10ms + 2896us));
}

void TestLinkShaper::aRateChangeActsOnTheSegmentOnTheLine()
{
    auto shaper = shaperFor(uplinkOf(plainLink()));
    shaper.push(0ns, 0, 1448);
    auto slower = plainLink();
    slower.uplinkMbps = 0.8;
    shaper.setDirection(724us, uplinkOf(slower)); // half of it is through; the other 724 bytes take 7.24 ms
    QCOMPARE(runOut(shaper, 724us), Time(724us + 7240us + 10ms));
}

void TestLinkShaper::aRateChangeActsOnWhatIsQueued()
{
    auto slow = plainLink();
    slow.uplinkMbps = 0.08;
    auto shaper = shaperFor(uplinkOf(slow));
    shaper.push(0ns, 0, 14480);                           // 1.448 s at this rate
    shaper.setDirection(144800us, uplinkOf(plainLink())); // one segment is through, nine go at 1.448 ms each
    QCOMPARE(runOut(shaper, 144800us), Time(144800us + 9 * 1448us + 10ms));
}

void TestLinkShaper::aDelayChangeActsOnWhatTravels()
{
    auto far = plainLink();
    far.rttMs = 10000.0;
    auto shaper = shaperFor(uplinkOf(far));
    shaper.push(0ns, 0, 1448);
    QVERIFY(shaper.release(100ms).empty());
    auto near = plainLink();
    near.rttMs = 300.0;
    shaper.setDirection(100ms, uplinkOf(near));
    QCOMPARE(*shaper.nextEvent(), Time(1448us + 150ms));
}

void TestLinkShaper::lateCallsLoseNoRate()
{
    auto shaper = shaperFor(uplinkOf(plainLink()));
    Time now = 0ns;
    std::size_t arrived = 0;
    while (arrived < 1'000'000) { // always full, looked at every 7 ms: 1 MB at 1 MB/s
        shaper.push(now, 0, shaper.room());
        now += 7ms;
        arrived += bytesOf(shaper.release(now));
    }
    QVERIFY(now >= 1010ms - 2ms);
    QVERIFY(now <= 1010ms + 9ms);
}

void TestLinkShaper::aLostSegmentStallsAllThatFollowIt()
{
    ShapedDirection direction = uplinkOf(plainLink());
    direction.loss = 1.0;
    direction.stall = 200ms;
    auto shaper = shaperFor(direction);
    shaper.push(0ns, 0, 1448);
    shaper.release(5ms);
    direction.loss = 0.0;
    shaper.setDirection(5ms, direction);
    shaper.push(5ms, 0, 1448); // not lost, but behind the lost one
    QVERIFY(shaper.release(211447us).empty());
    QCOMPARE(bytesOf(shaper.release(211448us)), std::size_t(2 * 1448));
}

void TestLinkShaper::theStallIsOneRoundTripWhereThatIsLonger()
{
    auto link = plainLink();
    link.loss = 0.5;
    QCOMPARE(uplinkOf(link).stall, Time(200ms));
    link.rttMs = 600.0;
    QCOMPARE(uplinkOf(link).stall, Time(600ms));
}

void TestLinkShaper::lossCapsTheRate()
{
    auto link = plainLink();
    link.rttMs = 100.0;
    link.loss = 0.01;
    // 1.22 x 1448 bytes / (0.1 s x 0.1)
    QCOMPARE(uplinkOf(link).bytesPerSecond, 1.22 * 1448 / 0.01);
    link.uplinkMbps = 0.8; // below the cap
    QCOMPARE(uplinkOf(link).bytesPerSecond, 100000.0);
}

void TestLinkShaper::asManySegmentsAreLostAsSaid()
{
    ShapedDirection direction = uplinkOf(plainLink());
    direction.loss = 0.1;
    direction.stall = 200ms;
    auto shaper = shaperFor(direction, 42);
    int lost = 0;
    for (int i = 0; i < 2000; ++i) {
        const Time start = i * 1s;
        shaper.push(start, 0, 1448);
        lost += runOut(shaper, start) >= start + 200ms ? 1 : 0;
    }
    // Binomial: 200, standard deviation 13.4.
    QVERIFY2(lost > 140 && lost < 260, qPrintable(QString::number(lost)));
}

void TestLinkShaper::jitterStaysWithinItsBoundsAndInOrder()
{
    auto link = plainLink();
    link.jitterMs = 8.0; // half of it each way: 10 +- 4 ms
    auto shaper = shaperFor(uplinkOf(link), 3);
    Time least = 1s;
    Time most = 0ns;
    Time before = 0ns;
    for (int i = 0; i < 500; ++i) {
        const Time start = i * 50ms;
        shaper.push(start, 0, 1448);
        const auto arrived = runOut(shaper, start);
        QVERIFY(arrived >= before);
        before = arrived;
        least = std::min(least, arrived - start - 1448us);
        most = std::max(most, arrived - start - 1448us);
    }
    QVERIFY(least >= 6ms && least < 7ms);
    QVERIFY(most <= 14ms && most > 13ms);
}

void TestLinkShaper::theQueueIsBounded()
{
    auto slow = plainLink();
    slow.uplinkMbps = 0.1;
    auto shaper = shaperFor(uplinkOf(slow));
    QCOMPARE(shaper.room(), std::size_t(64 * 1024));
    shaper.push(0ns, 0, shaper.room());
    QCOMPARE(shaper.room(), std::size_t(0));
    QCOMPARE(*shaper.nextEvent(), Time(10ms + 115840us)); // the first segment arrives
    shaper.release(10ms + 115840us);
    QCOMPARE(shaper.room(), std::size_t(1448));
    slow.rttMs = 100'000.0;
    shaper.setDirection(200ms, uplinkOf(slow));
    // Nothing arrives for long, but at 1310.72 ms 16 KiB have left the queue.
    QCOMPARE(std::chrono::round<std::chrono::microseconds>(*shaper.nextEvent()), 1310720us);

    auto fast = plainLink();
    fast.uplinkMbps = 1000.0;
    QCOMPARE(shaperFor(uplinkOf(fast)).room(), std::size_t(2'500'000)); // 20 ms of the line
}

void TestLinkShaper::twoFlowsShareTheLine()
{
    auto shaper = shaperFor(uplinkOf(plainLink()));
    shaper.push(0ns, 1, 1448);
    shaper.push(0ns, 2, 1448);
    shaper.push(0ns, 1, 1448);
    const auto released = shaper.release(10ms + 3 * 1448us);
    QCOMPARE(released.size(), std::size_t(3));
    QCOMPARE(released[0].flow, 1);
    QCOMPARE(released[1].flow, 2);
    QCOMPARE(released[2].flow, 1);
}

void TestLinkShaper::aDroppedFlowLeavesTheOther()
{
    auto shaper = shaperFor(uplinkOf(plainLink()));
    shaper.push(0ns, 1, 1448);
    shaper.push(0ns, 1, 1448);
    shaper.push(0ns, 2, 1448);
    shaper.release(2ms); // the first travels, the second is on the line
    shaper.dropFlow(1);
    QCOMPARE(shaper.queuedBytes(), std::size_t(1448));
    QCOMPARE(shaper.travellingBytes(), std::size_t(0));
    QCOMPARE(runOut(shaper, 2ms), Time(2ms + 1448us + 10ms));
}

void TestLinkShaper::anUnshapedLinkPassesEverythingAtOnce()
{
    auto shaper = shaperFor(uplinkOf({}));
    shaper.push(5ms, 0, 1'000'000);
    QCOMPARE(bytesOf(shaper.release(5ms)), std::size_t(1'000'000));
}

QTEST_GUILESS_MAIN(TestLinkShaper)
#include "tst_link_shaper.moc"
