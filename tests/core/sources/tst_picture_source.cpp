// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/frame_source.h"
#include "source_testing.h"

#include <opencv2/imgcodecs.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace splitscope;
namespace fs = std::filesystem;

class TestPictureSource : public QObject {
    Q_OBJECT

private:
    /// A folder with the content given: NAME=BRIGHTNESS for a grey picture.
    fs::path folder(const std::vector<std::pair<std::string, int>> &pictures)
    {
        const fs::path path = fs::path(m_dir.path().toStdString()) / std::to_string(++m_folders);
        fs::create_directory(path);
        for (const auto &[name, brightness] : pictures)
            cv::imwrite((path / name).string(), cv::Mat(20, 30, CV_8UC3, cv::Scalar::all(brightness)));
        return path;
    }

    static void cutShort(const fs::path &file) { fs::resize_file(file, fs::file_size(file) / 2); }

    static int brightness(const Frame &frame) { return frame.picture.rgb.at(0); }

    QTemporaryDir m_dir;
    int m_folders = 0;

private Q_SLOTS:
    void aPictureIsOneFrameInRgb()
    {
        const fs::path file = folder({}) / "red.png";
        cv::imwrite(file.string(), cv::Mat(4, 6, CV_8UC3, cv::Scalar(1, 2, 250)));
        const auto source = openSource(file.string());
        const auto frame = source->next();
        QVERIFY(frame.has_value());
        QCOMPARE(frame->picture.width, 6);
        QCOMPARE(frame->picture.height, 4);
        QCOMPARE(std::vector(frame->picture.rgb.begin(), frame->picture.rgb.begin() + 3),
            (std::vector<std::uint8_t>{250, 2, 1}));
        QVERIFY(!source->next().has_value());
        QCOMPARE(source->description(), std::string("red.png"));
    }

    void greyAndTransparentPicturesBecomeRgb()
    {
        const fs::path path = folder({});
        cv::imwrite((path / "1.png").string(), cv::Mat(3, 3, CV_8UC1, cv::Scalar(77)));
        cv::imwrite((path / "2.png").string(), cv::Mat(3, 3, CV_8UC4, cv::Scalar(1, 2, 3, 128)));
        cv::imwrite((path / "3.png").string(), cv::Mat(3, 3, CV_16UC1, cv::Scalar(256 * 90)));
        const auto source = openSource(path.string());
        for (const int red : {77, 3, 90}) {
            const auto frame = source->next();
            QVERIFY(frame.has_value());
            QCOMPARE(frame->picture.rgb.size(), std::size_t{27});
            QCOMPARE(brightness(*frame), red);
        }
    }

    void aFolderGivesItsPicturesInNameOrder()
    {
        const fs::path path = folder({{"b.png", 20}, {"a.PNG", 10}, {"c.jpg", 30}});
        std::ofstream(path / "notes.txt") << "not a picture";
        fs::create_directory(path / "d.png");
        const auto source = openSource(path.string());
        for (const int expected : {10, 20, 30}) {
            const auto frame = source->next();
            QVERIFY(frame.has_value());
            QCOMPARE(brightness(*frame), expected);
        }
        QVERIFY(!source->next().has_value());
    }

    void aGlobGivesWhatItNames()
    {
        const fs::path path = folder({{"x2.png", 20}, {"x1.png", 10}, {"y.png", 30}});
        const auto source = openSource((path / "x*.png").string());
        QCOMPARE(brightness(*source->next()), 10);
        QCOMPARE(brightness(*source->next()), 20);
        QVERIFY(!source->next().has_value());
        QVERIFY(failureOf([&] { openSource((path / "z*").string()); }) == ErrorCode::SourceEmpty);
    }

    void anEmptyFolderIsRefused()
    {
        QVERIFY(failureOf([&] { openSource(folder({}).string()); }) == ErrorCode::SourceEmpty);
    }

    void aPictureCutShortIsNotShownAsAWholeOne_data()
    {
        QTest::addColumn<QString>("suffix");
        for (const char *suffix : {"jpg", "png", "bmp", "webp", "tiff"})
            QTest::newRow(suffix) << suffix;
    }

    void aPictureCutShortIsNotShownAsAWholeOne()
    {
        QFETCH(QString, suffix);
        const fs::path file = folder({}) / ("x." + suffix.toStdString());
        cv::Mat noise(64, 64, CV_8UC3);
        cv::randu(noise, 0, 255);
        cv::imwrite(file.string(), noise);
        QVERIFY(openSource(file.string())->next().has_value());
        cutShort(file);
        std::optional<ErrorCode> code;
        const std::string said = stderrOf([&] { code = failureOf([&] { openSource(file.string()); }); });
        QVERIFY(code == ErrorCode::SourceUnreadable);
        QCOMPARE(said, std::string());
    }

    void aPictureThatIsNoneIsRefused()
    {
        const fs::path path = folder({});
        std::ofstream(path / "garbage.jpg") << "this is no picture";
        std::ofstream(path / "empty.png");
        QVERIFY(failureOf([&] { openSource((path / "garbage.jpg").string()); }) == ErrorCode::SourceUnreadable);
        QVERIFY(failureOf([&] { openSource((path / "empty.png").string()); }) == ErrorCode::SourceUnreadable);
    }

    void aFolderGoesOnAfterABrokenPicture()
    {
        const fs::path path = folder({{"1.jpg", 10}, {"2.jpg", 20}, {"3.jpg", 30}});
        cutShort(path / "2.jpg");
        const auto source = openSource(path.string());
        QCOMPARE(brightness(*source->next()), 10);
        QVERIFY(failureOf([&] { source->next(); }) == ErrorCode::SourceUnreadable);
        const auto last = source->next();
        QCOMPARE(brightness(*last), 30);
        QCOMPARE(last->number, std::uint64_t{1});
        QVERIFY(!source->next().has_value());
    }

    void liveEachPictureStaysForASecondAndTheFirstComesAgain()
    {
        const fs::path path = folder({{"1.png", 10}, {"2.png", 20}});
        const auto source = openSource(path.string(), {true, 40, 0, 0});
        std::vector<int> changes;
        int frames = 0;
        const auto start = std::chrono::steady_clock::now();
        while (changes.size() < 3) {
            const auto frame = source->next();
            ++frames;
            if (changes.empty() || changes.back() != brightness(*frame))
                changes.push_back(brightness(*frame));
        }
        QCOMPARE(changes, (std::vector{10, 20, 10}));
        QVERIFY(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(1990));
        QVERIFY(frames > 3);
    }

    void aLonePictureIsLiveWithoutEnd()
    {
        const auto source = openSource((folder({{"1.png", 10}}) / "1.png").string(), {true, 200, 0, 0});
        for (int i = 0; i < 20; ++i)
            QCOMPARE(brightness(*source->next()), 10);
        source->stop();
        QVERIFY(!source->next().has_value());
    }
};

QTEST_GUILESS_MAIN(TestPictureSource)
#include "tst_picture_source.moc"
