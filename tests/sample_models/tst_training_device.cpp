// SPDX-License-Identifier: GPL-3.0-or-later
// Training where the tensors do not lie in the CPU's memory, held against the same training on the CPU.
#include "core/evaluation/task_output.h"
#include "core/graph/error.h"
#include "core/training/trainer_torch.h"
#include "core/training/training_estimate_torch.h"
#include "sample_models/chimera/distillation_task_torch.h"
#include "sample_models/chimera/supervised_task_torch.h"
#include "sample_models/chimera/trained_teacher_torch.h"
#include "sample_models/mobilenet_v2/mobilenet_v2_network_torch.h"
#include "sample_models/mobilenet_v2/mobilenet_v2_task_torch.h"
#include "sample_models/network_builder_torch.h"
#include "sample_models/scenes/scenes_network_torch.h"
#include "sample_models/scenes/scenes_task_torch.h"
#include "tests/support/other_device_torch.h"

#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;
using splitscope::testing::otherDevice;

namespace {

constexpr int side = 64;

/// Pictures of noise with labels of every kind.
class Noise : public Dataset {
public:
    std::size_t size() const override { return 16; }
    Batch batch(const std::vector<std::size_t> &indices) const override
    {
        torch::manual_seed(indices.front());
        const auto count = std::int64_t(indices.size());
        const auto channelsLast = [](const torch::Tensor &plane) { return plane.permute({0, 3, 1, 2}); };
        Batch batch;
        batch.pictures = channelsLast(torch::randint(0, 255, {count, side, side, 3}).to(torch::kUInt8));
        batch.classes = torch::zeros({count, side, side}, torch::kInt64);
        batch.classes.slice(1, 8, 40).slice(2, 16, 56).fill_(3);
        batch.objects = (batch.classes > 0).to(torch::kUInt8);
        batch.depth = 0.5 + torch::rand({count, 1, side, side});
        batch.depth.slice(2, 0, 4).zero_(); // not known
        batch.normals = channelsLast(torch::nn::functional::normalize(
            torch::randn({count, side, side, 3}), torch::nn::functional::NormalizeFuncOptions().dim(3)));
        batch.boundary = (torch::rand({count, 1, side, side}) > 0.8).to(torch::kFloat);
        return batch;
    }
};

Recipe shortRecipe()
{
    Recipe recipe;
    recipe.name = "short";
    recipe.data = {0, 16, side, side};
    recipe.validation = {800000, 1, side, side};
    recipe.optimizer.batch = 4;
    recipe.optimizer.epochs = 2;
    recipe.optimizer.warmupSteps = 2;
    return recipe;
}

std::vector<ChimeraTask> allTasks()
{
    std::vector<ChimeraTask> tasks;
    for (const TaskKind kind : {TaskKind::Segmentation, TaskKind::Depth, TaskKind::Normals, TaskKind::Boundary,
             TaskKind::Detection, TaskKind::Classification}) {
        tasks.push_back({std::string("a_") + std::string(taskKindName(kind)), kind, sceneClassNames()});
    }
    return tasks;
}

ChimeraChannels fewChannels() { return {4, 8, 8, 4, 8, 8, 8, 8, 4}; }

std::unique_ptr<TrainingTask> jointTask()
{
    return std::make_unique<SupervisedTask>(shortRecipe(), allTasks(),
        buildChimeraNetwork(fewChannels(), allTasks(), {}, 1), buildPictureHead(fewChannels(), 2),
        std::make_shared<Noise>());
}

/// Every kind of sub-model learns from a teacher and from labels.
std::unique_ptr<TrainingTask> imitationTask()
{
    const std::vector<ChimeraTask> tasks = allTasks();
    Recipe recipe = shortRecipe();
    std::vector<ChimeraSubModel> subModels;
    ChimeraTeachers teachers;
    std::map<std::string, ChimeraChannels> teacherChannels;
    for (std::size_t index = 1; index < tasks.size(); ++index) {
        const ChimeraTask &task = tasks[index];
        subModels.push_back({task.name, task, {"own", "trunk"}, 8, 2});
        teachers[task.name] =
            std::make_shared<TrainedTeacher>(task, buildChimeraNetwork(fewChannels(), {task}, {}, 10 + index));
        teacherChannels[task.name] = fewChannels();
        recipe.lossWeights[task.name + "_labels"] = 0.5;
    }
    return std::make_unique<DistillationTask>(recipe, tasks[0], subModels,
        buildChimeraNetwork(fewChannels(), {tasks[0]}, subModels, 3), teachers,
        buildAdapters(subModels, teacherChannels, 4), std::make_shared<Noise>());
}

std::unique_ptr<TrainingTask> scenesTask()
{
    return std::make_unique<ScenesTask>(shortRecipe(), buildScenesNetwork({}, 1), std::make_shared<Noise>());
}

std::unique_ptr<TrainingTask> classifierTask()
{
    return std::make_unique<MobilenetV2Task>(
        shortRecipe(), buildMobilenetV2(sceneClassCount - 1, 1), std::make_shared<Noise>());
}

using TaskMaker = std::function<std::unique_ptr<TrainingTask>()>;

/// Weights and running means, copied to the CPU.
std::vector<std::pair<std::string, torch::Tensor>> learned(TrainingTask &task)
{
    NamedTensors all = task.parameters();
    for (const auto &buffer : task.buffers()) {
        all.push_back(buffer);
    }
    for (auto &[name, tensor] : all) {
        tensor = tensor.detach().cpu().clone();
    }
    return all;
}

/// Of the first batch, copied to the CPU.
NamedTensors lossesAndGradients(TrainingTask &task)
{
    task.setTraining(true);
    NamedTensors all;
    torch::Tensor total = torch::zeros({});
    for (const auto &[name, term] : task.lossTerms({0, 1, 2, 3}, 0)) {
        all.emplace_back("loss " + name, term.detach().cpu());
        total = total + term;
    }
    total.backward();
    for (const auto &[name, tensor] : task.parameters()) {
        all.emplace_back(name, tensor.grad().defined() ? tensor.grad().cpu() : torch::zeros({}));
    }
    return all;
}

std::filesystem::path checkpointIn(const QTemporaryDir &folder) { return folder.filePath("c.pt").toStdString(); }

/// Trains on the device and leaves the task there. \param batches after which it is interrupted; 0: to the end
void train(TrainingTask &task, const QTemporaryDir &folder, const torch::Device &device, std::int64_t batches = 0)
{
    StopFlag stop{false};
    Trainer trainer(shortRecipe(), task, checkpointIn(folder), device);
    const auto watch = [&](const TrainingProgress &progress) {
        stop = stop || (batches > 0 && progress.done >= batches);
    };
    if (batches == 0) {
        trainer.run(true, watch, stop);
    } else {
        QVERIFY_EXCEPTION_THROWN(trainer.run(true, watch, stop), Failure);
    }
}

/// Sums are added in another order there, so the last digits differ.
void compareLearned(const NamedTensors &actual, const NamedTensors &expected)
{
    QCOMPARE(actual.size(), expected.size());
    for (std::size_t index = 0; index < actual.size(); ++index) {
        const auto &[name, tensor] = actual[index];
        QVERIFY2(torch::allclose(tensor, expected[index].second, 1e-3, 1e-4), name.c_str());
    }
}

} // namespace

Q_DECLARE_METATYPE(TaskMaker)

class TestTrainingDevice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { torch::set_num_threads(1); }

    void theCpuIsUsedWhereThereIsNoCuda();
    void tensorsOfTwoDevicesDoNotMix();
    void gradientsAreTheCpus_data();
    void gradientsAreTheCpus();
    void everyTrainingRunsOnAnotherDevice_data();
    void everyTrainingRunsOnAnotherDevice();
    void aTrainingGoesOnOnAnotherDevice_data();
    void aTrainingGoesOnOnAnotherDevice();
    void theEstimateNamesTheDevice();
};

void TestTrainingDevice::theCpuIsUsedWhereThereIsNoCuda()
{
    QCOMPARE(trainingDevice().is_cpu(), !torch::cuda::is_available());
}

void TestTrainingDevice::tensorsOfTwoDevicesDoNotMix()
{
    const torch::Tensor there = torch::ones({3}).to(otherDevice());
    QVERIFY(torch::equal((there + 1.0).cpu(), torch::full({3}, 2.0F)));
    QVERIFY_EXCEPTION_THROWN(there + torch::ones({3}), c10::Error);
    QVERIFY_EXCEPTION_THROWN(
        torch::nn::functional::cross_entropy(there.view({1, 3}), torch::ones({1}, torch::kLong)), c10::Error);
}

void TestTrainingDevice::gradientsAreTheCpus_data()
{
    QTest::addColumn<TaskMaker>("make");
    QTest::newRow("together, with a picture head") << TaskMaker(jointTask);
    QTest::newRow("imitation") << TaskMaker(imitationTask);
    QTest::newRow("scenes") << TaskMaker(scenesTask);
    QTest::newRow("classifier") << TaskMaker(classifierTask);
}

void TestTrainingDevice::gradientsAreTheCpus()
{
    QFETCH(TaskMaker, make);
    const auto here = make();
    const auto there = make();
    there->moveTo(otherDevice());
    const NamedTensors expected = lossesAndGradients(*here);
    const NamedTensors actual = lossesAndGradients(*there);
    QCOMPARE(actual.size(), expected.size());
    for (std::size_t index = 0; index < actual.size(); ++index) {
        const auto &[name, tensor] = expected[index];
        const double size = tensor.norm().item<double>();
        const double error = (actual[index].second - tensor).norm().item<double>();
        // A sum in another order leaves something where a gradient cancels out.
        QVERIFY2(
            error <= 1e-3 * size + 1e-4, (name + ": " + std::to_string(error) + " of " + std::to_string(size)).c_str());
    }
}

void TestTrainingDevice::everyTrainingRunsOnAnotherDevice_data() { gradientsAreTheCpus_data(); }

void TestTrainingDevice::everyTrainingRunsOnAnotherDevice()
{
    QFETCH(TaskMaker, make);
    const QTemporaryDir folder;
    const auto task = make();
    const NamedTensors before = learned(*task);
    train(*task, folder, otherDevice());
    for (const auto &[name, tensor] : task->parameters()) {
        QVERIFY2(tensor.device() == otherDevice(), name.c_str());
    }
    const NamedTensors after = learned(*task);
    QVERIFY(!torch::allclose(after.front().second, before.front().second, 1e-3, 1e-4));
    const auto restored = make(); // on the CPU, from the checkpoint
    loadWeights(checkpointIn(folder), shortRecipe().fingerprint(), *restored);
    const NamedTensors kept = learned(*restored);
    for (std::size_t index = 0; index < after.size(); ++index) {
        QVERIFY2(torch::equal(kept[index].second, after[index].second), after[index].first.c_str());
    }
    for (const auto &[name, metric] : task->validate()) {
        QVERIFY2(std::isfinite(metric), name.c_str());
    }
}

void TestTrainingDevice::aTrainingGoesOnOnAnotherDevice_data()
{
    QTest::addColumn<bool>("endsThere");
    QTest::newRow("begun here, ended there") << true;
    QTest::newRow("begun there, ended here") << false;
}

void TestTrainingDevice::aTrainingGoesOnOnAnotherDevice()
{
    QFETCH(bool, endsThere);
    const QTemporaryDir whole;
    const QTemporaryDir folder;
    const auto expected = scenesTask();
    train(*expected, whole, torch::kCPU);
    const auto first = scenesTask();
    train(*first, folder, endsThere ? torch::Device(torch::kCPU) : otherDevice(), 3);
    const auto second = scenesTask();
    train(*second, folder, endsThere ? otherDevice() : torch::Device(torch::kCPU));
    compareLearned(learned(*second), learned(*expected));
}

void TestTrainingDevice::theEstimateNamesTheDevice()
{
    const auto sentence = [](const torch::Device &device) {
        const auto task = scenesTask();
        return QString::fromStdString(
            estimateTraining(shortRecipe(), {}, *task, device).sentence("scenes", shortRecipe()));
    };
    QVERIFY2(sentence(otherDevice()).contains("measured here on xpu:0, about"), qPrintable(sentence(otherDevice())));
    QVERIFY2(sentence(torch::kCPU).contains("measured here, about"), qPrintable(sentence(torch::kCPU)));
}

QTEST_GUILESS_MAIN(TestTrainingDevice)
#include "tst_training_device.moc"
