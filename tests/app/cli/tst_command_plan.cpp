// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/command_line.h"
#include "tests/support/small_model.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace splitscope;
using testing::Outcome;

/// `plan` and `calibrate` from outside, against the contract of the command line.
class TestCommandPlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aPlanHasEveryKeyOfTheContract();
    void bestIsNoWorseThanAnyEndThatLosesNothing();
    void aPlanForPeopleNamesItsSources();
    void contextsMakeADeploymentTable();
    void calibrateWritesABoardThatPlanReads();
    void whatCannotBePlannedIsOneSentence_data();
    void whatCannotBePlannedIsOneSentence();
    void withoutALinkTheUsageIsWrong();

private:
    Outcome cli(const QStringList &arguments) const { return testing::cli(QStringList{"--threads", "1"} + arguments); }
    QString write(const char *name, const QByteArray &text) const
    {
        return testing::writtenFile(m_directory.filePath(QString::fromLatin1(name)), text);
    }

    QTemporaryDir m_directory;
    QString m_model;
};

void TestCommandPlan::initTestCase()
{
    m_model = QString::fromStdString(testing::saveSmallModel(m_directory.path().toStdString()).string());
}

void TestCommandPlan::aPlanHasEveryKeyOfTheContract()
{
    const auto outcome = cli({"plan", m_model, "--device", "raspberry-pi-4", "--edge", "workstation", "--link", "wifi",
        "--max-latency", "100000", "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto json = outcome.json();
    auto plans = json["pareto"].toArray();
    QVERIFY(!plans.isEmpty());
    for (const auto *key : {"best", "device_only", "edge_only"})
        plans.append(json[QLatin1String(key)]);
    for (const auto &value : plans) {
        const auto plan = value.toObject();
        for (const auto *key : {"operating_point", "cut", "codec", "latency_ms", "device_energy_mj", "uplink_bytes",
                 "downlink_bytes", "price", "throughput_fps", "accuracy", "deadline_miss_probability"})
            QVERIFY2(plan.contains(QLatin1String(key)), key);
        const auto latency = plan["latency_ms"].toObject();
        double sum = 0;
        for (const auto *stage : {"device", "encode", "uplink", "edge", "downlink"}) {
            QVERIFY(latency[QLatin1String(stage)].isDouble());
            sum += latency[QLatin1String(stage)].toDouble();
        }
        QVERIFY(std::abs(sum - latency["total"].toDouble()) < 1e-9 * (1 + sum));
        QVERIFY(plan["device_energy_mj"].toDouble() > 0);
    }
    QVERIFY(json.contains(QLatin1String("edge_only_jpeg")));
    QCOMPARE(json["gap"].toDouble(), 0.0);
    QVERIFY(json["sources"].toObject().contains(QLatin1String("uplink")));
    QVERIFY(json["where_a_split_wins"].toArray().size() >= 1);
}

void TestCommandPlan::bestIsNoWorseThanAnyEndThatLosesNothing()
{
    for (const auto *link : {"ble", "lte", "ethernet"}) {
        const auto json =
            cli({"plan", m_model, "--device", "phone", "--edge", "gpu-server", "--link", link, "--json"}).json();
        const auto total = [&](const char *key) {
            return json[QLatin1String(key)].toObject()["latency_ms"].toObject()["total"].toDouble();
        };
        QVERIFY(total("best") > 0);
        QVERIFY(total("best") <= total("device_only") * (1 + 1e-9));
        QVERIFY(total("best") <= total("edge_only") * (1 + 1e-9));
        if (json["edge_only_raw"].isObject())
            QVERIFY(total("best") <= total("edge_only_raw") * (1 + 1e-9));
    }
}

void TestCommandPlan::aPlanForPeopleNamesItsSources()
{
    const auto outcome = cli({"plan", m_model, "--link", "6Mbps:13Mbps/50ms/10ms/1%", "--device", "laptop"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    for (const auto *text : {"best", "device only", "edge only", "Pareto", "Where the figures come from", "estimated",
             "which loss and round trip allow"})
        QVERIFY2(outcome.output.contains(text), text);
}

void TestCommandPlan::contextsMakeADeploymentTable()
{
    const auto file = write("contexts.json",
        R"({"version": 1, "contexts": [{"device": "raspberry-pi-4", "edge": "gpu-server", "link": "ble"},
            {"name": "desk", "device": "laptop", "edge": "workstation", "link": "ethernet"}]})");
    const auto outcome = cli({"plan", m_model, "--contexts", file, "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto contexts = outcome.json()["contexts"].toArray();
    QCOMPARE(contexts.size(), 2);
    QCOMPARE(contexts[1].toObject()["context"].toObject()["name"].toString(), QStringLiteral("desk"));
    for (const auto &value : contexts) {
        const auto gain = value.toObject()["gain"].toObject();
        QVERIFY(gain["over_device_only"].toDouble() >= 1 - 1e-9);
        QVERIFY(gain["over_best_fixed"].toDouble() >= 1 - 1e-9);
    }
    QVERIFY(outcome.json()["best_fixed"].toObject()["geometric_mean_gain_over_it"].toDouble() >= 1 - 1e-9);
    const auto table = cli({"plan", m_model, "--contexts", file});
    QVERIFY(table.output.contains("best single deployment"));
    const auto atEdge = cli({"plan", m_model, "--contexts", file, "--results", "edge", "--json"});
    QVERIFY2(atEdge.status == 0, atEdge.error.constData());
    for (const auto &value : atEdge.json()["contexts"].toArray())
        QCOMPARE(value.toObject()["context"].toObject()["results"].toString(), QStringLiteral("edge"));
}

void TestCommandPlan::calibrateWritesABoardThatPlanReads()
{
    const auto file = m_directory.filePath(QStringLiteral("board.json"));
    const auto outcome = cli({"calibrate", m_model, "--out", file, "--seconds", "1", "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    QVERIFY(outcome.json()["rates"].toObject()["convolution"].toDouble() > 0);
    QVERIFY(!outcome.json()["model"].toObject()["layers"].toArray().isEmpty());
    const auto planned = cli({"plan", m_model, "--device", file, "--edge", "this", "--link", "lte", "--json"});
    QVERIFY2(planned.status == 0, planned.error.constData());
    const auto json = planned.json();
    QVERIFY(json["context"].toObject()["device"].toObject()["layers_measured_there"].toBool());
    QCOMPARE(json["sources"].toObject()["device"].toObject()["kind"].toString(), QStringLiteral("imported"));
    QVERIFY(json["best"].toObject()["device_energy_mj"].isNull()); // nobody said what power it takes

    auto other = QFile(file);
    QVERIFY(other.open(QIODevice::ReadOnly));
    auto text = other.readAll();
    const auto hash = json["model"].toObject()["sha256"].toString().toLatin1();
    const auto wrong = write("wrong.json", text.replace(hash, QByteArray(64, 'a')));
    const auto refused = cli({"plan", m_model, "--device", wrong, "--link", "lte"});
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.lastLine().contains("another model"), refused.lastLine().constData());
}

void TestCommandPlan::whatCannotBePlannedIsOneSentence_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *name, const QStringList &options, const char *says) {
        QTest::newRow(name) << options << QByteArray(says);
    };
    row("limit", {"--link", "lte", "--max-latency", "0.000001"}, "above the limit of 1e-06 ms");
    row("negative limit", {"--link", "lte", "--max-latency", "-3"}, "must be above 0");
    row("device", {"--link", "lte", "--device", "abacus"}, "There is no device abacus");
    row("link", {"--link", "smoke"}, "There is no link smoke");
    row("rate of zero", {"--link", "0Mbps/5ms"}, "above 0");
    row("negative rate", {"--link", "-3Mbps/5ms"}, "above 0");
    row("objective", {"--link", "lte", "--objective", "beauty"}, "The objective beauty");
    row("codec", {"--link", "lte", "--codec", "gif"}, "There is no codec gif");
    row("energy of this machine", {"--link", "lte", "--objective", "energy"}, "power of the device 'this'");
    row("board", {"--link", "lte", "--device", "/nowhere/board.json"}, "There is no file /nowhere/board.json");
    row("contexts", {"--contexts", "/nowhere/contexts.json"}, "There is no file /nowhere/contexts.json");
    row("accuracy", {"--link", "lte", "--min-accuracy", "0.9"}, "accuracy of no plan is known");
}

void TestCommandPlan::whatCannotBePlannedIsOneSentence()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, says);
    const auto outcome = cli(QStringList{"plan", m_model} + options);
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.lastLine().contains(says), outcome.lastLine().constData());
    QVERIFY(outcome.output.isEmpty());
}

void TestCommandPlan::withoutALinkTheUsageIsWrong() { QCOMPARE(cli({"plan", m_model}).status, 2); }

QTEST_GUILESS_MAIN(TestCommandPlan)
#include "tst_command_plan.moc"
