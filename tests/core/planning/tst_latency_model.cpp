// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/latency_model.h"

#include <QTest>

using namespace splitscope;

class TestLatencyModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void transfersTakeHalfTheRoundTripAndTheirBits();
    void aModelThatStaysOnTheDeviceNeedsNoLink();
};

void TestLatencyModel::transfersTakeHalfTheRoundTripAndTheirBits()
{
    // 36,864 bytes at 6 Mbit/s: 294,912 bits / 6,000 bits a ms = 49.152 ms; 3,000 bytes at 12 Mbit/s: 2 ms; 40 ms round
    // trip.
    const auto stages = predictStages({10.0, 5.0, 36864, 3000, true}, LinkSpec::fromText("6Mbps:12Mbps/40ms"));
    QCOMPARE(stages.uplink, 20.0 + 49.152);
    QCOMPARE(stages.downlink, 20.0 + 2.0);
    QCOMPARE(stages.total(), 10.0 + 69.152 + 5.0 + 22.0);
    QCOMPARE(predictStages({10.0, 5.0, 36864, 3000, true}, LinkSpec{}).total(), 15.0);
}

void TestLatencyModel::aModelThatStaysOnTheDeviceNeedsNoLink()
{
    QCOMPARE(predictStages({10.0, 5.0, 36864, 3000, false}, LinkSpec::fromText("6Mbps/40ms")).total(), 10.0);
}

QTEST_GUILESS_MAIN(TestLatencyModel)
#include "tst_latency_model.moc"
