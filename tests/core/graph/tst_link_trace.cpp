// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/graph/link_trace.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>

using namespace splitscope;

namespace {

const std::string heading = "seconds,uplink_mbps,downlink_mbps,rtt_ms\n";

LinkTrace three() { return LinkTrace::fromCsv(heading + "10,4,8,20\n12,1,2,100\n15,6,12,40\n", "t.csv"); }

} // namespace

class TestLinkTrace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowsHoldUntilTheNextAndStartAgainAfterTheLast();
    void aSingleRowHoldsForEver();
    void averageAndWorstAreThoseOfTheTime();
    void spacesAndLineEndsOfOtherSystemsAreRead();
    void whatIsMalformedIsSaidWithItsLine_data();
    void whatIsMalformedIsSaidWithItsLine();
    void aFileThatIsMissingOrAFolderIsSaid();
};

void TestLinkTrace::rowsHoldUntilTheNextAndStartAgainAfterTheLast()
{
    const auto trace = three(); // 2 s, 3 s, and the last as long as the one before it: 3 s
    QCOMPARE(trace.periodSeconds(), 8.0);
    QCOMPARE(trace.steps().front().seconds, 0.0);
    for (const auto &[seconds, uplink, change] :
        {std::tuple{0.0, 4.0, 2.0}, {1.9, 4.0, 2.0}, {2.0, 1.0, 5.0}, {4.9, 1.0, 5.0}, {5.0, 6.0, 8.0}, {7.9, 6.0, 8.0},
            {8.0, 4.0, 10.0}, {10.5, 1.0, 13.0}, {23.5, 6.0, 24.0}}) {
        QCOMPARE(trace.at(seconds).uplinkMbps, uplink);
        QCOMPARE(trace.nextChange(seconds), change);
    }
    QCOMPARE(trace.at(2.0), (LinkSpec{true, 1.0, 2.0, 100.0, 0.0, 0.0}));
}

void TestLinkTrace::aSingleRowHoldsForEver()
{
    const auto trace = LinkTrace::fromCsv(heading + "0,5,6,7", "t.csv");
    QVERIFY(std::isinf(trace.periodSeconds()) && std::isinf(trace.nextChange(1e6)));
    QCOMPARE(trace.at(1e6).rttMs, 7.0);
    QCOMPARE(trace.average().uplinkMbps, 5.0);
}

void TestLinkTrace::averageAndWorstAreThoseOfTheTime()
{
    const auto average = three().average(); // (2 x 4 + 3 x 1 + 3 x 6) / 8 and so on
    QCOMPARE(average.uplinkMbps, 29.0 / 8.0);
    QCOMPARE(average.downlinkMbps, 58.0 / 8.0);
    QCOMPARE(average.rttMs, 460.0 / 8.0);
    QCOMPARE(three().worst(), (LinkSpec{true, 1.0, 2.0, 100.0, 0.0, 0.0}));
}

void TestLinkTrace::spacesAndLineEndsOfOtherSystemsAreRead()
{
    const auto trace =
        LinkTrace::fromCsv("seconds, uplink_mbps, downlink_mbps, rtt_ms\r\n\r\n0, 1, 2, 3\r\n0.5,1e1,2,3\r\n", "t.csv");
    QCOMPARE(trace.steps().size(), std::size_t(2));
    QCOMPARE(trace.at(0.5).uplinkMbps, 10.0);
}

void TestLinkTrace::whatIsMalformedIsSaidWithItsLine_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const std::string &text, const char *says) {
        QTest::newRow(name) << QString::fromStdString(text) << QString::fromLatin1(says);
    };
    row("nothing", "", "it has no row");
    row("only a heading", heading, "it has no row");
    row("no heading", "0,1,1,1\n", "line 1: the heading");
    row("a field too few", heading + "0,1,1,1\n1,1,1\n", "line 3: it has 3 fields");
    row("a field too many", heading + "0,1,1,1,1\n", "line 2: it has 5 fields");
    row("no number", heading + "0,1,1,1\n\n2,fast,1,1\n", "line 4: its uplink_mbps 'fast'");
    row("a number with a unit", heading + "0,1,1,5ms\n", "line 2: its rtt_ms '5ms'");
    row("not finite", heading + "0,inf,1,1\n", "line 2: its uplink_mbps");
    row("time stands still", heading + "3,1,1,1\n3,1,1,1\n", "line 3: its time");
    row("time goes back", heading + "3,1,1,1\n2,1,1,1\n", "line 3: its time");
    row("too close together", heading + "3,1,1,1\n3.0005,1,1,1\n", "line 3: its time is not a millisecond");
    row("before the start", heading + "-1,1,1,1\n", "line 2: its time must be");
    row("after the end of time", heading + "0,1,1,1\n1e300,1,1,1\n", "line 3: its time must be");
    row("no rate", heading + "0,1,0,1\n", "line 2: its rates");
    row("below 0", heading + "0,-1,1,1\n", "line 2: its rates");
    row("too fast", heading + "0,1,1e6,1\n", "line 2: its rates");
    row("round trip below 0", heading + "0,1,1,-2\n", "line 2: its round trip");
}

void TestLinkTrace::whatIsMalformedIsSaidWithItsLine()
{
    QFETCH(QString, text);
    QFETCH(QString, says);
    try {
        LinkTrace::fromCsv(text.toStdString(), "drive.csv");
        QFAIL("it was read");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::InvalidArgument);
        const auto sentence = QString::fromLatin1(failure.what());
        QVERIFY2(sentence.contains(says) && sentence.contains(QStringLiteral("drive.csv")), failure.what());
    }
}

void TestLinkTrace::aFileThatIsMissingOrAFolderIsSaid()
{
    const QTemporaryDir directory;
    const std::filesystem::path folder = directory.path().toStdString();
    const auto codeOf = [](const std::filesystem::path &file) {
        try {
            LinkTrace::load(file);
        } catch (const Failure &failure) {
            return failure.code();
        }
        return ErrorCode::Internal;
    };
    QCOMPARE(codeOf(folder / "missing.csv"), ErrorCode::FileNotFound);
    QCOMPARE(codeOf(folder), ErrorCode::FileUnreadable);
    std::ofstream(folder / "drive.csv") << heading << "0,1,1,1\n";
    QCOMPARE(LinkTrace::load(folder / "drive.csv").steps().size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(TestLinkTrace)
#include "tst_link_trace.moc"
