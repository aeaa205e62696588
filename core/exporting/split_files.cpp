// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporting/split_files.h"

#include "core/codec/coded_archive.h"
#include "core/graph/atomic_file.h"
#include "core/graph/codec_payload.h"
#include "core/graph/error.h"
#include "core/partition/executable.h"

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <algorithm>

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

/// What crosses and the codec of each, in order.
struct CodedCut {
    FittedCodec fitted;
    std::vector<std::string> names;
    std::vector<CodedTensor> tensors;

    bool changes() const
    {
        return std::any_of(tensors.begin(), tensors.end(),
            [](const CodedTensor &tensor) { return !leavesAsItIs(tensor.info, tensor.codec); });
    }
};

CodedCut codedCut(const Model &model, const Cut &cut, const Codec &codec, const CodecConstants *known)
{
    if (codec.picture)
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The codec " + codec.text()},
                {"why", "no TorchScript computes it. Split with codec none and prepare the picture on the edge."}});
    const auto &graph = model.graph();
    CodedCut coded{fitCodec(graph, model.metadata(), cut, codec, known), {}, {}};
    for (const auto &tensor : crossingTensors(graph, cut)) {
        const auto name = graph.tensorName(tensor);
        const auto own = coded.fitted.constants.tensors.find(name);
        coded.names.push_back(name);
        coded.tensors.push_back({graph.info(tensor), codec.of(name),
            own == coded.fitted.constants.tensors.end() ? TensorConstants{} : own->second});
    }
    return coded;
}

/// Everything that is sent, part by part: what the head returns first and the tail takes.
Json payloadJson(const CodedCut &coded)
{
    Json parts = Json::array();
    for (std::size_t i = 0; i < coded.tensors.size(); ++i) {
        const auto &[info, codec, constants] = coded.tensors[i];
        for (const auto &part : payloadOf(info, codec)) {
            auto entry = describe(coded.names[i] + part.suffix, part.info);
            entry["tensor"] = coded.names[i];
            if (codec.zstdLevel)
                entry["packing"] = "outside the archives: zstd, level " + std::to_string(*codec.zstdLevel);
            parts.push_back(entry);
        }
    }
    return parts;
}

Json splitJson(
    const Model &model, const Cut &cut, const CodedCut &coded, const Executable &head, const Executable *tail)
{
    const auto &graph = model.graph();
    Json inputs = Json::array();
    for (const auto &input : graph.inputs())
        inputs.push_back(describe(input.name, input.info));
    Json crossing = Json::array();
    for (std::size_t i = 0; i < coded.tensors.size(); ++i) {
        crossing.push_back(describe(coded.names[i], coded.tensors[i].info));
        crossing.back()["codec"] = coded.tensors[i].codec.text();
    }
    const auto payload = payloadJson(coded);
    Json json{{"version", 1}, {"model", {{"name", model.name()}, {"sha256", model.hash()}}},
        {"operating_point", model.operatingPoint().id}, {"cut", cut.text(graph)}, {"codec", coded.fitted.codec.text()},
        {"crossing", crossing}, {"payload", payload},
        {"head",
            {{"file", "head.pt"}, {"inputs", inputs},
                {"returns", "the payload's tensors in order, then its tasks' outputs"},
                {"tasks", tasksOf(model, head)}}},
        {"tail",
            tail ? Json{{"file", "tail.pt"}, {"inputs", payload}, {"returns", "its tasks' outputs"},
                {"tasks", tasksOf(model, *tail)}}
                 : Json()}};
    const auto &constants = coded.fitted.constants;
    if (!constants.empty())
        json["calibration"] = {{"source", constants.source}, {"frames", constants.frames}, {"seed", constants.seed},
            {"digest", constants.digest()}};
    return json;
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

void writeSplit(std::shared_ptr<const Model> model, const Cut &cut, const std::filesystem::path &directory,
    const Codec &codec, const CodecConstants *known)
{
    const auto coded = codedCut(*model, cut, codec, known);
    const auto head = Executable::build(model, cut, Piece::Head, ExecutionMode::Reference);
    const auto tail = cut.isDevice() ? nullptr : Executable::build(model, cut, Piece::Tail, ExecutionMode::Reference);
    const Staging staging(directory);
    try {
        head->save(staging.path() / "head.pt");
        if (tail)
            tail->save(staging.path() / "tail.pt");
        if (coded.changes()) {
            appendEncoders(staging.path() / "head.pt", coded.tensors);
            prependDecoders(staging.path() / "tail.pt", coded.tensors);
        }
        writeTextAtomically(
            staging.path() / "split.json", splitJson(*model, cut, coded, *head, tail.get()).dump(2) + "\n");
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
