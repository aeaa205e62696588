// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/small_model.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace splitscope;

namespace {

struct Outcome {
    int status = -1;
    QByteArray output;
    QByteArray error;

    const QJsonObject json() const { return QJsonDocument::fromJson(output).object(); }
    QByteArray lastLine() const { return error.trimmed().split('\n').last(); }
};

const char *const heading = "seconds,uplink_mbps,downlink_mbps,rtt_ms\n";

} // namespace

/// `run` where it goes by a plan: machines that this one stands in for, the planner's cut, results at the edge, and
/// links that follow a trace. From outside, against the contract of the command line.
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
    void aTraceIsRun();
    void predictionsFromAPlanAreMadeBefore();
    void whatCannotBeRunIsOneSentence_data();
    void whatCannotBeRunIsOneSentence();

private:
    Outcome run(const QStringList &arguments) const;
    QString write(const char *name, const QByteArray &text) const;

    QTemporaryDir m_directory;
    QString m_model;
};

Outcome TestCommandRun::run(const QStringList &arguments) const
{
    QProcess process;
    const QStringList always{QStringLiteral("--threads"), QStringLiteral("1"), QStringLiteral("run"), m_model,
        QStringLiteral("--frames"), QStringLiteral("4"), QStringLiteral("--in-flight"), QStringLiteral("1")};
    process.start(QStringLiteral(SPLITSCOPE_BIN_DIR "/splitscope-cli"), always + arguments);
    if (!process.waitForFinished(-1) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QString TestCommandRun::write(const char *name, const QByteArray &text) const
{
    QFile file(m_directory.filePath(QString::fromLatin1(name)));
    if (file.open(QIODevice::WriteOnly))
        file.write(text);
    return file.fileName();
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
