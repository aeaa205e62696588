// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/command_line.h"
#include "tests/support/small_model.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;
using testing::cli;
using testing::Outcome;

/// `verify` and `split` with codecs, from outside.
class TestCommandCodec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void verifyReportsWhatACodecLoses_data();
    void verifyReportsWhatACodecLoses();
    void aLosslessCodecStaysExact();
    void splitCountsEveryByteThatIsSent();
    void splitCalibratesWhatNeedsIt();
    void whatCannotBeDoneIsSaid_data();
    void whatCannotBeDoneIsSaid();

private:
    Outcome verify(const QString &codec) const
    {
        return cli({QStringLiteral("verify"), m_model, QStringLiteral("--cuts"), QStringLiteral("2"),
            QStringLiteral("--codec"), codec, QStringLiteral("--calibration-frames"), QStringLiteral("2"),
            QStringLiteral("--json")});
    }
    Outcome split(const QString &codec) const
    {
        return cli({QStringLiteral("split"), m_model, QStringLiteral("--cut"), QStringLiteral("add"),
            QStringLiteral("--codec"), codec, QStringLiteral("--calibration-frames"), QStringLiteral("2"),
            QStringLiteral("--out"), m_directory.filePath(QStringLiteral("split")), QStringLiteral("--json")});
    }

    QTemporaryDir m_directory;
    QString m_model;
};

void TestCommandCodec::initTestCase()
{
    m_model = QString::fromStdString(testing::saveSmallModel(m_directory.path().toStdString()).string());
}

void TestCommandCodec::verifyReportsWhatACodecLoses_data()
{
    QTest::addColumn<double>("most"); // of the crossing bytes
    QTest::newRow("bits:8") << 0.4;
    QTest::newRow("bits:2+zstd") << 0.2;
    QTest::newRow("pca:1/8") << 0.3;
    QTest::newRow("bits:4/static") << 0.13;
}

void TestCommandCodec::verifyReportsWhatACodecLoses()
{
    QFETCH(double, most);
    const auto outcome = verify(QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto json = outcome.json();
    QCOMPARE(json["cuts_tested"].toInt(), 2);
    QVERIFY(json["specialised_equals_original"].toBool());
    QVERIFY(!json["loss_on"].toString().isEmpty());
    QVERIFY(json["worst_loss"].toDouble() > 0.0);
    for (const auto &value : json["cuts"].toArray()) {
        const auto cut = value.toObject();
        QCOMPARE(cut["loss"].toObject().size(), 3);
        const auto crossing = cut["crossing_bytes"].toDouble();
        QVERIFY(cut["sent_bytes"].toDouble() <= most * crossing);
        QVERIFY(crossing == 0.0 || cut["sent_bytes"].toDouble() > 0.0);
        if (crossing == 0.0)
            QCOMPARE(cut["worst_loss"].toDouble(), 0.0);
    }
}

void TestCommandCodec::aLosslessCodecStaysExact()
{
    const auto outcome = verify(QStringLiteral("none+zstd:3"));
    QCOMPARE(outcome.status, 0);
    const auto json = outcome.json();
    QVERIFY(json["bit_exact"].toBool());
    QCOMPARE(json["worst_loss"].toDouble(), 0.0);
}

void TestCommandCodec::splitCountsEveryByteThatIsSent()
{
    const auto outcome = split(QStringLiteral("bits:4"));
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    QCOMPARE(outcome.json()["crossing_bytes"].toInt(), 8 * 12 * 16 * 4);
    QCOMPARE(outcome.json()["payload_bytes"].toInt(), 8 * 12 * 16 / 2 + 8 * 2 * 4);
}

void TestCommandCodec::splitCalibratesWhatNeedsIt()
{
    const auto outcome = split(QStringLiteral("pca:2/8"));
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    QCOMPARE(outcome.json()["payload_bytes"].toInt(), 2 * 12 * 16);
    const auto codec = outcome.json()["codec"].toString();
    QVERIFY(codec.startsWith(QStringLiteral("pca:2/8@")));
    QCOMPARE(split(QStringLiteral("pca:2/8")).json()["codec"].toString(), codec); // seeded
    QFile file(m_directory.filePath(QStringLiteral("split/split.json")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto json = QJsonDocument::fromJson(file.readAll()).object();
    QCOMPARE(json["calibration"]["frames"].toInt(), 2);
    QCOMPARE(json["calibration"]["digest"].toString(), codec.mid(8));
}

void TestCommandCodec::whatCannotBeDoneIsSaid_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("word");
    QTest::newRow("bits:17") << "verify"
                             << "between 1 and 16";
    QTest::newRow("jpeg:90") << "verify"
                             << "picture";
    QTest::newRow("pca:99/8") << "split"
                              << "only 8 channels";
    QTest::newRow("nowhere=fp16") << "split"
                                  << "does not cross";
}

void TestCommandCodec::whatCannotBeDoneIsSaid()
{
    QFETCH(QString, command);
    QFETCH(QString, word);
    const auto codec = QString::fromLatin1(QTest::currentDataTag());
    const auto outcome = command == QStringLiteral("split") ? split(codec) : verify(codec);
    QCOMPARE(outcome.status, 1);
    QCOMPARE(outcome.output, QByteArray());
    QVERIFY2(outcome.error.contains(word.toUtf8()), outcome.error.constData());
}

QTEST_GUILESS_MAIN(TestCommandCodec)
#include "tst_command_codec.moc"
