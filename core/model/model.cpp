// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model.h"

#include "core/graph/error.h"
#include "core/graph/plan_key.h"
#include "core/graph/sha256.h"
#include "core/model/archive.h"
#include "core/model/flat_program.h"
#include "core/model/layer_builder.h"
#include "core/model/node_execution.h"
#include "core/model/output_tensors.h"
#include "core/model/specialiser.h"
#include "core/model/tensor_conversion.h"

#include <ATen/CPUGeneratorImpl.h>

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
    if (std::filesystem::exists(beside))
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

/// The method's arguments after self: the operating point's numbers by name, defaults, and tensors in the order of
/// `inputs`.
std::vector<c10::IValue> arguments(
    const torch::jit::Method &method, const OperatingPoint &point, const std::vector<c10::IValue> &tensors)
{
    std::vector<c10::IValue> all;
    std::size_t next = 0;
    const auto &schema = method.function().getSchema().arguments();
    for (std::size_t i = 1; i < schema.size(); ++i) {
        if (const auto given = point.arguments.find(schema[i].name()); given != point.arguments.end())
            all.emplace_back(given->second);
        else if (next < tensors.size() && schema[i].type()->isSubtypeOf(*c10::OptionalType::ofTensor()))
            all.push_back(tensors[next++]);
        else
            all.push_back(schema[i].default_value().value_or(c10::IValue()));
    }
    return all;
}

std::vector<std::string> tensorArgumentNames(const torch::jit::Method &method)
{
    std::vector<std::string> names;
    for (const auto &argument : method.function().getSchema().arguments()) {
        if (argument.type()->isSubtypeOf(*c10::TensorType::get()))
            names.push_back(argument.name());
    }
    return names;
}

void completeInputs(ModelMetadata &metadata, const torch::jit::Method &method, const ModelOptions &options,
    const std::filesystem::path &file)
{
    const auto names = tensorArgumentNames(method);
    if (metadata.inputs.empty()) {
        for (const auto &info : options.inputs) {
            InputSpec input;
            const auto i = metadata.inputs.size();
            input.name = i < names.size() ? names[i] : "input" + std::to_string(i);
            input.info = info;
            metadata.inputs.push_back(input);
        }
    } else {
        for (std::size_t i = 0; i < options.inputs.size() && i < metadata.inputs.size(); ++i)
            metadata.inputs[i].info = options.inputs[i];
    }
    for (const auto &input : metadata.inputs) {
        const auto &shape = input.info.shape;
        if (input.kind == InputSpec::Kind::Picture
            && (shape.size() != 4 || shape[0] != 1 || shape[1] != 3 || input.info.dtype != DType::Float32))
            throw Failure(ErrorCode::WrongInputShape,
                {{"file", file.string()}, {"shape", shapeText(shape)},
                    {"why", "its input " + input.name + " is a picture, 1x3xHxW float32."}});
    }
    if (metadata.inputs.empty())
        throw Failure(ErrorCode::InputShapeNeeded, {{"file", file.string()}});
    if (metadata.inputs.size() < names.size())
        throw Failure(ErrorCode::ModelUnsupported,
            {{"file", file.string()},
                {"why",
                    "it takes " + std::to_string(names.size()) + " tensors, but "
                        + std::to_string(metadata.inputs.size()) + " input shapes are known."}});
}

/// Empty if an output can be returned in the task's form.
std::string whyNotReturned(const TaskSpec &task, const TensorInfo &info)
{
    const bool floating = info.dtype == DType::Float32 || info.dtype == DType::Float16 || info.dtype == DType::BFloat16
        || info.dtype == DType::Float64;
    const auto channels = info.shape.size() >= 2 ? info.shape[1] : 0;
    switch (task.returns) {
    case ReturnForm::Full:
        return {};
    case ReturnForm::Fp16:
        return floating ? "" : "only floating-point outputs can be.";
    case ReturnForm::ClassIndex:
        return channels >= 1 && channels <= 256
            ? ""
            : "it needs one score for each of 1 to 256 classes in the second dimension.";
    case ReturnForm::Int8x3:
        return floating && channels == 3 ? "" : "it needs three components in the second dimension.";
    }
    return {};
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
        if (const auto why = whyNotReturned(task, found->info); !why.empty())
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

std::vector<c10::IValue> asTensors(const std::vector<TensorValue> &values)
{
    std::vector<c10::IValue> tensors;
    for (const auto &value : values)
        tensors.emplace_back(toTensor(value).clone()); // the model may write to it
    return tensors;
}

at::Tensor sampleTensor(const InputSpec &input, at::Generator &generator)
{
    const auto type = scalarType(input.info.dtype);
    if (input.kind == InputSpec::Kind::Picture || at::isFloatingType(type)) {
        auto sample = input.kind == InputSpec::Kind::Picture ? at::rand(input.info.shape, generator)
                                                             : at::randn(input.info.shape, generator);
        if (input.kind == InputSpec::Kind::Picture) {
            const auto mean = at::tensor(at::ArrayRef<double>(input.mean.data(), 3), at::kFloat).reshape({1, 3, 1, 1});
            const auto std = at::tensor(at::ArrayRef<double>(input.std.data(), 3), at::kFloat).reshape({1, 3, 1, 1});
            sample = (sample * (input.range[1] - input.range[0]) + input.range[0] - mean) / std;
        }
        return sample.to(type);
    }
    const auto low = static_cast<std::int64_t>(input.range[0]);
    const auto high = std::max(low, static_cast<std::int64_t>(input.range[1]));
    return at::randint(low, high + 1, input.info.shape, generator, at::TensorOptions(at::kLong)).to(type);
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
    completeInputs(data->metadata, *method, options, file);

    std::shared_ptr<Model> model(new Model(std::move(data)));
    auto &d = *model->m_data;
    const auto sample = asTensors(model->sampleInputs(0));
    d.program = Specialiser(d.module, d.point.method, file.string()).run(arguments(*method, d.point, sample));
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

int Model::outputOfTask(int task) const { return m_data->outputOfTask.at(static_cast<std::size_t>(task)); }

const FlatProgram &Model::program() const { return m_data->program; }

std::vector<TensorValue> Model::runOriginal(const std::vector<TensorValue> &inputs) const
{
    const c10::InferenceMode guard;
    const std::lock_guard lock(m_data->moduleMutex);
    const auto method = m_data->module.get_method(m_data->point.method);
    const auto result = method(arguments(method, m_data->point, asTensors(inputs)));
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
    auto generator = at::detail::createCPUGenerator(seed + 1);
    std::vector<TensorValue> samples;
    for (const auto &input : m_data->metadata.inputs)
        samples.push_back(toValue(sampleTensor(input, generator)));
    return samples;
}

} // namespace splitscope
