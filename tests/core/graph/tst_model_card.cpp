// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/graph/model_card.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace splitscope;

namespace {

/// What is said of a card that is refused; empty where it is not.
std::string complaintOf(const std::string &text)
{
    try {
        modelCardFromJson(text, "dir/net.card.json");
        return {};
    } catch (const Failure &failure) {
        return failure.code() == ErrorCode::MetadataInvalid ? failure.what() : "another code";
    }
}

/// A member deep inside, as the text of a card.
std::string nested(const std::vector<std::string> &path, const std::string &value)
{
    std::string text = value;
    for (auto member = path.rbegin(); member != path.rend(); ++member)
        text = "{\"" + *member + "\": " + text + "}";
    return text;
}

} // namespace

class TestModelCard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBundledCardsAreRead_data();
    void theBundledCardsAreRead();
    void theScenesCardSaysWhatItsFileSays();
    void variantsStandBesideTheModelItself();
    void networksThatAreReplacedAreSummedUp();
    void aCardOfThreeLinesIsEnough();
    void nullIsAsMissing();
    void plainFactsOfTheTrainingAreKept();
    void aMemberOfAWrongKindIsNamed_data();
    void aMemberOfAWrongKindIsNamed();
    void whatIsNoCardIsSaid();
    void aLongTextIsCutBetweenCharacters();
    void aCardOfOtherWeightsIsTold();
    void theCardLiesBesideTheWeights();
    void aFileThatIsNoPlainSmallFileIsRefused();
};

void TestModelCard::theBundledCardsAreRead_data()
{
    QTest::addColumn<QString>("name");
    for (const auto *name : {"chimera", "scenes", "mobilenet_v2"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestModelCard::theBundledCardsAreRead()
{
    QFETCH(QString, name);
    const std::filesystem::path folder = SPLITSCOPE_SOURCE_DIR "/sample_models/" + name.toStdString();
    const auto card = readModelCard(cardFileOf(folder / (name.toStdString() + ".pt")));
    QVERIFY(card);
    QCOMPARE(card->name, name.toStdString());
    QCOMPARE(card->license, std::string("GPL-3.0-or-later"));
    QCOMPARE(card->sha256.size(), std::size_t(64));
    QVERIFY(!card->purpose.empty() && !card->training.command.empty() && !card->evaluationCommand.empty()
        && !card->compression.empty() && !card->limits.empty() && card->size.parameters && card->size.macs
        && card->hasFigures());
    QVERIFY(std::filesystem::exists(folder / card->training.recipe));
    for (const auto &task : card->tasks) {
        for (const auto &metric : task.variants.front().metrics)
            QVERIFY(metric.interval && (*metric.interval)[0] <= metric.value && metric.value <= (*metric.interval)[1]);
    }
}

void TestModelCard::theScenesCardSaysWhatItsFileSays()
{
    const auto card = readModelCard(SPLITSCOPE_SOURCE_DIR "/sample_models/scenes/scenes.card.json");
    QCOMPARE(card->size.parameters, std::optional<std::int64_t>(418032));
    QCOMPARE(card->size.macs, std::optional<std::int64_t>(270729216));
    QCOMPARE(card->bottleneck, std::string("encoder.bottleneck.conv:conv2d, 1x12x24x32"));
    QCOMPARE(card->parts.size(), std::size_t(5));
    QCOMPARE(card->parts.front().name, std::string("encoder"));
    QCOMPARE(card->frames, std::optional<std::int64_t>(500));
    QCOMPARE(card->frameSeeds, std::string("900000..900499, never trained on"));
    QCOMPARE(card->tasks.size(), std::size_t(3));
    const auto &depth = card->tasks.front();
    QCOMPARE(depth.name, std::string("depth"));
    QCOMPARE(depth.variants.size(), std::size_t(1));
    const auto *error = depth.variants.front().metric("abs_rel");
    QVERIFY(error != nullptr);
    QCOMPARE(error->value, 0.0874);
    QCOMPARE(error->interval, (std::optional<std::array<double, 2>>({0.0845, 0.0904})));
    QCOMPARE(card->training.minutes, std::optional<double>(60.0));
    QVERIFY(card->variants.empty());
}

void TestModelCard::variantsStandBesideTheModelItself()
{
    const auto card = modelCardFromJson(R"({"name": "rooms", "tasks": [{"name": "b", "kind": "detection"},
        {"name": "a", "kind": "depth"}, {"name": "c", "kind": "normals"}],
        "evaluation": {"scenes": 1000, "first_seed": 900000, "confidence": "95 %, bootstrap over scenes", "tasks": {
        "a": {"kind": "depth", "metric": "abs_rel", "worse": -0.02,
              "joint": {"abs_rel": {"value": 0.2}}, "teachers": {"abs_rel": {"value": 0.1, "ci95": [0.09, 0.11]}},
              "chimera": {"abs_rel": {"value": 0.3}}},
        "b": {"rooms": {"map": {"value": 0.5}}, "teachers": {"map": {"value": 0.4}}},
        "d": {"top1": {"value": 1}}}}})",
        "card");
    QCOMPARE(card.frameSeeds, std::string("900000..900999"));
    QStringList tasks;
    for (const auto &task : card.tasks)
        tasks << QString::fromStdString(task.name + ":" + task.kind);
    QCOMPARE(tasks, (QStringList{"b:detection", "a:depth", "c:normals", "d:"})); // in the model's order, then the rest
    const auto &depth = card.tasks[1];
    QCOMPARE(depth.metric, std::string("abs_rel"));
    QCOMPARE(depth.worse, std::optional<double>(-0.02));
    QCOMPARE(depth.variants.size(), std::size_t(3));
    QCOMPARE(depth.variants[0].name, std::string());
    QCOMPARE(depth.variants[0].metric("abs_rel")->value, 0.3);
    QCOMPARE(depth.variants[2].name, std::string("joint")); // compared with teachers first
    QCOMPARE(depth.variants[1].metric("abs_rel")->interval, (std::optional<std::array<double, 2>>({0.09, 0.11})));
    QCOMPARE(card.tasks[0].variants.front().metric("map")->value, 0.5); // by the model's own name
    QVERIFY(card.tasks[2].variants.empty());                            // listed, not measured
    QVERIFY(card.tasks[3].variants.front().name.empty());
}

void TestModelCard::networksThatAreReplacedAreSummedUp()
{
    const std::string architecture = R"("architecture": {"parameters": 30, "macs": 300,
        "teachers": {"a": {"parameters": 40, "macs": 400}, "b": {"parameters": 60, "macs": 600}},
        "joint": {"parameters": 50, "macs": 500}})";
    const auto counted = modelCardFromJson("{" + architecture + "}", "card");
    QCOMPARE(counted.variants.size(), std::size_t(2));
    QCOMPARE(counted.variants[0], (CardSize{"teachers", 100, 1000}));
    QCOMPARE(counted.variants[1], (CardSize{"joint", 50, 500}));
    // The evaluation counts a network more: how often that multiplies is not known.
    const auto more = modelCardFromJson(
        "{" + architecture + R"(, "evaluation": {"parameters": {"chimera": 30, "teachers": 130, "joint": 50,
        "part": 0.23, "twins": 60}}})",
        "card");
    QCOMPARE(more.variants.size(), std::size_t(3));
    QCOMPARE(more.variants[0], (CardSize{"teachers", 130, std::nullopt}));
    QCOMPARE(more.variants[1], (CardSize{"joint", 50, 500}));
    QCOMPARE(more.variants[2], (CardSize{"twins", 60, std::nullopt}));
}

void TestModelCard::aCardOfThreeLinesIsEnough()
{
    const auto card =
        modelCardFromJson(R"({"name": "net", "purpose": "Counts sheep.", "licence": "MIT", "authors": ["A", 1]})", "c");
    QCOMPARE(card.name, std::string("net"));
    QCOMPARE(card.purpose, std::string("Counts sheep."));
    QCOMPARE(card.license, std::string("MIT"));
    QVERIFY(!card.hasFigures() && card.tasks.empty() && card.limits.empty() && card.training == CardTraining());
    QVERIFY(!card.size.parameters && !card.frames && card.isOf("whatever"));
    QCOMPARE(modelCardFromJson("{}", "c"), ModelCard());
}

void TestModelCard::nullIsAsMissing()
{
    const auto card = modelCardFromJson(
        R"({"name": null, "architecture": {"parameters": null, "bottleneck": null, "joint": null}, "evaluation": null,
            "training": {"minutes": null, "data": null, "seed": null}, "limits": null})",
        "c");
    QCOMPARE(card, ModelCard());
}

void TestModelCard::plainFactsOfTheTrainingAreKept()
{
    const auto card = modelCardFromJson(
        R"({"training": {"command": "train", "epochs": 9, "mixed": true, "list": [1], "note": "n",
            "data": {"first_seed": 0, "scenes": 10000, "more": {"a": 1}}}})",
        "c");
    QCOMPARE(card.training.data, (std::vector<CardFact>{{"mixed", "true"}, {"first_seed", "0"}, {"scenes", "10000"}}));
    QCOMPARE(card.training.settings, (std::vector<CardFact>{{"epochs", "9"}}));
    const auto text = modelCardFromJson(R"({"training": {"data": "ImageNet"}})", "c");
    QCOMPARE(text.training.data, (std::vector<CardFact>{{"data", "ImageNet"}}));
}

void TestModelCard::aMemberOfAWrongKindIsNamed_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("why");
    const auto row = [](const char *name, const std::vector<std::string> &path, const char *value, const char *why) {
        QTest::newRow(name) << QString::fromStdString(nested(path, value)) << QString::fromLatin1(why);
    };
    row("text", {"name"}, "7", "name is not a text.");
    row("object", {"training"}, "[]", "training is not an object.");
    row("list", {"limits"}, "\"many\"", "limits is not a list.");
    row("texts", {"limits"}, "[1]", "limits is not a list of texts.");
    row("count", {"architecture", "parameters"}, "-1", "architecture.parameters is not a whole number from 0.");
    row("fraction", {"evaluation", "frames"}, "1.5", "evaluation.frames is not a whole number from 0.");
    row("huge", {"architecture", "macs"}, "18446744073709551615", "architecture.macs is not a whole number from 0.");
    row("number", {"training", "minutes"}, "\"60\"", "training.minutes is not a number.");
    row("task", {"evaluation", "tasks", "depth"}, "3", "evaluation.tasks.depth is not an object.");
    row("metric", {"evaluation", "tasks", "depth", "abs_rel"}, "0.1",
        "evaluation.tasks.depth.abs_rel is not an object.");
    row("value", {"evaluation", "tasks", "depth", "abs_rel", "value"}, "\"0.1\"",
        "evaluation.tasks.depth.abs_rel.value is not a number.");
    row("variant's value", {"evaluation", "tasks", "depth", "joint", "abs_rel", "ci95"}, "[0, 1]",
        "evaluation.tasks.depth.joint.abs_rel.value is missing.");
    row("interval", {"evaluation", "tasks", "depth", "abs_rel"}, R"({"value": 1, "ci95": [1]})",
        "evaluation.tasks.depth.abs_rel.ci95 is not a list of two numbers.");
    row("turned interval", {"evaluation", "tasks", "depth", "abs_rel"}, R"({"value": 1, "ci95": [2, 1]})",
        "evaluation.tasks.depth.abs_rel.ci95 does not go from a lower to a higher number.");
    row("nameless task", {"tasks"}, R"([{"name": "a"}, {"kind": "depth"}])", "tasks[1].name is missing.");
    std::string many = "\"0\"";
    for (int i = 1; i < 300; ++i)
        many += ", \"" + std::to_string(i) + "\"";
    row("too many", {"limits"}, ("[" + many + "]").c_str(), "limits has more than 256 entries.");
}

void TestModelCard::aMemberOfAWrongKindIsNamed()
{
    QFETCH(QString, text);
    QFETCH(QString, why);
    QCOMPARE(QString::fromStdString(complaintOf(text.toStdString())),
        QStringLiteral("The metadata in dir/net.card.json is not valid: ") + why);
}

void TestModelCard::whatIsNoCardIsSaid()
{
    for (const auto *text : {"", "{", "{\"name\": \"\xff\"}", "{\"training\": {\"minutes\": 1e999}}"})
        QVERIFY2(QString::fromStdString(complaintOf(text)).endsWith("the card is not JSON."), text);
    QVERIFY(QString::fromStdString(complaintOf("[]")).endsWith("the card is not an object."));
}

void TestModelCard::aLongTextIsCutBetweenCharacters()
{
    std::string purpose = "a";
    for (int i = 0; i < 3000; ++i)
        purpose += "\xc3\xa4";
    const auto card = modelCardFromJson("{\"purpose\": \"" + purpose + "\"}", "c");
    const auto shown = QString::fromUtf8(card.purpose.c_str());
    QVERIFY(shown.size() < 2100 && shown.endsWith(QChar(0x2026)));
    QVERIFY(!shown.contains(QChar::ReplacementCharacter));
}

void TestModelCard::aCardOfOtherWeightsIsTold()
{
    const auto card = modelCardFromJson(R"({"sha256": "abc"})", "c");
    QVERIFY(card.isOf("abc"));
    QVERIFY(!card.isOf("abd"));
}

void TestModelCard::theCardLiesBesideTheWeights()
{
    QCOMPARE(cardFileOf("dir/net.pt"), std::filesystem::path("dir/net.card.json"));
    QCOMPARE(cardFileOf("dir/net-1.2.pt"), std::filesystem::path("dir/net-1.2.card.json"));
    QCOMPARE(cardFileOf("net"), std::filesystem::path("net.card.json"));
    QTemporaryDir folder;
    QVERIFY(!readModelCard(folder.filePath("net.card.json").toStdString()));
}

void TestModelCard::aFileThatIsNoPlainSmallFileIsRefused()
{
    QTemporaryDir folder;
    const auto file = folder.filePath("net.card.json").toStdString();
    std::ofstream(file) << "{\"purpose\": \"" << std::string(largestCard, 'a') << "\"}";
    QVERIFY_THROWS_EXCEPTION(Failure, readModelCard(file));
    QVERIFY_THROWS_EXCEPTION(Failure, readModelCard(folder.path().toStdString()));
    std::ofstream(file) << "{\"name\": \"net\"}";
    QCOMPARE(readModelCard(file)->name, std::string("net"));
}

QTEST_GUILESS_MAIN(TestModelCard)
#include "tst_model_card.moc"
