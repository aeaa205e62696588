// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/training/augmentation_torch.h"
#include "core/training/losses_torch.h"
#include "core/training/trainer_torch.h"

#include <torch/torch.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <set>

using namespace splitscope;

namespace {

class CountedData : public Dataset {
public:
    std::size_t size() const override { return 40; }
    Batch batch(const std::vector<std::size_t> &) const override { return {}; }
};

/// Learns y = 3 x1 - 2 x2 from 40 points: the smallest thing a trainer can train.
class LineTask : public TrainingTask {
public:
    LineTask()
    {
        torch::manual_seed(4);
        m_x = torch::randn({40, 2});
        m_y = m_x.matmul(torch::tensor({3.0F, -2.0F}));
        m_weights = torch::zeros({1, 2}).set_requires_grad(true);
        m_mean = torch::zeros({1});
    }

    const Dataset &data() const override { return m_data; }
    NamedTensors parameters() const override { return {{"weights", m_weights}}; }
    NamedTensors buffers() const override { return {{"mean", m_mean}}; }
    void setTraining(bool on) override { m_training = on; }
    void moveTo(const torch::Device &) override { }

    NamedTensors lossTerms(const std::vector<std::size_t> &indices, int) override
    {
        seen.insert(seen.end(), indices.begin(), indices.end());
        const std::vector<std::int64_t> rows(indices.begin(), indices.end());
        const torch::Tensor at = torch::tensor(rows);
        const torch::Tensor answer = m_x.index_select(0, at).matmul(m_weights[0]);
        {
            torch::NoGradGuard noGrad;
            m_mean.mul_(0.9).add_(answer.mean() * 0.1);
        }
        return {{"square", (answer - m_y.index_select(0, at)).square().mean() * scale}};
    }

    std::map<std::string, double> validate() override
    {
        validatedInEvaluationMode = !m_training;
        return {{"metric", 1.0}};
    }

    std::vector<std::size_t> seen;
    bool validatedInEvaluationMode = false;
    double scale = 1.0;

private:
    CountedData m_data;
    torch::Tensor m_x;
    torch::Tensor m_y;
    torch::Tensor m_weights;
    torch::Tensor m_mean;
    bool m_training = true;
};

Recipe lineRecipe()
{
    Recipe recipe;
    recipe.name = "line";
    recipe.optimizer.batch = 8;
    recipe.optimizer.epochs = 20;
    recipe.optimizer.warmupSteps = 5;
    recipe.optimizer.learningRate = 0.2;
    return recipe;
}

std::filesystem::path checkpointIn(const QTemporaryDir &folder)
{
    return folder.filePath("out/checkpoint.pt").toStdString();
}

void ignore(const TrainingProgress &) { }

/// Trains until `batches` are done, then stops as Ctrl+C would.
void trainInterrupted(LineTask &task, const QTemporaryDir &folder, std::int64_t batches)
{
    StopFlag stop{false};
    try {
        Trainer(lineRecipe(), task, checkpointIn(folder))
            .run(
                true, [&](const TrainingProgress &progress) { stop = stop || progress.done >= batches; }, stop);
        QFAIL("the training did not stop");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::Cancelled);
        QVERIFY2(QString(failure.what()).contains("--resume"), failure.what());
    }
}

} // namespace

class TestTrainer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLossFallsAndTheAnswerIsFound();
    void everyEpochSeesEverySampleOnce();
    void progressCountsUpAndTimeLeftComesDown();
    void aResumedTrainingEqualsAnUninterruptedOne();
    void theSameSeedGivesTheSameWeights();
    void aLossThatIsNotANumberStopsTheTraining();
    void aForgottenResumeLosesNothing();
    void aCheckpointOfAnotherRecipeIsRefused();
    void aDamagedCheckpointIsRefused();
    void aMirroredNormalPointsTheOtherWay();
    void augmentationDependsOnSeedEpochAndIndexAlone();
    void lossesAreZeroForThePerfectAnswer();
};

void TestTrainer::theLossFallsAndTheAnswerIsFound()
{
    const QTemporaryDir folder;
    const StopFlag stop{false};
    LineTask task;
    std::vector<double> losses;
    Trainer(lineRecipe(), task, checkpointIn(folder))
        .run(
            false, [&](const TrainingProgress &progress) { losses.push_back(progress.loss); }, stop);
    QVERIFY(losses.back() < 0.4 * losses.front()); // a running mean: it lags behind
    const torch::Tensor weights = task.parameters().front().second;
    QVERIFY(std::abs(weights[0][0].item<float>() - 3.0F) < 0.1F);
    QVERIFY(std::abs(weights[0][1].item<float>() + 2.0F) < 0.1F);
    QVERIFY(task.validatedInEvaluationMode);
}

void TestTrainer::everyEpochSeesEverySampleOnce()
{
    const QTemporaryDir folder;
    const StopFlag stop{false};
    LineTask task;
    Trainer(lineRecipe(), task, checkpointIn(folder)).run(false, ignore, stop);
    QCOMPARE(task.seen.size(), std::size_t(20 * 40));
    for (std::size_t epoch = 0; epoch < 20; ++epoch) {
        std::set<std::size_t> once(task.seen.begin() + long(40 * epoch), task.seen.begin() + long(40 * (epoch + 1)));
        QCOMPARE(once.size(), std::size_t(40));
    }
    QVERIFY(!std::equal(task.seen.begin(), task.seen.begin() + 40, task.seen.begin() + 40));
}

void TestTrainer::progressCountsUpAndTimeLeftComesDown()
{
    const QTemporaryDir folder;
    const StopFlag stop{false};
    LineTask task;
    std::int64_t last = 0;
    TrainingProgress final;
    Trainer(lineRecipe(), task, checkpointIn(folder))
        .run(
            false,
            [&](const TrainingProgress &progress) {
                QVERIFY(progress.done >= last && progress.total == 100 && progress.epochs == 20);
                last = progress.done;
                final = progress;
            },
            stop);
    QCOMPARE(last, std::int64_t(100));
    QCOMPARE(final.secondsLeft, 0.0);
    QVERIFY(QString::fromStdString(final.message).contains("metric"));
}

void TestTrainer::aResumedTrainingEqualsAnUninterruptedOne()
{
    const QTemporaryDir folder;
    const QTemporaryDir other;
    const StopFlag stop{false};
    LineTask whole;
    Trainer(lineRecipe(), whole, checkpointIn(folder)).run(false, ignore, stop);
    for (const std::int64_t batches : {7, 50, 53}) {
        LineTask part;
        trainInterrupted(part, other, batches);
    }
    LineTask resumed;
    Trainer(lineRecipe(), resumed, checkpointIn(other)).run(true, ignore, stop);
    QVERIFY(torch::equal(resumed.parameters().front().second, whole.parameters().front().second));
    QVERIFY(torch::equal(resumed.buffers().front().second, whole.buffers().front().second));
}

void TestTrainer::theSameSeedGivesTheSameWeights()
{
    const StopFlag stop{false};
    std::vector<torch::Tensor> weights;
    for (const std::uint64_t seed : {1U, 1U, 2U}) {
        const QTemporaryDir folder;
        Recipe recipe = lineRecipe();
        recipe.seed = seed;
        recipe.optimizer.epochs = 2;
        LineTask task;
        Trainer(recipe, task, checkpointIn(folder)).run(false, ignore, stop);
        weights.push_back(task.parameters().front().second.detach().clone());
    }
    QVERIFY(torch::equal(weights[0], weights[1]));
    QVERIFY(!torch::equal(weights[0], weights[2]));
}

void TestTrainer::aLossThatIsNotANumberStopsTheTraining()
{
    const QTemporaryDir folder;
    const StopFlag stop{false};
    LineTask task;
    task.scale = std::nan("");
    try {
        Trainer(lineRecipe(), task, checkpointIn(folder)).run(false, ignore, stop);
        QFAIL("a training without a loss went on");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::TrainingDiverged);
        QVERIFY(QString(failure.what()).contains("epoch 1, batch 1"));
    }
    QVERIFY(torch::equal(task.parameters().front().second, torch::zeros({1, 2})));
}

void TestTrainer::aForgottenResumeLosesNothing()
{
    const QTemporaryDir folder;
    const StopFlag stop{false};
    LineTask task;
    trainInterrupted(task, folder, 50);
    LineTask fresh;
    Trainer(lineRecipe(), fresh, checkpointIn(folder)).run(false, ignore, stop);
    LineTask restored;
    const TrainingPosition position =
        loadWeights(folder.filePath("out/previous-checkpoint.pt").toStdString(), lineRecipe().fingerprint(), restored);
    QCOMPARE(position.epoch, 10);
}

void TestTrainer::aCheckpointOfAnotherRecipeIsRefused()
{
    const QTemporaryDir folder;
    const StopFlag stop{false};
    LineTask task;
    trainInterrupted(task, folder, 3);
    Recipe other = lineRecipe();
    other.optimizer.learningRate = 0.1;
    try {
        Trainer(other, task, checkpointIn(folder)).run(true, ignore, stop);
        QFAIL("another recipe's checkpoint was taken");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::CheckpointMismatch);
    }
}

void TestTrainer::aDamagedCheckpointIsRefused()
{
    const QTemporaryDir folder;
    const StopFlag stop{false};
    LineTask task;
    trainInterrupted(task, folder, 3);
    const std::filesystem::path file = checkpointIn(folder);
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    try {
        Trainer(lineRecipe(), task, file).run(true, ignore, stop);
        QFAIL("half a checkpoint was taken");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::FileUnreadable);
    }
}

namespace {

Batch rampBatch()
{
    Batch batch;
    batch.pictures = (torch::arange(2 * 4 * 6 * 3) % 200).to(torch::kUInt8).view({2, 4, 6, 3}).permute({0, 3, 1, 2});
    batch.classes = torch::arange(2 * 4 * 6).view({2, 4, 6}) % 5;
    batch.depth = torch::arange(2 * 4 * 6).view({2, 1, 4, 6}).to(torch::kFloat) + 1.0;
    batch.normals = torch::tensor({0.6F, 0.0F, -0.8F}).view({1, 1, 1, 3}).repeat({2, 4, 6, 1}).permute({0, 3, 1, 2});
    return batch;
}

} // namespace

void TestTrainer::aMirroredNormalPointsTheOtherWay()
{
    Batch batch = rampBatch();
    const Batch before = rampBatch();
    const AugmentationRecipe onlyFlip{1.0, 0.0, 0.0, 0.0, 0.0};
    augment(batch, {0, 1}, onlyFlip, 1, 0);
    QVERIFY(torch::equal(batch.pictures, before.pictures.flip(3)));
    QVERIFY(torch::equal(batch.classes, before.classes.flip(2)));
    QVERIFY(torch::equal(batch.depth, before.depth.flip(3)));
    QCOMPARE(batch.normals[1][0][2][3].item<float>(), -0.6F);
    QCOMPARE(batch.normals[1][2][2][3].item<float>(), -0.8F);
}

void TestTrainer::augmentationDependsOnSeedEpochAndIndexAlone()
{
    const AugmentationRecipe recipe;
    const auto pictures = [&recipe](const std::vector<std::size_t> &indices, std::uint64_t seed, int epoch) {
        Batch batch = rampBatch();
        augment(batch, indices, recipe, seed, epoch);
        return batch.pictures;
    };
    QVERIFY(torch::equal(pictures({3, 4}, 1, 2)[1], pictures({9, 4}, 1, 2)[1]));
    QVERIFY(!torch::equal(pictures({3, 4}, 1, 2), pictures({3, 4}, 1, 3)));
    QVERIFY(!torch::equal(pictures({3, 4}, 1, 2), pictures({3, 4}, 2, 2)));
}

void TestTrainer::lossesAreZeroForThePerfectAnswer()
{
    const Batch batch = rampBatch();
    const torch::Tensor sure = torch::one_hot(batch.classes, 5).permute({0, 3, 1, 2}).to(torch::kFloat) * 100.0;
    QVERIFY(segmentationLoss(sure, batch.classes).item<double>() < 1e-6);
    QCOMPARE(depthLoss(batch.depth, batch.depth).item<double>(), 0.0);
    QVERIFY(std::abs(normalsLoss(batch.normals, batch.normals).item<double>()) < 1e-6);
    // Twice as far is a loss of log 2 everywhere; the opposite direction one of 2.
    QVERIFY(std::abs(depthLoss(2.0 * batch.depth, batch.depth).item<double>() - std::log(2.0)) < 1e-6);
    QVERIFY(std::abs(normalsLoss(-batch.normals, batch.normals).item<double>() - 2.0) < 1e-6);
}

QTEST_GUILESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
