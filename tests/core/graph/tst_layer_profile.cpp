// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/layer_profile.h"
#include "core/graph/layer_profile_json.h"
#include "tests/core/graph/graph_making.h"

#include <QTest>

using namespace splitscope;

namespace {

/// Layers a to f of makeBranchedGraph with shares 1, 2, 4, 8, 16, 32 ms.
LayerProfile makeProfile()
{
    LayerProfile profile;
    profile.key = {"ab12", "1x100:float32", "default", "A processor", 2, "1.13.1"};
    for (int i = 0; i < 6; ++i) {
        profile.shareMs.push_back(1 << i);
        profile.layers.push_back({1.5 * (1 << i), 1.25 * (1 << i), 2.0 * (1 << i), 7});
    }
    profile.whole = {63.0, 62.5, 70.0, 12};
    profile.halves = {{"b", 3.0, 60.0}};
    profile.execution = "frozen";
    profile.measuredAt = "2026-11-21T12:09:31Z";
    return profile;
}

std::string replaced(std::string text, const std::string &what, const std::string &with)
{
    const auto place = text.find(what);
    return place == std::string::npos ? std::string() : text.replace(place, what.size(), with);
}

} // namespace

class TestLayerProfile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void percentilesLieBetweenNeighbours();
    void aHalfTakesTheSumOfItsShares();
    void aProfileSurvivesItsFile();
    void aFileThatCannotBeTrustedIsNoProfile_data();
    void aFileThatCannotBeTrustedIsNoProfile();
    void keysDifferInEachMember();
};

void TestLayerProfile::percentilesLieBetweenNeighbours()
{
    // Sorted 1 2 3 4 10: places 0.4, 2 and 3.6 of 0..4.
    const auto timing = timingOf({10.0, 1.0, 3.0, 2.0, 4.0});
    QCOMPARE(timing.lowMs, 1.4);
    QCOMPARE(timing.medianMs, 3.0);
    QCOMPARE(timing.highMs, 7.6);
    QCOMPARE(timing.runs, 5);
    QCOMPARE(timingOf({2.0, 5.0}).medianMs, 3.5);
    QVERIFY(timingOf({}) == Timing{});
    QVERIFY((timingOf({4.0}) == Timing{4.0, 4.0, 4.0, 1}));
}

void TestLayerProfile::aHalfTakesTheSumOfItsShares()
{
    const auto graph = testing::makeBranchedGraph();
    const auto profile = makeProfile();
    const auto branches = Cut::fromText(graph, "c,d"); // a b c d = 1 + 2 + 4 + 8
    QCOMPARE(predictedHeadMs(profile, branches), 15.0);
    QCOMPARE(predictedTailMs(profile, branches), 48.0);
    QCOMPARE(predictedHeadMs(profile, Cut::edge(graph)), 0.0);
    QCOMPARE(predictedTailMs(profile, Cut::edge(graph)), 63.0);
    QCOMPARE(predictedHeadMs(profile, Cut::device(graph)), 63.0);
    QCOMPARE(predictedTailMs(profile, Cut::device(graph)), 0.0);
}

void TestLayerProfile::aProfileSurvivesItsFile()
{
    const auto graph = testing::makeBranchedGraph();
    auto profile = makeProfile();
    profile.shareMs[2] = 0.1; // has no short binary form
    const auto read = layerProfileFromJson(layerProfileToJson(profile, graph), graph);
    QVERIFY(read.has_value());
    QVERIFY(*read == profile);
}

void TestLayerProfile::aFileThatCannotBeTrustedIsNoProfile_data()
{
    QTest::addColumn<QString>("text");
    const auto good = layerProfileToJson(makeProfile(), testing::makeBranchedGraph());
    const auto row = [](const char *name, const std::string &text) {
        QTest::newRow(name) << QString::fromStdString(text);
    };
    row("empty", " ");
    row("cut short", good.substr(0, good.size() / 2));
    row("another version", replaced(good, "\"version\": 1", "\"version\": 999"));
    row("another layer", replaced(good, "\"id\": \"d\"", "\"id\": \"x\""));
    row("a negative time", replaced(good, "\"share_ms\": 8.0", "\"share_ms\": -8.0"));
    row("a word for a time", replaced(good, "\"share_ms\": 8.0", "\"share_ms\": \"8\""));
    row("no time of the whole", replaced(good, "\"whole\"", "\"part\""));
    row("a list", "[1, 2, 3]");
    row("no object", "null");
}

void TestLayerProfile::aFileThatCannotBeTrustedIsNoProfile()
{
    QFETCH(QString, text);
    QVERIFY(!text.isEmpty());
    QVERIFY(!layerProfileFromJson(text.toStdString(), testing::makeBranchedGraph()).has_value());
}

void TestLayerProfile::keysDifferInEachMember()
{
    const auto key = makeProfile().key;
    const auto text = canonicalJson(key);
    QVERIFY(canonicalJson(key) == text);
    for (const auto member : {&ProfileKey::modelHash, &ProfileKey::inputSignature, &ProfileKey::operatingPoint,
             &ProfileKey::cpu, &ProfileKey::libtorch}) {
        auto other = key;
        other.*member += "1";
        QVERIFY(canonicalJson(other) != text);
    }
    auto other = key;
    other.threads = 1;
    QVERIFY(canonicalJson(other) != text);
}

QTEST_APPLESS_MAIN(TestLayerProfile)
#include "tst_layer_profile.moc"
