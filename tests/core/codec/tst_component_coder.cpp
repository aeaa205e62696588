// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/tensor_coder.h"
#include "tests/core/codec/coder_reference.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace splitscope;

/// Principal components as TensorCoder computes them.
class TestComponentCoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void componentsTurnForthAndBack_data();
    void componentsTurnForthAndBack();
    void componentsOfAPositionDoNotSpoilOthers();
};

void TestComponentCoder::componentsTurnForthAndBack_data()
{
    QTest::addColumn<QString>("shape");
    QTest::addColumn<bool>("last");
    QTest::newRow("contiguous") << "1x2x3x5" << false;
    QTest::newRow("channels last") << "1x2x3x5" << true;
    QTest::newRow("batch") << "3x2x3x5" << false;
    QTest::newRow("batch, channels last") << "3x2x3x5" << true;
    QTest::newRow("tokens") << "2x9x2" << false;
    QTest::newRow("five dimensions") << "2x2x3x2x2" << false;
}

/// By hand, in double: coordinates along the turned axes, rounded to one of 256 places each, turned back.
void TestComponentCoder::componentsTurnForthAndBack()
{
    QFETCH(QString, shape);
    QFETCH(bool, last);
    const TensorInfo info{shapeFromText(shape.toStdString()), DType::Float32,
        last ? DimensionOrder::ChannelsLast : DimensionOrder::Contiguous};
    auto values = testing::randomValues(info.elements(), 17);
    for (auto &value : values)
        value = std::clamp(value * 0.1F, -0.3F, 0.3F);
    const auto k = testing::turned();
    const auto wanted = [&](double first, double second) {
        double point[2] = {first - k.mean[0], second - k.mean[1]};
        double back[2] = {k.mean[0], k.mean[1]};
        for (std::size_t c = 0; c < 2; ++c) {
            const double along = k.basis[2 * c] * point[0] + k.basis[2 * c + 1] * point[1];
            const double step = (static_cast<double>(k.high[c]) - k.low[c]) / 255.0;
            const double code = std::clamp(std::nearbyint((along - k.low[c]) / step), 0.0, 255.0);
            for (std::size_t i = 0; i < 2; ++i)
                back[i] += k.basis[2 * c + i] * (code * step + k.low[c]);
        }
        return std::pair(back[0], back[1]);
    };
    const auto decoded = testing::roundTrip(TensorCoder(info, testing::componentsCodec(2, 8), k), values);
    std::size_t inner = 1; // from one channel to the next in logical order
    for (std::size_t i = 2; info.shape.size() > 3 && i < info.shape.size(); ++i)
        inner *= static_cast<std::size_t>(info.shape[i]);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (testing::channelOf(info.shape, i) != 0)
            continue;
        const auto [a, b] = wanted(values[i], values[i + inner]);
        QVERIFY(std::abs(decoded[i] - a) < 1e-5);
        QVERIFY(std::abs(decoded[i + inner] - b) < 1e-5);
        QVERIFY(std::abs(decoded[i] - values[i]) < 0.5 * (8.0 + 4.0) / 255.0 + 1e-5);
    }
}

void TestComponentCoder::componentsOfAPositionDoNotSpoilOthers()
{
    const TensorInfo info{{1, 2, 4, 4}};
    std::vector<float> values(32, 0.5F);
    const TensorConstants straight{{-1.0F, -1.0F}, {1.0F, 1.0F}, {0.0F, 0.0F}, {1.0F, 0.0F, 0.0F, 1.0F}};
    for (const int bits : {4, 8}) {
        const TensorCoder coder(info, testing::componentsCodec(2, bits), straight);
        const auto clean = testing::roundTrip(coder, values);
        auto odd = values;
        odd[5] = std::numeric_limits<float>::quiet_NaN();
        odd[16 + 9] = std::numeric_limits<float>::infinity();
        const auto decoded = testing::roundTrip(coder, odd);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i % 16 != 5 && i % 16 != 9)
                QCOMPARE(decoded[i], clean[i]);
            QVERIFY(decoded[i] >= -1.0F - 1e-6F && decoded[i] <= 1.0F + 1e-6F);
        }
        QVERIFY(std::abs(decoded[5] + 1.0F) < 1e-6F);
    }
}

QTEST_GUILESS_MAIN(TestComponentCoder)
#include "tst_component_coder.moc"
