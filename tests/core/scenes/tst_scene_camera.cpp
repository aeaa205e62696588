// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/scene_camera.h"

#include "core/graph/error.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <future>
#include <limits>
#include <set>
#include <utility>
#include <vector>

using namespace splitscope;

namespace {

bool throwsInvalidArgument(int width, int height)
{
    try {
        SceneCamera camera(1, width, height);
    } catch (const Failure &failure) {
        return failure.code() == ErrorCode::InvalidArgument;
    }
    return false;
}

} // namespace

class TestSceneCamera : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void planesHaveTheFramesSize();
    void allClassesAppearAboutEquallyOften();
    void objectsAreLargeEnoughToRecognise();
    void sameSeedAndTimeGiveTheSameBytesOnEveryThread();
    void pictureAloneEqualsThePictureWithTruth();
    void seedsDiffer();
    void sceneMovesWithoutJumps();
    void framesOfAnyShapeShowOnlyTheScene();
    void pictureHasLightAndDarkPixels();
    void unusableSizesAreRefused();
    void timeThatIsNotANumberIsRefused();
    void classesHaveNames();
};

void TestSceneCamera::planesHaveTheFramesSize()
{
    const SceneFrame frame = SceneCamera(3, 100, 70).render();
    QCOMPARE(frame.picture.width, 100);
    QCOMPARE(frame.picture.height, 70);
    QCOMPARE(frame.picture.rgb.size(), std::size_t(21000));
    QCOMPARE(frame.truth.width, 100);
    QCOMPARE(frame.truth.height, 70);
    QCOMPARE(frame.truth.classes.size(), std::size_t(7000));
    QCOMPARE(frame.truth.objects.size(), std::size_t(7000));
    QCOMPARE(frame.truth.depth.size(), std::size_t(7000));
    QCOMPARE(frame.truth.normals.size(), std::size_t(21000));
    QCOMPARE(frame.truth.boundary.size(), std::size_t(7000));
}

void TestSceneCamera::allClassesAppearAboutEquallyOften()
{
    std::array<int, sceneClassCount> boxes{};
    int all = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        for (const SceneBox &box : SceneCamera(seed).render().truth.boxes) {
            ++boxes[static_cast<std::size_t>(box.sceneClass)];
            ++all;
        }
    }
    QCOMPARE(boxes[0], 0);
    for (std::size_t kind = 1; kind < boxes.size(); ++kind)
        QVERIFY2(boxes[kind] > all * 15 / 100, qPrintable(QString::number(boxes[kind])));
}

void TestSceneCamera::objectsAreLargeEnoughToRecognise()
{
    std::vector<int> extents;
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        for (const SceneBox &box : SceneCamera(seed).render().truth.boxes)
            extents.push_back(std::max(box.right - box.left, box.bottom - box.top));
    std::sort(extents.begin(), extents.end());
    QVERIFY(extents[extents.size() / 20] >= 25);
    QVERIFY(extents[extents.size() / 2] >= 45);
    QVERIFY(extents[extents.size() * 9 / 10] <= 95);
}

void TestSceneCamera::sameSeedAndTimeGiveTheSameBytesOnEveryThread()
{
    const SceneCamera camera(77);
    const SceneFrame expected = camera.render(3.25);
    std::vector<std::future<SceneFrame>> frames;
    for (int i = 0; i < 4; ++i)
        frames.push_back(std::async(std::launch::async, [copy = camera] { return copy.render(3.25); }));
    frames.push_back(std::async(std::launch::async, [] { return SceneCamera(77).render(3.25); }));
    for (auto &future : frames) {
        const SceneFrame frame = future.get();
        QVERIFY(frame.picture == expected.picture);
        QVERIFY(frame.truth.classes == expected.truth.classes);
        QVERIFY(frame.truth.objects == expected.truth.objects);
        QVERIFY(frame.truth.depth == expected.truth.depth);
        QVERIFY(frame.truth.normals == expected.truth.normals);
        QVERIFY(frame.truth.boundary == expected.truth.boundary);
    }
}

void TestSceneCamera::pictureAloneEqualsThePictureWithTruth()
{
    for (std::uint64_t seed = 40; seed < 50; ++seed) {
        const SceneCamera camera(seed, 160, 120);
        QVERIFY(camera.renderPicture(1.0) == camera.render(1.0).picture);
    }
}

void TestSceneCamera::seedsDiffer()
{
    std::vector<SceneFrame> frames;
    for (std::uint64_t seed : {std::uint64_t(0), std::uint64_t(1), std::uint64_t(2), SceneCamera::firstHeldOutSeed,
             SceneCamera::firstHeldOutSeed + 1, ~std::uint64_t(0)})
        frames.push_back(SceneCamera(seed).render());
    for (std::size_t i = 0; i < frames.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            int pixels = 0;
            for (std::size_t k = 0; k < frames[i].truth.classes.size(); ++k)
                pixels += frames[i].truth.classes[k] != frames[j].truth.classes[k];
            QVERIFY(pixels > 2000);
        }
    }
}

void TestSceneCamera::sceneMovesWithoutJumps()
{
    int moved = 0;
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        const SceneCamera camera(seed);
        for (const double seconds : {0.0, 9.0, 100.0}) {
            const SceneTruth before = camera.render(seconds).truth;
            const SceneTruth after = camera.render(seconds + 1.0 / 30).truth;
            const SceneTruth later = camera.render(seconds + 2).truth;
            int step = 0;
            int path = 0;
            for (std::size_t i = 0; i < before.objects.size(); ++i) {
                step += before.objects[i] != after.objects[i];
                path += before.objects[i] != later.objects[i];
            }
            QVERIFY2(step < 600, qPrintable(QString::number(step)));
            moved += path > 300;
            QVERIFY(camera.renderPicture(seconds) != camera.renderPicture(seconds + 1));
        }
    }
    QVERIFY2(moved > 30, qPrintable(QString::number(moved)));
}

void TestSceneCamera::framesOfAnyShapeShowOnlyTheScene()
{
    for (const auto &[width, height] : {std::pair{16, 16}, {16, 400}, {400, 16}, {33, 57}}) {
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const SceneTruth truth = SceneCamera(seed, width, height).render().truth;
            for (const float depth : truth.depth)
                QVERIFY(depth > 0.3F && depth < 6.0F);
        }
    }
}

void TestSceneCamera::pictureHasLightAndDarkPixels()
{
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const Picture picture = SceneCamera(seed).renderPicture();
        double sum = 0;
        double squares = 0;
        for (const std::uint8_t value : picture.rgb) {
            sum += value;
            squares += double(value) * value;
        }
        const double mean = sum / double(picture.rgb.size());
        QVERIFY2(mean > 40 && mean < 230, qPrintable(QString::number(mean)));
        QVERIFY(std::sqrt(squares / double(picture.rgb.size()) - mean * mean) > 10);
    }
}

void TestSceneCamera::unusableSizesAreRefused()
{
    QVERIFY(throwsInvalidArgument(15, 192));
    QVERIFY(throwsInvalidArgument(256, 15));
    QVERIFY(throwsInvalidArgument(4097, 192));
    QVERIFY(throwsInvalidArgument(256, 4097));
    QVERIFY(throwsInvalidArgument(0, 0));
    QVERIFY(throwsInvalidArgument(-256, 192));
    QVERIFY(!throwsInvalidArgument(16, 16));
    QVERIFY(!throwsInvalidArgument(4096, 4096));
}

void TestSceneCamera::timeThatIsNotANumberIsRefused()
{
    const SceneCamera camera(5, 32, 32);
    QVERIFY_THROWS_EXCEPTION(Failure, camera.render(std::numeric_limits<double>::quiet_NaN()));
    QVERIFY_THROWS_EXCEPTION(Failure, camera.renderPicture(std::numeric_limits<double>::infinity()));
}

void TestSceneCamera::classesHaveNames()
{
    std::set<std::string_view> names;
    for (int i = 0; i < sceneClassCount; ++i)
        names.insert(sceneClassName(static_cast<SceneClass>(i)));
    QCOMPARE(names, (std::set<std::string_view>{"table", "sphere", "box", "cylinder", "cone", "torus"}));
    QCOMPARE(sceneClassName(SceneClass::Torus), std::string_view("torus"));
}

QTEST_GUILESS_MAIN(TestSceneCamera)
#include "tst_scene_camera.moc"
