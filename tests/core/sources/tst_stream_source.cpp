// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/frame_source.h"
#include "mjpeg_server.h"
#include "source_testing.h"

#include <QTest>

using namespace splitscope;

class TestStreamSource : public QObject {
    Q_OBJECT

private:
    static constexpr int endless = 1'000'000;

    static int pictureIndex(const Frame &frame) { return frame.picture.rgb.at(0) - 10; }

private Q_SLOTS:
    void picturesArriveFromAnHttpStream()
    {
        const MjpegServer server(endless);
        const auto source = openSource(server.address());
        for (std::uint64_t i = 0; i < 5; ++i) {
            const auto frame = source->next();
            QVERIFY(frame.has_value());
            QCOMPARE(frame->number, i);
            QCOMPARE(frame->picture.width, 64);
            QCOMPARE(frame->picture.height, 48);
        }
        QCOMPARE(server.connections(), 1);
    }

    void aSlowConsumerSeesTheNewestPicture()
    {
        const MjpegServer server(endless);
        const auto source = openSource(server.address());
        const int first = pictureIndex(*source->next());
        QTRY_VERIFY(server.sent() > first + 60);
        // What is on its way between the two may be missing, but nothing old may come.
        const int second = pictureIndex(*source->next());
        QVERIFY2(second > first + 10, qPrintable(QString("%1 after %2").arg(second).arg(first)));
    }

    void aStreamThatEndsIsReportedAndFoundAgain()
    {
        const MjpegServer server(30);
        const auto source = openSource(server.address());
        std::uint64_t delivered = 0;
        QVERIFY(failureOf([&] {
            while (source->next())
                ++delivered;
        }) == ErrorCode::StreamStopped);
        QVERIFY(delivered > 0);
        const auto again = source->next();
        QVERIFY(again.has_value());
        QCOMPARE(again->number, delivered);
        QVERIFY(server.connections() >= 2);
    }

    void aStreamThatStallsIsReported()
    {
        const MjpegServer server(30, MjpegServer::AtEnd::Stall);
        const auto source = openSource(server.address());
        const auto start = std::chrono::steady_clock::now();
        QVERIFY(failureOf([&] {
            while (source->next()) { }
        }) == ErrorCode::StreamStopped);
        QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
    }

    void stopEndsAWaitForAPicture()
    {
        const MjpegServer server(30, MjpegServer::AtEnd::Stall);
        const auto source = openSource(server.address());
        QVERIFY(source->next().has_value());
        std::thread stopper([&] { source->stop(); });
        while (source->next()) { } // ends without the exception that the stall would bring after 3 s
        stopper.join();
        QVERIFY(!source->next().has_value());
    }

    void anAddressThatNobodyServesIsReportedWithoutNoiseOrPassword()
    {
        const std::string address = [] { return MjpegServer(1).address(); }(); // its port is free again
        std::string sentence;
        const std::string said = stderrOf([&] {
            try {
                openSource(address);
            } catch (const Failure &failure) {
                if (failure.code() == ErrorCode::StreamStopped)
                    sentence = failure.what();
            }
        });
        QCOMPARE(said, std::string());
        QVERIFY(sentence.find("127.0.0.1") != std::string::npos);
        QVERIFY(sentence.find("secret") == std::string::npos);
    }

    void aTitleShowsNoPassword()
    {
        const MjpegServer server(endless);
        const std::string title = openSource(server.address())->description();
        QVERIFY(title.starts_with("http://127.0.0.1:"));
        QVERIFY(title.ends_with("/video"));
    }
};

QTEST_GUILESS_MAIN(TestStreamSource)
#include "tst_stream_source.moc"
