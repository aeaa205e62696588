// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/command_line.h"
#include "tests/support/small_model.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace splitscope;
using testing::Outcome;

/// `study`, and `plan` with what it found, from outside.
class TestCommandStudy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aStudyWritesItsTableItsFiguresAndOneDocument();
    void itsFewestBytesKeepEveryTask();
    void aPlanChoosesOnlyWhatIsKnownToLoseLittle();
    void aPlanWithOneCodecShowsWhatIsUnknownAsUnknown();
    void interruptingKeepsWhatIsDone();
    void whatCannotBeStudiedIsOneSentence_data();
    void whatCannotBeStudiedIsOneSentence();

private:
    QStringList studyArguments(const QString &out) const;
    Outcome cli(const QStringList &arguments) const { return testing::cli(QStringList{"--threads", "1"} + arguments); }

    QTemporaryDir m_directory;
    QString m_model;
    QString m_out;
    QJsonObject m_study;
};

QStringList TestCommandStudy::studyArguments(const QString &out) const
{
    return {"study", m_model, "--source", "scenes:900000..900005", "--frames", "6", "--calibration-frames", "8",
        "--codecs", "bits:8,bits:3,pca:C/2/8,png,jpeg:60", "--out", out, "--json"};
}

void TestCommandStudy::initTestCase()
{
    m_model = QString::fromStdString(testing::saveSmallModel(m_directory.path().toStdString()).string());
    m_out = m_directory.filePath(QStringLiteral("study"));
}

void TestCommandStudy::aStudyWritesItsTableItsFiguresAndOneDocument()
{
    const auto outcome = cli(studyArguments(m_out));
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    m_study = outcome.json();
    QVERIFY(m_study["cuts"].toArray().size() > 4);
    for (const auto *file :
        {"study.json", "study.csv", "bytes_by_depth.svg", "loss_by_depth.svg", "compressibility_by_depth.svg"})
        QVERIFY2(QFile::exists(QDir(m_out).filePath(QLatin1String(file))), file);
    const auto key = m_study["key"].toObject();
    QCOMPARE(key["frames"].toInt(), 6);
    QVERIFY(key["calibration_source"].toString() != key["source"].toString());         // others than are compared on
    QVERIFY(!m_study["accuracy"].toObject().contains(QStringLiteral("segmentation"))); // its classes are not scenes'
    QVERIFY(m_study["accuracy"].toObject().contains(QStringLiteral("depth")));
}

void TestCommandStudy::itsFewestBytesKeepEveryTask()
{
    const auto choices = m_study["summary"].toObject()["fewest_bytes"].toArray();
    QCOMPARE(choices.size(), m_study["cuts"].toArray().size());
    for (const auto &value : m_study["cuts"].toArray()) {
        const auto cut = value.toObject();
        double least = cut["crossing_bytes"].toDouble();
        for (const auto &codec : cut["codecs"].toArray()) {
            bool kept = codec.toObject()["impossible"].isNull();
            for (const auto &loss : codec.toObject()["loss"].toObject())
                kept = kept && loss.toObject()["value"].toDouble() <= 0.01;
            if (kept)
                least = std::min(least, codec.toObject()["bytes"].toDouble());
        }
        for (const auto &choice : choices) {
            if (choice.toObject()["cut"] == cut["cut"])
                QCOMPARE(choice.toObject()["bytes"].toDouble(), least);
        }
    }
}

void TestCommandStudy::aPlanChoosesOnlyWhatIsKnownToLoseLittle()
{
    const QStringList plan{
        "plan", m_model, "--device", "raspberry-pi-4", "--edge", "gpu-server", "--link", "0.2Mbps/2ms", "--json"};
    const auto without = cli(plan);
    QVERIFY2(without.status == 0, without.error.constData());
    const QStringList lossless{"none", "raw", "png"};
    QVERIFY(lossless.contains(without.json()["best"].toObject()["codec"].toString()));
    for (const auto *loss : {"0", "0.02", "1"}) {
        const auto json = cli(plan + QStringList{"--study", m_out, "--max-loss", QLatin1String(loss)}).json();
        auto plans = json["pareto"].toArray();
        plans.append(json["best"]);
        for (const auto &one : plans) {
            QVERIFY(one.toObject()["accuracy"].isDouble());
            QVERIFY(one.toObject()["accuracy"].toDouble() >= 1.0 - QString::fromLatin1(loss).toDouble());
        }
        QCOMPARE(json["study"].toObject()["frames"].toInt(), 6);
    }
}

void TestCommandStudy::aPlanWithOneCodecShowsWhatIsUnknownAsUnknown()
{
    const QStringList plan{"plan", m_model, "--device", "raspberry-pi-4", "--edge", "gpu-server", "--link",
        "20Mbps/2ms", "--codec", "bits:8", "--json"};
    const auto json = cli(plan).json();
    QCOMPARE(json["edge_only"].toObject()["codec"].toString(), QStringLiteral("none"));
    QVERIFY(json["best"].toObject()["accuracy"].isNull());
    const auto known = cli(plan + QStringList{"--study", m_out}).json();
    int shown = 0;
    for (const auto &one : known["pareto"].toArray())
        shown += one.toObject()["accuracy"].isDouble();
    QVERIFY(shown > 0);
}

void TestCommandStudy::interruptingKeepsWhatIsDone()
{
    const auto out = m_directory.filePath(QStringLiteral("interrupted"));
    QProcess process;
    process.start(testing::cliProgram(), QStringList{"--threads", "1"} + studyArguments(out));
    const QDir cuts(out + QStringLiteral("/cuts"));
    QTRY_VERIFY_WITH_TIMEOUT(
        process.state() == QProcess::NotRunning || !cuts.entryList({"*.json"}, QDir::Files).isEmpty(), 120000);
    if (process.state() != QProcess::NotRunning)
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(-1));
    QVERIFY(!cuts.entryList({"*.json"}, QDir::Files).isEmpty());
    if (process.exitCode() == 1) // else it was done before the signal came
        QVERIFY(process.readAllStandardError().contains("goes on from there"));
    const auto resumed = cli(studyArguments(out));
    QVERIFY2(resumed.status == 0, resumed.error.constData());
    const auto bytes = [](const QJsonObject &study) -> QJsonArray {
        return study["summary"].toObject()["fewest_bytes"].toArray();
    };
    QCOMPARE(bytes(resumed.json()), bytes(m_study));
}

void TestCommandStudy::whatCannotBeStudiedIsOneSentence_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *name, const QStringList &options, const char *says) {
        QTest::newRow(name) << options << QByteArray(says);
    };
    row("codec", {"--codecs", "gif"}, "There is no codec gif");
    row("loss", {"--loss", "7"}, "--loss");
    row("source", {"--source", "/nowhere"}, "/nowhere");
    row("nothing to calibrate on", {"--calibrate", "scenes:900000..900005", "--source", "scenes:900000..900005"},
        "holds no picture");
    row("folder", {"--out", "/proc/nowhere"}, "/proc/nowhere");
}

void TestCommandStudy::whatCannotBeStudiedIsOneSentence()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, says);
    QStringList arguments{"study", m_model, "--frames", "2"};
    if (!options.contains(QStringLiteral("--out")))
        arguments += {"--out", m_directory.filePath(QStringLiteral("wrong"))};
    const auto outcome = cli(arguments + options);
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.lastLine().contains(says), outcome.lastLine().constData());
}

QTEST_GUILESS_MAIN(TestCommandStudy)
#include "tst_command_study.moc"
