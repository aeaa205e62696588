// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/scene_evaluator.h"
#include "core/graph/error.h"
#include "core/graph/sha256.h"
#include "core/model/model.h"
#include "core/sources/frame_source.h"
#include "core/training/checkpoint_torch.h"
#include "core/training/recipe.h"
#include "sample_models/catalog.h"
#include "sample_models/network_builder_torch.h"
#include "sample_models/scenes/scenes_network_torch.h"
#include "sample_models/scenes/scenes_task_torch.h"

#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/torch.h>

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <set>

using namespace splitscope;

namespace {

nlohmann::json tinyRecipe()
{
    return {{"version", 1}, {"name", "tiny"}, {"seed", 3},
        {"model",
            {{"architecture", "scenes"}, {"stem_channels", 8}, {"stage_channels", 8}, {"encoder_channels", 16},
                {"bottleneck_channels", 4}, {"trunk_channels", 16}, {"context_channels", 16}, {"branch_channels", 8},
                {"head_channels", 8}}},
        {"data", {{"scenes", 32}, {"width", 64}, {"height", 48}}},
        {"validation", {{"first_seed", 800000}, {"scenes", 2}, {"width", 64}, {"height", 48}}},
        {"optimizer", {{"batch", 8}, {"epochs", 3}, {"warmup_steps", 2}}}};
}

ScenesArchitecture tinyArchitecture() { return {8, 8, 16, 4, 16, 16, 8, 8}; }

/// A folder with a recipe, an output and a cache.
class Workbench {
public:
    explicit Workbench(const nlohmann::json &recipe)
    {
        QFile file(path("recipe.json"));
        if (file.open(QIODevice::WriteOnly)) {
            file.write(QByteArray::fromStdString(recipe.dump()));
        }
    }

    QString path(const QString &name) const { return m_folder.filePath(name); }

    std::filesystem::path train(TrainOptions options, const TrainingReporter &report, const StopFlag &stop) const
    {
        options.outDir = path("out").toStdString();
        options.cacheDir = path("cache").toStdString();
        options.threads = 1;
        return trainSampleModel(path("recipe.json").toStdString(), options, report, stop);
    }

private:
    QTemporaryDir m_folder;
};

void ignore(const TrainingProgress &) { }

std::vector<torch::Tensor> outputsOf(torch::jit::Module module, const torch::Tensor &picture)
{
    torch::NoGradGuard noGrad;
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    module.eval();
    std::vector<torch::Tensor> outputs;
    const c10::IValue result = module.forward({picture});
    for (const c10::IValue &element : result.toTupleRef().elements()) {
        outputs.push_back(element.toTensor());
    }
    return outputs;
}

std::string modulePathOf(const torch::jit::Node *node)
{
    std::string path;
    if (node->callstack()) {
        for (const auto &entry : (*node->callstack())->vec()) {
            if (const auto &instance = std::get<2>(entry)) {
                path += (path.empty() ? "" : ".") + instance->instance_name();
            }
        }
    }
    return path;
}

} // namespace

class TestScenesModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLossFallsOnATinyRecipe();
    void aResumedTrainingEqualsAnUninterruptedOne();
    void theExportEqualsTheTrainedNetwork();
    void everyConvolutionKnowsItsModule();
    void theBottleneckIsTheOnlyWayFromTheEncoder();
    void outputsKeepTheirPromises();
    void metadataTravelsInTheArchive();
    void anExportWithoutACheckpointIsNamed();
    void wrongStepsAndKeysAreNamed();
    void theBundledModelIsSmallAndOpens();
    void theCardDescribesTheFileThatShips();
    void theBundledModelSeesWellOnScenesItNeverSaw();
};

void TestScenesModel::theLossFallsOnATinyRecipe()
{
    nlohmann::json recipe = tinyRecipe();
    recipe["optimizer"]["epochs"] = 12;
    const Workbench bench(recipe);
    const StopFlag stop{false};
    std::vector<double> losses;
    std::set<std::string> steps;
    bench.train(
        {},
        [&](const TrainingProgress &progress) {
            steps.insert(progress.step);
            if (progress.step == "train") {
                losses.push_back(progress.loss);
            }
        },
        stop);
    QVERIFY2(losses.back() < 0.8 * losses.front(), qPrintable(QString("%1 %2").arg(losses.front()).arg(losses.back())));
    QCOMPARE(steps, (std::set<std::string>{"cache", "train", "export"}));
}

void TestScenesModel::aResumedTrainingEqualsAnUninterruptedOne()
{
    const Workbench whole(tinyRecipe());
    const Workbench part(tinyRecipe());
    const StopFlag never{false};
    whole.train({}, ignore, never);
    StopFlag stop{false};
    const auto stopInTheSecondEpoch = [&stop](const TrainingProgress &progress) {
        stop = progress.step == "train" && progress.done >= 6;
    };
    QVERIFY_EXCEPTION_THROWN(part.train({}, stopInTheSecondEpoch, stop), Failure);
    QVERIFY(!QFileInfo::exists(part.path("out/tiny.pt")));
    TrainOptions resume;
    resume.resume = true;
    part.train(resume, ignore, never);
    const auto archiveOf = [](const Workbench &bench) { return bench.path("out/tiny.pt").toStdString(); };
    const torch::jit::Module first = torch::jit::load(archiveOf(whole));
    const torch::jit::Module second = torch::jit::load(archiveOf(part));
    const NamedTensors expected = namedParameters(first);
    const NamedTensors actual = namedParameters(second);
    QCOMPARE(actual.size(), expected.size());
    for (std::size_t index = 0; index < expected.size(); ++index) {
        QCOMPARE(actual[index].first, expected[index].first);
        QVERIFY2(torch::equal(actual[index].second, expected[index].second), expected[index].first.c_str());
    }
    // Running means, metadata and code included.
    QCOMPARE(sha256OfFile(archiveOf(part)), sha256OfFile(archiveOf(whole)));
}

void TestScenesModel::theExportEqualsTheTrainedNetwork()
{
    const Workbench bench(tinyRecipe());
    const StopFlag stop{false};
    const std::filesystem::path archive = bench.train({}, ignore, stop);
    const Recipe recipe = recipeFromJson(tinyRecipe().dump(), "tiny");
    torch::jit::Module trained = buildScenesNetwork(tinyArchitecture(), 99);
    const ScenesTask task(recipe, trained, nullptr);
    loadWeights(bench.path("out/checkpoint.pt").toStdString(), recipe.fingerprint(), task);
    const torch::jit::Module exported = torch::jit::load(archive.string());
    QVERIFY(!exported.is_training());
    torch::manual_seed(1);
    const torch::Tensor picture = torch::randn({1, 3, 48, 64});
    const std::vector<torch::Tensor> expected = outputsOf(trained, picture);
    const std::vector<torch::Tensor> actual = outputsOf(exported, picture);
    QCOMPARE(actual.size(), std::size_t(3));
    for (std::size_t index = 0; index < actual.size(); ++index) {
        QVERIFY(torch::equal(actual[index], expected[index]));
    }
}

void TestScenesModel::everyConvolutionKnowsItsModule()
{
    torch::jit::Module network = buildScenesNetwork(tinyArchitecture(), 1);
    network.eval();
    const QTemporaryDir folder;
    const std::string file = folder.filePath("m.pt").toStdString();
    network.save(file);
    const torch::jit::Module frozen = torch::jit::freeze(torch::jit::load(file), c10::nullopt, false);
    std::set<std::string> paths;
    for (const torch::jit::Node *node : frozen.get_method("forward").graph()->nodes()) {
        if (node->kind() == c10::Symbol::fromQualString("aten::conv2d")) {
            QVERIFY(paths.insert(modulePathOf(node)).second);
        }
    }
    for (const char *expected : {"encoder.stem.conv", "encoder.block2.conv1.conv", "encoder.bottleneck.conv",
             "trunk.expand.conv", "segmentation.conv1.conv", "depth.head", "normals.conv2.conv"}) {
        QVERIFY2(paths.count(expected) == 1, expected);
    }
}

void TestScenesModel::theBottleneckIsTheOnlyWayFromTheEncoder()
{
    // All that the trunk gets is the bottleneck's output: with another input to it the task outputs would depend on
    // more.
    torch::NoGradGuard noGrad;
    torch::jit::Module network = buildScenesNetwork({}, 1);
    network.eval();
    torch::jit::Module encoder = network.attr("encoder").toModule();
    torch::jit::Module trunk = network.attr("trunk").toModule();
    torch::jit::Module depth = network.attr("depth").toModule();
    const torch::Tensor picture = torch::randn({1, 3, 192, 256});
    const torch::Tensor crossing = encoder.forward({picture}).toTensor();
    QCOMPARE(crossing.sizes().vec(), (std::vector<std::int64_t>{1, 12, 24, 32}));
    const torch::Tensor direct = depth.forward({trunk.forward({crossing})}).toTensor();
    QVERIFY(torch::allclose(direct, network.forward({picture}).toTupleRef().elements()[1].toTensor(), 1e-5, 1e-5));
}

void TestScenesModel::outputsKeepTheirPromises()
{
    torch::manual_seed(1);
    const auto outputs = outputsOf(buildScenesNetwork({}, 1), 100.0 * torch::randn({1, 3, 192, 256}));
    QCOMPARE(outputs[0].sizes().vec(), (std::vector<std::int64_t>{1, 6, 192, 256}));
    QCOMPARE(outputs[1].sizes().vec(), (std::vector<std::int64_t>{1, 1, 192, 256}));
    QCOMPARE(outputs[2].sizes().vec(), (std::vector<std::int64_t>{1, 3, 192, 256}));
    QVERIFY(outputs[1].min().item<float>() > 0.0F);
    QVERIFY((outputs[2].norm(2, {1}) - 1.0).abs().max().item<float>() < 1e-4F);
}

void TestScenesModel::metadataTravelsInTheArchive()
{
    const Workbench bench(tinyRecipe());
    const StopFlag stop{false};
    const std::filesystem::path archive = bench.train({}, ignore, stop);
    torch::jit::ExtraFilesMap extra{{metadataFileName, ""}};
    torch::jit::load(archive.string(), c10::nullopt, extra);
    const ModelMetadata metadata = metadataFromJson(extra.at(metadataFileName), archive.string());
    ModelMetadata expected = scenesMetadata(64, 48);
    expected.name = "tiny";
    QVERIFY(metadata == expected);
    QCOMPARE(metadata.tasks[0].classes.size(), metadata.tasks[0].colors.size());
}

void TestScenesModel::anExportWithoutACheckpointIsNamed()
{
    const Workbench bench(tinyRecipe());
    const StopFlag stop{false};
    TrainOptions options;
    options.step = "export";
    try {
        bench.train(options, ignore, stop);
        QFAIL("nothing was exported");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::FileNotFound);
        QVERIFY(QString(failure.what()).contains("checkpoint.pt"));
    }
}

void TestScenesModel::wrongStepsAndKeysAreNamed()
{
    const StopFlag stop{false};
    TrainOptions options;
    options.step = "bake";
    QVERIFY_EXCEPTION_THROWN(Workbench(tinyRecipe()).train(options, ignore, stop), Failure);
    const auto sentence = [&stop](const char *pointer, const nlohmann::json &value) {
        nlohmann::json recipe = tinyRecipe();
        recipe[nlohmann::json::json_pointer(pointer)] = value;
        try {
            Workbench(recipe).train({}, ignore, stop);
        } catch (const Failure &failure) {
            return QString(failure.what());
        }
        return QString();
    };
    QVERIFY(sentence("/model/architecture", "resnet").contains("'model.architecture'"));
    QVERIFY(sentence("/model/bottleneck_channels", 0).contains("'model.bottleneck_channels'"));
    QVERIFY(sentence("/model/bottleneck", 12).contains("'model.bottleneck'"));
    QVERIFY(sentence("/losses", {{"dept", 1.0}}).contains("'losses.dept'"));
}

void TestScenesModel::theBundledModelIsSmallAndOpens()
{
    const std::filesystem::path file = sampleModelFile("scenes");
    QVERIFY(std::filesystem::file_size(file) < 8'000'000);
    const auto model = Model::open(file);
    QCOMPARE(model->name(), std::string("scenes"));
    QCOMPARE(model->metadata().tasks.size(), std::size_t(3));
    QVERIFY(model->metadata() == scenesMetadata(256, 192));
    QVERIFY(model->repeatable());
}

void TestScenesModel::theCardDescribesTheFileThatShips()
{
    const std::filesystem::path file = sampleModelFile("scenes");
    std::ifstream stream(file.parent_path() / "scenes.card.json");
    const nlohmann::json card = nlohmann::json::parse(stream);
    QCOMPARE(card.at("sha256").get<std::string>(), sha256OfFile(file));
    QCOMPARE(card.at("bytes").get<std::uintmax_t>(), std::filesystem::file_size(file));
    const nlohmann::json &tasks = card.at("evaluation").at("tasks");
    QVERIFY(tasks.at("segmentation").at("miou").at("value").get<double>() >= 0.80);
    QVERIFY(tasks.at("depth").at("abs_rel").at("value").get<double>() <= 0.10);
    QVERIFY(tasks.at("normals").at("mean_deg").at("value").get<double>() <= 20.0);
    const Recipe recipe = readRecipe(file.parent_path() / card.at("training").at("recipe").get<std::string>());
    QCOMPARE(card.at("training").at("scenes").get<std::size_t>(), recipe.data.count);
    QCOMPARE(card.at("training").at("epochs").get<int>(), recipe.optimizer.epochs);
}

void TestScenesModel::theBundledModelSeesWellOnScenesItNeverSaw()
{
    const auto model = Model::open(sampleModelFile("scenes"));
    SceneEvaluator evaluator(model->metadata().tasks);
    for (std::uint64_t seed = 0; seed < 24; ++seed) {
        const SceneFrame frame = SceneCamera(SceneCamera::firstHeldOutSeed + seed).render();
        evaluator.add(model->runOriginal({prepareInput(frame.picture, model->metadata().inputs.front())}), frame.truth);
    }
    // The card's figures are over 500 scenes; so few scenes stray around them.
    TaskMetrics metrics = evaluator.result();
    QVERIFY(metrics["segmentation"]["miou"].value > 0.72);
    QVERIFY(metrics["depth"]["abs_rel"].value < 0.12);
    QVERIFY(metrics["normals"]["mean_deg"].value < 20.0);
}

QTEST_GUILESS_MAIN(TestScenesModel)
#include "tst_scenes_model.moc"
