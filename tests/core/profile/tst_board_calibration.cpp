// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/profile/board_calibration.h"

#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace splitscope;

namespace {

CalibrationOptions shortOptions(const QTemporaryDir &folder)
{
    CalibrationOptions options;
    options.threads = 1;
    options.seconds = 0.0; // the fewest rounds
    options.cacheFolder = folder.path().toStdString();
    return options;
}

} // namespace

class TestBoardCalibration : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyClassHasARate();
    void aMachineIsMeasuredOnce();
    void aDamagedCacheIsMeasuredAgain();
    void cancellingStops();
};

void TestBoardCalibration::everyClassHasARate()
{
    const QTemporaryDir folder;
    const auto board = calibrateBoard(shortOptions(folder));
    for (const auto &rate : board.machine.rates) {
        QVERIFY(std::isfinite(rate.value));
        QVERIFY(rate.value > 0);
    }
    // A dense convolution does far more products a second than one that reads each element for nine of them.
    QVERIFY(board.machine.rates[0].value > board.machine.rates[2].value);
    QVERIFY(!board.cpu.empty());
    QCOMPARE(board.threads, 1);
    QVERIFY(board.machine.memoryMegabytes->value > 100);
    QVERIFY(!board.machine.computeWatts);
    QVERIFY(boardFromJson(boardToJson(board), "itself").machine.rateValues() == board.machine.rateValues());
}

void TestBoardCalibration::aMachineIsMeasuredOnce()
{
    const QTemporaryDir folder;
    const auto options = shortOptions(folder);
    const auto first = cachedCalibration(options);
    const auto second = cachedCalibration(options);
    QVERIFY(first.machine.rateValues() == second.machine.rateValues());
    auto fresh = options;
    fresh.fresh = true;
    int asked = 0;
    fresh.progress = [&](int, int) { return ++asked > 0; };
    cachedCalibration(fresh);
    QVERIFY(asked > 0);
}

void TestBoardCalibration::aDamagedCacheIsMeasuredAgain()
{
    const QTemporaryDir folder;
    auto options = shortOptions(folder);
    cachedCalibration(options);
    QDirIterator files(folder.path(), {"*.json"}, QDir::Files, QDirIterator::Subdirectories);
    QVERIFY(files.hasNext());
    QFile file(files.next());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"version\": 1");
    file.close();
    int asked = 0;
    options.progress = [&](int, int) { return ++asked > 0; };
    QVERIFY(cachedCalibration(options).machine.rates[0].value > 0);
    QVERIFY(asked > 0);
}

void TestBoardCalibration::cancellingStops()
{
    const QTemporaryDir folder;
    auto options = shortOptions(folder);
    options.progress = [](int, int) { return false; };
    try {
        calibrateBoard(options);
        QFAIL("It went on.");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::Cancelled);
    }
}

QTEST_GUILESS_MAIN(TestBoardCalibration)
#include "tst_board_calibration.moc"
