// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/cut.h"
#include "core/graph/error.h"
#include "core/graph/sha256.h"
#include "core/model/model.h"
#include "core/training/labelled_records.h"
#include "core/training/recipe.h"
#include "core/training/scene_record.h"
#include "sample_models/catalog.h"
#include "sample_models/chimera/chimera_steps.h"
#include "sample_models/chimera/chimera_training_torch.h"
#include "sample_models/network_builder_torch.h"

#include <torch/torch.h>

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <functional>

using namespace splitscope;
using nlohmann::json;

namespace {

json tinyRecipe()
{
    return json::parse(R"({
        "version": 1, "name": "tiny", "seed": 3,
        "model": {
            "architecture": "chimera",
            "channels": {"stem": 4, "stage": 8, "encoder": 8, "bottleneck": 4, "trunk": 8, "context": 8, "deep": 8,
                         "decoder": 8, "head": 4},
            "primary": {"task": "segmentation", "kind": "segmentation"},
            "secondaries": [
                {"task": "depth", "kind": "depth", "taps": [["bottleneck"], ["trunk"]], "widths": [4, 8]},
                {"task": "boxes", "kind": "detection", "taps": [["own", "trunk"]], "own_channels": 3, "widths": [8]}
            ],
            "search": {"scenes": 16, "parameters": 10}, "evaluation": {"scenes": 3}
        },
        "data": {"scenes": 32, "width": 64, "height": 64},
        "validation": {"first_seed": 800000, "scenes": 2, "width": 64, "height": 64},
        "optimizer": {"batch": 8, "epochs": 2, "warmup_steps": 2}
    })");
}

/// A folder with a recipe and an output; the cache is shared, because rendering is not what is tested.
class Workbench {
public:
    explicit Workbench(
        const json &recipe, const std::function<void(const Workbench &)> &prepare = [](const Workbench &) {})
    {
        prepare(*this);
        m_recipe = recipe;
        QFile file(path("recipe.json"));
        if (file.open(QIODevice::WriteOnly)) {
            file.write(QByteArray::fromStdString(recipe.dump()));
        }
    }

    QString path(const QString &name) const { return m_folder.filePath(name); }

    void train(TrainOptions options, const TrainingReporter &report, const StopFlag &stop) const
    {
        static const QTemporaryDir cache;
        options.outDir = path("out").toStdString();
        options.cacheDir = cache.path().toStdString();
        options.threads = 1;
        trainSampleModel(path("recipe.json").toStdString(), options, report, stop);
    }

    void train(TrainOptions options = {}) const
    {
        const StopFlag never{false};
        train(
            std::move(options), [](const TrainingProgress &) {}, never);
    }

    ChimeraTraining training() const
    {
        const Recipe recipe = recipeFromJson(m_recipe.dump(), path("recipe.json").toStdString());
        return {recipe, "tiny", {path("cache").toStdString(), path("out").toStdString()}, 1, true};
    }

    torch::jit::Module archive(const QString &name) const
    {
        return torch::jit::load(path("out/" + name + ".pt").toStdString());
    }

    std::string hash(const QString &name) const { return sha256OfFile(path("out/" + name + ".pt").toStdString()); }

private:
    QTemporaryDir m_folder;
    json m_recipe;
};

TrainOptions only(const std::string &step)
{
    TrainOptions options;
    options.step = step;
    options.resume = true;
    return options;
}

json read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? json::parse(file.readAll().toStdString()) : json();
}

void compareTensors(const NamedTensors &some, const NamedTensors &all)
{
    for (const auto &[name, tensor] : some) {
        bool found = false;
        for (const auto &[other, value] : all) {
            if (name == other) {
                found = true;
                QVERIFY2(torch::equal(tensor, value), name.c_str());
            }
        }
        QVERIFY2(found, name.c_str());
    }
}

/// Pictures without any label.
class Pictures : public Dataset {
public:
    std::size_t size() const override { return 8; }
    Batch batch(const std::vector<std::size_t> &indices) const override
    {
        Batch result;
        torch::manual_seed(7);
        const auto count = std::int64_t(indices.size());
        result.pictures = torch::randint(0, 255, {count, 64, 64, 3}).to(torch::kUInt8).permute({0, 3, 1, 2});
        return result;
    }
};

} // namespace

class TestChimera : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_bench.reset(); }

    void everyStepSaysWhatItTakesAndLeavesItsCurve();
    void lossesFall();
    void thePrimaryStaysAsItWasBitForBit();
    void theExportEqualsTheTrainedNetwork();
    void oneArchiveAnswersAllTasks();
    void theBottleneckIsAllThatCrosses();
    void ownChannelsTravelWithTheBottleneck();
    void theSearchTakesTheFirstThatIsNearlyAsGoodAsTheBest();
    void theSearchKeepsToItsBudget();
    void theEvaluationComparesAllThree();
    void anInterruptedTrainingEndsWhereAnUninterruptedOneDoes();
    void aFinishedStepIsLeftAsItIs();
    void imitationNeedsNoLabels();
    void imitationTouchesTheSubModelsAlone();
    void anotherTaskIsALineInTheRecipe();
    void aFurtherTaskLeavesWhatTheOthersLearned();
    void onesOwnPicturesAreTrainedOnAsScenesAre();
    void aMissingStepIsNamed();
    void wrongRecipesAreRefused_data();
    void wrongRecipesAreRefused();

private:
    std::unique_ptr<Workbench> m_bench;
    std::vector<TrainingProgress> m_reports;
};

void TestChimera::initTestCase()
{
    m_bench = std::make_unique<Workbench>(tinyRecipe());
    const StopFlag never{false};
    m_bench->train(
        {}, [this](const TrainingProgress &progress) { m_reports.push_back(progress); }, never);
}

void TestChimera::everyStepSaysWhatItTakesAndLeavesItsCurve()
{
    QFile curves(m_bench->path("out/curves.csv"));
    QVERIFY(curves.open(QIODevice::ReadOnly));
    const QByteArray table = curves.readAll();
    for (const char *what : {"primary", "teacher-depth", "teacher-boxes", "search-taps", "search-widths",
             "distil-depth", "distil-boxes", "joint"}) {
        bool said = false;
        for (const TrainingProgress &report : m_reports) {
            said = said
                || (report.step == what && report.message.find("pictures a second measured here") != std::string::npos);
        }
        QVERIFY2(said, what);
        QVERIFY2(table.contains(QByteArray(what) + ",2,loss,"), what);
    }
    QVERIFY(QFileInfo(m_bench->path("out/curves.svg")).size() > 1000);
}

void TestChimera::lossesFall()
{
    json recipe = tinyRecipe();
    for (const char *step : {"primary", "teachers", "distil"}) {
        recipe["model"]["steps"][step]["epochs"] = 12;
    }
    const Workbench bench(recipe);
    std::map<std::string, std::vector<double>> losses;
    const StopFlag never{false};
    for (const char *step : {"primary", "teachers", "search", "distil"}) {
        bench.train(
            only(step),
            [&](const TrainingProgress &progress) {
                if (progress.epochs > 0) {
                    losses[progress.step].push_back(progress.loss);
                }
            },
            never);
    }
    for (const char *what : {"primary", "teacher-depth", "teacher-boxes", "distil-depth", "distil-boxes"}) {
        QVERIFY2(losses[what].back() < 0.9 * losses[what].front(),
            qPrintable(QString("%1: %2 to %3").arg(what).arg(losses[what].front()).arg(losses[what].back())));
    }
}

void TestChimera::thePrimaryStaysAsItWasBitForBit()
{
    const torch::jit::Module primary = m_bench->training().primary();
    const torch::jit::Module whole = m_bench->archive("tiny");
    QVERIFY(namedParameters(primary).size() > 10);
    QVERIFY(namedBuffers(primary).size() > 10); // running means and variances
    compareTensors(namedParameters(primary), namedParameters(whole));
    compareTensors(namedBuffers(primary), namedBuffers(whole));
}

void TestChimera::theExportEqualsTheTrainedNetwork()
{
    torch::NoGradGuard noGrad;
    torch::jit::Module trained = m_bench->training().chimera();
    torch::jit::Module exported = m_bench->archive("tiny");
    QVERIFY(!exported.is_training());
    torch::manual_seed(1);
    const torch::Tensor picture = torch::randn({1, 3, 64, 64}).contiguous(torch::MemoryFormat::ChannelsLast);
    const std::vector<torch::Tensor> expected = networkOutputs(trained, picture);
    const std::vector<torch::Tensor> actual = networkOutputs(exported, picture);
    QCOMPARE(actual.size(), std::size_t(3));
    for (std::size_t index = 0; index < actual.size(); ++index) {
        QVERIFY(torch::equal(actual[index], expected[index]));
    }
}

void TestChimera::oneArchiveAnswersAllTasks()
{
    const auto model = Model::open(m_bench->path("out/tiny.pt").toStdString());
    QCOMPARE(model->metadata().tasks.size(), std::size_t(3));
    QCOMPARE(model->metadata().tasks[2].kind, TaskKind::Detection);
    QCOMPARE(model->metadata().tasks[2].classes.size(), std::size_t(5));
    const std::vector<TensorValue> outputs = model->runOriginal(model->sampleInputs(1));
    QCOMPARE(outputs[0].info.shape, (Shape{1, 6, 64, 64}));
    QCOMPARE(outputs[1].info.shape, (Shape{1, 1, 64, 64}));
    QCOMPARE(outputs[2].info.shape, (Shape{20, 6}));
}

void TestChimera::theBottleneckIsAllThatCrosses()
{
    json recipe = tinyRecipe();
    recipe["model"]["secondaries"][1]["taps"] = json::parse(R"([["bottleneck", "trunk"]])");
    const Workbench bench(recipe);
    bench.train();
    const auto model = Model::open(bench.path("out/tiny.pt").toStdString());
    const LayerGraph &graph = model->graph();
    for (int layer = 0; layer < int(graph.layers().size()); ++layer) {
        if (graph.layers()[std::size_t(layer)].module.find("encoder.bottleneck") == std::string::npos) {
            continue;
        }
        for (const Layer &reader : graph.layers()) {
            for (const TensorRef &input : reader.inputs) {
                const bool fromEncoder =
                    input.layer >= 0 && graph.layers()[std::size_t(input.layer)].module.rfind("encoder", 0) == 0;
                const bool outside = reader.module.rfind("encoder", 0) != 0;
                QVERIFY2(!(fromEncoder && outside) || input.layer == layer, reader.id.c_str());
            }
        }
        return;
    }
    QFAIL("no layer is called the bottleneck");
}

void TestChimera::ownChannelsTravelWithTheBottleneck()
{
    const auto model = Model::open(m_bench->path("out/tiny.pt").toStdString());
    const LayerGraph &graph = model->graph();
    const json stated = read(m_bench->path("out/tiny.card.json")).at("architecture").at("bottleneck");
    const Cut cut = Cut::fromText(graph, stated.at("layer").get<std::string>());
    const auto crossing = crossingTensors(graph, cut);
    QCOMPARE(crossing.size(), std::size_t(1));
    QCOMPARE(graph.info(crossing.front()).shape, (Shape{1, 4 + 3, 8, 8})); // the bottleneck's 4, the boxes' own 3
    QCOMPARE(stated.at("bytes").get<int>(), 7 * 8 * 8 * 4);
}

void TestChimera::theSearchTakesTheFirstThatIsNearlyAsGoodAsTheBest()
{
    const json result = read(m_bench->path("out/search.json"));
    QCOMPARE(result["candidates"].size(), std::size_t(2 + 1 + 2 + 1));
    // Independently of the search: the first of each group within the limit of the group's best.
    const auto group = [&](std::size_t from, std::size_t count) {
        double best = 1e9;
        for (std::size_t at = from; at < from + count; ++at) {
            best = std::min(best, result["candidates"][at]["imitation_loss"].get<double>());
        }
        bool taken = false;
        for (std::size_t at = from; at < from + count; ++at) {
            const json &candidate = result["candidates"][at];
            const bool good = candidate["imitation_loss"].get<double>() <= 1.05 * best;
            QCOMPARE(candidate["chosen"].get<bool>(), good && !taken);
            taken = taken || good;
        }
        QVERIFY(taken);
    };
    group(0, 2);
    group(3, 2);
    for (const ChimeraSubModel &chosen : m_bench->training().chosenSubModels()) {
        const bool boxes = chosen.name == "boxes";
        QVERIFY(!boxes || (chosen.taps == std::vector<std::string>{"own", "trunk"} && chosen.width == 8));
    }
    QVERIFY(result["candidates"][3]["parameters"].get<int>() < result["candidates"][4]["parameters"].get<int>());
}

void TestChimera::theSearchKeepsToItsBudget()
{
    json recipe = tinyRecipe();
    recipe["model"]["search"]["limit"] = 0;         // always the best, however large
    recipe["model"]["search"]["parameters"] = 0.01; // which never fits
    const Workbench bench(recipe);
    for (const char *step : {"primary", "teachers", "search"}) {
        bench.train(only(step));
    }
    for (const ChimeraSubModel &chosen : bench.training().chosenSubModels()) {
        QCOMPARE(chosen.width, chosen.name == "depth" ? 4 : 8);
    }
}

void TestChimera::theEvaluationComparesAllThree()
{
    const json result = read(m_bench->path("out/tiny.card.json"))["evaluation"];
    QCOMPARE(result["scenes"].get<int>(), 3);
    for (const char *variant : {"teachers", "joint", "chimera"}) {
        QVERIFY(result["tasks"]["depth"][variant]["abs_rel"]["value"].get<double>() > 0.0);
        QVERIFY(result["tasks"]["boxes"][variant]["map"].contains("ci95"));
    }
    // The primary is its own teacher.
    QCOMPARE(result["tasks"]["segmentation"]["worse"].get<double>(), 0.0);
    const json &depth = result["tasks"]["depth"];
    const double teacher = depth["teachers"]["abs_rel"]["value"];
    const double mine = depth["chimera"]["abs_rel"]["value"];
    QVERIFY(std::abs(depth["worse"].get<double>() - (mine - teacher) / teacher) <= 0.5e-4 + 1e-12); // rounded
    // Three networks of their own against one encoder and two small sub-models.
    const json &parameters = result["parameters"];
    QVERIFY(parameters["chimera"].get<int>() < parameters["teachers"].get<int>());
}

void TestChimera::anInterruptedTrainingEndsWhereAnUninterruptedOneDoes()
{
    const Workbench part(tinyRecipe());
    for (const char *what : {"primary", "teacher-boxes", "search-widths", "distil-boxes"}) {
        StopFlag stop{false};
        TrainOptions options;
        options.resume = true;
        const auto stopInTheSecondEpoch = [&](const TrainingProgress &progress) {
            stop = stop || (progress.step == what && progress.epochs > 0 && progress.done >= progress.total / 2 + 1);
        };
        QVERIFY_EXCEPTION_THROWN(part.train(options, stopInTheSecondEpoch, stop), Failure);
    }
    part.train(only(""));
    QCOMPARE(part.hash("tiny"), m_bench->hash("tiny"));
    QCOMPARE(part.hash("compared/teacher-boxes"), m_bench->hash("compared/teacher-boxes"));
    QCOMPARE(part.hash("compared/joint"), m_bench->hash("compared/joint"));
}

void TestChimera::aFinishedStepIsLeftAsItIs()
{
    const std::string before = m_bench->hash("primary/checkpoint");
    m_bench->train(only("primary"));
    QCOMPARE(m_bench->hash("primary/checkpoint"), before);
}

namespace {

/// A sub-model for depth on the bench's design, and its training on pictures without labels.
struct DepthImitation {
    explicit DepthImitation(const Workbench &bench, double labels = 0.0)
    {
        const ChimeraTraining training = bench.training();
        const ChimeraSecondary &depth = training.design().secondaries[0];
        subModel.task = depth.task;
        subModel.name = depth.task.name;
        subModel.taps = {"bottleneck", "trunk"};
        subModel.width = 8;
        network = buildChimeraNetwork(training.design().channels, {training.design().primary}, {subModel}, 1);
        Recipe recipe = training.recipe();
        recipe.lossWeights = {{"depth_labels", labels}};
        task = std::make_unique<DistillationTask>(recipe, training.design().primary, std::vector{subModel}, network,
            std::map<std::string, ChimeraTeacher>{{"depth", training.teacher(depth)}},
            buildAdapters({subModel}, {{"depth", depth.teacher}}, 1), std::make_shared<Pictures>());
    }

    ChimeraSubModel subModel;
    torch::jit::Module network;
    std::unique_ptr<DistillationTask> task;
};

} // namespace

void TestChimera::imitationNeedsNoLabels()
{
    const NamedTensors terms = DepthImitation(*m_bench).task->lossTerms({0, 1}, 0);
    QCOMPARE(terms.size(), std::size_t(2));
    QVERIFY(terms[0].second.item<double>() > 0.0);
    QVERIFY_EXCEPTION_THROWN(DepthImitation(*m_bench, 1.0).task->lossTerms({0, 1}, 0), Failure);
}

void TestChimera::imitationTouchesTheSubModelsAlone()
{
    DepthImitation imitation(*m_bench);
    const auto isMine = [](const std::string &name) { return name.rfind("depth.", 0) == 0; };
    std::map<std::string, torch::Tensor> before;
    for (const NamedTensors &tensors : {namedParameters(imitation.network), namedBuffers(imitation.network)}) {
        for (const auto &[name, tensor] : tensors) {
            before[name] = tensor.detach().clone();
        }
    }
    imitation.task->setTraining(true);
    torch::Tensor total = torch::zeros({});
    for (const auto &[name, term] : imitation.task->lossTerms({0, 1}, 0)) {
        total = total + term;
    }
    total.backward();
    bool meansMoved = false;
    for (const auto &[name, tensor] : namedBuffers(imitation.network)) {
        const bool same = torch::equal(tensor, before.at(name));
        QVERIFY2(same || isMine(name), name.c_str());
        meansMoved = meansMoved || !same;
    }
    QVERIFY(meansMoved);
    for (const auto &[name, tensor] : namedParameters(imitation.network)) {
        QVERIFY2(tensor.grad().defined() == isMine(name), name.c_str());
    }
    for (const auto &[name, tensor] : imitation.task->parameters()) {
        QVERIFY2(isMine(name) || name.rfind("adapters.", 0) == 0, name.c_str());
    }
}

void TestChimera::anotherTaskIsALineInTheRecipe()
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

void TestChimera::aFurtherTaskLeavesWhatTheOthersLearned()
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

void TestChimera::onesOwnPicturesAreTrainedOnAsScenesAre()
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

void TestChimera::aMissingStepIsNamed()
{
    const Workbench bench(tinyRecipe());
    const auto message = [&bench](const char *step) {
        try {
            bench.train(only(step));
        } catch (const Failure &failure) {
            return QString(failure.what());
        }
        return QString();
    };
    QVERIFY2(message("distil").contains("--step search"), qPrintable(message("distil")));
    QVERIFY2(message("search").contains("--step primary"), qPrintable(message("search")));
    bench.train(only("primary"));
    QVERIFY2(message("search").contains("--step teachers"), qPrintable(message("search")));
    QVERIFY2(message("bake").contains("cache, primary, teachers, search, distil, baseline, export and evaluate"),
        qPrintable(message("bake")));
}

void TestChimera::wrongRecipesAreRefused_data()
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
    row("channels", R"({"model":{"channels":{"stem":0}}})", "model.channels.stem");
}

void TestChimera::wrongRecipesAreRefused()
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

QTEST_GUILESS_MAIN(TestChimera)
#include "tst_chimera.moc"
