// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/session_file.h"
#include "core/graph/error.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;

class TestSessionFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsReadAgain();
    void aModelBesideMovesWithTheSession();
    void aModelElsewhereKeepsItsPlace();
    void whatIsNoSessionIsSaid_data();
    void whatIsNoSessionIsSaid();
    void withoutPlanningNothingWasChosen();
    void withoutACodecThereIsNone();
    void aMissingFileIsSaid();
    void anEarlierSessionSurvivesAFailure();

private:
    std::filesystem::path path(const char *name) const { return m_folder.filePath(QLatin1String(name)).toStdString(); }
    Session session() const;

    QTemporaryDir m_folder;
};

Session TestSessionFile::session() const
{
    Session session;
    session.model = path("models/net.pt");
    session.modelHash = std::string(64, 'a');
    session.cut = "encoder.bottleneck,depth_head.conv2";
    CodecConstants constants{"scenes:480..511", 32, 7, {}};
    constants.tensors["encoder.bottleneck"] = {
        {-0.1F, 1e-7F}, {0.30000001F, 2.0F}, {0.0F, -1.5F}, {1.0F, 0.0F, 0.0F, 1.0F}};
    session.codec = codecChoice(codecFromText("bits:4;encoder.bottleneck=pca:2/8+zstd:3"), constants);
    session.link = {true, 5.85, 20.0, 50.0, 10.0, 0.01};
    session.source = "scenes:7";
    session.overlay = "crossing_bytes";
    session.logarithmic = true;
    session.folded = {"encoder", "depth_head"};
    session.topDown = true;
    session.planning.device = "raspberry-pi-4";
    session.planning.deviceSpeed = 0.5;
    session.planning.edge = "/boards/edge.json";
    session.planning.results = ResultsAt::Edge;
    session.planning.picture = "jpeg:75";
    session.planning.objective = Objective::fromText("weighted:latency=1,energy=0.25,bytes=0,price=0");
    session.planning.limits.latencyMs = 80.0;
    session.planning.limits.bytes = 0.0;
    session.radio = "lte";
    session.pins.push_back({"A", "lte", "default", "encoder.bottleneck", "none", 1.5, 0.25, 20.0, 3.0, 4.0, 36864.0,
        2800.0, 31.0, 900.0, std::nullopt});
    return session;
}

void TestSessionFile::whatIsWrittenIsReadAgain()
{
    writeSession(session(), path("a.splitscope.json"));
    const auto read = readSession(path("a.splitscope.json"));
    QCOMPARE(read, session());
    QCOMPARE(*read.codec.constants, *session().codec.constants); // to the last bit
}

void TestSessionFile::aModelBesideMovesWithTheSession()
{
    QVERIFY(QDir().mkpath(m_folder.filePath(QStringLiteral("here"))));
    QVERIFY(QDir().mkpath(m_folder.filePath(QStringLiteral("there"))));
    auto made = session();
    made.model = path("here/net.pt");
    writeSession(made, path("here/a.splitscope.json"));
    QVERIFY(QFile::rename(m_folder.filePath(QStringLiteral("here/a.splitscope.json")),
        m_folder.filePath(QStringLiteral("there/a.splitscope.json"))));
    QCOMPARE(readSession(path("there/a.splitscope.json")).model, path("there/net.pt"));
}

void TestSessionFile::aModelElsewhereKeepsItsPlace()
{
    QVERIFY(QDir().mkpath(m_folder.filePath(QStringLiteral("deep/er"))));
    writeSession(session(), path("deep/er/a.splitscope.json"));
    QCOMPARE(readSession(path("deep/er/a.splitscope.json")).model, path("models/net.pt"));
}

void TestSessionFile::whatIsNoSessionIsSaid_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::newRow("no JSON") << QByteArray("{") << QByteArray("(");
    QTest::newRow("a newer version") << QByteArray("\"version\": 1") << QByteArray("\"version\": 2");
    QTest::newRow("no version") << QByteArray("\"version\"") << QByteArray("\"verse\"");
    QTest::newRow("no model") << QByteArray("\"model\"") << QByteArray("\"mode\"");
    QTest::newRow("a cut of another kind") << QByteArray("\"cut\": \"") << QByteArray("\"cut\": 3, \"x\": \"");
    QTest::newRow("a speed of nothing") << QByteArray("\"device_speed\": 0.5") << QByteArray("\"device_speed\": 0.0");
    QTest::newRow("a limit of nothing") << QByteArray("\"latency_ms\": 80.0") << QByteArray("\"latency_ms\": 0.0");
    QTest::newRow("an objective of another kind")
        << QByteArray("\"objective\": \"weighted") << QByteArray("\"objective\": \"weird");
    QTest::newRow("a pin without a cut") << QByteArray("\"label\": \"A\"") << QByteArray("\"lable\": \"A\"");
    QTest::newRow("an unknown codec") << QByteArray("\"bits:4;") << QByteArray("\"bats:4;");
    QTest::newRow("constants of another codec") << QByteArray("-1.5") << QByteArray("-1.25");
    QTest::newRow("constants that are none") << QByteArray("-1.5") << QByteArray("\"a\"");
    QTest::newRow("a rate of nothing") << QByteArray("5.85") << QByteArray("0.0");
    QTest::newRow("a loss of everything") << QByteArray("0.01") << QByteArray("1.0");
}

void TestSessionFile::whatIsNoSessionIsSaid()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    writeSession(session(), path("b.splitscope.json"));
    QFile file(m_folder.filePath(QStringLiteral("b.splitscope.json")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    auto text = file.readAll();
    file.close();
    QVERIFY(text.contains(from));
    text.replace(from, to);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(text);
    file.close();
    try {
        readSession(path("b.splitscope.json"));
        QFAIL("it was read");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::SessionInvalid);
        QVERIFY(QString::fromUtf8(failure.what()).contains(QLatin1String("b.splitscope.json")));
    }
}

void TestSessionFile::withoutPlanningNothingWasChosen()
{
    const auto file = path("old.splitscope.json");
    writeSession(session(), file);
    QFile stored(QString::fromStdString(file.string()));
    QVERIFY(stored.open(QFile::ReadOnly));
    auto text = stored.readAll();
    stored.close();
    text = text.left(text.lastIndexOf(",\n  \"planning\"")) + "\n}\n";
    QVERIFY(stored.open(QFile::WriteOnly));
    stored.write(text);
    stored.close();
    auto expected = session();
    expected.planning = {};
    expected.radio.clear();
    expected.pins.clear();
    QCOMPARE(readSession(file), expected);
}

void TestSessionFile::withoutACodecThereIsNone()
{
    auto expected = session();
    expected.codec = {};
    writeSession(expected, path("plain.splitscope.json"));
    QFile stored(m_folder.filePath(QStringLiteral("plain.splitscope.json")));
    QVERIFY(stored.open(QFile::ReadOnly));
    auto text = stored.readAll();
    stored.close();
    const QByteArray codec("  \"codec\": \"none\",\n"); // the pin has one too, further in
    QCOMPARE(text.count("\n" + codec), 1);
    text.replace("\n" + codec, "\n");
    QVERIFY(stored.open(QFile::WriteOnly));
    stored.write(text);
    stored.close();
    QCOMPARE(readSession(path("plain.splitscope.json")), expected);
}

void TestSessionFile::aMissingFileIsSaid()
{
    try {
        readSession(path("none.splitscope.json"));
        QFAIL("it was read");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::FileNotFound);
    }
}

void TestSessionFile::anEarlierSessionSurvivesAFailure()
{
    try {
        writeSession(session(), path("none/a.splitscope.json"));
        QFAIL("it was written");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::FileUnwritable);
    }
}

QTEST_GUILESS_MAIN(TestSessionFile)
#include "tst_session_file.moc"
