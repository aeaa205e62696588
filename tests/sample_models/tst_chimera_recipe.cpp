// SPDX-License-Identifier: GPL-3.0-or-later
// What a person changes in the five-task model's recipe: further tasks, pictures of one's own, and mistakes.
#include "core/graph/error.h"
#include "core/model/model.h"
#include "core/training/labelled_records.h"
#include "core/training/scene_record.h"
#include "tests/sample_models/chimera_bench.h"

#include <QFileInfo>

#include <filesystem>

using namespace splitscope;
using namespace splitscope::test;
using nlohmann::json;

class TestChimeraRecipe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anotherTaskIsALineInTheRecipe();
    void aFurtherTaskLeavesWhatTheOthersLearned();
    void onesOwnPicturesAreTrainedOnAsScenesAre();
    void wrongRecipesAreRefused_data();
    void wrongRecipesAreRefused();
};

void TestChimeraRecipe::anotherTaskIsALineInTheRecipe()
{
    json recipe = tinyRecipe();
    recipe["model"]["secondaries"].push_back(
        json::parse(R"({"task": "largest", "kind": "classification", "widths": [8]})"));
    const Workbench bench(recipe);
    bench.train();
    const auto model = Model::open(bench.path("out/tiny.pt").toStdString());
    QCOMPARE(model->metadata().tasks.size(), std::size_t(4));
    QCOMPARE(model->metadata().tasks[3].name, std::string("largest"));
    const json evaluation = read(bench.path("out/tiny.card.json"))["evaluation"];
    QVERIFY(evaluation["tasks"]["largest"]["chimera"].contains("top1"));
}

void TestChimeraRecipe::aFurtherTaskLeavesWhatTheOthersLearned()
{
    json recipe = tinyRecipe();
    recipe["model"]["secondaries"][0]["taps"] = json::parse(R"([["trunk"]])");
    recipe["model"]["secondaries"][0]["widths"] = {8};
    const Workbench before(recipe);
    for (const char *step : {"primary", "teachers", "search", "distil"}) {
        before.train(only(step));
    }
    recipe["model"]["secondaries"].push_back(
        json::parse(R"({"task": "largest", "kind": "classification", "widths": [8], "epochs": 1})"));
    const Workbench after(recipe, [&](const Workbench &bench) {
        for (const char *kept : {"primary", "teacher-depth", "teacher-boxes", "distil-depth", "distil-boxes"}) {
            std::filesystem::create_directories(bench.path("out").toStdString());
            std::filesystem::copy(before.path(QString("out/%1").arg(kept)).toStdString(),
                bench.path(QString("out/%1").arg(kept)).toStdString());
        }
    });
    std::map<std::string, int> epochs;
    const StopFlag never{false};
    const auto count = [&epochs](const TrainingProgress &progress) {
        epochs[progress.step] = std::max(epochs[progress.step], progress.epochs);
    };
    TrainOptions options;
    options.resume = true;
    after.train(options, count, never);
    QCOMPARE(epochs["distil-depth"], 0); // nothing was trained
    QCOMPARE(epochs["teacher-boxes"], 0);
    QCOMPARE(epochs["distil-largest"], 1);
    QCOMPARE(after.hash("distil-depth/checkpoint"), before.hash("distil-depth/checkpoint"));
    const auto learned = namedParameters(before.training().chimera());
    QVERIFY(learned.size() > 20);
    compareTensors(learned, namedParameters(after.archive("tiny")));
}

void TestChimeraRecipe::onesOwnPicturesAreTrainedOnAsScenesAre()
{
    json recipe = tinyRecipe();
    for (const char *section : {"data", "validation"}) {
        recipe[section] = {{"records", "rooms.records"}};
    }
    recipe["model"]["evaluation"] = {{"records", "rooms.records"}};
    const Workbench bench(recipe, [](const Workbench &self) {
        LabelledRecordsHeader header;
        header.width = header.height = 64;
        header.count = 16;
        header.classes = {"floor", "chair", "lamp", "box"};
        header.planes.normals = header.planes.boundary = false;
        const StopFlag never{false};
        const auto frameAt = [](std::size_t index) {
            SceneFrame frame = SceneCamera(index, 64, 64).render();
            for (std::uint8_t &label : frame.truth.classes) {
                label = label > 3 ? scene_record::unknownClass : label;
            }
            frame.truth.normals.clear();
            frame.truth.boundary.clear();
            std::fill_n(frame.truth.depth.begin(), 64 * 8, 0.0F); // not known
            return frame;
        };
        LabelledRecords::write(
            self.path("rooms.records").toStdString(), header, frameAt, [](const TrainingProgress &) {}, never);
    });
    bench.train();
    const auto model = Model::open(bench.path("out/tiny.pt").toStdString());
    QCOMPARE(model->metadata().tasks[0].classes, (std::vector<std::string>{"floor", "chair", "lamp", "box"}));
    QCOMPARE(model->metadata().tasks[2].classes, (std::vector<std::string>{"chair", "lamp", "box"}));
    const json evaluation = read(bench.path("out/tiny.card.json"))["evaluation"];
    QCOMPARE(evaluation["scenes"].get<int>(), 16);
    QVERIFY(std::isfinite(evaluation["tasks"]["depth"]["chimera"]["abs_rel"]["value"].get<double>()));
    json unlabelled = recipe;
    unlabelled["model"]["secondaries"][0]["kind"] = "normals";
    try {
        recipeFromJson(unlabelled.dump(), bench.path("recipe.json").toStdString());
        readChimeraDesign(recipeFromJson(unlabelled.dump(), bench.path("recipe.json").toStdString()), "recipe.json");
        QFAIL("a task without labels was taken");
    } catch (const Failure &failure) {
        QVERIFY2(QString(failure.what()).contains("rooms.records has no labels"), failure.what());
    }
}

void TestChimeraRecipe::wrongRecipesAreRefused_data()
{
    QTest::addColumn<QString>("patch");
    QTest::addColumn<QString>("said");
    const auto row = [](const char *name, const char *patch, const char *said) {
        QTest::newRow(name) << QString(patch) << QString(said);
    };
    row("unknown kind", R"({"model":{"primary":{"kind":"smell"}}})", "model.primary.kind");
    row("no secondaries", R"({"model":{"secondaries":[]}})", "model.secondaries");
    row("unknown tap", R"({"model":{"secondaries":[{"task":"depth","kind":"depth","taps":[["moon"]]}]}})",
        "model.secondaries[0].taps");
    row("empty tap", R"({"model":{"secondaries":[{"task":"depth","kind":"depth","taps":[[]]}]}})", "taps");
    row("wide", R"({"model":{"secondaries":[{"task":"depth","kind":"depth","widths":[1000]}]}})", "widths");
    row("no own channels",
        R"({"model":{"secondaries":[{"task":"depth","kind":"depth","taps":[["own"]],"own_channels":0}]}})",
        "model.secondaries[0].own_channels");
    row("twice", R"({"model":{"secondaries":[{"task":"segmentation","kind":"depth"}]}})", "is there twice");
    row("odd name", R"({"model":{"secondaries":[{"task":"De pth","kind":"depth"}]}})", "secondaries[0].task");
    row("taken name", R"({"model":{"secondaries":[{"task":"encoder","kind":"depth"}]}})", "secondaries[0].task");
    row("misspelt key", R"({"model":{"distilation":{"labels":1}}})", "model.distilation");
    row("misspelt step", R"({"model":{"steps":{"distill":{"epochs":1}}}})", "model.steps.distill");
    row("odd size", R"({"data":{"width":80}})", "multiples of 32");
    row("trained on", R"({"model":{"evaluation":{"first_seed":5}}})", "model.evaluation.first_seed");
    row("loss", R"({"losses":{"depht":1}})", "losses.depht");
    row("a teacher that is not there",
        R"({"model":{"secondaries":[{"task":"depth","kind":"depth","teacher":{"archive":"none.pt"}}]}})",
        "model.secondaries[0].teacher.archive");
    row("a detector's archive",
        R"({"model":{"secondaries":[{"task":"boxes","kind":"detection","teacher":{"archive":"recipe.json"}}]}})",
        "answers boxes");
    row("channels", R"({"model":{"channels":{"stem":0}}})", "model.channels.stem");
}

void TestChimeraRecipe::wrongRecipesAreRefused()
{
    QFETCH(QString, patch);
    QFETCH(QString, said);
    json recipe = tinyRecipe();
    recipe.merge_patch(json::parse(patch.toStdString()));
    const Workbench bench(recipe);
    try {
        bench.train();
        QFAIL("the recipe was taken");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::RecipeInvalid);
        QVERIFY2(QString(failure.what()).contains(said), failure.what());
        QVERIFY2(QString(failure.what()).contains("recipe.json"), failure.what());
    }
    QVERIFY(!QFileInfo::exists(bench.path("out")));
}

QTEST_GUILESS_MAIN(TestChimeraRecipe)
#include "tst_chimera_recipe.moc"
