// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model.h"

#include "core/graph/error.h"
#include "core/graph/plan_key.h"
#include "core/graph/sha256.h"
#include "core/graph/task_layout.h"
#include "core/model/archive.h"
#include "core/model/flat_program.h"
#include "core/model/layer_builder.h"
#include "core/model/model_inputs.h"
#include "core/model/node_execution.h"
#include "core/model/output_tensors.h"
#include "core/model/sample_file.h"
#include "core/model/specialiser.h"
#include "core/model/tensor_conversion.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <fstream>
#include <mutex>

namespace splitscope {

struct Model::Data {
    std::filesystem::path path;
    std::string hash;
    ModelMetadata metadata;
    OperatingPoint point;
    mutable torch::jit::Module module;
    mutable std::mutex moduleMutex; ///< LibTorch compiles a method at its first run
    ModelInputs inputs;
    std::vector<TensorValue> sample; ///< of the sample file
    FlatProgram program;
    LayerGraph graph;
    std::vector<int> outputOfTask;
    bool repeatable = true;
};

namespace {

std::string fileText(const std::filesystem::path &file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw Failure(std::filesystem::exists(file) ? ErrorCode::FileUnreadable : ErrorCode::FileNotFound,
            {{"file", file.string()}, {"why", "permission is missing."}});
    return {std::istreambuf_iterator<char>(in), {}};
}

/// `--metadata`, then MODEL.pt.meta.json, then the archive.
ModelMetadata readMetadata(const std::filesystem::path &file, const Archive &archive, const ModelOptions &options)
{
    if (options.metadataFile)
        return metadataFromJson(fileText(*options.metadataFile), options.metadataFile->string());
    const auto beside = std::filesystem::path(file.string() + ".meta.json");
    std::error_code none; // a name that is too long for a file is not there
    if (std::filesystem::exists(beside, none))
        return metadataFromJson(fileText(beside), beside.string());
    return archive.metadata.empty() ? ModelMetadata{} : metadataFromJson(archive.metadata, file.string());
}

std::string modelName(const std::string &wanted, const std::filesystem::path &file)
{
    auto name = wanted.empty() ? file.stem().string() : wanted;
    for (auto &c : name) {
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '.' && c != '-')
            c = '-';
    }
    return name.empty() ? "model" : name;
}

OperatingPoint findOperatingPoint(
    const ModelMetadata &metadata, const std::string &id, const std::filesystem::path &file)
{
    std::string known;
    for (const auto &point : metadata.operatingPoints) {
        if (point.id == id)
            return point;
        known += (known.empty() ? "" : ", ") + point.id;
    }
    if (metadata.operatingPoints.empty() && id == "default")
        return {};
    if (id == "default")
        return metadata.operatingPoints.front();
    throw Failure(ErrorCode::InvalidArgument,
        {{"what", "The operating point " + id},
            {"why", file.string() + " has " + (known.empty() ? "only 'default'." : known + ".")}});
}

/// Checks that each task's output is there, or makes a tensor task of each output.
std::vector<int> completeTasks(ModelMetadata &metadata, const LayerGraph &graph, const std::filesystem::path &file)
{
    if (metadata.tasks.empty()) {
        for (const auto &output : graph.outputs()) {
            TaskSpec task;
            task.output = output.key;
            task.name = "output" + (output.key.empty() ? "" : "_" + output.key);
            metadata.tasks.push_back(task);
        }
    }
    std::vector<int> outputOfTask;
    for (const auto &task : metadata.tasks) {
        const auto &outputs = graph.outputs();
        const auto found = std::find_if(
            outputs.begin(), outputs.end(), [&](const ModelOutput &output) { return output.key == task.output; });
        if (found == outputs.end())
            throw Failure(ErrorCode::MetadataInvalid,
                {{"file", file.string()},
                    {"why",
                        "the task '" + task.name + "' names the output '" + task.output
                            + "', which the model does not give."}});
        if (const auto why = whyNotReturned(task.returns, found->info); !why.empty())
            throw Failure(ErrorCode::MetadataInvalid,
                {{"file", file.string()},
                    {"why",
                        "the task '" + task.name + "' returns '" + std::string(returnFormName(task.returns))
                            + "', but its output is " + shapeText(found->info.shape) + " "
                            + std::string(dtypeName(found->info.dtype)) + ": " + why}});
        outputOfTask.push_back(static_cast<int>(found - outputs.begin()));
    }
    return outputOfTask;
}

std::vector<at::Tensor> asTensors(const std::vector<TensorValue> &values)
{
    std::vector<at::Tensor> tensors;
    for (const auto &value : values)
        tensors.push_back(toTensor(value).clone()); // the model may write to it
    return tensors;
}

/// The tensors of a sample file in the order of the model's inputs.
std::vector<TensorValue> inOrder(
    const std::vector<at::Tensor> &sampled, const ModelInputs &inputs, const std::filesystem::path &sampleFile)
{
    if (sampled.size() != inputs.order().size())
        throw Failure(ErrorCode::SampleInvalid,
            {{"file", sampleFile.string()},
                {"why",
                    "it holds " + std::to_string(sampled.size()) + " tensors, but the metadata describes "
                        + std::to_string(inputs.order().size()) + " inputs."}});
    std::vector<TensorValue> values;
    for (const auto i : inputs.order())
        values.push_back(toValue(sampled[i]));
    return values;
}

} // namespace

std::shared_ptr<const Model> Model::open(const std::filesystem::path &file, const ModelOptions &options)
{
    for (const auto &library : options.opLibraries)
        loadOpLibrary(library);
    auto archive = readArchive(file);
    auto data = std::make_unique<Data>();
    data->path = file;
    data->hash = sha256OfFile(file);
    data->metadata = readMetadata(file, archive, options);
    data->metadata.name = modelName(data->metadata.name, file);
    data->point = findOperatingPoint(data->metadata, options.operatingPoint, file);
    data->module = archive.module;
    const auto method = archive.module.find_method(data->point.method);
    if (!method)
        throw Failure(ErrorCode::ModelUnsupported,
            {{"file", file.string()}, {"why", "it has no method " + data->point.method + "."}});
    std::vector<at::Tensor> sampled;
    auto given = options.inputs;
    if (options.sampleFile)
        given = describeSamples(sampled = readSample(*options.sampleFile), *options.sampleFile);
    data->inputs = ModelInputs(data->module, data->point, given, data->metadata, file.string());
    if (options.sampleFile)
        data->sample = inOrder(sampled, data->inputs, *options.sampleFile);

    std::shared_ptr<Model> model(new Model(std::move(data)));
    auto &d = *model->m_data;
    const auto sample = asTensors(model->sampleInputs(0));
    d.program = Specialiser(d.module, d.point.method, file.string()).run(d.inputs.arguments(sample));
    std::vector<std::string> names;
    for (const auto &input : d.metadata.inputs)
        names.push_back(input.name);
    d.graph = buildLayers(d.program, names);
    d.outputOfTask = completeTasks(d.metadata, d.graph, file);
    d.repeatable = std::none_of(
        d.program.nodes.begin(), d.program.nodes.end(), [](const auto *node) { return drawsRandomNumbers(*node); });
    return model;
}

Model::Model(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
}

Model::~Model() = default;

const std::filesystem::path &Model::path() const { return m_data->path; }

const std::string &Model::hash() const { return m_data->hash; }

const std::string &Model::name() const { return m_data->metadata.name; }

const LayerGraph &Model::graph() const { return m_data->graph; }

const ModelMetadata &Model::metadata() const { return m_data->metadata; }

const OperatingPoint &Model::operatingPoint() const { return m_data->point; }

bool Model::repeatable() const { return m_data->repeatable; }

std::vector<std::string> Model::warnings() const
{
    std::vector<std::string> all;
    if (!m_data->repeatable)
        all.emplace_back("The model draws random numbers: two runs on the same input differ, so no cut can be checked "
                         "for exactness.");
    if (m_data->program.stateful)
        all.emplace_back("The model changes its own state while it runs. Here each run starts from the state in the "
                         "file.");
    return all;
}

int Model::outputOfTask(int task) const { return m_data->outputOfTask.at(static_cast<std::size_t>(task)); }

const FlatProgram &Model::program() const { return m_data->program; }

std::vector<TensorValue> Model::runOriginal(const std::vector<TensorValue> &inputs) const
{
    at::internal::lazy_init_num_threads(); // also for kernels that ask OpenMP itself
    const c10::InferenceMode guard;
    const std::lock_guard lock(m_data->moduleMutex);
    // Unoptimised, so that its first runs do not depend on what LibTorch would rewrite after them.
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    // A module that changes itself is run on a copy, so that each run starts from the state in the file.
    const auto module = m_data->program.stateful ? m_data->module.deepcopy() : m_data->module;
    const auto result = module.get_method(m_data->point.method)(m_data->inputs.arguments(asTensors(inputs)));
    const auto tensors = outputTensors(result);
    std::vector<TensorValue> values;
    for (const auto &output : m_data->graph.outputs()) {
        for (const auto &[key, tensor] : tensors) {
            if (key == output.key)
                values.push_back(toValue(tensor));
        }
    }
    return values;
}

std::vector<TensorValue> Model::sampleInputs(std::uint64_t seed) const
{
    if (seed == 0 && !m_data->sample.empty())
        return m_data->sample;
    auto generator = at::detail::createCPUGenerator(seed + 1);
    std::vector<TensorValue> samples;
    for (const auto &input : m_data->metadata.inputs)
        samples.push_back(toValue(sampleTensor(input, generator)));
    return samples;
}

} // namespace splitscope
