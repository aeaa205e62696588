// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainer_torch.h"

#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "core/training/deterministic_random.h"
#include "core/training/learning_rate.h"

#include <torch/torch.h>

#include <cmath>
#include <cstdio>

namespace splitscope {

namespace {

using Clock = std::chrono::steady_clock;

/// Keeps the random numbers of the order apart from those of the augmentation.
constexpr std::uint64_t orderStream = 0x6f72646572;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Weight decay is for convolutions; pulling norms and biases towards zero only hurts (He and others, 2019).
std::unique_ptr<torch::optim::AdamW> makeOptimizer(const OptimizerRecipe &recipe, const NamedTensors &parameters)
{
    std::vector<torch::Tensor> kernels;
    std::vector<torch::Tensor> others;
    for (const auto &[name, tensor] : parameters) {
        (tensor.dim() > 1 ? kernels : others).push_back(tensor);
    }
    const auto options = [&recipe](double decay) {
        return std::make_unique<torch::optim::AdamWOptions>(
            torch::optim::AdamWOptions(recipe.learningRate).weight_decay(decay));
    };
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.emplace_back(kernels, options(recipe.weightDecay));
    groups.emplace_back(others, options(0.0));
    return std::make_unique<torch::optim::AdamW>(groups);
}

/// A forgotten --resume must not cost hours of training: the checkpoint that is there gets another name.
void setAside(const std::filesystem::path &checkpoint)
{
    std::error_code ignored;
    std::filesystem::rename(
        checkpoint, checkpoint.parent_path() / ("previous-" + checkpoint.filename().string()), ignored);
}

} // namespace

Trainer::Trainer(
    const Recipe &recipe, TrainingTask &task, std::filesystem::path checkpoint, const torch::Device &device)
    : m_recipe(recipe)
    , m_task(task)
    , m_checkpoint(std::move(checkpoint))
    , m_device(device)
{
    task.moveTo(device);
    m_optimizer = makeOptimizer(recipe.optimizer, task.parameters());
    for (const auto &[name, tensor] : task.parameters()) {
        m_parameters.push_back(tensor);
    }
}

std::int64_t Trainer::stepsPerEpoch() const
{
    // The last, smaller batch is left out: its norms would be noisier. The order changes, so every scene has its turn.
    return std::int64_t(m_task.data().size()) / m_recipe.optimizer.batch;
}

void Trainer::run(bool resume, const TrainingReporter &report, const StopFlag &stop)
{
    prepareForTraining(m_device);
    torch::manual_seed(m_recipe.seed);
    ensureFolder(m_checkpoint.parent_path());
    if (resume && std::filesystem::exists(m_checkpoint)) {
        m_position = loadCheckpoint(m_checkpoint, m_recipe.fingerprint(), m_task, *m_optimizer);
    } else {
        setAside(m_checkpoint);
    }
    m_started = m_lastKept = Clock::now();
    m_stepsAtStart = stepsDone();
    m_secondsAtStart = m_position.seconds;
    while (m_position.epoch < m_recipe.optimizer.epochs) {
        trainEpoch(report, stop);
        ++m_position.epoch;
        m_position.step = 0;
        keep();
        reportEpoch(report);
    }
}

void Trainer::trainEpoch(const TrainingReporter &report, const StopFlag &stop)
{
    const auto batch = std::size_t(m_recipe.optimizer.batch);
    const std::vector<std::size_t> order =
        shuffledIndices(m_task.data().size(), mixSeeds(m_recipe.seed, std::uint64_t(m_position.epoch), orderStream));
    m_task.setTraining(true);
    while (m_position.step < stepsPerEpoch()) {
        if (stop) {
            keep();
            throw Failure(ErrorCode::Cancelled,
                {{"what",
                    "Training (kept in " + m_checkpoint.string() + " up to epoch "
                        + std::to_string(m_position.epoch + 1) + ", batch " + std::to_string(m_position.step)
                        + "; go on with --resume)"}});
        }
        setLearningRate();
        const auto from = order.begin() + std::ptrdiff_t(std::size_t(m_position.step) * batch);
        const double loss = trainBatch({from, from + std::ptrdiff_t(batch)});
        if (!std::isfinite(loss)) {
            throw Failure(ErrorCode::TrainingDiverged,
                {{"epoch", std::to_string(m_position.epoch + 1)}, {"batch", std::to_string(m_position.step + 1)}});
        }
        ++m_position.step;
        reportProgress(report);
        if (secondsSince(m_lastKept) > 60.0 * m_recipe.checkpointMinutes) {
            keep();
        }
    }
}

double Trainer::trainBatch(const std::vector<std::size_t> &indices)
{
    constexpr double memory = 0.98; // of the running means that are shown
    const NamedTensors terms = m_task.lossTerms(indices, m_position.epoch);
    torch::Tensor total = torch::zeros({});
    for (const auto &[name, term] : terms) {
        const auto weight = m_recipe.lossWeights.find(name);
        total = total + term * (weight == m_recipe.lossWeights.end() ? 1.0 : weight->second);
        const double value = term.item<double>();
        const auto [mean, first] = m_meanTerms.emplace(name, value);
        mean->second = first ? value : memory * mean->second + (1.0 - memory) * value;
    }
    const double loss = total.item<double>();
    if (!std::isfinite(loss)) {
        return loss; // before it spoils the weights
    }
    m_optimizer->zero_grad();
    total.backward();
    torch::nn::utils::clip_grad_norm_(m_parameters, m_recipe.optimizer.gradientClip);
    m_optimizer->step();
    m_meanLoss = m_meanLoss == 0.0 ? loss : memory * m_meanLoss + (1.0 - memory) * loss;
    return loss;
}

void Trainer::setLearningRate()
{
    const double rate = learningRateAt(m_recipe.optimizer, stepsDone(), m_recipe.optimizer.epochs * stepsPerEpoch());
    for (torch::optim::OptimizerParamGroup &group : m_optimizer->param_groups()) {
        static_cast<torch::optim::AdamWOptions &>(group.options()).lr(rate);
    }
}

void Trainer::keep()
{
    m_position.seconds = m_secondsAtStart + secondsSince(m_started);
    saveCheckpoint(m_checkpoint, m_recipe.fingerprint(), m_position, m_task, *m_optimizer);
    m_lastKept = Clock::now();
}

double Trainer::secondsLeft() const
{
    const std::int64_t done = stepsDone() - m_stepsAtStart;
    const std::int64_t left = m_recipe.optimizer.epochs * stepsPerEpoch() - stepsDone();
    return done > 0 ? secondsSince(m_started) * double(left) / double(done) : -1.0;
}

void Trainer::reportProgress(const TrainingReporter &report) const
{
    TrainingProgress progress;
    progress.step = "train";
    progress.epoch = m_position.epoch + 1;
    progress.epochs = m_recipe.optimizer.epochs;
    progress.done = stepsDone();
    progress.total = m_recipe.optimizer.epochs * stepsPerEpoch();
    progress.loss = m_meanLoss;
    progress.terms = m_meanTerms;
    progress.imagesPerSecond =
        double((stepsDone() - m_stepsAtStart) * m_recipe.optimizer.batch) / std::max(1e-6, secondsSince(m_started));
    progress.secondsLeft = secondsLeft();
    report(progress);
}

void Trainer::reportEpoch(const TrainingReporter &report)
{
    m_task.setTraining(false);
    TrainingProgress progress;
    progress.step = "train";
    progress.epoch = m_position.epoch;
    progress.epochs = m_recipe.optimizer.epochs;
    progress.done = stepsDone();
    progress.total = m_recipe.optimizer.epochs * stepsPerEpoch();
    progress.loss = m_meanLoss;
    progress.secondsLeft = secondsLeft();
    progress.terms = m_task.validate();
    char text[64];
    std::snprintf(text, sizeof text, "Epoch %d of %d: loss %.4f", progress.epoch, progress.epochs, progress.loss);
    progress.message = text;
    for (const auto &[name, value] : progress.terms) {
        std::snprintf(text, sizeof text, ", %s %.4f", name.c_str(), value);
        progress.message += text;
    }
    report(progress);
}

} // namespace splitscope
