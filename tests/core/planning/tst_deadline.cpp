// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/deadline.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace splitscope;

namespace {

Crossing crossing(const char *link, double wireBytes) { return {uplinkModel(LinkSpec::fromText(link)), wireBytes}; }

const Crossing nothing{};

} // namespace

/// Probabilities against the triangle of two uniforms, worked out by hand, and against drawn losses.
class TestDeadline : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutJitterAFrameIsEitherLateOrNot();
    void jitterOfOneWayIsUniform();
    void jitterOfBothWaysIsATriangle();
    void anUnevenPairOfJittersIsATrapezoid();
    void oneSegmentIsLateByAStallWhenItIsLost();
    void manySegmentsAreLateAsDrawnLossesSay();
    void lossCapsTheRate();
};

void TestDeadline::withoutJitterAFrameIsEitherLateOrNot()
{
    const auto way = crossing("8Mbps/40ms", 1000);
    QCOMPARE(deadlineMissProbability(50.0, way, way, 51.0), 0.0);
    QCOMPARE(deadlineMissProbability(50.0, way, way, 50.0), 0.0);
    QCOMPARE(deadlineMissProbability(50.0, way, way, 49.0), 1.0);
    QCOMPARE(deadlineMissProbability(50.0, nothing, nothing, 49.0), 1.0);
    QCOMPARE(deadlineMissProbability(50.0, nothing, nothing, 51.0), 0.0);
}

void TestDeadline::jitterOfOneWayIsUniform()
{
    // A jitter of 20 ms lets each way's delay vary by 10 ms to both sides: late by more than 5 ms in a quarter of
    // cases.
    const auto way = crossing("8Mbps/40ms/20ms", 1000);
    QCOMPARE(deadlineMissProbability(50.0, way, nothing, 55.0), 0.25);
    QCOMPARE(deadlineMissProbability(50.0, way, nothing, 45.0), 0.75);
    QCOMPARE(deadlineMissProbability(50.0, way, nothing, 60.0), 0.0);
}

void TestDeadline::jitterOfBothWaysIsATriangle()
{
    // The sum of two uniforms in [-10, 10] exceeds x > 0 with probability (20 - x)^2 / 800.
    const auto way = crossing("8Mbps/40ms/20ms", 1000);
    QCOMPARE(deadlineMissProbability(50.0, way, way, 50.0), 0.5);
    QCOMPARE(deadlineMissProbability(50.0, way, way, 60.0), 0.125);
    QCOMPARE(deadlineMissProbability(50.0, way, way, 40.0), 0.875);
    QCOMPARE(deadlineMissProbability(50.0, way, way, 70.0), 0.0);
}

void TestDeadline::anUnevenPairOfJittersIsATrapezoid()
{
    // X in [-10, 10], Y in [-2, 2]: P(X + Y > 5) = 5 / 20; P(X + Y > 9) = (12 - 9)^2 / (8 x 10 x 2).
    const auto up = crossing("8Mbps/40ms/20ms", 1000);
    const auto down = crossing("8Mbps/40ms/4ms", 1000);
    QCOMPARE(deadlineMissProbability(0.0, up, down, 5.0), 0.25);
    QCOMPARE(deadlineMissProbability(0.0, down, up, 9.0), 9.0 / 160.0);
}

void TestDeadline::oneSegmentIsLateByAStallWhenItIsLost()
{
    const auto way = crossing("8Mbps/40ms/0ms/2%", 900); // one segment, and a stall of 200 ms
    QCOMPARE(expectedStallMs(way), 0.02 * 200.0);
    QCOMPARE(deadlineMissProbability(50.0, way, nothing, 249.0), 0.02);
    QCOMPARE(deadlineMissProbability(50.0, way, nothing, 251.0), 0.0);
    QVERIFY(std::abs(deadlineMissProbability(50.0, way, way, 300.0) - 0.02 * 0.02) < 1e-12); // both lost
}

void TestDeadline::manySegmentsAreLateAsDrawnLossesSay()
{
    // 40 segments of 2 ms: those lost early are there again before the end. Drawn 200,000 times.
    const double bytes = 40 * 1448.0;
    const auto way = crossing("5.792Mbps/50ms/0ms/1%", bytes);
    const double segmentMs = 1448.0 * way.direction.msPerByte;
    std::mt19937_64 random(11);
    std::uniform_real_distribution<double> draw(0.0, 1.0);
    double sum = 0;
    int late = 0;
    constexpr int frames = 200000;
    for (int i = 0; i < frames; ++i) {
        double end = 0;
        for (int s = 1; s <= 40; ++s)
            end = std::max(end, s * segmentMs + (draw(random) < 0.01 ? 200.0 : 0.0));
        sum += end - 40 * segmentMs;
        late += end - 40 * segmentMs > 150.0 ? 1 : 0;
    }
    QVERIFY(std::abs(expectedStallMs(way) - sum / frames) < 0.5);
    const double probability = deadlineMissProbability(100.0, way, nothing, 250.0);
    QVERIFY(std::abs(probability - static_cast<double>(late) / frames) < 0.004);
}

void TestDeadline::lossCapsTheRate()
{
    // 1.22 x 1448 bytes / (50 ms x sqrt(0.01)) = 353,312 bytes a second.
    const auto link = LinkSpec::fromText("100Mbps/50ms/0ms/1%");
    QVERIFY(std::abs(rateCapMbps(link) - 2.826496) < 1e-9);
    QVERIFY(std::abs(uplinkModel(link).msPerByte - 1000.0 / 353312.0) < 1e-12);
    QVERIFY(std::isinf(rateCapMbps(LinkSpec::fromText("100Mbps/50ms"))));
}

QTEST_GUILESS_MAIN(TestDeadline)
#include "tst_deadline.moc"
