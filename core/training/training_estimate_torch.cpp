// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/training_estimate_torch.h"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>

namespace splitscope {

namespace {

double secondsOfBatch(const Recipe &recipe, TrainingTask &task)
{
    std::vector<std::size_t> indices(std::min(std::size_t(recipe.optimizer.batch), task.data().size()));
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    const auto start = std::chrono::steady_clock::now();
    torch::Tensor total = torch::zeros({});
    for (const auto &[name, term] : task.lossTerms(indices, 0)) {
        total = total + term;
    }
    total.backward();
    // A GPU works on after backward() has returned: a value of the gradient that is ready last waits for all.
    task.parameters().front().second.grad().flatten()[0].item<float>();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

std::string TrainingEstimate::sentence(const std::string &what, const Recipe &recipe) const
{
    char text[192];
    const std::string place = device.is_cpu() ? "" : " on " + device.str();
    std::snprintf(text, sizeof text,
        ": %zu scenes x %d epochs, %.1f pictures a second measured here%s, about %.0f minutes", recipe.data.count,
        recipe.optimizer.epochs, imagesPerSecond, place.c_str(), std::max(1.0, seconds() / 60.0));
    std::string result = what + text;
    if (doneImages > 0) {
        std::snprintf(
            text, sizeof text, " (%.0f %% are done)", 100.0 * double(doneImages) / double(doneImages + images));
        result += text;
    }
    return result + ".";
}

TrainingEstimate estimateTraining(
    const Recipe &recipe, const TrainingPosition &done, TrainingTask &throwAway, const torch::Device &device)
{
    throwAway.moveTo(device);
    throwAway.setTraining(true);
    secondsOfBatch(recipe, throwAway); // the first one also makes memory and kernels ready
    const double seconds = std::min(secondsOfBatch(recipe, throwAway), secondsOfBatch(recipe, throwAway));
    const std::int64_t batch = recipe.optimizer.batch;
    const std::int64_t batches = std::int64_t(throwAway.data().size()) / batch;
    const std::int64_t doneImages = (done.epoch * batches + done.step) * batch;
    return {double(batch) / seconds, batches * batch * recipe.optimizer.epochs - doneImages, doneImages, device};
}

} // namespace splitscope
