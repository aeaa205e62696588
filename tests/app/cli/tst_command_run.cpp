// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/command_line.h"
#include "tests/support/small_model.h"

#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace splitscope;
using testing::Outcome;

namespace {

const char *const heading = "seconds,uplink_mbps,downlink_mbps,rtt_ms\n";

} // namespace

/// `run` where it goes by a plan: machines that this one stands in for, the planner's cut, results at the edge, and
/// links that follow a trace; and `run --codec`. From outside, against the contract of the command line.
class TestCommandRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void anEmulatedRunIsLabelledAndHeld();
    void anEmulatedRunForPeopleSaysSo();
    void thisMachineIsNotLabelled();
    void theCutIsThePlanners();
    void aBoardFileIsEmulated();
    void resultsAtTheEdgeDoNotReturn();
    void resultsGoUpPackedAndArePredictedSo();
    void aTraceIsRun();
    void predictionsFromAPlanAreMadeBefore();
    void aCodecSendsSoManyBytes_data();
    void aCodecSendsSoManyBytes();
    void eachTensorHasItsOwnCodec();
    void theComparisonShowsWhatACodecDid();
    void aCalibrationIsRepeatable();
    void thePlannerChoosesTheCodec();
    void whatCannotBeRunIsOneSentence_data();
    void whatCannotBeRunIsOneSentence();

private:
    Outcome run(const QStringList &arguments) const;
    QString write(const char *name, const QByteArray &text) const
    {
        return testing::writtenFile(m_directory.filePath(QString::fromLatin1(name)), text);
    }

    QTemporaryDir m_directory;
    QString m_model;
};

Outcome TestCommandRun::run(const QStringList &arguments) const
{
    QStringList always{"--threads", "1", "run", m_model, "--in-flight", "1"};
    if (!arguments.contains(QStringLiteral("--frames")))
        always += {"--frames", "4"};
    return testing::cli(always + arguments);
}

void TestCommandRun::initTestCase()
{
    m_model = QString::fromStdString(testing::saveSmallModel(m_directory.path().toStdString()).string());
}

void TestCommandRun::anEmulatedRunIsLabelledAndHeld()
{
    const auto outcome = run({"--cut", "add", "--device", "raspberry-pi-4", "--edge-device", "raspberry-pi-5", "--link",
        "200Mbps/2ms", "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto json = outcome.json();
    QCOMPARE(json["emulated"]["device"].toString(), QStringLiteral("raspberry-pi-4"));
    QCOMPARE(json["emulated"]["edge"].toString(), QStringLiteral("raspberry-pi-5"));
    for (const auto *stage : {"device", "edge"}) {
        const auto name = QLatin1String(stage);
        const double held = json["predicted_stages_ms"][name].toDouble();
        QVERIFY(held > 0.0);
        QVERIFY2(json["stages_ms"][name].toDouble() >= held * (1 - 1e-6), stage);
    }
    QVERIFY(json["latency_ms"]["p50"].toDouble() >= json["predicted_stages_ms"]["edge"].toDouble());
    QCOMPARE(json["fallbacks"].toInt(), 0);
    QVERIFY(json["predicted_from"].toString().contains(QStringLiteral("before the run")));
}

void TestCommandRun::anEmulatedRunForPeopleSaysSo()
{
    const auto outcome = run({"--cut", "device", "--device", "raspberry-pi-4"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    QVERIFY2(outcome.output.contains("emulated: the device as raspberry-pi-4"), outcome.output.constData());
}

void TestCommandRun::thisMachineIsNotLabelled()
{
    const auto outcome = run({"--cut", "add", "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    QVERIFY(outcome.json()["emulated"]["device"].isNull() && outcome.json()["emulated"]["edge"].isNull());
}

void TestCommandRun::theCutIsThePlanners()
{
    // Where nothing can be sent everything stays; where results are wanted elsewhere and the device is slow, all of it
    // goes.
    const auto stays = run({"--cut", "auto", "--link", "1kbps/10s", "--json"});
    QVERIFY2(stays.status == 0, stays.error.constData());
    QCOMPARE(stays.json()["cut"].toString(), QStringLiteral("device"));
    QCOMPARE(stays.json()["bytes"]["up"].toInt(), 0);
    const auto goes =
        run({"--cut", "auto", "--device", "raspberry-pi-4", "--results", "edge", "--link", "none", "--json"});
    QVERIFY2(goes.status == 0, goes.error.constData());
    QCOMPARE(goes.json()["cut"].toString(), QStringLiteral("edge"));
}

void TestCommandRun::aBoardFileIsEmulated()
{
    const auto board = write("abacus.json",
        R"({"version": 1, "kind": "splitscope-board", "name": "abacus", "cpu": "beads", "threads": 1, "libtorch": "1.13.0",
            "unit": "GMAC/s; elementwise: GB/s read and written",
            "rates": {"convolution": 0.05, "pointwise": 0.05, "depthwise": 0.05, "linear": 0.05, "attention": 0.05,
                      "elementwise": 0.05},
            "memory_megabytes": null, "compute_watts": null, "idle_watts": null, "price_per_hour": null, "model": null})");
    const auto outcome = run({"--cut", "add", "--device", board, "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    QCOMPARE(outcome.json()["emulated"]["device"].toString(), QStringLiteral("abacus"));
    QVERIFY(outcome.json()["stages_ms"]["device"].toDouble()
        >= outcome.json()["predicted_stages_ms"]["device"].toDouble() * (1 - 1e-6));
}

void TestCommandRun::resultsAtTheEdgeDoNotReturn()
{
    const auto outcome = run({"--cut", "normals:sub", "--results", "edge", "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto json = outcome.json();
    QCOMPARE(json["results"].toString(), QStringLiteral("edge"));
    QCOMPARE(json["bytes"]["down"].toInt(), 0);
    QCOMPARE(json["stages_ms"]["downlink"].toDouble(), 0.0);
    const auto device = run({"--cut", "device", "--results", "edge", "--json"}).json();
    QCOMPARE(device["bytes"]["up"].toInt(), 24 * 32 * (1 + 2 + 3)); // class index, half-float depth, int8 normals
}

void TestCommandRun::resultsGoUpPackedAndArePredictedSo()
{
    // The first picture of `scenes`, from which the prediction is made too, alone.
    const auto outcome =
        run({"--cut", "device", "--results", "edge", "--link", "10Mbps/20ms", "--frames", "1", "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto json = outcome.json();
    const int bytes = json["bytes"]["up"].toInt();
    QVERIFY2(bytes > 0 && bytes < 24 * 32 * (1 + 2 + 3), outcome.output.constData());
    QVERIFY(json["stages_ms"]["encode"].toDouble() > 0.0);
    QVERIFY(json["predicted_stages_ms"]["encode"].toDouble() > 0.0);
    // Half the round trip; 100 bytes of framing for the request and 60 for each of its three tensors.
    const double uplink = 10.0 + (bytes + 100 + 3 * 60) * 8 / 10000.0;
    QVERIFY2(std::abs(json["predicted_stages_ms"]["uplink"].toDouble() - uplink) < 1e-6, outcome.output.constData());
}

void TestCommandRun::aTraceIsRun()
{
    const auto trace = write("drive.csv", QByteArray(heading) + "0,200,200,4\n0.05,100,100,2\n");
    const auto outcome = run({"--cut", "auto", "--link", "trace:" + trace, "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    QCOMPARE(outcome.json()["frames"].toInt(), 4);
    QVERIFY(outcome.json()["predicted_ms"].isNull());
}

void TestCommandRun::predictionsFromAPlanAreMadeBefore()
{
    const auto outcome = run({"--cut", "add", "--predict", "plan", "--link", "10Mbps/20ms", "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto json = outcome.json();
    QVERIFY(json["predicted_from"].toString().contains(QStringLiteral("profile")));
    // Half the round trip, and the bytes with their framing at 10 Mbit/s.
    const double uplink = 10.0 + (json["bytes"]["up"].toDouble() + 160.0) * 8 / 10000.0;
    QVERIFY(std::abs(json["predicted_stages_ms"]["uplink"].toDouble() - uplink) < 1e-6);
    QVERIFY(json["stages_ms"]["uplink"].toDouble() >= 0.99 * uplink);
}

// The cut `add` sends 8 channels of 12 x 16: 1,536 numbers, 192 positions; the cut `edge` a picture of 24 x 32.
void TestCommandRun::aCodecSendsSoManyBytes_data()
{
    QTest::addColumn<QString>("cut");
    QTest::addColumn<int>("bytes");
    const auto row = [](const char *codec, const char *cut, int bytes) {
        QTest::newRow(codec) << QString::fromLatin1(cut) << bytes;
    };
    constexpr int ranges = 8 * 2 * 4; // of each channel its least value and its step
    row("none", "add", 1536 * 4);
    row("fp16", "add", 1536 * 2);
    row("bits:3", "add", 1536 * 3 / 8 + ranges);
    row("bits:12", "add", 1536 * 12 / 8 + ranges);
    row("bits:5/tensor", "add", 1536 * 5 / 8 + 2 * 4);
    row("bits:4/static", "add", 1536 * 4 / 8);
    row("pca:2/8", "add", 2 * 192);
    row("pca:3/5", "add", 3 * 192 * 5 / 8);
    row("raw", "edge", 24 * 32 * 3);
    row("bits:8", "edge", 24 * 32 * 3 + 3 * 2 * 4);
}

void TestCommandRun::aCodecSendsSoManyBytes()
{
    QFETCH(QString, cut);
    QFETCH(int, bytes);
    const auto codec = QString::fromLatin1(QTest::currentDataTag());
    const auto outcome =
        run({"--cut", cut, "--codec", codec, "--calibration-frames", "2", "--link", "10Mbps/20ms", "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto json = outcome.json();
    QCOMPARE(json["codec"].toString().section(QLatin1Char('@'), 0, 0), codec);
    QCOMPARE(json["bytes"]["up"].toInt(), bytes);
    QCOMPARE(json["fallbacks"].toInt(), 0);
    QCOMPARE(json["stages_ms"]["encode"].toDouble() > 0.0, codec != QStringLiteral("none"));
    // Half the round trip and 10 Mbit/s, which take at least so long for the tensors alone.
    const double leastMs = 10.0 + bytes * 8 / 10000.0;
    QVERIFY(json["stages_ms"]["uplink"].toDouble() >= 0.99 * leastMs);
    const double predicted = json["predicted_stages_ms"]["uplink"].toDouble();
    QVERIFY2(predicted >= leastMs && predicted < leastMs + 1.0, qPrintable(QString::number(predicted)));
}

void TestCommandRun::eachTensorHasItsOwnCodec()
{
    // 6 channels of the segmentation's branch, and the trunk's 8 for the two others.
    const auto outcome = run(
        {"--cut", "segmentation.conv:conv2d", "--codec", "segmentation.conv:conv2d=bits:8/tensor;add=fp16", "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    QCOMPARE(outcome.json()["bytes"]["up"].toInt(), 6 * 192 + 2 * 4 + 8 * 192 * 2);
}

void TestCommandRun::theComparisonShowsWhatACodecDid()
{
    const QStringList compared{"--cut", "add", "--mode", "reference", "--compare", "--json", "--codec"};
    const auto lossless = run(compared + QStringList{"none+zstd:3"}).json();
    QCOMPARE(lossless["identical"].toInt(), 4);
    QVERIFY(lossless["bytes"]["up"].toInt() > 0 && lossless["bytes"]["up"].toInt() < 1536 * 4); // half is zeros
    double before = 1.0;
    for (const auto *codec : {"bits:8", "bits:4", "bits:1"}) {
        const auto json = run(compared + QStringList{QLatin1String(codec)}).json();
        QCOMPARE(json["compared"].toInt(), 4);
        QCOMPARE(json["identical"].toInt(), 0);
        const double agreement = json["agreement"]["segmentation"]["pixel_agreement"]["value"].toDouble();
        QVERIFY2(agreement > 0.0 && agreement < before, codec);
        before = agreement;
    }
}

void TestCommandRun::aCalibrationIsRepeatable()
{
    const QStringList learned{"--cut", "add", "--codec", "pca:2/8", "--calibration-frames", "2", "--json"};
    const auto codec = run(learned).json()["codec"].toString();
    QVERIFY2(codec.startsWith(QStringLiteral("pca:2/8@")), qPrintable(codec));
    QCOMPARE(run(learned).json()["codec"].toString(), codec);
    const auto other = run(learned + QStringList{"--calibrate", "scenes:700000..700009"}).json()["codec"].toString();
    QVERIFY(other.startsWith(QStringLiteral("pca:2/8@")) && other != codec);
}

void TestCommandRun::thePlannerChoosesTheCodec()
{
    // Answers are wanted at once of a device that is far too slow: the picture goes, in a form that loses nothing.
    const auto outcome = run({"--cut", "auto", "--codec", "any", "--device", "raspberry-pi-4", "--results", "edge",
        "--link", "100Mbps/1ms", "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto json = outcome.json();
    QCOMPARE(json["cut"].toString(), QStringLiteral("edge"));
    const auto codec = json["codec"].toString();
    QVERIFY2(codec == QStringLiteral("raw") || codec == QStringLiteral("png"), qPrintable(codec));
    QVERIFY(json["bytes"]["up"].toInt() <= 24 * 32 * 3);
}

void TestCommandRun::whatCannotBeRunIsOneSentence_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const QStringList &arguments, const char *says) {
        QTest::newRow(name) << arguments << QString::fromLatin1(says);
    };
    row("a faster device", {"--cut", "device", "--device", "gpu-server"}, "too slow to stand in for gpu-server");
    row("a faster edge", {"--cut", "edge", "--edge-device", "gpu-server"}, "too slow to stand in for gpu-server");
    row("an unknown device", {"--cut", "add", "--device", "toaster"}, "no device toaster");
    row("a missing board", {"--cut", "add", "--device", "/nowhere/board.json"}, "/nowhere/board.json");
    row("an edge elsewhere", {"--cut", "add", "--edge", "127.0.0.1:1", "--edge-device", "raspberry-pi-5"},
        "only an edge that is started here");
    row("a missing trace", {"--cut", "add", "--link", "trace:/nowhere.csv"}, "no file /nowhere.csv");
    row("a malformed trace", {"--cut", "add", "--link", "trace:TRACE"}, "line 3: its rtt_ms 'soon'");
    row("nothing to compare", {"--cut", "add", "--results", "edge", "--compare"}, "nothing to compare");
    row("nothing to save", {"--cut", "add", "--results", "edge", "--save-outputs", "/nowhere"}, "nothing to compare");
    row("an unknown codec", {"--cut", "add", "--codec", "squash"}, "There is no codec squash");
    row("a picture within", {"--cut", "add", "--codec", "jpeg:90"}, "cut edge");
    row("another tensor", {"--cut", "add", "--codec", "nowhere=fp16"}, "does not cross");
    row("components", {"--cut", "add", "--codec", "pca:9/8", "--calibration-frames", "2"}, "8 channels");
    row("any for a cut", {"--cut", "add", "--codec", "any"}, "the planner chooses the codec together with the cut");
    row("a calibration's source", {"--cut", "add", "--codec", "pca:2/8", "--calibrate", "/nowhere"}, "/nowhere");
    row("an unknown layer", {"--cut", "nowhere", "--predict", "plan"}, "no layer nowhere");
}

void TestCommandRun::whatCannotBeRunIsOneSentence()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    const auto trace = write("wrong.csv", QByteArray(heading) + "0,1,1,1\n1,1,1,soon\n");
    for (auto &argument : arguments)
        argument.replace(QStringLiteral("TRACE"), trace);
    const auto outcome = run(arguments << QStringLiteral("--json"));
    QVERIFY2(outcome.status == 1, outcome.error.constData());
    QVERIFY2(outcome.output.isEmpty(), outcome.output.constData());
    QVERIFY2(outcome.lastLine().startsWith("splitscope-cli: ") && outcome.lastLine().contains(says.toUtf8()),
        outcome.error.constData());
}

QTEST_GUILESS_MAIN(TestCommandRun)
#include "tst_command_run.moc"
