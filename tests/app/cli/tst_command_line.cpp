// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/command_line.h"
#include "tests/support/small_model.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;
using testing::cli;
using testing::runProgram;

/// splitscope-cli from outside, against the contract of its commands.
class TestCommandLine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void inspectListsLayersAndTotals();
    void verifyFindsEveryCutExact();
    void splitWritesHalvesAndTheirDescription();
    void splitAtTheDeviceLeavesNoTailOfAnEarlierSplit();
    void runIsBitExactOverTheWire_data();
    void runIsBitExactOverTheWire();
    void theBundledModelIsBitExactOverTheWire_data();
    void theBundledModelIsBitExactOverTheWire();
    void runSavesItsOutputs();
    void evaluateMeasuresAgainstTheTruthOfScenes();
    void everyFailureIsOneSentenceAndStatusOne_data();
    void everyFailureIsOneSentenceAndStatusOne();
    void wrongUsageIsStatusTwo();
    void outputThatCannotBeWrittenIsNoSuccess();
    void aFullDiskLeavesNothingHalfWritten();

private:
    QString path(const char *name) const { return m_directory.filePath(QString::fromLatin1(name)); }

    QTemporaryDir m_directory;
    QString m_model;
};

void TestCommandLine::initTestCase()
{
    m_model = QString::fromStdString(testing::saveSmallModel(m_directory.path().toStdString()).string());
    testing::saveModelWithOwnOperator(m_directory.path().toStdString());
    testing::writtenFile(path("garbage.pt"), "no model");
}

void TestCommandLine::inspectListsLayersAndTotals()
{
    const auto outcome = cli({QStringLiteral("inspect"), m_model, QStringLiteral("--json")});
    QCOMPARE(outcome.status, 0);
    const auto json = outcome.json();
    QCOMPARE(json["model"]["inputs"][0]["name"].toString(), QStringLiteral("picture"));
    QCOMPARE(json["model"]["sha256"].toString().size(), 64);
    QCOMPARE(json["model"]["outputs"].toArray().size(), 3);
    const auto layers = json["layers"].toArray();
    QCOMPARE(json["totals"]["layers"].toInt(), layers.size());
    QCOMPARE(layers[0]["id"].toString(), QStringLiteral("stem:conv2d"));
    QCOMPARE(layers[0]["inputs"][0].toString(), QStringLiteral("input:picture"));
    QCOMPARE(layers[0]["output_bytes"].toInt(), 8 * 12 * 16 * 4);
    QVERIFY(layers[0]["median_ms"].isNull());
    double macs = 0;
    for (const auto &layer : layers)
        macs += layer[QStringLiteral("macs")].toDouble();
    QCOMPARE(json["totals"]["macs"].toDouble(), macs);
}

void TestCommandLine::verifyFindsEveryCutExact()
{
    const auto outcome = cli(
        {QStringLiteral("verify"), m_model, QStringLiteral("--cuts"), QStringLiteral("6"), QStringLiteral("--json")});
    QCOMPARE(outcome.status, 0);
    const auto json = outcome.json();
    QCOMPARE(json["cuts_tested"].toInt(), 6);
    QCOMPARE(json["bit_exact"].toBool(), true);
    QCOMPARE(json["specialised_equals_original"].toBool(), true);
    QCOMPARE(json["max_abs_diff"].toDouble(), 0.0);
    for (const auto *key : {"max_rel_diff_fast", "whole_ms", "median_overhead", "worst_overhead"})
        QVERIFY2(json[QLatin1String(key)].isDouble(), key);
    for (const auto *key : {"cut", "crossing_bytes", "head_ms", "tail_ms", "max_abs_diff"})
        QVERIFY2(!json["cuts"][0][QLatin1String(key)].isUndefined(), key);
}

void TestCommandLine::splitWritesHalvesAndTheirDescription()
{
    const auto out = path("split");
    const auto outcome = cli({QStringLiteral("split"), m_model, QStringLiteral("--cut"), QStringLiteral("add"),
        QStringLiteral("--out"), out});
    QCOMPARE(outcome.status, 0);
    QCOMPARE(QDir(out).entryList(QDir::Files | QDir::Hidden, QDir::Name),
        (QStringList{QStringLiteral("head.pt"), QStringLiteral("split.json"), QStringLiteral("tail.pt")}));
    QFile file(out + QStringLiteral("/split.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto json = QJsonDocument::fromJson(file.readAll()).object();
    QCOMPARE(json["cut"].toString(), QStringLiteral("add"));
    QCOMPARE(json["crossing"].toArray().size(), 1);
    QCOMPARE(json["crossing"][0]["name"].toString(), QStringLiteral("add"));
    QCOMPARE(json["crossing"][0]["bytes"].toInt(), 8 * 12 * 16 * 4);
    QCOMPARE(json["tail"]["tasks"].toArray().size(), 3);
}

void TestCommandLine::splitAtTheDeviceLeavesNoTailOfAnEarlierSplit()
{
    const auto out = path("split2");
    QCOMPARE(cli({QStringLiteral("split"), m_model, QStringLiteral("--cut"), QStringLiteral("add"),
                     QStringLiteral("--out"), out})
                 .status,
        0);
    QCOMPARE(cli({QStringLiteral("split"), m_model, QStringLiteral("--cut"), QStringLiteral("device"),
                     QStringLiteral("--out"), out})
                 .status,
        0);
    QVERIFY(QFile::exists(out + QStringLiteral("/head.pt")));
    QVERIFY(!QFile::exists(out + QStringLiteral("/tail.pt")));
}

void TestCommandLine::runIsBitExactOverTheWire_data()
{
    QTest::addColumn<QString>("cut");
    for (const auto *cut :
        {"edge", "stem:conv2d", "add", "segmentation.conv:conv2d,depth:upsample_nearest2d", "normals:sub", "device"})
        QTest::newRow(cut) << QString::fromLatin1(cut);
}

void TestCommandLine::runIsBitExactOverTheWire()
{
    QFETCH(QString, cut);
    const auto outcome = cli({QStringLiteral("run"), m_model, QStringLiteral("--source"),
        QStringLiteral("scenes:900001..900005"), QStringLiteral("--frames"), QStringLiteral("5"),
        QStringLiteral("--cut"), cut, QStringLiteral("--link"), QStringLiteral("200Mbps/2ms"), QStringLiteral("--mode"),
        QStringLiteral("reference"), QStringLiteral("--compare"), QStringLiteral("--json")});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto json = outcome.json();
    QCOMPARE(json["frames"].toInt(), 5);
    QCOMPARE(json["compared"].toInt(), 5);
    QCOMPARE(json["identical"].toInt(), 5);
    QCOMPARE(json["fallbacks"].toInt(), 0);
    QCOMPARE(json["agreement"]["segmentation"]["pixel_agreement"]["value"].toDouble(), 1.0);
    for (const auto *key : {"device", "encode", "uplink", "edge", "downlink"})
        QVERIFY2(json["stages_ms"][QLatin1String(key)].isDouble(), key);
    if (cut == QStringLiteral("device"))
        QCOMPARE(json["bytes"]["up"].toInt(), 0);
    if (cut == QStringLiteral("edge"))
        QCOMPARE(json["bytes"]["up"].toInt(), 3 * 24 * 32 * 4);
}

void TestCommandLine::theBundledModelIsBitExactOverTheWire_data()
{
    QTest::addColumn<QString>("cut");
    for (const auto *cut : {"edge", "encoder.block2:add", "encoder.bottleneck.conv:conv2d", "trunk:add",
             "segmentation:pixel_shuffle,depth.conv1.conv:conv2d", "normals:div", "device"})
        QTest::newRow(cut) << QString::fromLatin1(cut);
}

void TestCommandLine::theBundledModelIsBitExactOverTheWire()
{
    QFETCH(QString, cut);
    const auto outcome =
        cli({QStringLiteral("run"), QStringLiteral(SPLITSCOPE_SOURCE_DIR "/sample_models/scenes/scenes.pt"),
            QStringLiteral("--source"), QStringLiteral("scenes:900001..900003"), QStringLiteral("--frames"),
            QStringLiteral("3"), QStringLiteral("--cut"), cut, QStringLiteral("--mode"), QStringLiteral("reference"),
            QStringLiteral("--compare"), QStringLiteral("--json")});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto json = outcome.json();
    QCOMPARE(json["compared"].toInt(), 3);
    QCOMPARE(json["identical"].toInt(), 3);
    QCOMPARE(json["fallbacks"].toInt(), 0);
}

void TestCommandLine::runSavesItsOutputs()
{
    const auto out = path("outputs");
    const auto outcome = cli({QStringLiteral("run"), m_model, QStringLiteral("--source"),
        QStringLiteral("scenes:900001..900002"), QStringLiteral("--frames"), QStringLiteral("2"),
        QStringLiteral("--cut"), QStringLiteral("add"), QStringLiteral("--save-outputs"), out});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto files = QDir(out).entryList(QDir::Files, QDir::Name);
    QCOMPARE(files.size(), 6);
    QFile file(out + QStringLiteral("/000000_segmentation.npy"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto bytes = file.readAll();
    QVERIFY(bytes.startsWith("\x93NUMPY\x01"));
    const int header = 10 + static_cast<unsigned char>(bytes[8]) + 256 * static_cast<unsigned char>(bytes[9]);
    QCOMPARE(header % 64, 0);
    QCOMPARE(bytes.size(), header + 24 * 32);
    QVERIFY(bytes.left(header).contains("'descr': '|u1'") && bytes.left(header).contains("(1,24,32,)"));
}

void TestCommandLine::evaluateMeasuresAgainstTheTruthOfScenes()
{
    const auto with = cli({QStringLiteral("evaluate"), m_model, QStringLiteral("--source"),
        QStringLiteral("scenes:900000..900003"), QStringLiteral("--json")});
    QVERIFY2(with.status == 0, with.error.constData());
    const auto json = with.json();
    QCOMPARE(json["frames"].toInt(), 4);
    QVERIFY(json["tasks"]["depth"]["abs_rel"]["value"].isDouble());
    QCOMPARE(json["tasks"]["depth"]["abs_rel"]["ci95"].toArray().size(), 2);
}

void TestCommandLine::everyFailureIsOneSentenceAndStatusOne_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const QString &arguments, const char *says) {
        QTest::newRow(name) << arguments.split(QLatin1Char(' ')) << QString::fromLatin1(says);
    };
    row("no file", QStringLiteral("inspect MISSING"), "There is no file");
    row("no TorchScript", QStringLiteral("inspect GARBAGE"), "not a TorchScript archive");
    row("unknown operator", QStringLiteral("inspect UNKNOWN"), "splitscope_test::mystery");
    row("wrong shape", QStringLiteral("inspect MODEL --input-shape 1x5x8x8"), "1x5x8x8");
    row("shape that is none", QStringLiteral("inspect MODEL --input-shape big"), "'big'");
    row("unknown layer", QStringLiteral("split MODEL --cut nowhere --out OUT"), "nowhere");
    row("unknown codec", QStringLiteral("split MODEL --cut add --codec squash --out OUT"), "squash");
    row("unknown link", QStringLiteral("run MODEL --cut add --link smoke"), "smoke");
    row("unknown source", QStringLiteral("run MODEL --cut add --source nothing-like-it"), "nothing-like-it");
    row("no camera", QStringLiteral("run MODEL --cut add --source camera:97"), "97");
    row("no truth", QStringLiteral("evaluate MODEL --source camera:0"), "ground truth");
    row("unknown recipe", QStringLiteral("train nothing-like-it --out OUT"), "nothing-like-it");
    row("operating point", QStringLiteral("inspect MODEL --operating-point slim"), "slim");
    row("metadata", QStringLiteral("inspect MODEL --metadata GARBAGE"), "JSON");
    row("op library", QStringLiteral("inspect MODEL --op-library MISSING"), "There is no file");
}

void TestCommandLine::everyFailureIsOneSentenceAndStatusOne()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    for (auto &argument : arguments) {
        if (argument == QStringLiteral("MODEL"))
            argument = m_model;
        else if (argument == QStringLiteral("MISSING"))
            argument = path("missing.pt");
        else if (argument == QStringLiteral("GARBAGE"))
            argument = path("garbage.pt");
        else if (argument == QStringLiteral("UNKNOWN"))
            argument = path("unknown.pt");
        else if (argument == QStringLiteral("OUT"))
            argument = path("never");
    }
    const auto outcome = cli(arguments << QStringLiteral("--json"));
    QVERIFY2(outcome.status == 1, outcome.error.constData());
    QVERIFY2(outcome.output.isEmpty(), outcome.output.constData());
    QVERIFY2(outcome.lastLine().startsWith("splitscope-cli: ") && outcome.lastLine().contains(says.toUtf8()),
        outcome.error.constData());
    QVERIFY2(outcome.error.trimmed().count('\n') == 0, outcome.error.constData());
    QVERIFY(!QFile::exists(path("never/head.pt")));
}

void TestCommandLine::wrongUsageIsStatusTwo()
{
    QCOMPARE(cli({}).status, 2);
    QCOMPARE(cli({QStringLiteral("dance")}).status, 2);
    QCOMPARE(cli({QStringLiteral("inspect")}).status, 2);
    QCOMPARE(cli({QStringLiteral("run"), m_model, QStringLiteral("--frames"), QStringLiteral("-3"),
                     QStringLiteral("--cut"), QStringLiteral("add")})
                 .status,
        2);
    QCOMPARE(cli({QStringLiteral("--help")}).status, 0);
    QCOMPARE(cli({QStringLiteral("--version")}).status, 0);
}

void TestCommandLine::outputThatCannotBeWrittenIsNoSuccess()
{
    const auto outcome = runProgram(QStringLiteral("bash"),
        {QStringLiteral("-c"),
            QStringLiteral("exec '%1' inspect '%2' --json > /dev/full").arg(testing::cliProgram(), m_model)});
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.lastLine().contains("cannot be written"), outcome.error.constData());
}

void TestCommandLine::aFullDiskLeavesNothingHalfWritten()
{
    // A limit on file size stands for the full disk: writes beyond it fail in the same way.
    const auto out = path("full");
    const auto command = QStringLiteral("trap '' XFSZ; ulimit -f 8; exec '%1' split '%2' --cut add --out '%3'")
                             .arg(testing::cliProgram(), m_model, out);
    QCOMPARE(cli({QStringLiteral("inspect"), m_model}).status, 0); // remembered now, so that opening it writes nothing
    const auto outcome = runProgram(QStringLiteral("bash"), {QStringLiteral("-c"), command});
    QVERIFY2(outcome.status == 1, outcome.error.constData());
    QVERIFY2(outcome.lastLine().contains("cannot be written"), outcome.error.constData());
    QVERIFY(QDir(out).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).isEmpty());
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
