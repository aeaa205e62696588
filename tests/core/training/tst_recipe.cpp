// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/training/learning_rate.h"
#include "core/training/recipe.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace splitscope;

namespace {

nlohmann::json smallRecipe()
{
    return {{"version", 1}, {"name", "small"}, {"model", {{"architecture", "scenes"}}}, {"data", {{"scenes", 64}}}};
}

QString sentenceFor(const nlohmann::json &recipe)
{
    try {
        recipeFromJson(recipe.dump(), "r.json");
    } catch (const Failure &failure) {
        return failure.code() == ErrorCode::RecipeInvalid ? QString(failure.what()) : QString("another error");
    }
    return "accepted";
}

} // namespace

class TestRecipe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsLeftOutHasADefault();
    void aRecipeSurvivesWritingAndReading();
    void whatIsWrongIsNamed_data();
    void whatIsWrongIsNamed();
    void textThatIsNotJsonIsRefused();
    void aMissingFileIsNamed();
    void theFingerprintChangesWithTheWeightsAlone();
    void theLearningRateRisesThenFalls();
};

void TestRecipe::whatIsLeftOutHasADefault()
{
    const Recipe recipe = recipeFromJson(smallRecipe().dump(), "r.json");
    QCOMPARE(recipe.data.width, 256);
    QCOMPARE(recipe.data.height, 192);
    QCOMPARE(recipe.optimizer.batch, 16);
    QCOMPARE(recipe.seed, std::uint64_t(1));
}

void TestRecipe::aRecipeSurvivesWritingAndReading()
{
    nlohmann::json json = smallRecipe();
    json["losses"] = {{"depth", 2.5}};
    json["augmentation"] = {{"flip", 0.0}};
    json["seed"] = 77;
    const Recipe recipe = recipeFromJson(json.dump(), "r.json");
    const Recipe again = recipeFromJson(recipe.toJson().dump(), "r.json");
    QVERIFY(again.toJson() == recipe.toJson());
    QCOMPARE(again.fingerprint(), recipe.fingerprint());
    QCOMPARE(again.lossWeights.at("depth"), 2.5);
}

void TestRecipe::whatIsWrongIsNamed_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("named");
    QTest::newRow("another version") << "/version"
                                     << "2"
                                     << "'version'";
    QTest::newRow("a name with a slash") << "/name"
                                         << "\"a/b\""
                                         << "'name'";
    QTest::newRow("no scenes") << "/data/scenes"
                               << "0"
                               << "'data.scenes'";
    QTest::newRow("half a scene") << "/data/scenes"
                                  << "1.5"
                                  << "'data.scenes'";
    QTest::newRow("held-out scenes") << "/data/first_seed"
                                     << "899990"
                                     << "'data.scenes'";
    QTest::newRow("a size the network cannot halve") << "/data/width"
                                                     << "250"
                                                     << "'data.width'";
    QTest::newRow("a negative rate") << "/optimizer"
                                     << "{\"learning_rate\": -1}"
                                     << "'optimizer.learning_rate'";
    QTest::newRow("a rate in words") << "/optimizer"
                                     << "{\"learning_rate\": \"fast\"}"
                                     << "'optimizer.learning_rate'";
    QTest::newRow("a misspelt key") << "/optimizer"
                                    << "{\"learning_rat\": 0.1}"
                                    << "'optimizer.learning_rat'";
    QTest::newRow("an unknown section") << "/colour"
                                        << "{}"
                                        << "'colour'";
    QTest::newRow("a section that is a number") << "/augmentation"
                                                << "3"
                                                << "'augmentation'";
    QTest::newRow("a probability above one") << "/augmentation"
                                             << "{\"flip\": 2}"
                                             << "'augmentation.flip'";
    QTest::newRow("shared seeds") << "/validation"
                                  << "{\"first_seed\": 10}"
                                  << "'validation'";
    QTest::newRow("a batch beyond the data") << "/optimizer"
                                             << "{\"batch\": 65}"
                                             << "'optimizer.batch'";
}

void TestRecipe::whatIsWrongIsNamed()
{
    QFETCH(const QString, pointer);
    QFETCH(const QString, value);
    QFETCH(const QString, named);
    nlohmann::json recipe = smallRecipe();
    recipe[nlohmann::json::json_pointer(pointer.toStdString())] = nlohmann::json::parse(value.toStdString());
    const QString sentence = sentenceFor(recipe);
    QVERIFY2(sentence.contains(named) && sentence.contains("r.json"), qPrintable(sentence));
    QVERIFY2(sentence.endsWith('.') && !sentence.endsWith(".."), qPrintable(sentence));
}

void TestRecipe::textThatIsNotJsonIsRefused()
{
    QVERIFY_EXCEPTION_THROWN(recipeFromJson("{\"version\": 1,", "r.json"), Failure);
    QVERIFY_EXCEPTION_THROWN(recipeFromJson("[]", "r.json"), Failure);
    QVERIFY_EXCEPTION_THROWN(recipeFromJson("", "r.json"), Failure);
}

void TestRecipe::aMissingFileIsNamed()
{
    const QTemporaryDir folder;
    try {
        readRecipe(folder.filePath("absent.json").toStdString());
        QFAIL("a file that is not there was read");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::FileNotFound);
    }
}

void TestRecipe::theFingerprintChangesWithTheWeightsAlone()
{
    const Recipe recipe = recipeFromJson(smallRecipe().dump(), "r.json");
    Recipe other = recipe;
    other.checkpointMinutes = 60.0;
    other.validation.count = 3;
    QCOMPARE(other.fingerprint(), recipe.fingerprint());
    other.optimizer.learningRate *= 2.0;
    QVERIFY(other.fingerprint() != recipe.fingerprint());
}

void TestRecipe::theLearningRateRisesThenFalls()
{
    OptimizerRecipe recipe;
    recipe.learningRate = 1.0;
    recipe.warmupSteps = 10;
    QCOMPARE(learningRateAt(recipe, 0, 110), 0.1);
    QCOMPARE(learningRateAt(recipe, 9, 110), 1.0);
    QCOMPARE(learningRateAt(recipe, 10, 110), 1.0);
    QVERIFY(std::abs(learningRateAt(recipe, 60, 110) - 0.505) < 1e-9); // half way between 1 and 0.01
    QVERIFY(std::abs(learningRateAt(recipe, 110, 110) - 0.01) < 1e-9);
}

QTEST_GUILESS_MAIN(TestRecipe)
#include "tst_recipe.moc"
