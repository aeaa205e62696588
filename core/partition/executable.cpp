// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/executable.h"

#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "core/model/tensor_conversion.h"
#include "core/partition/execution.h"
#include "core/partition/piece_graph.h"
#include "core/partition/returned_form.h"
#include "core/partition/tolerance.h"

#include <torch/script.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <sstream>

namespace splitscope {

namespace {

constexpr int timedRuns = 7;

bool withinTolerance(const std::vector<at::Tensor> &outputs, const std::vector<at::Tensor> &reference)
{
    for (std::size_t i = 0; i < reference.size(); ++i) {
        if (relativeDifference(outputs[i], reference[i]) > fastTolerance(reference[i].scalar_type()))
            return false;
    }
    return true;
}

double fastestRunMs(const Execution &execution, const std::vector<at::Tensor> &inputs)
{
    double best = 1e300;
    for (int i = 0; i < timedRuns; ++i) {
        const auto start = std::chrono::steady_clock::now();
        execution.run(inputs);
        best =
            std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

} // namespace

struct Executable::Data {
    std::shared_ptr<const Model> model;
    Cut cut;
    Piece piece;
    ExecutionMode mode;
    PieceGraph graph;
    std::vector<int> tasks;
    std::shared_ptr<const Execution> execution;
    mutable std::mutex executionMutex; ///< chooseFastest swaps the execution between runs

    std::shared_ptr<const Execution> current() const
    {
        const std::lock_guard lock(executionMutex);
        return execution;
    }

    void checkInputs(const std::vector<TensorValue> &inputs) const
    {
        if (inputs.size() != graph.inputs.size())
            throw Failure(ErrorCode::RequestInvalid,
                {{"why",
                    "it has " + std::to_string(inputs.size()) + " tensors where " + std::to_string(graph.inputs.size())
                        + " are needed."}});
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const auto &wanted = graph.inputs[i];
            const auto &got = inputs[i].info;
            if (got.shape != wanted.shape || got.dtype != wanted.dtype)
                throw Failure(ErrorCode::RequestInvalid,
                    {{"why",
                        graph.inputNames[i] + " is " + shapeText(got.shape) + " " + std::string(dtypeName(got.dtype))
                            + " where " + shapeText(wanted.shape) + " " + std::string(dtypeName(wanted.dtype))
                            + " is needed."}});
        }
    }

    std::vector<at::Tensor> tensors(const std::vector<TensorValue> &values) const
    {
        std::vector<at::Tensor> all;
        for (const auto &value : values)
            all.push_back(graph.mutates ? toTensor(value).clone() : toTensor(value));
        return all;
    }
};

std::shared_ptr<Executable> Executable::build(
    std::shared_ptr<const Model> model, const Cut &cut, Piece piece, ExecutionMode mode)
{
    auto data = std::make_unique<Data>();
    data->cut = cut;
    data->piece = piece;
    data->mode = mode;
    data->graph = buildPieceGraph(*model, cut, piece);
    data->execution = std::make_shared<Execution>(*data->graph.graph, Execution::Kind::Reference);
    for (std::size_t task = 0; task < model->metadata().tasks.size(); ++task) {
        const auto output = model->outputOfTask(static_cast<int>(task));
        const auto &mine = data->graph.modelOutputs;
        if (std::find(mine.begin(), mine.end(), output) != mine.end())
            data->tasks.push_back(static_cast<int>(task));
    }
    data->model = std::move(model);
    return std::shared_ptr<Executable>(new Executable(std::move(data)));
}

Executable::Executable(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
}

Executable::~Executable() = default;

PieceOutputs Executable::run(const std::vector<TensorValue> &inputs, OutputForm form)
{
    m_data->checkInputs(inputs);
    const c10::InferenceMode guard;
    const auto outputs = m_data->current()->run(m_data->tensors(inputs));
    PieceOutputs result;
    const auto &graph = m_data->graph;
    for (std::size_t i = 0; i < graph.crossing; ++i)
        result.crossing.push_back(toValue(outputs[i]));
    for (const auto task : m_data->tasks) {
        const auto output = m_data->model->outputOfTask(task);
        const auto place =
            std::find(graph.modelOutputs.begin(), graph.modelOutputs.end(), output) - graph.modelOutputs.begin();
        const auto &tensor = outputs[graph.crossing + static_cast<std::size_t>(place)];
        const auto &spec = m_data->model->metadata().tasks[static_cast<std::size_t>(task)];
        result.tasks.emplace_back(task, toValue(form == OutputForm::Full ? tensor : returnedTensor(spec, tensor)));
    }
    return result;
}

const std::vector<TensorInfo> &Executable::inputs() const { return m_data->graph.inputs; }

const std::vector<std::string> &Executable::inputNames() const { return m_data->graph.inputNames; }

const std::vector<int> &Executable::tasks() const { return m_data->tasks; }

void Executable::chooseFastest()
{
    auto &d = *m_data;
    if (d.mode == ExecutionMode::Reference || d.graph.graph->outputs().empty())
        return;
    const c10::InferenceMode guard;
    auto sample = d.model->sampleInputs(7);
    if (d.piece == Piece::Tail)
        sample = build(d.model, d.cut, Piece::Head, ExecutionMode::Reference)->run(sample, OutputForm::Full).crossing;
    const auto inputs = d.tensors(sample);
    const auto fresh = [&] { return d.graph.mutates ? d.tensors(sample) : inputs; };

    std::shared_ptr<const Execution> best = std::make_shared<Execution>(*d.graph.graph, Execution::Kind::Reference);
    const auto reference = best->run(fresh());
    double bestMs = fastestRunMs(*best, fresh());
    for (const auto kind : {Execution::Kind::Frozen, Execution::Kind::Optimized}) {
        try {
            const auto candidate = std::make_shared<Execution>(*d.graph.graph, kind);
            if (!withinTolerance(candidate->run(fresh()), reference))
                continue;
            const auto ms = fastestRunMs(*candidate, fresh());
            if (ms < bestMs) {
                best = candidate;
                bestMs = ms;
            }
        } catch (const std::exception &) {
            // LibTorch could not rewrite or run this graph that way: the others remain.
        }
    }
    const std::lock_guard lock(d.executionMutex);
    d.execution = best;
}

std::string Executable::execution() const { return Execution::name(m_data->current()->kind()); }

void Executable::save(const std::filesystem::path &file) const
{
    auto graph = m_data->graph.graph->copy();
    const torch::jit::Module module("splitscope_piece");
    auto *self = graph->insertInput(0, "self");
    self->setType(module.type());
    const std::vector<torch::jit::Value *> outputs(graph->outputs().begin(), graph->outputs().end());
    while (!graph->outputs().empty())
        graph->eraseOutput(graph->outputs().size() - 1);
    graph->registerOutput(graph->insertNode(graph->createTuple(outputs))->output());
    auto *method = module._ivalue()->compilation_unit()->create_function(
        c10::QualifiedName(*module.type()->name(), "forward"), graph);
    module.type()->addMethod(method);

    // Through memory: LibTorch's own file writer ends the program where the disk is full.
    std::ostringstream archive;
    module.save(archive);
    writeTextAtomically(file, archive.str());
}

} // namespace splitscope
