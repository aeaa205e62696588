// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/board.h"
#include "core/graph/error.h"

#include <QTest>

using namespace splitscope;

namespace {

Board someBoard()
{
    Board board;
    board.machine.name = "my board";
    board.cpu = "Cortex-A72";
    board.threads = 4;
    board.libtorch = "1.13.1";
    for (std::size_t i = 0; i < board.machine.rates.size(); ++i)
        board.machine.rates[i].value = 1.5 + static_cast<double>(i);
    board.machine.memoryMegabytes = Figure{4096.0, "", false};
    board.model = BoardModel{"abc", "net", "1x3:float32", "default", {"a", "b"}, {0.5, 0.0}};
    return board;
}

std::string replaced(const std::string &from, const std::string &to)
{
    auto text = boardToJson(someBoard());
    const auto at = text.find(from);
    return at == std::string::npos ? std::string() : text.replace(at, from.size(), to);
}

} // namespace

class TestBoard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsRead();
    void aPersonMayWritePowerIntoTheFile();
    void aBoardFileThatIsNotRightIsRefused_data();
    void aBoardFileThatIsNotRightIsRefused();
    void aMissingFileIsSaid();
};

void TestBoard::whatIsWrittenIsRead()
{
    const auto board = someBoard();
    const auto again = boardFromJson(boardToJson(board), "board.json");
    QCOMPARE(again.machine.name, board.machine.name);
    QCOMPARE(again.machine.rateValues(), board.machine.rateValues());
    QCOMPARE(again.cpu, board.cpu);
    QCOMPARE(again.threads, 4);
    QVERIFY(again.model == board.model);
    QVERIFY(again.machine.rates[0].source.find("Cortex-A72, 4 threads") != std::string::npos);
    QCOMPARE(again.machine.memoryMegabytes->value, 4096.0);
    QVERIFY(!again.machine.computeWatts);
    QCOMPARE(boardToJson(again), boardToJson(board));
}

void TestBoard::aPersonMayWritePowerIntoTheFile()
{
    const auto board = boardFromJson(replaced("\"compute_watts\": null", "\"compute_watts\": 6.5"), "board.json");
    QCOMPARE(board.machine.computeWatts->value, 6.5);
    QVERIFY(board.machine.computeWatts->source.find("board.json") != std::string::npos);
}

void TestBoard::aBoardFileThatIsNotRightIsRefused_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("says");
    const auto row = [](const char *name, const std::string &text, const char *says) {
        QTest::newRow(name) << text << std::string(says);
    };
    row("no JSON", "{\"version\": 1,", "not a JSON object");
    row("something else", "{\"version\": 1}", "not written by");
    row("newer", replaced("\"version\": 1", "\"version\": 2"), "of version 2");
    row("version 0", replaced("\"version\": 1", "\"version\": 0"), "'version'");
    row("rate of zero", replaced("\"convolution\": 1.5", "\"convolution\": 0"), "above 0");
    row("negative rate", replaced("\"convolution\": 1.5", "\"convolution\": -2"), "above 0");
    row("rate is text", replaced("\"convolution\": 1.5", "\"convolution\": \"fast\""), "no number");
    row("no rates", replaced("\"rates\"", "\"speeds\""), "missing");
    row("negative power", replaced("\"idle_watts\": null", "\"idle_watts\": -1"), "from 0");
    row("negative layer", replaced("\"share_ms\": 0.5", "\"share_ms\": -0.5"), "layer a");
    row("layer without time", replaced("\"share_ms\": 0.5", "\"share\": 0.5"), "missing");
    row("threads are text", replaced("\"threads\": 4", "\"threads\": \"4\""), "wrong kind");
}

void TestBoard::aBoardFileThatIsNotRightIsRefused()
{
    QFETCH(std::string, text);
    QFETCH(std::string, says);
    QVERIFY(!text.empty());
    try {
        boardFromJson(text, "board.json");
        QFAIL("It was taken.");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::BoardInvalid);
        QVERIFY2(std::string(failure.what()).find(says) != std::string::npos, failure.what());
    }
}

void TestBoard::aMissingFileIsSaid()
{
    try {
        loadBoard("/nowhere/board.json");
        QFAIL("It was there.");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::FileNotFound);
    }
}

QTEST_GUILESS_MAIN(TestBoard)
#include "tst_board.moc"
