// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/scenes/scene_camera.h"
#include "core/training/scene_cache.h"
#include "core/training/scene_record.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace splitscope;

namespace {

constexpr SceneCacheSpec smallSpec{5, 6, 64, 48};

std::filesystem::path pathOf(const QTemporaryDir &folder) { return folder.path().toStdString(); }

std::shared_ptr<const SceneCache> openCache(const QTemporaryDir &folder, const SceneCacheSpec &spec = smallSpec,
    std::vector<TrainingProgress> *reports = nullptr)
{
    const StopFlag stop{false};
    return SceneCache::open(
        spec, pathOf(folder), 2,
        [reports](const TrainingProgress &progress) {
            if (reports != nullptr) {
                reports->push_back(progress);
            }
        },
        stop);
}

SceneFrame frameOf(std::uint64_t seed)
{
    return SceneCamera(seed, smallSpec.width, smallSpec.height).render(SceneCache::secondsOfSeed(seed));
}

void flipByte(const std::filesystem::path &path, qint64 at)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(at));
    char byte = 0;
    QVERIFY(file.getChar(&byte));
    QVERIFY(file.seek(at));
    QVERIFY(file.putChar(char(byte ^ 0x40)));
}

} // namespace

class TestSceneCache : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void picturesClassesAndObjectsComeBackExactly();
    void depthAndNormalsComeBackWithinTheirPrecision();
    void everyDirectionSurvivesItsTwoBytes();
    void sizeAndTimeAreSaidFirst();
    void aSecondOpeningRendersNothing();
    void anInterruptedRenderingGoesOnWhereItStopped();
    void aDamagedSceneIsNamed();
    void aCutFileIsRefused();
    void aDamagedHeaderIsRefused();
    void aFolderThatCannotBeWrittenIsNamed();
};

void TestSceneCache::picturesClassesAndObjectsComeBackExactly()
{
    const QTemporaryDir folder;
    const auto cache = openCache(folder);
    QCOMPARE(cache->size(), std::size_t(6));
    for (std::size_t index = 0; index < cache->size(); ++index) {
        const SceneFrame frame = frameOf(5 + index);
        const auto planes = scene_record::planes(cache->record(index), 64, 48);
        QVERIFY(std::equal(frame.picture.rgb.begin(), frame.picture.rgb.end(), planes.rgb));
        QVERIFY(std::equal(frame.truth.classes.begin(), frame.truth.classes.end(), planes.classes));
        for (std::size_t pixel = 0; pixel < frame.truth.objects.size(); ++pixel) {
            QCOMPARE(planes.objects[pixel] & scene_record::objectMask, int(frame.truth.objects[pixel]));
            QCOMPARE((planes.objects[pixel] & scene_record::boundaryBit) != 0, frame.truth.boundary[pixel] != 0);
        }
    }
}

void TestSceneCache::depthAndNormalsComeBackWithinTheirPrecision()
{
    const QTemporaryDir folder;
    const auto cache = openCache(folder);
    const SceneTruth truth = frameOf(7).truth;
    const auto planes = scene_record::planes(cache->record(2), 64, 48);
    for (std::size_t pixel = 0; pixel < truth.depth.size(); ++pixel) {
        const auto code = std::size_t(planes.depth[2 * pixel] | (planes.depth[2 * pixel + 1] << 8));
        QVERIFY(std::abs(scene_record::depthTable()[code] / truth.depth[pixel] - 1.0F) < 1e-4F);
        const auto normal =
            scene_record::normalTable()[std::size_t((planes.normals[2 * pixel] << 8) | planes.normals[2 * pixel + 1])];
        const float *expected = &truth.normals[3 * pixel];
        const float cosine = normal[0] * expected[0] + normal[1] * expected[1] + normal[2] * expected[2];
        QVERIFY(cosine > std::cos(1.0F * float(M_PI) / 180.0F));
    }
}

void TestSceneCache::everyDirectionSurvivesItsTwoBytes()
{
    SceneFrame frame;
    frame.truth.width = 360;
    frame.truth.height = 181;
    const std::size_t pixels = 360 * 181;
    frame.picture = {360, 181, std::vector<std::uint8_t>(3 * pixels)};
    frame.truth.classes.resize(pixels);
    frame.truth.depth.assign(pixels, 1.0F);
    for (int latitude = 0; latitude <= 180; ++latitude) {
        for (int longitude = 0; longitude < 360; ++longitude) {
            const double a = latitude * M_PI / 180.0;
            const double b = longitude * M_PI / 180.0;
            frame.truth.normals.insert(frame.truth.normals.end(),
                {float(std::sin(a) * std::cos(b)), float(std::sin(a) * std::sin(b)), float(std::cos(a))});
        }
    }
    const std::vector<std::uint8_t> record = scene_record::encode(frame);
    const auto planes = scene_record::planes(record.data(), 360, 181);
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
        const auto normal =
            scene_record::normalTable()[std::size_t((planes.normals[2 * pixel] << 8) | planes.normals[2 * pixel + 1])];
        const float *expected = &frame.truth.normals[3 * pixel];
        const float cosine = normal[0] * expected[0] + normal[1] * expected[1] + normal[2] * expected[2];
        QVERIFY2(cosine > std::cos(1.0F * float(M_PI) / 180.0F), qPrintable(QString::number(pixel)));
    }
}

void TestSceneCache::sizeAndTimeAreSaidFirst()
{
    const QTemporaryDir folder;
    std::vector<TrainingProgress> reports;
    openCache(folder, smallSpec, &reports);
    QVERIFY(reports.size() >= 2);
    const QString first = QString::fromStdString(reports.front().message);
    QVERIFY2(first.contains("6 scenes") && first.contains("MB") && first.contains(" s."), qPrintable(first));
    QCOMPARE(reports.front().done, std::int64_t(0));
    QCOMPARE(reports.back().done, std::int64_t(6));
}

void TestSceneCache::aSecondOpeningRendersNothing()
{
    const QTemporaryDir folder;
    openCache(folder);
    std::vector<TrainingProgress> reports;
    openCache(folder, smallSpec, &reports);
    QVERIFY(reports.empty());
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
}

void TestSceneCache::anInterruptedRenderingGoesOnWhereItStopped()
{
    const QTemporaryDir folder;
    const SceneCacheSpec spec{5, 100, 64, 48};
    StopFlag stop{false};
    const auto stopAtFirstChunk = [&stop](const TrainingProgress &progress) { stop = progress.done > 0; };
    try {
        SceneCache::open(spec, pathOf(folder), 2, stopAtFirstChunk, stop);
        QFAIL("the rendering did not stop");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::Cancelled);
        QVERIFY(QString(failure.what()).contains("64 of 100"));
    }
    // Half a scene more, as a crash would leave it, must not count.
    const QStringList parts = QDir(folder.path()).entryList({"*.part"});
    QCOMPARE(parts.size(), 1);
    QFile part(folder.filePath(parts.first()));
    QVERIFY(part.open(QIODevice::Append));
    part.write(QByteArray(1000, 'x'));
    part.close();
    std::vector<TrainingProgress> reports;
    const auto cache = openCache(folder, spec, &reports);
    QCOMPARE(reports.front().done, std::int64_t(64));
    const SceneFrame frame = frameOf(5 + 64);
    QVERIFY(std::equal(
        frame.picture.rgb.begin(), frame.picture.rgb.end(), scene_record::planes(cache->record(64), 64, 48).rgb));
}

void TestSceneCache::aDamagedSceneIsNamed()
{
    const QTemporaryDir folder;
    const auto file = openCache(folder)->file();
    flipByte(file, 4096 + qint64(3 * scene_record::recordBytes(64, 48)) + 1234);
    const auto cache = openCache(folder);
    cache->record(2);
    try {
        cache->record(3);
        QFAIL("a damaged scene was read");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::FileUnreadable);
        QVERIFY(QString(failure.what()).contains("scene 3"));
    }
}

void TestSceneCache::aCutFileIsRefused()
{
    const QTemporaryDir folder;
    const auto file = openCache(folder)->file();
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
    QVERIFY_EXCEPTION_THROWN(openCache(folder), Failure);
}

void TestSceneCache::aDamagedHeaderIsRefused()
{
    const QTemporaryDir folder;
    flipByte(openCache(folder)->file(), 3);
    QVERIFY_EXCEPTION_THROWN(openCache(folder), Failure);
}

void TestSceneCache::aFolderThatCannotBeWrittenIsNamed()
{
    const StopFlag stop{false};
    try {
        SceneCache::open(
            smallSpec, "/proc/splitscope", 1, [](const TrainingProgress &) {}, stop);
        QFAIL("a cache was written to /proc");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::FileUnwritable);
        QVERIFY(QString(failure.what()).contains("/proc/splitscope"));
    }
}

QTEST_GUILESS_MAIN(TestSceneCache)
#include "tst_scene_cache.moc"
