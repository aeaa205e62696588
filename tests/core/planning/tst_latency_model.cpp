// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/latency_model.h"

#include <QTest>

using namespace splitscope;

class TestLatencyModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void transfersTakeHalfTheRoundTripAndTheirBits();
    void aModelThatStaysOnTheDeviceNeedsNoLink();
    void framesWaitForTheBusiestStage();
};

void TestLatencyModel::transfersTakeHalfTheRoundTripAndTheirBits()
{
    // 36,864 bytes and 160 of framing at 6 Mbit/s: 296,192 bits / 6,000 bits a ms; 3,000 bytes and 220 of framing for
    // two tensors at 12 Mbit/s: 25,760 / 12,000; 40 ms round trip.
    const CutCost cost{10.0, 5.0, 36864, 3000, true, 1, 2};
    const auto stages = predictStages(cost, LinkSpec::fromText("6Mbps:12Mbps/40ms"));
    QCOMPARE(stages.uplink, 20.0 + 296192.0 / 6000.0);
    QCOMPARE(stages.downlink, 20.0 + 25760.0 / 12000.0);
    QCOMPARE(stages.total(), 10.0 + 20.0 + 296192.0 / 6000.0 + 5.0 + 20.0 + 25760.0 / 12000.0);
    QCOMPARE(predictStages(cost, LinkSpec{}).total(), 15.0);
}

void TestLatencyModel::aModelThatStaysOnTheDeviceNeedsNoLink()
{
    QCOMPARE(predictStages({10.0, 5.0, 36864, 3000, false}, LinkSpec::fromText("6Mbps/40ms")).total(), 10.0);
}

void TestLatencyModel::framesWaitForTheBusiestStage()
{
    const auto link = LinkSpec::fromText("8Mbps/40ms");
    const StageTimes stages{30.0, 2.0, 20.0 + 100.0, 25.0, 20.0 + 5.0}; // 20 ms of each transfer are delay
    QCOMPARE(pipelinedLatencyMs(stages, link, 1), 202.0);
    // Two frames need the uplink for 200 of every 202 ms: none waits for the other.
    QCOMPARE(pipelinedLatencyMs(stages, link, 2), 202.0);
    const StageTimes narrow{30.0, 2.0, 20.0 + 300.0, 25.0, 20.0 + 5.0};
    QCOMPARE(pipelinedLatencyMs(narrow, link, 1), 402.0);
    // The uplink never rests: a frame leaves it every 300 ms, and each starts when the one before the last is done.
    QCOMPARE(pipelinedLatencyMs(narrow, link, 2), 600.0);
    QCOMPARE(pipelinedLatencyMs({50.0, 0.0, 0.0, 0.0, 0.0}, {}, 2), 100.0);
}

QTEST_GUILESS_MAIN(TestLatencyModel)
#include "tst_latency_model.moc"
