// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/scene_evaluator.h"
#include "core/graph/sha256.h"
#include "core/model/model.h"
#include "core/sources/frame_source.h"
#include "core/training/checkpoint_torch.h"
#include "core/training/recipe.h"
#include "sample_models/catalog.h"
#include "sample_models/mobilenet_v2/mobilenet_v2_network_torch.h"
#include "sample_models/mobilenet_v2/mobilenet_v2_task_torch.h"
#include "sample_models/model_archive_torch.h"
#include "sample_models/network_builder_torch.h"

#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/torch.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace splitscope;

namespace {

nlohmann::json tinyRecipe()
{
    return {{"version", 1}, {"name", "tiny"}, {"seed", 3}, {"model", {{"architecture", "mobilenet_v2"}}},
        {"data", {{"scenes", 16}, {"width", 64}, {"height", 48}}},
        {"validation", {{"first_seed", 800000}, {"scenes", 2}, {"width", 64}, {"height", 48}}},
        {"optimizer", {{"batch", 8}, {"epochs", 3}, {"warmup_steps", 2}, {"learning_rate", 0.001}}}};
}

std::filesystem::path train(const QTemporaryDir &folder, const nlohmann::json &recipe, bool resume,
    const TrainingReporter &report, const StopFlag &stop)
{
    QFile file(folder.filePath("recipe.json"));
    if (file.open(QIODevice::WriteOnly)) {
        file.write(QByteArray::fromStdString(recipe.dump()));
    }
    file.close();
    TrainOptions options;
    options.outDir = folder.filePath("out").toStdString();
    options.cacheDir = folder.filePath("cache").toStdString();
    options.threads = 1;
    options.resume = resume;
    return trainSampleModel(file.fileName().toStdString(), options, report, stop);
}

void ignore(const TrainingProgress &) { }

} // namespace

class TestMobilenetV2 : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNetworkIsThePublishedOne();
    void theLookInsideChangesNothing();
    void theLossesFallOnATinyRecipe();
    void aResumedTrainingEqualsAnUninterruptedOne();
    void misspeltKeysAreNamed();
    void theBundledModelIsSmallAndOpens();
    void theCardDescribesTheFileThatShips();
    void theBundledModelSeesOnScenesItNeverSaw();
};

void TestMobilenetV2::theNetworkIsThePublishedOne()
{
    // 3,504,872 parameters and 300.8 million multiply-adds are what torchvision publishes for its MobileNetV2 (1,000
    // classes, 224 x 224).
    torch::jit::Module network = buildMobilenetV2(1000, 1);
    std::int64_t parameters = 0;
    for (const auto &[name, tensor] : namedParameters(network)) {
        parameters += tensor.numel();
    }
    QCOMPARE(parameters, std::int64_t(3504872));
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("published.pt").toStdString();
    ModelMetadata metadata = mobilenetV2Metadata(224, 224);
    metadata.tasks.front().classes.clear();
    saveModelArchive(network, metadata, file);
    const auto model = Model::open(file);
    std::int64_t macs = 0;
    for (const Layer &layer : model->graph().layers()) {
        macs += layer.macs;
    }
    QVERIFY2(std::abs(double(macs) - 300.8e6) < 0.1e6, qPrintable(QString::number(macs)));
}

void TestMobilenetV2::theLookInsideChangesNothing()
{
    torch::NoGradGuard noGrad;
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    torch::jit::Module network = buildMobilenetV2(5, 1);
    network.eval();
    const torch::Tensor picture = torch::randn({2, 3, 96, 128});
    const MobilenetV2Outputs outputs = runMobilenetV2(network, picture);
    QVERIFY(torch::equal(outputs.logits, network.forward({picture}).toTensor()));
    QCOMPARE(outputs.logits.sizes().vec(), (std::vector<std::int64_t>{2, 5}));
    QCOMPARE(outputs.features.sizes().vec(), (std::vector<std::int64_t>{2, mobilenetV2FeatureChannels, 6, 8}));
}

void TestMobilenetV2::theLossesFallOnATinyRecipe()
{
    nlohmann::json recipe = tinyRecipe();
    recipe["optimizer"]["epochs"] = 20;
    const QTemporaryDir folder;
    const StopFlag stop{false};
    std::vector<std::map<std::string, double>> terms;
    const auto collect = [&terms](const TrainingProgress &progress) {
        if (progress.step == "train" && progress.message.empty()) {
            terms.push_back(progress.terms);
        }
    };
    const std::filesystem::path archive = train(folder, recipe, false, collect, stop);
    // Shown are running means over the last fifty batches: after forty they still hold much of the first.
    QVERIFY(terms.back().at("cells") < 0.97 * terms.front().at("cells"));
    QVERIFY(terms.back().at("parts") < terms.front().at("parts"));
    // What only training looks at stays behind.
    for (const auto &[name, tensor] : namedParameters(torch::jit::load(archive.string()))) {
        QVERIFY2(name.rfind("cells", 0) != 0, name.c_str());
    }
}

void TestMobilenetV2::aResumedTrainingEqualsAnUninterruptedOne()
{
    const QTemporaryDir whole;
    const QTemporaryDir part;
    const StopFlag never{false};
    const std::filesystem::path expected = train(whole, tinyRecipe(), false, ignore, never);
    StopFlag stop{false};
    const auto stopInTheSecondEpoch = [&stop](const TrainingProgress &progress) {
        stop = progress.step == "train" && progress.done >= 3;
    };
    QVERIFY_EXCEPTION_THROWN(train(part, tinyRecipe(), false, stopInTheSecondEpoch, stop), std::exception);
    const std::filesystem::path actual = train(part, tinyRecipe(), true, ignore, never);
    QCOMPARE(sha256OfFile(actual), sha256OfFile(expected));
}

void TestMobilenetV2::misspeltKeysAreNamed()
{
    const StopFlag stop{false};
    const auto sentence = [&stop](const char *pointer, const nlohmann::json &value) {
        nlohmann::json recipe = tinyRecipe();
        recipe[nlohmann::json::json_pointer(pointer)] = value;
        const QTemporaryDir folder;
        try {
            train(folder, recipe, false, ignore, stop);
        } catch (const std::exception &failure) {
            return QString(failure.what());
        }
        return QString();
    };
    QVERIFY(sentence("/model/width", 0.5).contains("'model.width'"));
    QVERIFY(sentence("/losses", {{"part", 1.0}}).contains("'losses.part'"));
}

void TestMobilenetV2::theBundledModelIsSmallAndOpens()
{
    const std::filesystem::path file = sampleModelFile("mobilenet_v2");
    QVERIFY(std::filesystem::file_size(file) < 12'000'000);
    const auto model = Model::open(file);
    QCOMPARE(model->name(), std::string("mobilenet_v2"));
    QVERIFY(model->metadata() == mobilenetV2Metadata(128, 96));
    QVERIFY(model->repeatable());
}

void TestMobilenetV2::theCardDescribesTheFileThatShips()
{
    const std::filesystem::path file = sampleModelFile("mobilenet_v2");
    std::ifstream stream(file.parent_path() / "mobilenet_v2.card.json");
    const nlohmann::json card = nlohmann::json::parse(stream);
    QCOMPARE(card.at("sha256").get<std::string>(), sha256OfFile(file));
    QCOMPARE(card.at("bytes").get<std::uintmax_t>(), std::filesystem::file_size(file));
    const Recipe recipe = readRecipe(file.parent_path() / card.at("training").at("recipe").get<std::string>());
    QCOMPARE(card.at("training").at("scenes").get<std::size_t>(), recipe.data.count);
    QCOMPARE(card.at("training").at("epochs").get<int>(), recipe.optimizer.epochs);
}

void TestMobilenetV2::theBundledModelSeesOnScenesItNeverSaw()
{
    const auto model = Model::open(sampleModelFile("mobilenet_v2"));
    SceneEvaluator evaluator(model->metadata().tasks);
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const SceneFrame frame = SceneCamera(SceneCamera::firstHeldOutSeed + seed, 128, 96).render();
        evaluator.add(model->runOriginal({prepareInput(frame.picture, model->metadata().inputs.front())}), frame.truth);
    }
    std::ifstream stream(sampleModelFile("mobilenet_v2").parent_path() / "mobilenet_v2.card.json");
    const nlohmann::json card = nlohmann::json::parse(stream);
    const double expected = card.at("evaluation").at("tasks").at("largest").at("top1").at("value").get<double>();
    const Estimate measured = evaluator.result().at("largest").at("top1");
    // The card's figure is over 1,000 scenes; so few stray around it, by four standard deviations at most.
    QVERIFY2(std::abs(measured.value - expected) < 4.0 * std::sqrt(expected * (1.0 - expected) / 100.0),
        qPrintable(QString("%1, the card says %2").arg(measured.value).arg(expected)));
}

QTEST_GUILESS_MAIN(TestMobilenetV2)
#include "tst_mobilenet_v2.moc"
