// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/frame_source.h"
#include "source_testing.h"

#include <opencv2/videoio.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace splitscope;

class TestVideoSource : public QObject {
    Q_OBJECT

private:
    /// Frame n is grey with brightness 20 * (n + 1).
    std::string video(int frames, double rate)
    {
        const std::string file = m_dir.filePath(QString::number(++m_files) + ".avi").toStdString();
        cv::VideoWriter writer(file, cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), rate, cv::Size(64, 48));
        for (int i = 0; i < frames; ++i)
            writer.write(cv::Mat(48, 64, CV_8UC3, cv::Scalar::all(20 * (i + 1))));
        return file;
    }

    static int frameIndex(const Frame &frame) { return cvRound(frame.picture.rgb.at(0) / 20.0) - 1; }

    QTemporaryDir m_dir;
    int m_files = 0;

private Q_SLOTS:
    void everyFrameComesOnceAndInOrder()
    {
        const auto source = openSource(video(5, 25));
        for (int i = 0; i < 5; ++i) {
            const auto frame = source->next();
            QVERIFY(frame.has_value());
            QCOMPARE(frame->picture.width, 64);
            QCOMPARE(frame->picture.height, 48);
            QCOMPARE(frameIndex(*frame), i);
            QCOMPARE(frame->number, static_cast<std::uint64_t>(i));
        }
        QVERIFY(!source->next().has_value());
    }

    void liveItKeepsItsRateAndStartsAgainAtTheEnd()
    {
        const auto source = openSource(video(4, 50), {true, 30, 0, 0});
        const auto start = std::chrono::steady_clock::now();
        bool startedAgain = false;
        int last = -1;
        for (int i = 0; i < 9; ++i) {
            const auto frame = source->next();
            QVERIFY(frame.has_value());
            startedAgain = startedAgain || frameIndex(*frame) < last;
            last = frameIndex(*frame);
        }
        QVERIFY(startedAgain);
        QVERIFY(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(160));
    }

    void stopEndsIt()
    {
        const auto source = openSource(video(4, 25));
        QVERIFY(source->next().has_value());
        source->stop();
        QVERIFY(!source->next().has_value());
    }

    void garbageIsRefusedWithoutNoise()
    {
        const std::string file = m_dir.filePath("garbage.mp4").toStdString();
        std::ofstream(file) << std::string(5000, 'x');
        std::optional<ErrorCode> code;
        QCOMPARE(stderrOf([&] { code = failureOf([&] { openSource(file); }); }), std::string());
        QVERIFY(code == ErrorCode::SourceUnreadable);
    }

    void aVideoCutShortEndsEarlyWithoutNoise()
    {
        const std::string file = video(10, 25);
        std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
        int frames = 0;
        const std::string said = stderrOf([&] {
            const auto code = failureOf([&] {
                const auto source = openSource(file);
                while (source->next())
                    ++frames;
            });
            QVERIFY(!code || code == ErrorCode::SourceUnreadable);
        });
        QVERIFY(frames < 10);
        QCOMPARE(said, std::string());
    }
};

QTEST_GUILESS_MAIN(TestVideoSource)
#include "tst_video_source.moc"
