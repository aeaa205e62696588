// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporting/split_files.h"

#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "core/partition/executable.h"

#include <nlohmann/json.hpp>

#include <unistd.h>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

Json describe(const std::string &name, const TensorInfo &info)
{
    Json tensor{{"name", name}, {"shape", info.shape}, {"dtype", dtypeName(info.dtype)},
        {"order", orderName(info.order)}, {"bytes", info.bytes()}};
    if (info.order == DimensionOrder::Strided)
        tensor["strides"] = info.strides;
    return tensor;
}

Json tasksOf(const Model &model, const Executable &piece)
{
    Json tasks = Json::array();
    for (const auto task : piece.tasks()) {
        const auto &output = model.graph().outputs()[static_cast<std::size_t>(model.outputOfTask(task))];
        auto entry = describe(model.metadata().tasks[static_cast<std::size_t>(task)].name, output.info);
        entry["output"] = output.key;
        tasks.push_back(entry);
    }
    return tasks;
}

Json splitJson(const Model &model, const Cut &cut, const Executable &head, const Executable *tail)
{
    const auto &graph = model.graph();
    Json inputs = Json::array();
    for (const auto &input : graph.inputs())
        inputs.push_back(describe(input.name, input.info));
    Json crossing = Json::array();
    for (const auto &tensor : crossingTensors(graph, cut))
        crossing.push_back(describe(graph.tensorName(tensor), graph.info(tensor)));
    return {{"version", 1}, {"model", {{"name", model.name()}, {"sha256", model.hash()}}},
        {"operating_point", model.operatingPoint().id}, {"cut", cut.text(graph)}, {"codec", "none"},
        {"crossing", crossing},
        {"head",
            {{"file", "head.pt"}, {"inputs", inputs},
                {"returns", "the crossing tensors in order, then its tasks' outputs"},
                {"tasks", tasksOf(model, head)}}},
        {"tail",
            tail ? Json{{"file", "tail.pt"}, {"inputs", crossing}, {"returns", "its tasks' outputs"},
                {"tasks", tasksOf(model, *tail)}}
                 : Json()}};
}

/// The same failure with the folder a person named in place of the file in our own directory.
Failure inDirectory(const Failure &failure, const std::filesystem::path &directory)
{
    auto error = failure.error();
    for (auto &[name, value] : error.arguments) {
        if (name == "file")
            value = (directory / std::filesystem::path(value).filename()).string();
    }
    return Failure(error);
}

/// A directory of our own inside the target, removed with everything in it unless emptied before.
class Staging {
public:
    explicit Staging(const std::filesystem::path &directory)
        : m_path(directory / (".splitscope-part-" + std::to_string(getpid())))
    {
        ensureFolder(m_path);
    }
    ~Staging()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    Staging(const Staging &) = delete;
    Staging &operator=(const Staging &) = delete;

    const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

} // namespace

void writeSplit(std::shared_ptr<const Model> model, const Cut &cut, const std::filesystem::path &directory)
{
    const auto head = Executable::build(model, cut, Piece::Head, ExecutionMode::Reference);
    const auto tail = cut.isDevice() ? nullptr : Executable::build(model, cut, Piece::Tail, ExecutionMode::Reference);
    const Staging staging(directory);
    try {
        head->save(staging.path() / "head.pt");
        if (tail)
            tail->save(staging.path() / "tail.pt");
        writeTextAtomically(staging.path() / "split.json", splitJson(*model, cut, *head, tail.get()).dump(2) + "\n");
    } catch (const Failure &failure) {
        throw inDirectory(failure, directory);
    }
    for (const auto *name : {"head.pt", "tail.pt", "split.json"}) {
        std::error_code problem;
        if (std::filesystem::exists(staging.path() / name))
            std::filesystem::rename(staging.path() / name, directory / name, problem);
        else
            std::filesystem::remove(
                directory / name, problem); // a tail of an earlier split would not belong to this head
        if (problem)
            throw Failure(
                ErrorCode::FileUnwritable, {{"file", (directory / name).string()}, {"why", problem.message() + "."}});
    }
}

} // namespace splitscope
