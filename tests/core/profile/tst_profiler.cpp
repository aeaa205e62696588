// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/profile/profile_cache.h"
#include "core/profile/profiler.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <numeric>

using namespace splitscope;

namespace {

std::filesystem::path folder(const QTemporaryDir &directory) { return directory.path().toStdString(); }

double sum(const std::vector<double> &values) { return std::accumulate(values.begin(), values.end(), 0.0); }

} // namespace

class TestProfiler : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyLayerAndTheWholeAreMeasured();
    void sharesSumToTheWholeAndAreNotNegative();
    void anyScriptCanBeProfiled_data();
    void anyScriptCanBeProfiled();
    void aSlowLayerTakesTheLargerShare();
    void aSecondProfileComesFromTheCache();
    void anotherThreadCountIsAnotherProfile();
    void aDamagedCacheFileIsMeasuredAnew();
    void aFileOfAnotherModelIsIgnored();
    void aCacheThatCannotBeWrittenIsNoFailure();
    void cancellingStopsAndKeepsNothing_data();
    void cancellingStopsAndKeepsNothing();
    void progressOnlyGrowsAndEndsComplete();

private:
    ProfileOptions quick(const std::string &cache) const
    {
        ProfileOptions options;
        options.seconds = 0.5;
        options.cacheFolder = folder(m_directory) / cache;
        return options;
    }

    QTemporaryDir m_directory;
    std::shared_ptr<const Model> m_model;
};

void TestProfiler::initTestCase()
{
    setComputeThreads(1);
    m_model = Model::open(testing::saveSmallModel(folder(m_directory)));
}

void TestProfiler::everyLayerAndTheWholeAreMeasured()
{
    const auto profile = profileModel(m_model, quick("measured"));
    QCOMPARE(profile.layers.size(), m_model->graph().layers().size());
    for (const auto &layer : profile.layers) {
        QVERIFY(layer.runs >= 5);
        QVERIFY(layer.medianMs > 0.0);
        QVERIFY(layer.lowMs <= layer.medianMs && layer.medianMs <= layer.highMs);
    }
    QVERIFY(profile.whole.medianMs > 0.0);
    QVERIFY(!profile.halves.empty());
    QVERIFY(!profile.execution.empty());
    QCOMPARE(profile.measuredAt.size(), std::string("2026-11-21T12:09:31Z").size());
    QCOMPARE(profile.key.modelHash, m_model->hash());
    QCOMPARE(profile.key.inputSignature, std::string("1x3x24x32:float32"));
    QCOMPARE(profile.key.threads, 1);
    QVERIFY(!profile.key.cpu.empty());
    QVERIFY(!profile.key.libtorch.empty());
}

void TestProfiler::sharesSumToTheWholeAndAreNotNegative()
{
    const auto profile = profileModel(m_model, quick("shares"));
    QCOMPARE(profile.shareMs.size(), m_model->graph().layers().size());
    QVERIFY(std::abs(sum(profile.shareMs) - profile.whole.medianMs) <= 1e-9 * profile.whole.medianMs);
    for (const auto share : profile.shareMs)
        QVERIFY(share >= 0.0);
}

void TestProfiler::anyScriptCanBeProfiled_data()
{
    QTest::addColumn<QString>("source");
    QTest::newRow("one layer") << "def forward(self, x):\n    return torch.conv2d(x, self.weight, self.bias)\n";
    QTest::newRow("a change in place that others see") << "def forward(self, x):\n"
                                                          "    y = torch.conv2d(x, self.weight, self.bias)\n"
                                                          "    z = y[:, :2]\n"
                                                          "    y.add_(1.0)\n"
                                                          "    return torch.relu(z) + torch.sigmoid(y[:, 2:])\n";
    QTest::newRow("its own input changed in place") << "def forward(self, x):\n"
                                                       "    x.mul_(0.5)\n"
                                                       "    return torch.conv2d(x, self.weight, self.bias)\n";
    QTest::newRow("lists between operations") << "def forward(self, x):\n"
                                                 "    y = torch.conv2d(x, self.weight, self.bias)\n"
                                                 "    a, b = torch.chunk(y, 2, 1)\n"
                                                 "    z = torch.cat([torch.relu(b), torch.tanh(a), y], 1)\n"
                                                 "    return (z, torch.conv2d(torch.softmax(y, 1), self.other))\n";
    QTest::newRow("the same weights twice") << "def forward(self, x):\n"
                                               "    y = torch.conv2d(x, self.weight, self.bias, [1, 1], [1, 1])\n"
                                               "    y = torch.conv2d(y, self.other, None, [1, 1], [1, 1])\n"
                                               "    return torch.conv2d(y, self.other, None, [1, 1], [1, 1])\n";
    QTest::newRow("random numbers") << "def forward(self, x):\n"
                                       "    return torch.conv2d(x + torch.rand_like(x), self.weight, self.bias)\n";
    QTest::newRow("paths that depend on values") << "def forward(self, x):\n"
                                                    "    y = torch.conv2d(x, self.weight, self.bias)\n"
                                                    "    z = torch.relu(y)\n"
                                                    "    if bool(y.sum() > 0):\n"
                                                    "        z = z + y\n"
                                                    "    i = 0\n"
                                                    "    while bool(z.mean() > 0.5) and i < 3:\n"
                                                    "        z = z * 0.5 + y * 0.1\n"
                                                    "        i += 1\n"
                                                    "    return torch.conv2d(z, self.other)\n";
    QTest::newRow("the input is an output") << "def forward(self, x):\n    return (x, torch.relu(x))\n";
}

void TestProfiler::anyScriptCanBeProfiled()
{
    QFETCH(QString, source);
    const auto model = Model::open(
        testing::saveScript(folder(m_directory), "script", source.toStdString(), testing::tensorMetadata("1,3,16,16")));
    const auto profile = profileModel(model, quick("scripts"));
    QCOMPARE(profile.layers.size(), model->graph().layers().size());
    QVERIFY(std::abs(sum(profile.shareMs) - profile.whole.medianMs) <= 1e-9 * profile.whole.medianMs);
}

void TestProfiler::aSlowLayerTakesTheLargerShare()
{
    // By hand: 3 -> 4 channels of 3x3 at 128x128 are 108 products a pixel, the pooled 4 -> 4 at 32x32 are 144 on one
    // sixteenth of the pixels.
    const auto model = Model::open(testing::saveScript(folder(m_directory), "uneven",
        "def forward(self, x):\n"
        "    y = torch.conv2d(x, self.weight, self.bias, [1, 1], [1, 1])\n"
        "    y = torch.avg_pool2d(y, [4, 4])\n"
        "    return torch.conv2d(y, self.other, None, [1, 1], [1, 1])\n",
        testing::tensorMetadata("1,3,128,128")));
    const auto profile = profileModel(model, quick("uneven"));
    QVERIFY(profile.shareMs.front() > 2.0 * profile.shareMs.back());
    QVERIFY(profile.layers.front().medianMs > 2.0 * profile.layers.back().medianMs);
}

void TestProfiler::aSecondProfileComesFromTheCache()
{
    auto options = quick("second");
    const auto first = profileModel(m_model, options);
    int calls = 0;
    options.progress = [&](int, int) { return ++calls > 0; };
    QVERIFY(profileModel(m_model, options) == first);
    QCOMPARE(calls, 0);
    options.fresh = true;
    profileModel(m_model, options);
    QVERIFY(calls > 0);
}

void TestProfiler::anotherThreadCountIsAnotherProfile()
{
    const ProfileCache cache(*quick("threads").cacheFolder);
    profileModel(m_model, quick("threads"));
    QVERIFY(cache.find(profileKey(*m_model, 1), m_model->graph()).has_value());
    QVERIFY(!cache.find(profileKey(*m_model, 2), m_model->graph()).has_value());
}

void TestProfiler::aDamagedCacheFileIsMeasuredAnew()
{
    const auto options = quick("damaged");
    const auto first = profileModel(m_model, options);
    const ProfileCache cache(*options.cacheFolder);
    const auto file = cache.fileOf(first.key);
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    QVERIFY(!cache.find(first.key, m_model->graph()).has_value());
    const auto again = profileModel(m_model, options);
    QVERIFY(cache.find(first.key, m_model->graph()) == again);
}

void TestProfiler::aFileOfAnotherModelIsIgnored()
{
    // Same layers, so that only the key inside tells them apart.
    const auto options = quick("foreign");
    const auto profile = profileModel(m_model, options);
    const ProfileCache cache(*options.cacheFolder);
    auto other = profile.key;
    other.modelHash = std::string(64, 'a');
    std::filesystem::copy_file(cache.fileOf(profile.key), cache.fileOf(other));
    QVERIFY(!cache.find(other, m_model->graph()).has_value());
}

void TestProfiler::aCacheThatCannotBeWrittenIsNoFailure()
{
    auto options = quick("blocked");
    std::ofstream(*options.cacheFolder) << "a file where the folder should be";
    const auto profile = profileModel(m_model, options);
    QVERIFY(profile.whole.medianMs > 0.0);
}

void TestProfiler::cancellingStopsAndKeepsNothing_data()
{
    QTest::addColumn<int>("calls");
    QTest::newRow("at once") << 1;
    QTest::newRow("after the whole") << 3;
    QTest::newRow("among the rounds") << 6;
    QTest::newRow("among the halves") << 10;
}

void TestProfiler::cancellingStopsAndKeepsNothing()
{
    QFETCH(int, calls);
    auto options = quick("cancelled");
    int left = calls;
    options.progress = [&](int, int) { return --left > 0; };
    try {
        profileModel(m_model, options);
        QFAIL("it was not cancelled");
    } catch (const Failure &failure) {
        QVERIFY(failure.code() == ErrorCode::Cancelled);
    }
    QCOMPARE(left, 0);
    QVERIFY(!std::filesystem::exists(*options.cacheFolder));
}

void TestProfiler::progressOnlyGrowsAndEndsComplete()
{
    auto options = quick("progress");
    std::vector<std::pair<int, int>> steps;
    options.progress = [&](int done, int all) {
        steps.emplace_back(done, all);
        return true;
    };
    profileModel(m_model, options);
    for (std::size_t i = 1; i < steps.size(); ++i)
        QVERIFY(steps[i].first >= steps[i - 1].first);
    for (const auto &[done, all] : steps)
        QVERIFY(done <= all);
    QCOMPARE(steps.back().first, steps.back().second);
}

QTEST_APPLESS_MAIN(TestProfiler)
#include "tst_profiler.moc"
