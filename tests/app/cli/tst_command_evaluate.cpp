// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/command_line.h"
#include "tests/support/small_model.h"

#include <QFile>
#include <QImage>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace splitscope;
using testing::Outcome;

/// `evaluate --cut --codec` from outside: what it sends, and what that does to each task's figures.
class TestCommandEvaluate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theBytesAreThoseOfTheWire_data();
    void theBytesAreThoseOfTheWire();
    void whatLosesNothingChangesNoFigure_data();
    void whatLosesNothingChangesNoFigure();
    void aCoarseCodecChangesEveryTask();
    void calibrationKeepsAwayFromWhatIsMeasured();
    void theTableNamesCutCodecAndBytes();
    void picturesShowTruthOthersAndItself();
    void picturesThatCannotBeMadeAreOneSentence();
    void whatCannotBeEvaluatedIsOneSentence_data();
    void whatCannotBeEvaluatedIsOneSentence();

private:
    Outcome evaluate(const QStringList &options) const
    {
        return testing::cli(QStringList{"--threads", "1", "evaluate", m_model, "--source", "scenes:900000..900003",
                                "--calibration-frames", "2"}
            + options);
    }

    QTemporaryDir m_directory;
    QString m_model;
    QJsonObject m_uncut;
};

namespace {

/// Whether every figure of every task is the same, but for what another execution's rounding does.
bool sameFigures(const QJsonObject &some, const QJsonObject &others)
{
    bool same = some.size() == others.size();
    for (auto task = some.begin(); task != some.end(); ++task) {
        const auto metrics = task.value().toObject();
        for (auto metric = metrics.begin(); metric != metrics.end(); ++metric) {
            const double value = metric.value().toObject()["value"].toDouble(-1.0);
            const double other = others[task.key()][metric.key()]["value"].toDouble(-2.0);
            same = same && std::abs(value - other) <= 1e-3 * std::abs(value);
        }
    }
    return same;
}

} // namespace

void TestCommandEvaluate::initTestCase()
{
    m_model = QString::fromStdString(testing::saveSmallModel(m_directory.path().toStdString()).string());
    const auto outcome = evaluate({"--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto json = outcome.json();
    QCOMPARE(json["cut"].toString(), QStringLiteral("device"));
    QCOMPARE(json["codec"].toString(), QStringLiteral("none"));
    QCOMPARE(json["bytes"]["up"].toDouble(), 0.0);
    m_uncut = json["tasks"].toObject();
    QVERIFY(m_uncut.size() >= 2);
}

// The cut `add` sends 8 channels of 12 x 16: 1,536 numbers, 192 positions; the cut `edge` a picture of 24 x 32.
void TestCommandEvaluate::theBytesAreThoseOfTheWire_data()
{
    QTest::addColumn<QString>("cut");
    QTest::addColumn<double>("bytes");
    QTest::newRow("none") << "add" << 1536.0 * 4;
    QTest::newRow("fp16") << "add" << 1536.0 * 2;
    QTest::newRow("bits:3") << "add" << 1536.0 * 3 / 8 + 8 * 2 * 4;
    QTest::newRow("bits:4/static") << "add" << 1536.0 / 2;
    QTest::newRow("pca:3/5") << "add" << 3 * 192.0 * 5 / 8;
    QTest::newRow("raw") << "edge" << 24.0 * 32 * 3;
}

void TestCommandEvaluate::theBytesAreThoseOfTheWire()
{
    QFETCH(QString, cut);
    QFETCH(double, bytes);
    const auto codec = QString::fromLatin1(QTest::currentDataTag());
    const auto outcome = evaluate({"--cut", cut, "--codec", codec, "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto json = outcome.json();
    QCOMPARE(json["frames"].toInt(), 4);
    QCOMPARE(json["cut"].toString(), cut);
    QCOMPARE(json["codec"].toString().section(QLatin1Char('@'), 0, 0), codec);
    QVERIFY(std::abs(json["bytes"]["up"].toDouble() - bytes) < 1e-6 * bytes); // a mean
}

void TestCommandEvaluate::whatLosesNothingChangesNoFigure_data()
{
    QTest::addColumn<QString>("cut");
    QTest::newRow("none+zstd") << "add";
    QTest::newRow("none") << "segmentation.conv:conv2d";
    QTest::newRow("raw") << "edge"; // the scenes are pictures of 8 bits and the model's size
    QTest::newRow("png") << "edge";
}

void TestCommandEvaluate::whatLosesNothingChangesNoFigure()
{
    QFETCH(QString, cut);
    const auto outcome = evaluate({"--cut", cut, "--codec", QString::fromLatin1(QTest::currentDataTag()), "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    QVERIFY2(sameFigures(m_uncut, outcome.json()["tasks"].toObject()), outcome.output.constData());
}

void TestCommandEvaluate::aCoarseCodecChangesEveryTask()
{
    const auto outcome = evaluate({"--cut", "add", "--codec", "bits:1/tensor", "--json"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto tasks = outcome.json()["tasks"].toObject();
    QCOMPARE(tasks.keys(), m_uncut.keys());
    for (const auto &task : tasks.keys())
        QVERIFY2(!sameFigures({{task, m_uncut[task]}}, {{task, tasks[task]}}), qPrintable(task));
}

void TestCommandEvaluate::calibrationKeepsAwayFromWhatIsMeasured()
{
    const auto outcome = evaluate({"--cut", "add", "--codec", "pca:2/8", "--calibrate", "scenes:900000..900003"});
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.lastLine().contains("scenes:900000..900003 holds no picture"), outcome.error.constData());
}

void TestCommandEvaluate::theTableNamesCutCodecAndBytes()
{
    const auto outcome = evaluate({"--cut", "add", "--codec", "bits:3"});
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    QVERIFY2(outcome.output.contains("4 frames, cut add, codec bits:3: 640 B cross"), outcome.output.constData());
}

void TestCommandEvaluate::picturesShowTruthOthersAndItself()
{
    const auto sizeOf = [&](const QStringList &options) {
        const auto file = m_directory.filePath(QStringLiteral("answers.png"));
        QFile::remove(file);
        const auto outcome = evaluate(QStringList{"--pictures", file} + options);
        return outcome.status == 0 ? QImage(file).size() : QSize();
    };
    const auto alone = sizeOf({"--picture-frames", "2"}); // two blocks beside each other, two rows each
    QVERIFY(!alone.isEmpty());
    const auto beside = sizeOf({"--picture-frames", "2", "--beside", m_model});
    QCOMPARE(beside.width(), alone.width());
    QVERIFY(beside.height() > alone.height()); // a row more
    // Two models with the same tasks cannot share a row.
    QCOMPARE(sizeOf({"--picture-frames", "2", "--beside", m_model, "--beside", m_model}).height() - beside.height(),
        beside.height() - alone.height());
    // Four frames are all that there are.
    QCOMPARE(sizeOf({}), sizeOf({"--picture-frames", "4"}));
    QVERIFY(sizeOf({}).height() > alone.height());
}

void TestCommandEvaluate::picturesThatCannotBeMadeAreOneSentence()
{
    const auto says = [&](const QStringList &options) {
        const auto outcome = evaluate(options);
        return outcome.status == 1 && outcome.output.isEmpty() ? outcome.lastLine() : QByteArray();
    };
    const auto nowhere = m_directory.filePath(QStringLiteral("no/folder/answers.png"));
    QVERIFY2(says({"--pictures", nowhere}).contains("answers.png"), says({"--pictures", nowhere}).constData());
    const auto file = m_directory.filePath(QStringLiteral("answers.png"));
    const QString larger = QStringLiteral(SPLITSCOPE_SOURCE_DIR "/sample_models/scenes/scenes.pt");
    QVERIFY2(says({"--pictures", file, "--beside", larger}).contains("pictures of 1x3x24x32"),
        says({"--pictures", file, "--beside", larger}).constData());
}

void TestCommandEvaluate::whatCannotBeEvaluatedIsOneSentence_data()
{
    QTest::addColumn<QString>("cut");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("squash") << "add" << QByteArray("There is no codec squash");
    QTest::newRow("any") << "add" << QByteArray("There is no codec any");
    QTest::newRow("webp:80") << "add" << QByteArray("cut edge");
    QTest::newRow("nowhere=fp16") << "add" << QByteArray("does not cross");
    QTest::newRow("pca:9/8") << "add" << QByteArray("8 channels");
    QTest::newRow("fp16") << "nowhere" << QByteArray("no layer nowhere");
}

void TestCommandEvaluate::whatCannotBeEvaluatedIsOneSentence()
{
    QFETCH(QString, cut);
    QFETCH(QByteArray, says);
    const auto outcome = evaluate({"--cut", cut, "--codec", QString::fromLatin1(QTest::currentDataTag()), "--json"});
    QCOMPARE(outcome.status, 1);
    QVERIFY(outcome.output.isEmpty());
    QVERIFY2(outcome.lastLine().startsWith("splitscope-cli: ") && outcome.lastLine().contains(says),
        outcome.error.constData());
}

QTEST_GUILESS_MAIN(TestCommandEvaluate)
#include "tst_command_evaluate.moc"
