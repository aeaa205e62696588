// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/command_line.h"
#include "tests/support/odd_archives.h"
#include "tests/support/small_model.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;
using testing::cli;
using testing::Outcome;

/// Describing other people's models from the command line, from outside.
class TestCommandAnnotate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theCopyOpensBySelfAndVerifies();
    void theModelItselfMayBeReplaced();
    void whatDoesNotFitIsRefusedAndNothingIsWritten_data();
    void whatDoesNotFitIsRefusedAndNothingIsWritten();
    void aSampleStandsInForShapes();
    void anOperatorLibraryIsLoadedInTheTryingProcessToo();

private:
    QString path(const char *name) const { return m_directory->filePath(QString::fromLatin1(name)); }
    QString write(const char *name, const QByteArray &text) const { return testing::writtenFile(path(name), text); }
    Outcome annotate(const QByteArray &metadata, const QString &out) const
    {
        return cli({QStringLiteral("annotate"), m_model, QStringLiteral("--metadata"), write("given.json", metadata),
            QStringLiteral("--out"), out, QStringLiteral("--json")});
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    QString m_model;
};

static const QByteArray inputs = R"("inputs": [{"name": "x", "kind": "picture", "shape": [1, 3, 16, 16]}])";

static QByteArray described(const QByteArray &task)
{
    return R"({"version": 1, "name": "mine", )" + inputs + R"(, "tasks": [)" + task + "]}";
}

void TestCommandAnnotate::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_model = QString::fromStdString(testing::saveScript(m_directory->path().toStdString(), "bare",
        "def forward(self, x):\n    y = torch.relu(torch.conv2d(x, self.weight, self.bias))\n"
        "    return {'scene': torch.conv2d(y, self.other), 'rest': y}\n")
                                         .string());
}

void TestCommandAnnotate::theCopyOpensBySelfAndVerifies()
{
    QCOMPARE(cli({QStringLiteral("inspect"), m_model}).status, 1); // nothing is known of its inputs
    const auto made =
        annotate(described(R"({"name": "scene", "kind": "segmentation", "output": "scene", "returns": "uint8"})"),
            path("out.pt"));
    QVERIFY2(made.status == 0, made.error.constData());
    QCOMPARE(made.json()[QStringLiteral("name")].toString(), QStringLiteral("mine"));
    QCOMPARE(made.json()[QStringLiteral("tasks")].toArray().size(), 1);
    const auto inspected = cli({QStringLiteral("inspect"), path("out.pt"), QStringLiteral("--json")});
    QCOMPARE(inspected.status, 0);
    const auto model = inspected.json()[QStringLiteral("model")].toObject();
    QCOMPARE(model[QStringLiteral("sha256")], made.json()[QStringLiteral("sha256")]);
    const auto verified = cli({QStringLiteral("verify"), path("out.pt"), QStringLiteral("--cuts"), QStringLiteral("2"),
        QStringLiteral("--json")});
    QVERIFY2(verified.status == 0, verified.error.constData());
    QVERIFY(verified.json()[QStringLiteral("bit_exact")].toBool());
}

void TestCommandAnnotate::theModelItselfMayBeReplaced()
{
    const auto made = annotate(described(R"({"name": "rest", "kind": "tensor", "output": "rest"})"), m_model);
    QVERIFY2(made.status == 0, made.error.constData());
    QCOMPARE(cli({QStringLiteral("inspect"), m_model}).status, 0);
}

void TestCommandAnnotate::whatDoesNotFitIsRefusedAndNothingIsWritten_data()
{
    QTest::addColumn<QByteArray>("metadata");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("no such output") << described(R"({"name": "a", "kind": "depth", "output": "9"})")
                                    << QByteArray("'9'");
    QTest::newRow("another layout") << described(R"({"name": "far", "kind": "depth", "output": "scene"})")
                                    << QByteArray("1 x 1 x H x W");
    QTest::newRow("a return that it has not")
        << described(R"({"name": "n", "kind": "tensor", "output": "scene", "returns": "int8x3"})")
        << QByteArray("three components");
    QTest::newRow("no JSON") << QByteArray("{") << QByteArray("not JSON");
    QTest::newRow("too many inputs") << QByteArray(
        R"({"version": 1, "inputs": [{"shape": [1, 3, 8, 8]}, {"shape": [1]}]})")
                                     << QByteArray("1 tensor (x)");
    QTest::newRow("a shape that it cannot run")
        << QByteArray(R"({"version": 1, "inputs": [{"name": "x", "shape": [1, 5, 8, 8]}]})") << QByteArray("1x5x8x8");
}

void TestCommandAnnotate::whatDoesNotFitIsRefusedAndNothingIsWritten()
{
    QFETCH(QByteArray, metadata);
    QFETCH(QByteArray, says);
    const auto made = annotate(metadata, path("out.pt"));
    QCOMPARE(made.status, 1);
    QVERIFY(made.output.isEmpty());
    QVERIFY2(made.error.contains(says), made.error.constData());
    QVERIFY2(made.error.trimmed().count('\n') == 0, made.error.constData());
    const auto files = QDir(m_directory->path()).entryList(QDir::Files);
    QCOMPARE(files, (QStringList{QStringLiteral("bare.pt"), QStringLiteral("given.json")}));
}

void TestCommandAnnotate::aSampleStandsInForShapes()
{
    testing::saveSample(path("sample.pt").toStdString(), {TensorInfo{{1, 3, 12, 14}}}, 7);
    const auto made = cli(
        {QStringLiteral("inspect"), m_model, QStringLiteral("--sample"), path("sample.pt"), QStringLiteral("--json")});
    QVERIFY2(made.status == 0, made.error.constData());
    const auto input =
        made.json()[QStringLiteral("model")].toObject()[QStringLiteral("inputs")].toArray()[0].toObject();
    QCOMPARE(input[QStringLiteral("shape")].toArray(), (QJsonArray{1, 3, 12, 14}));
    const auto both = cli({QStringLiteral("inspect"), m_model, QStringLiteral("--sample"), path("sample.pt"),
        QStringLiteral("--input-shape"), QStringLiteral("1x3x8x8")});
    QCOMPARE(both.status, 2);
}

void TestCommandAnnotate::anOperatorLibraryIsLoadedInTheTryingProcessToo()
{
    const auto file =
        QString::fromStdString(testing::saveModelWithOwnOperator(m_directory->path().toStdString()).string());
    const auto without = cli({QStringLiteral("inspect"), file});
    QCOMPARE(without.status, 1);
    QVERIFY2(without.error.contains("splitscope_test::mystery"), without.error.constData());
    const auto with = cli({QStringLiteral("inspect"), file, QStringLiteral("--op-library"),
        QStringLiteral(SPLITSCOPE_TEST_OPERATORS), QStringLiteral("--json")});
    QVERIFY2(with.status == 0, with.error.constData());
    QCOMPARE(with.json()[QStringLiteral("layers")].toArray().size(), 1);
}

QTEST_GUILESS_MAIN(TestCommandAnnotate)
#include "tst_command_annotate.moc"
