// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/cut.h"
#include "core/graph/error.h"
#include "core/model/model.h"
#include "sample_models/chimera/chimera_steps.h"
#include "tests/sample_models/chimera_bench.h"

#include <QFileInfo>

#include <cmath>

using namespace splitscope;
using namespace splitscope::test;
using nlohmann::json;

namespace {

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
    void aMissingStepIsNamed();

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
            ChimeraTeachers{{"depth", training.teacher(depth)}},
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

QTEST_GUILESS_MAIN(TestChimera)
#include "tst_chimera.moc"
