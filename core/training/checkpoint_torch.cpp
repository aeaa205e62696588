// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/checkpoint_torch.h"

#include "core/graph/atomic_file.h"
#include "core/graph/error.h"

#include <ATen/CPUGeneratorImpl.h>
#include <sstream>
#include <torch/serialize.h>
#include <torch/torch.h>

namespace splitscope {

namespace {

torch::Tensor scalar(double value) { return torch::full({1}, value, torch::kFloat64); }

[[noreturn]] void failMismatch(const std::filesystem::path &file, const std::string &why)
{
    throw Failure(ErrorCode::CheckpointMismatch, {{"file", file.string()}, {"why", why}});
}

void writeTensors(torch::serialize::OutputArchive &archive, const std::string &kind, const NamedTensors &tensors)
{
    for (const auto &[name, tensor] : tensors) {
        archive.write(kind + ":" + name, tensor.detach().cpu());
    }
}

void readTensors(torch::serialize::InputArchive &archive, const std::string &kind, const NamedTensors &tensors,
    const std::filesystem::path &file)
{
    torch::NoGradGuard noGrad;
    for (const auto &[name, tensor] : tensors) {
        torch::Tensor stored;
        if (!archive.try_read(kind + ":" + name, stored)) {
            failMismatch(file, "it has no " + name);
        }
        if (stored.sizes() != tensor.sizes()) {
            failMismatch(file, "its " + name + " has another shape");
        }
        tensor.detach().copy_(stored);
    }
}

torch::serialize::InputArchive openCheckpoint(const std::filesystem::path &file)
{
    if (!std::filesystem::exists(file)) {
        throw Failure(ErrorCode::FileNotFound, {{"file", file.string()}});
    }
    torch::serialize::InputArchive archive;
    try {
        archive.load_from(file.string(), torch::kCPU);
    } catch (const std::exception &) {
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "it is not a whole checkpoint."}});
    }
    return archive;
}

TrainingPosition positionIn(torch::serialize::InputArchive &archive)
{
    torch::Tensor position;
    archive.read("position", position);
    return {int(position[0].item<double>()), position[1].item<std::int64_t>(), position[2].item<double>()};
}

TrainingPosition readModel(torch::serialize::InputArchive &archive, const std::filesystem::path &file,
    const std::string &recipeFingerprint, const TrainingTask &task)
{
    c10::IValue fingerprint;
    if (!archive.try_read("recipe", fingerprint) || !fingerprint.isString()) {
        throw Failure(
            ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "it is not a checkpoint of Splitscope."}});
    }
    if (fingerprint.toStringRef() != recipeFingerprint) {
        failMismatch(file, "something that changes the weights differs");
    }
    readTensors(archive, "parameter", task.parameters(), file);
    readTensors(archive, "buffer", task.buffers(), file);
    return positionIn(archive);
}

void moveState(torch::optim::AdamW &optimizer, const torch::Device &device)
{
    for (auto &entry : optimizer.state()) {
        auto &state = static_cast<torch::optim::AdamWParamState &>(*entry.second);
        state.exp_avg(state.exp_avg().to(device));
        state.exp_avg_sq(state.exp_avg_sq().to(device));
    }
}

torch::Device deviceOf(const TrainingTask &task) { return task.parameters().front().second.device(); }

} // namespace

void saveCheckpoint(const std::filesystem::path &file, const std::string &recipeFingerprint,
    const TrainingPosition &position, const TrainingTask &task, torch::optim::AdamW &optimizer)
{
    torch::NoGradGuard noGrad;
    torch::serialize::OutputArchive archive;
    archive.write("recipe", c10::IValue(recipeFingerprint));
    archive.write(
        "position", torch::cat({scalar(position.epoch), scalar(double(position.step)), scalar(position.seconds)}));
    archive.write("random", at::detail::getDefaultCPUGenerator().get_state());
    writeTensors(archive, "parameter", task.parameters());
    writeTensors(archive, "buffer", task.buffers());
    torch::serialize::OutputArchive state;
    moveState(optimizer, torch::kCPU);
    optimizer.save(state);
    moveState(optimizer, deviceOf(task));
    archive.write("optimizer", state);
    // Through memory: LibTorch's own file writer ends the program where the disk is full.
    std::ostringstream bytes;
    archive.save_to(bytes);
    writeTextAtomically(file, bytes.str());
}

TrainingPosition loadCheckpoint(const std::filesystem::path &file, const std::string &recipeFingerprint,
    const TrainingTask &task, torch::optim::AdamW &optimizer)
{
    torch::serialize::InputArchive archive = openCheckpoint(file);
    try {
        const TrainingPosition position = readModel(archive, file, recipeFingerprint, task);
        torch::serialize::InputArchive state;
        archive.read("optimizer", state);
        optimizer.load(state);
        moveState(optimizer, deviceOf(task));
        torch::Tensor random;
        archive.read("random", random);
        at::Generator generator = at::detail::getDefaultCPUGenerator();
        generator.set_state(random);
        return position;
    } catch (const c10::Error &) {
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "it is not a whole checkpoint."}});
    }
}

TrainingPosition loadWeights(
    const std::filesystem::path &file, const std::string &recipeFingerprint, const TrainingTask &task)
{
    torch::serialize::InputArchive archive = openCheckpoint(file);
    try {
        return readModel(archive, file, recipeFingerprint, task);
    } catch (const c10::Error &) {
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "it is not a whole checkpoint."}});
    }
}

TrainingPosition readPosition(const std::filesystem::path &file)
{
    torch::serialize::InputArchive archive = openCheckpoint(file);
    try {
        return positionIn(archive);
    } catch (const c10::Error &) {
        throw Failure(
            ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "it is not a checkpoint of Splitscope."}});
    }
}

} // namespace splitscope
