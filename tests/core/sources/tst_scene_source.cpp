// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/scene_camera.h"
#include "core/sources/frame_source.h"
#include "source_testing.h"

#include <QTest>

#include <chrono>
#include <thread>

using namespace splitscope;

class TestSceneSource : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void unpacedFramesAreAThirtiethOfASecondApart()
    {
        const auto source = openSource("scenes:7", {false, 30, 64, 48});
        const SceneCamera camera(7, 64, 48);
        for (std::uint64_t i = 0; i < 3; ++i) {
            const auto frame = source->next();
            QVERIFY(frame.has_value());
            QCOMPARE(frame->number, i);
            QVERIFY(frame->picture == camera.renderPicture(static_cast<double>(i) / 30));
        }
    }

    void theSeedChoosesTheScene()
    {
        const SourceOptions options{false, 30, 64, 48};
        QVERIFY(openSource("scenes:7", options)->next()->picture == openSource("scenes:7", options)->next()->picture);
        QVERIFY(openSource("scenes:7", options)->next()->picture != openSource("scenes:8", options)->next()->picture);
    }

    void aRangeGivesOneFrameForEachSeedAndEnds()
    {
        const auto source = openSource("scenes:900000..900002", {false, 30, 64, 48});
        QCOMPARE(source->description(), std::string("Synthetic scenes 900000 to 900002"));
        for (std::uint64_t i = 0; i < 3; ++i) {
            const auto frame = source->next();
            QVERIFY(frame.has_value());
            QCOMPARE(frame->number, i);
            QVERIFY(frame->picture == SceneCamera(900000 + i, 64, 48).renderPicture());
        }
        QVERIFY(!source->next().has_value());
    }

    void liveFramesKeepTheCamerasRate()
    {
        const auto source = openSource("scenes:1", {true, 50, 32, 24});
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < 11; ++i)
            QVERIFY(source->next().has_value());
        // Ten intervals of 20 ms: never faster; how much slower is up to the machine.
        QVERIFY(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(200));
    }

    void stopEndsAWaitForTheNextFrame()
    {
        const auto source = openSource("scenes:1", {true, 0.001, 32, 24});
        QVERIFY(source->next().has_value());
        std::thread stopper([&] { source->stop(); });
        QVERIFY(!source->next().has_value()); // else it would wait for 1,000 s
        stopper.join();
        QVERIFY(!source->next().has_value());
    }

    void rangesAreRead()
    {
        const auto range = sceneSeedRange("scenes:3..12");
        QVERIFY(range.has_value());
        QCOMPARE(range->first, std::uint64_t{3});
        QCOMPARE(range->last, std::uint64_t{12});
        for (const char *wrong :
            {"scenes", "scenes:3", "scenes:12..3", "scenes:..3", "scenes:-1..3", "x:1..2", "scenes:1..2x"})
            QVERIFY2(!sceneSeedRange(wrong).has_value(), wrong);
    }

    void wrongSeedsSizesAndRatesAreRefused()
    {
        for (const char *wrong : {"scenes:", "scenes:x", "scenes:-3", "scenes:12..3"})
            QVERIFY2(failureOf([&] { openSource(wrong); }) == ErrorCode::UnknownSource, wrong);
        QVERIFY(failureOf([] { openSource("scenes", {false, 30, 2, 2}); }) == ErrorCode::InvalidArgument);
        QVERIFY(failureOf([] { openSource("scenes:1..2", {false, 30, 2, 2}); }) == ErrorCode::InvalidArgument);
        QVERIFY(failureOf([] { openSource("scenes", {true, 0, 64, 48}); }) == ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestSceneSource)
#include "tst_scene_source.moc"
