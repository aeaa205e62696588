// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/frame_source.h"
#include "source_testing.h"

#include <QTest>

using namespace splitscope;

class TestOpenSource : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMissingCameraIsToldInOneSentenceAndNoNoise()
    {
        std::optional<ErrorCode> code;
        QCOMPARE(stderrOf([&] { code = failureOf([] { openSource("camera:63"); }); }), std::string());
        QVERIFY(code == ErrorCode::CameraMissing);
    }

    void whatIsNoSourceIsRefused_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<int>("code");
        const auto row = [](const char *source, ErrorCode code) {
            QTest::newRow(source) << source << static_cast<int>(code);
        };
        row("", ErrorCode::UnknownSource);
        row("sceens", ErrorCode::UnknownSource);
        row("camera:", ErrorCode::UnknownSource);
        row("camera:x", ErrorCode::UnknownSource);
        row("camera:-1", ErrorCode::UnknownSource);
        row("ftp://example.org/x.mp4", ErrorCode::UnknownSource);
        row("http://", ErrorCode::UnknownSource);
        row("no/such/file.mp4", ErrorCode::FileNotFound);
        row("/dev/null", ErrorCode::SourceUnreadable);
    }

    void whatIsNoSourceIsRefused()
    {
        QFETCH(QString, source);
        QFETCH(int, code);
        const auto failure = failureOf([&] { openSource(source.toStdString()); });
        QVERIFY(failure.has_value());
        QCOMPARE(static_cast<int>(*failure), code);
    }
};

QTEST_GUILESS_MAIN(TestOpenSource)
#include "tst_open_source.moc"
