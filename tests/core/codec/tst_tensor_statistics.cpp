// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/tensor_coder.h"
#include "core/codec/tensor_statistics.h"
#include "core/graph/error.h"
#include "tests/core/codec/coder_reference.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

using namespace splitscope;

namespace {

using Matrix = std::vector<std::vector<double>>;

/// Eigenvalues and vectors (rows) of a symmetric matrix by Jacobi's rotations (1846), largest first.
std::pair<std::vector<double>, Matrix> jacobi(Matrix a)
{
    const auto n = a.size();
    Matrix v(n, std::vector<double>(n, 0.0));
    for (std::size_t i = 0; i < n; ++i)
        v[i][i] = 1.0;
    for (int sweep = 0; sweep < 60; ++sweep) {
        for (std::size_t p = 0; p < n; ++p) {
            for (std::size_t q = p + 1; q < n; ++q) {
                const double angle = 0.5 * std::atan2(2.0 * a[p][q], a[q][q] - a[p][p]);
                const double c = std::cos(angle);
                const double s = std::sin(angle);
                for (std::size_t k = 0; k < n; ++k) {
                    const double x = a[k][p];
                    a[k][p] = c * x - s * a[k][q];
                    a[k][q] = s * x + c * a[k][q];
                }
                for (std::size_t k = 0; k < n; ++k) {
                    const double x = a[p][k];
                    a[p][k] = c * x - s * a[q][k];
                    a[q][k] = s * x + c * a[q][k];
                    const double y = v[p][k];
                    v[p][k] = c * y - s * v[q][k];
                    v[q][k] = s * y + c * v[q][k];
                }
            }
        }
    }
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto x, auto y) { return a[x][x] > a[y][y]; });
    std::pair<std::vector<double>, Matrix> result;
    for (const auto i : order) {
        result.first.push_back(a[i][i]);
        result.second.push_back(v[i]);
    }
    return result;
}

/// Positions of `channels` numbers that hang together, far from zero.
std::vector<std::vector<double>> points(std::size_t count, std::size_t channels, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::vector<std::vector<double>> all;
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<double> point(channels);
        const double common = 4.0 * normal(random);
        for (std::size_t c = 0; c < channels; ++c)
            point[c] = static_cast<float>(
                100.0 + common * static_cast<double>(c + 1) + static_cast<double>(2 * c + 1) * normal(random));
        all.push_back(point);
    }
    return all;
}

TensorValue frameOf(const std::vector<std::vector<double>> &all, std::size_t first, const TensorInfo &info)
{
    std::vector<float> logical(static_cast<std::size_t>(info.elements()));
    std::vector<std::size_t> seen(static_cast<std::size_t>(channelsOf(info.shape)), first);
    for (std::size_t i = 0; i < logical.size(); ++i) {
        const auto channel = testing::channelOf(info.shape, i);
        logical[i] = static_cast<float>(all[seen[channel]++][channel]);
    }
    return testing::valueOf(info, logical);
}

bool refuses(const std::function<void()> &work, const std::string &word)
{
    try {
        work();
    } catch (const Failure &failure) {
        return failure.code() == ErrorCode::InvalidArgument
            && std::string(failure.what()).find(word) != std::string::npos;
    }
    return false;
}

bool near(double value, double wanted, double tolerance)
{
    return std::abs(value - wanted) <= tolerance * (1.0 + std::abs(wanted));
}

} // namespace

class TestTensorStatistics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void componentsEqualJacobis_data();
    void componentsEqualJacobis();
    void positionsThatAreNotFiniteAreLeftOut();
    void manyPositionsAreSampledTheSameForTheSameSeed();
    void whatCannotBeLearnedIsSaid();
    void constantsHoldWhatTheCodecAsksFor();
    void fewBitsCutOffWhatIsRare();
    void moreComponentsLeaveLessError();
};

void TestTensorStatistics::componentsEqualJacobis_data()
{
    QTest::addColumn<QString>("shape");
    QTest::addColumn<bool>("last");
    QTest::newRow("contiguous") << "1x5x10x20" << false;
    QTest::newRow("channels last") << "2x5x10x10" << true;
    QTest::newRow("tokens") << "2x100x5" << false;
    QTest::newRow("five dimensions") << "1x5x2x10x10" << false;
}

void TestTensorStatistics::componentsEqualJacobis()
{
    QFETCH(QString, shape);
    QFETCH(bool, last);
    const TensorInfo info{shapeFromText(shape.toStdString()), DType::Float32,
        last ? DimensionOrder::ChannelsLast : DimensionOrder::Contiguous};
    constexpr std::size_t channels = 5;
    const auto all = points(600, channels, 9);
    StatisticsCollector collector("t", true);
    for (std::size_t frame = 0; frame < 3; ++frame)
        collector.add(frameOf(all, 200 * frame, info));
    const auto found = collector.finish();
    QCOMPARE(found.positions, 600);
    QCOMPARE(found.frames, 3);
    QCOMPARE(found.channels, 5);

    std::vector<double> mean(channels, 0.0);
    for (const auto &point : all) {
        for (std::size_t c = 0; c < channels; ++c)
            mean[c] += point[c] / 600.0;
    }
    Matrix covariance(channels, std::vector<double>(channels, 0.0));
    for (const auto &point : all) {
        for (std::size_t a = 0; a < channels; ++a) {
            for (std::size_t b = 0; b < channels; ++b)
                covariance[a][b] += (point[a] - mean[a]) * (point[b] - mean[b]) / 600.0;
        }
    }
    const auto [values, vectors] = jacobi(covariance);
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    double sum = 0.0;
    for (std::size_t k = 0; k < channels; ++k) {
        QVERIFY(near(found.mean[k], mean[k], 1e-5));
        QVERIFY(near(found.eigenvalues[k], values[k], 1e-4));
        sum += values[k];
        QVERIFY(near(found.explained()[k], sum / total, 1e-5));
        const float *basis = &found.basis[k * channels];
        double along = 0.0;
        double length = 0.0;
        float largest = 0.0F;
        for (std::size_t c = 0; c < channels; ++c) {
            along += basis[c] * vectors[k][c];
            length += static_cast<double>(basis[c]) * basis[c];
            if (std::abs(basis[c]) > std::abs(largest))
                largest = basis[c];
        }
        QVERIFY(near(std::abs(along), 1.0, 1e-4));
        QVERIFY(near(length, 1.0, 1e-5));
        QVERIFY(largest > 0.0F);
        double low = INFINITY;
        double high = -INFINITY;
        for (const auto &point : all) {
            double projected = 0.0;
            for (std::size_t c = 0; c < channels; ++c)
                projected += basis[c] * (point[c] - mean[c]);
            low = std::min(low, projected);
            high = std::max(high, projected);
        }
        QVERIFY(near(found.componentLow[k], low, 1e-3));
        QVERIFY(near(found.componentHigh[k], high, 1e-3));
        const auto least = *std::min_element(all.begin(), all.end(), [&](auto &a, auto &b) { return a[k] < b[k]; });
        QCOMPARE(found.low[k], static_cast<float>(least[k]));
    }
}

void TestTensorStatistics::positionsThatAreNotFiniteAreLeftOut()
{
    const TensorInfo info{{1, 2, 1, 4}};
    StatisticsCollector collector("t", true);
    collector.add(testing::valueOf(info, {1, 2, INFINITY, 4, 5, NAN, 99, 7}));
    const auto found = collector.finish();
    QCOMPARE(found.positions, 2);
    QCOMPARE(found.low, (std::vector<float>{1, 5}));
    QCOMPARE(found.high, (std::vector<float>{4, 7}));
    QCOMPARE(found.mean, (std::vector<float>{2.5F, 6}));
    // (1, 5) and (4, 7): one direction, (3, 2) / sqrt(13), variance 13 / 4.
    QVERIFY(near(found.eigenvalues[0], 3.25, 1e-5));
    QVERIFY(near(found.eigenvalues[1], 0.0, 1e-5));
    QVERIFY(near(found.basis[0], 3.0 / std::sqrt(13.0), 1e-5));
    QCOMPARE(found.explained().back(), 1.0);
}

void TestTensorStatistics::manyPositionsAreSampledTheSameForTheSameSeed()
{
    const TensorInfo info{{1, 512, 1, 3000}}; // more positions than are kept of so many channels
    std::vector<float> values(static_cast<std::size_t>(info.elements()));
    std::mt19937_64 random(2);
    for (auto &value : values)
        value = static_cast<float>(random() % 1000) / 1000.0F;
    const auto learn = [&](std::uint64_t seed) {
        StatisticsCollector collector("t", true, seed);
        collector.add(testing::valueOf(info, values));
        collector.add(testing::valueOf(info, values));
        return collector.finish();
    };
    const auto first = learn(1);
    QVERIFY(first.componentLow == learn(1).componentLow);
    QVERIFY(first.componentLow != learn(2).componentLow);
    QVERIFY(first.eigenvalues == learn(2).eigenvalues); // all positions count for these
}

void TestTensorStatistics::whatCannotBeLearnedIsSaid()
{
    const TensorInfo info{{1, 2, 1, 2}};
    StatisticsCollector collector("conv1", true);
    QVERIFY(refuses([&] { collector.finish(); }, "no frame"));
    collector.add(testing::valueOf(info, {NAN, 1, 1, NAN}));
    QVERIFY(refuses([&] { collector.finish(); }, "finite"));
    QVERIFY(refuses([&] { collector.add(testing::valueOf({{1, 3, 1, 1}}, {1, 2, 3})); }, "channels"));
    const std::vector<std::uint8_t> bytes(8);
    QVERIFY(refuses(
        [&] {
            collector.add({{{8}, DType::UInt8}, std::make_shared<const std::vector<std::uint8_t>>(bytes)});
        },
        "uint8"));
    collector.add(testing::valueOf(info, {NAN, 1, 1, 3}));
    const auto found = collector.finish();
    TensorCodec codec = tensorCodecFromText("pca:2/8");
    QVERIFY(refuses([&] { constantsFor(codec, found); }, "1 positions of conv1"));
    codec.components = 3;
    QVERIFY(refuses([&] { constantsFor(codec, found); }, "conv1 has only 2 channels"));
    StatisticsCollector plain("conv1", false);
    plain.add(testing::valueOf(info, {1, 2, 3, 4}));
    QVERIFY(refuses([&] { constantsFor(tensorCodecFromText("pca:1/8"), plain.finish()); }, "components"));
}

void TestTensorStatistics::constantsHoldWhatTheCodecAsksFor()
{
    StatisticsCollector collector("t", true);
    collector.add(testing::valueOf({{1, 2, 1, 3}}, {1, 2, 6, -5, 0, 4}));
    const auto found = collector.finish();
    QVERIFY(constantsFor(tensorCodecFromText("bits:8"), found) == TensorConstants{});
    QVERIFY(constantsFor(tensorCodecFromText("bits:8/static"), found) == (TensorConstants{{1, -5}, {6, 4}, {}, {}}));
    QVERIFY(constantsFor(tensorCodecFromText("bits:8/tensor/static"), found) == (TensorConstants{{-5}, {6}, {}, {}}));
    const auto components = constantsFor(tensorCodecFromText("pca:1/4"), found);
    QCOMPARE(components.low.size(), std::size_t{1});
    QCOMPARE(components.basis, (std::vector<float>{found.basis[0], found.basis[1]}));
    QCOMPARE(components.mean, found.mean);
}

/// One channel, a thousand numbers from 0 to 999: of these 5 and 20 lie beyond the inner ranges at each end.
void TestTensorStatistics::fewBitsCutOffWhatIsRare()
{
    std::vector<float> values(1000);
    std::iota(values.begin(), values.end(), 0.0F);
    std::shuffle(values.begin(), values.end(), std::mt19937(3));
    StatisticsCollector collector("t", true);
    collector.add(testing::valueOf({{1, 1, 20, 50}}, values));
    const auto found = collector.finish();
    const auto range = [&](const char *codec) {
        const auto constants = constantsFor(tensorCodecFromText(codec), found);
        return std::pair(constants.low.at(0) + constants.mean.at(0), constants.high.at(0) + constants.mean.at(0));
    };
    for (const auto *codec : {"pca:1/16", "pca:1/8", "pca:1/6"})
        QCOMPARE(range(codec), (std::pair(0.0F, 999.0F)));
    for (const auto *codec : {"pca:1/5", "pca:1/4"})
        QCOMPARE(range(codec), (std::pair(5.0F, 994.0F)));
    for (const auto *codec : {"pca:1/3", "pca:1/1"})
        QCOMPARE(range(codec), (std::pair(20.0F, 979.0F)));
}

/// What the eigenvalues promise (Pearson): the mean square left over is the sum of those left out.
void TestTensorStatistics::moreComponentsLeaveLessError()
{
    constexpr std::size_t channels = 6;
    const TensorInfo info{{1, channels, 20, 20}};
    const auto all = points(400, channels, 31);
    const auto value = frameOf(all, 0, info);
    StatisticsCollector collector("t", true);
    collector.add(value);
    const auto found = collector.finish();
    const auto wanted = testing::logicalOf(value);
    for (int kept = 1; kept <= static_cast<int>(channels); ++kept) {
        TensorCodec codec;
        codec.kind = TensorCodec::Kind::Pca;
        codec.components = kept;
        codec.bits = 16;
        const TensorCoder coder(info, codec, constantsFor(codec, found));
        const auto decoded = testing::logicalOf(coder.decode(coder.encode(value)));
        double error = 0.0;
        for (std::size_t i = 0; i < wanted.size(); ++i)
            error += std::pow(static_cast<double>(decoded[i]) - wanted[i], 2) / 400.0;
        double left = 0.0;
        for (std::size_t k = static_cast<std::size_t>(kept); k < channels; ++k)
            left += found.eigenvalues[k];
        QVERIFY(std::abs(error - left) <= 1e-3 * left + 1e-4);
    }
}

QTEST_GUILESS_MAIN(TestTensorStatistics)
#include "tst_tensor_statistics.moc"
