// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/study/study_codec.h"
#include "core/study/study_figures.h"
#include "core/study/study_summary.h"
#include "tests/core/graph/graph_making.h"

#include <nlohmann/json.hpp>

#include <QTest>
#include <QXmlStreamReader>

#include <limits>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

StudyEntry entryOf(const std::string &codec, double bytes, double first, double second)
{
    StudyEntry entry;
    entry.asked = codec;
    entry.codec = codec;
    entry.frames = 10;
    entry.tensors = {{codec.starts_with("jpeg") ? "picture" : "a", codec, bytes, 0.25, 0.5}};
    entry.losses = {{"one", {"miou", first, first / 2, first * 2}}, {"two", {"miou", second, 0.0, second}}};
    entry.agreement["one"]["psnr_db"] = {
        std::numeric_limits<double>::infinity(), 60.0, std::numeric_limits<double>::infinity()};
    return entry;
}

/// Three cuts; what a hand finds is in the comments of the tests.
Study handMade()
{
    Study study;
    study.key = {"abc", "default", "scenes:1..10", 10, 7, "scenes:20..29", 10};
    study.modelName = "hand <made>";
    study.cpu = "none";
    study.layers = 3;
    study.totalMacs = 100;
    study.cuts = {
        {"edge", 0, 0, 4000, {entryOf("bits:8", 1000, 0.001, 0.0), entryOf("jpeg:90", 300, 0.009, 0.01)}},
        {"a", 1, 40, 8000, {entryOf("bits:8", 2000, 0.0, 0.0), entryOf("bits:4", 250, 0.002, 0.02)}},
        {"a,\"b\"", 2, 90, 800, {entryOf("bits:8", 200, 0.0, 0.0), entryOf("pca:2/8", 100, 0.01, 0.0)}},
    };
    study.cuts[1].entries.push_back(entryOf("pca:9/8", 0, 0, 0));
    study.cuts[1].entries.back().impossible = "It has 2 channels.";
    study.cuts[1].entries.back().tensors.clear();
    study.spectra = {{"a", 4, {0.5, 0.92, 0.999, 1.0}, 40}};
    return study;
}

} // namespace

class TestStudySummary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFewestBytesKeepEveryTaskWithinTheLoss();
    void theBestCutsAreThoseFoundByHand();
    void whatIsWrittenIsReadBack();
    void aDamagedStudyIsSaid();
    void rowsHoldWhatTheyNameAndAreQuoted();
    void figuresAreWellFormed();
    void theLegendSaysWhyALineIsNotThere();
    void partsOfChannelsBecomeComponents();
    void badCodecsOfAListAreSaid_data();
    void badCodecsOfAListAreSaid();
};

void TestStudySummary::theFewestBytesKeepEveryTaskWithinTheLoss()
{
    const auto study = handMade();
    const auto atEdge = fewestBytes(study.cuts[0], 0.01);
    QCOMPARE(atEdge.bytes, 300.0); // at the loss is within it
    QCOMPARE(fewestBytes(study.cuts[0], 0.005).bytes, 1000.0);
    QCOMPARE(fewestBytes(study.cuts[1], 0.01).bytes, 2000.0); // the second task loses too much with 4 bits
    QCOMPARE(fewestBytes(study.cuts[1], 0.02).bytes, 250.0);
    const auto none = fewestBytes(study.cuts[0], 0.0);
    QVERIFY(none.entry == nullptr);
    QCOMPARE(none.bytes, 4000.0);
    QCOMPARE(fewestBytes(study.cuts[0], 0.01, [](const StudyEntry &e) { return !sendsPicture(e); }).bytes, 1000.0);
}

void TestStudySummary::theBestCutsAreThoseFoundByHand()
{
    const auto study = handMade();
    const auto summary = summaryOf(study, 0.01);
    QCOMPARE(summary.choices[*summary.leastBytes].cut->cut, std::string("a,\"b\""));  // 100 bytes
    QCOMPARE(summary.choices[*summary.leastDevice].cut->cut, std::string("a,\"b\"")); // 'a' needs 2000, edge 300
    // The last cut does 90 of 100 on the device; before the half there are the picture's 300 and the 2000 of 'a'.
    QCOMPARE(summary.choices[*summary.leastBytesEarly].cut->cut, std::string("edge"));
    const auto loose = summaryOf(study, 0.02);
    QCOMPARE(loose.choices[*loose.leastBytesEarly].cut->cut, std::string("a")); // 250
    QCOMPARE(loose.choices[*loose.leastDevice].cut->cut, std::string("a")); // 250, below the 300 of edge
    const auto strict = summaryOf(study, 0.0);
    QCOMPARE(strict.choices[*strict.leastDevice].bytes, 2000.0);
}

void TestStudySummary::whatIsWrittenIsReadBack()
{
    const auto study = handMade();
    const auto json = nlohmann::json::parse(toJson(study).dump());
    QVERIFY(studyFromJson(json, "here") == study);
    QVERIFY(json["cuts"][0]["codecs"][0]["agreement"]["one"]["psnr_db"]["value"].is_null()); // JSON has no infinity
}

void TestStudySummary::aDamagedStudyIsSaid()
{
    auto json = nlohmann::json::parse(toJson(handMade()).dump());
    json["cuts"][1].erase("device_macs");
    try {
        studyFromJson(json, "here.json");
        QFAIL("nothing was thrown");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::FileUnreadable);
        QVERIFY(std::string(failure.what()).find("device_macs") != std::string::npos);
    }
    QVERIFY_THROWS_EXCEPTION(Failure, studyFromJson(nlohmann::json::array(), "here"));
    QVERIFY_THROWS_EXCEPTION(Failure, readStudy("/nowhere/study.json"));
}

void TestStudySummary::rowsHoldWhatTheyNameAndAreQuoted()
{
    const auto rows = QString::fromStdString(studyCsv(handMade())).split(QStringLiteral("\r\n"));
    QCOMPARE(rows.size(), 1 + 6 + 1); // the impossible one is left out
    QCOMPARE(rows[0],
        QStringLiteral("cut,device_layers,device_macs,crossing_bytes,codec,asked,bytes,encode_ms,decode_ms,worst_loss,"
                       "loss one,loss_low one,loss_high one,loss two,loss_low two,loss_high two"));
    QCOMPARE(rows[4], QStringLiteral("a,1,40,8000,bits:4,bits:4,250,0.25,0.5,0.02,0.002,0.001,0.004,0.02,0,0.02"));
    QVERIFY(rows[5].startsWith(QStringLiteral("\"a,\"\"b\"\"\",2,90,800,")));
}

void TestStudySummary::figuresAreWellFormed()
{
    for (const auto &[file, chart] : studyFigures(handMade(), 0.01)) {
        QXmlStreamReader xml(QString::fromStdString(svgOf(chart)));
        bool named = false;
        while (!xml.atEnd()) {
            xml.readNext();
            named = named || (xml.isCharacters() && xml.text().contains(QStringLiteral("hand <made>")));
            for (const auto &attribute : xml.attributes())
                QVERIFY2(!attribute.value().contains(QStringLiteral("nan")), file.c_str());
        }
        QVERIFY2(!xml.hasError(), file.c_str());
        QVERIFY2(named, file.c_str());
    }
    const auto figures = studyFigures(handMade(), 0.01);
    const auto &bytes = figures[0].second;
    QCOMPARE(bytes.lines[3].label, std::string("any codec"));
    QCOMPARE(bytes.lines[3].points, (std::vector<std::pair<double, double>>{{0, 1000}, {40, 2000}, {90, 100}}));
    const auto &spectrum = figures[2].second;
    QCOMPARE(spectrum.lines[0].points, (std::vector<std::pair<double, double>>{{40, 50}})); // two of four for 90 %
    QCOMPARE(spectrum.lines[2].points, (std::vector<std::pair<double, double>>{{40, 75}}));
    QVERIFY(svgOf({"empty", "", "x", "y", true, {{"none", {{1, 0}}}}}).find("Nothing to show") != std::string::npos);
}

void TestStudySummary::theLegendSaysWhyALineIsNotThere()
{
    auto study = handMade();
    const auto legend = [&](std::size_t figure, double mostLoss) {
        return QString::fromStdString(svgOf(studyFigures(study, mostLoss)[figure].second));
    };
    study.cuts.resize(1);
    study.cuts[0].entries = {entryOf("fp16", 2000, 0.0, 0.0), entryOf("pca:1/1", 20, 0.3, 0.0)};
    QVERIFY(legend(1, 0.01).contains(QStringLiteral(">fp16 (no loss)<")));
    QVERIFY(!legend(1, 0.01).contains(QStringLiteral("pca:1/1 (")));
    QVERIFY(legend(0, 0.01).contains(QStringLiteral(">components (too lossy)<")));
    QVERIFY(!legend(0, 0.5).contains(QStringLiteral("components (")));
    QVERIFY(legend(0, 0.01).contains(QStringLiteral(">picture at edge (not tried)<")));
}

void TestStudySummary::partsOfChannelsBecomeComponents()
{
    auto first = makeLayer("a", {}, 1);
    first.inputs = {TensorRef{}};
    first.outputs = {{{1, 30, 4, 4}}};
    auto second = makeLayer("b", {0}, 1);
    second.outputs = {{{1, 7, 4, 4}}};
    auto third = makeLayer("c", {0, 1}, 1);
    const LayerGraph graph({{"x", {{1, 3, 8, 8}}}}, {first, second, third}, {{"", {2, 0}, third.outputs[0]}});
    const StudyCodec quarter("pca:C/4/6+zstd:3");
    QCOMPARE(quarter.at(graph, Cut::fromText(graph, "a")).text(), std::string("pca:7/6+zstd:3"));
    QCOMPARE(quarter.at(graph, Cut::edge(graph)).text(), std::string("pca:1/6+zstd:3")); // at least one
    const auto both = quarter.at(graph, Cut::fromText(graph, "b"));
    QCOMPARE(both.of("a").components, 7);
    QCOMPARE(both.of("b").components, 1);
    QCOMPARE(codecFromText(both.text()), both);
    QCOMPARE(StudyCodec("bits:4").at(graph, Cut::edge(graph)).text(), std::string("bits:4"));
}

void TestStudySummary::badCodecsOfAListAreSaid_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::newRow("empty") << QByteArray("  ");
    QTest::newRow("unknown") << QByteArray("fp16,gif");
    QTest::newRow("no part") << QByteArray("pca:C/0/8");
    QTest::newRow("no bits") << QByteArray("pca:C/4");
    QTest::newRow("too many bits") << QByteArray("pca:C/4/17");
    QTest::newRow("hole") << QByteArray("fp16,,bits:8");
}

void TestStudySummary::badCodecsOfAListAreSaid()
{
    QFETCH(QByteArray, list);
    QVERIFY_THROWS_EXCEPTION(Failure, studyCodecs(list.toStdString()));
}

QTEST_GUILESS_MAIN(TestStudySummary)
#include "tst_study_summary.moc"
