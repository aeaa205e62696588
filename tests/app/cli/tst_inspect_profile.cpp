// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/command_line.h"
#include "tests/support/small_model.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>

using namespace splitscope;
using testing::Outcome;

/// `splitscope-cli inspect --profile` from outside, with a cache folder of its own.
class TestInspectProfile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void withoutProfileNoTimeIsClaimed();
    void everyLayerAndTheTotalsHaveMeasuredTimes();
    void theSecondTimeComesFromTheCacheUntilFresh();
    void anotherThreadCountIsMeasuredByItself();
    void theTableSaysWhereItsTimesComeFrom();
    void anInterruptStopsItAndKeepsNothing();
    void freshAloneIsWrongUsage();
    void whatCannotBeCutHasAFootnote();

private:
    void prepare(QProcess &process, const QString &cache) const
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_CACHE_HOME"), m_directory.filePath(cache));
        process.setProcessEnvironment(environment);
        process.setProgram(testing::cliProgram());
    }

    Outcome inspect(const QStringList &arguments, const QString &cache = QStringLiteral("cache")) const
    {
        QProcess process;
        prepare(process, cache);
        process.setArguments(QStringList{QStringLiteral("inspect")} + arguments);
        return testing::finish(process);
    }

    QTemporaryDir m_directory;
    QString m_model;
};

void TestInspectProfile::initTestCase()
{
    m_model = QString::fromStdString(testing::saveSmallModel(m_directory.path().toStdString()).string());
}

void TestInspectProfile::withoutProfileNoTimeIsClaimed()
{
    const auto outcome = inspect({m_model, "--json"});
    QCOMPARE(outcome.status, 0);
    const auto json = outcome.json();
    QVERIFY(json["totals"]["median_ms"].isNull());
    QVERIFY(json["layers"][0]["median_ms"].isNull());
    QVERIFY(!json.contains("profile"));
    QCOMPARE(json["model"]["repeatable"].toBool(false), true);
}

void TestInspectProfile::everyLayerAndTheTotalsHaveMeasuredTimes()
{
    const auto outcome = inspect({m_model, "--profile", "--json", "--threads", "1"});
    QCOMPARE(outcome.status, 0);
    const auto json = outcome.json();
    double shares = 0.0;
    QVERIFY(!json["layers"].toArray().isEmpty());
    for (const auto value : json["layers"].toArray()) {
        const auto layer = value.toObject();
        QVERIFY(layer["median_ms"].toDouble() > 0.0);
        QVERIFY(layer["low_ms"].toDouble() <= layer["median_ms"].toDouble());
        QVERIFY(layer["high_ms"].toDouble() >= layer["median_ms"].toDouble());
        QVERIFY(layer["share_ms"].toDouble(-1.0) >= 0.0);
        shares += layer["share_ms"].toDouble();
    }
    const auto whole = json["totals"]["median_ms"].toDouble();
    QVERIFY(whole > 0.0);
    QVERIFY(std::abs(shares - whole) <= 1e-6 * whole);
    const auto profile = json["profile"].toObject();
    QCOMPARE(profile["threads"].toInt(), 1);
    QVERIFY(!profile["cpu"].toString().isEmpty());
    QVERIFY(!profile["libtorch"].toString().isEmpty());
    QVERIFY(!profile["how"].toString().isEmpty());
    QVERIFY(!profile["halves"].toArray().isEmpty());
}

void TestInspectProfile::theSecondTimeComesFromTheCacheUntilFresh()
{
    const QStringList arguments{m_model, "--profile", "--json", "--threads", "1"};
    const auto cache = QStringLiteral("second");
    const auto first = inspect(arguments, cache).json();
    const auto second = inspect(arguments, cache).json();
    const auto fresh = inspect(arguments + QStringList{"--fresh"}, cache).json();
    QCOMPARE(first["profile"]["cached"].toBool(true), false);
    QCOMPARE(second["profile"]["cached"].toBool(false), true);
    QCOMPARE(fresh["profile"]["cached"].toBool(true), false);
    QVERIFY(first["layers"] == second["layers"]);
    QVERIFY(first["layers"] != fresh["layers"]);
}

void TestInspectProfile::anotherThreadCountIsMeasuredByItself()
{
    const auto cache = QStringLiteral("threads");
    inspect({m_model, "--profile", "--json", "--threads", "1"}, cache);
    const auto json = inspect({m_model, "--profile", "--json", "--threads", "2"}, cache).json();
    QCOMPARE(json["profile"]["cached"].toBool(true), false);
    QCOMPARE(json["profile"]["threads"].toInt(), 2);
}

void TestInspectProfile::theTableSaysWhereItsTimesComeFrom()
{
    const auto outcome = inspect({m_model, "--profile", "--threads", "1"}, QStringLiteral("table"));
    QCOMPARE(outcome.status, 0);
    QVERIFY(outcome.output.contains("share ms"));
    QVERIFY(outcome.output.contains("with 1 thread on "));
    QVERIFY(outcome.output.contains("measured now"));
    QVERIFY(inspect({m_model, "--profile", "--threads", "1"}, QStringLiteral("table"))
                .output.contains("--fresh measures again"));
}

void TestInspectProfile::anInterruptStopsItAndKeepsNothing()
{
    // The model is opened once before, so that no child process is started; it is in the cache folder that it survived.
    const auto scenes = QStringLiteral(SPLITSCOPE_SOURCE_DIR "/sample_models/scenes/scenes.pt");
    const auto cache = QStringLiteral("interrupted");
    QCOMPARE(inspect({scenes, "--json"}, cache).status, 0);
    QProcess process;
    prepare(process, cache);
    process.setArguments({"inspect", scenes, "--profile", "--json", "--threads", "1"});
    process.start();
    QVERIFY(process.waitForStarted(-1));
    // Ctrl+C is taken over first of all in main; the library it needs is mapped before that.
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            QFile status(QStringLiteral("/proc/%1/status").arg(process.processId()));
            if (!status.open(QIODevice::ReadOnly))
                return false;
            for (const auto &line : status.readAll().split('\n')) {
                if (line.startsWith("SigCgt:"))
                    return (line.mid(7).trimmed().toULongLong(nullptr, 16) & (1ULL << (SIGINT - 1))) != 0;
            }
            return false;
        }(),
        60000);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(-1));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardOutput().isEmpty());
    QVERIFY(process.readAllStandardError().trimmed().endsWith("was cancelled."));
    QVERIFY(!QFileInfo::exists(m_directory.filePath(cache + QStringLiteral("/splitscope/profiles"))));
}

void TestInspectProfile::freshAloneIsWrongUsage() { QCOMPARE(inspect({m_model, "--fresh"}).status, 2); }

void TestInspectProfile::whatCannotBeCutHasAFootnote()
{
    // A view of a tensor that is changed in place later cannot cross.
    const auto file = QString::fromStdString(testing::saveScript(m_directory.path().toStdString(), "hazard",
        "def forward(self, x):\n"
        "    y = torch.conv2d(x, self.weight, self.bias)\n"
        "    z = torch.relu(y[:, :2])\n"
        "    y.add_(1.0)\n"
        "    return torch.conv2d(y, self.other), z\n",
        testing::tensorMetadata("1,3,8,8"))
                                                 .string());
    const auto json = inspect({file, "--json"}).json();
    QString reason;
    for (const auto value : json["layers"].toArray()) {
        const auto layer = value.toObject();
        if (layer["uncuttable"].isString())
            reason = layer["uncuttable"].toString();
    }
    QVERIFY(!reason.isEmpty());
    const auto table = inspect({file}).output;
    QVERIFY(table.contains("note"));
    QVERIFY(table.contains(reason.toUtf8()));
}

QTEST_GUILESS_MAIN(TestInspectProfile)
#include "tst_inspect_profile.moc"
