// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/executable.h"

#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "core/model/tensor_conversion.h"
#include "core/partition/choice_cache.h"
#include "core/partition/execution_choice.h"
#include "core/partition/execution_slot.h"
#include "core/partition/piece_graph.h"
#include "core/partition/returned_form.h"
#include "core/partition/tolerance.h"

#include <ATen/Parallel.h>
#include <torch/csrc/jit/passes/shape_analysis.h>
#include <torch/script.h>

#include <algorithm>
#include <mutex>
#include <sstream>

namespace splitscope {

namespace {

using Orders = std::vector<DimensionOrder>;

constexpr double promisingFactor = 1.25; ///< how much slower on the whole a kind may be and be tried on parts

const char *pieceName(Piece piece)
{
    switch (piece) {
    case Piece::Whole:
        return "whole";
    case Piece::Head:
        return "head";
    case Piece::Tail:
        return "tail";
    }
    return "";
}

Orders ordersOf(const std::vector<TensorValue> &values)
{
    Orders orders;
    for (const auto &value : values)
        orders.push_back(value.info.order);
    return orders;
}

/// Quick heads send pictures of features in channels-last order.
Orders likelyOrders(const std::vector<TensorInfo> &inputs)
{
    Orders orders;
    for (const auto &info : inputs)
        orders.push_back(info.shape.size() == 4 ? DimensionOrder::ChannelsLast : info.order);
    return orders;
}

TensorValue inOrder(const TensorValue &value, DimensionOrder order)
{
    if (order != DimensionOrder::ChannelsLast || value.info.shape.size() != 4)
        return value;
    return toCrossingValue(toTensor(value).contiguous(at::MemoryFormat::ChannelsLast));
}

} // namespace

std::vector<std::vector<TensorValue>> choiceSamples(const Model &model)
{
    return {model.sampleInputs(7), model.sampleInputs(8)};
}

struct Executable::Data {
    std::shared_ptr<const Model> model;
    Cut cut;
    Piece piece;
    ExecutionMode mode;
    PieceGraph graph;
    std::vector<int> tasks;
    std::shared_ptr<ExecutionSlot> slot;
    mutable std::mutex ordersMutex;       ///< guards the next three, which chooseFastest and run share
    std::optional<Orders> lastOrders;     ///< of the last run's inputs
    std::optional<Orders> measuredOrders; ///< of the inputs that the choice was measured with
    Execution::Kind chosen = Execution::Kind::Reference;

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
        for (std::size_t i = 0; i < values.size(); ++i)
            all.push_back(graph.written[i] ? toTensor(values[i]).clone() : toTensor(values[i]));
        return all;
    }

    std::vector<at::Tensor> runOnce(const std::vector<TensorValue> &inputs) const
    {
        const auto execution = slot->current();
        try {
            return execution->run(tensors(inputs));
        } catch (const std::exception &) {
            // An execution that was right on the sample may not fit an input whose path differs; reference mode does.
            if (execution == slot->reference())
                throw;
            slot->fallBack();
            return slot->reference()->run(tensors(inputs));
        }
    }

    PlanKey modelKey() const
    {
        at::internal::lazy_init_num_threads();
        PlanKey key;
        key.modelHash = model->hash();
        std::vector<TensorInfo> inputs;
        for (const auto &input : model->graph().inputs())
            inputs.push_back(input.info);
        key.inputSignature = inputSignature(inputs);
        key.operatingPoint = model->operatingPoint().id;
        key.threads = at::get_num_threads();
        return key;
    }

    /// What a choice is remembered by, and what the two newest cuts are told apart by (without piece and orders).
    std::string cutKey() const
    {
        auto key = modelKey();
        key.cut = cut.text(model->graph());
        return key.canonicalJson();
    }

    std::string choiceKey(const Orders &orders) const
    {
        auto key = cutKey() + pieceName(piece);
        for (const auto order : orders)
            key += std::string(" ") + std::string(orderName(order));
        return key;
    }

    std::vector<std::vector<TensorValue>> samples() const
    {
        auto all = choiceSamples(*model);
        if (piece != Piece::Tail)
            return all;
        Orders orders;
        {
            const std::lock_guard lock(ordersMutex);
            orders = lastOrders ? *lastOrders : likelyOrders(graph.inputs);
        }
        const auto head = build(model, cut, Piece::Head, ExecutionMode::Reference);
        for (auto &sample : all) {
            sample = head->run(sample, OutputForm::Full).crossing;
            for (std::size_t i = 0; i < sample.size(); ++i)
                sample[i] = inOrder(sample[i], orders[i]);
        }
        return all;
    }

    /// For a head: whether the model's outputs stay within the limit where a reference tail goes on from `outputs`,
    /// since a tail can magnify what is small in a crossing tensor.
    std::function<bool(std::size_t, const std::vector<at::Tensor> &)> downstreamCheck(
        const std::vector<std::vector<TensorValue>> &samples) const
    {
        if (piece != Piece::Head || cut.isDevice())
            return {};
        const std::shared_ptr<Executable> tail = build(model, cut, Piece::Tail, ExecutionMode::Reference);
        const auto finish = [tail, count = graph.crossing](const std::vector<at::Tensor> &outputs) {
            const auto &rest = *tail->m_data;
            std::vector<at::Tensor> crossing;
            for (std::size_t i = 0; i < count; ++i)
                crossing.push_back(rest.graph.written[i] ? outputs[i].clone() : outputs[i]);
            return rest.slot->reference()->run(crossing);
        };
        std::vector<std::vector<at::Tensor>> wanted;
        for (const auto &sample : samples)
            wanted.push_back(finish(slot->reference()->run(tensors(sample))));
        return [finish, wanted, chosen = tail->m_data->graph.chosenByValue](
                   std::size_t sample, const std::vector<at::Tensor> &outputs) {
            const auto got = finish(outputs);
            for (std::size_t i = 0; i < got.size(); ++i) {
                if (!withinLimit(got[i], wanted[sample][i], chosen[i], checkedShare))
                    return false;
            }
            return true;
        };
    }

    std::vector<Execution::Kind> kindsToTry(const std::string &key) const
    {
        if (const auto known = ChoiceCache::ofProcess().find(key))
            return *known == Execution::Kind::Reference ? std::vector<Execution::Kind>{} : std::vector{*known};
        return piece == Piece::Whole ? Execution::rewritingKinds()
                                     : ChoiceCache::ofProcess().promising(modelKey().canonicalJson());
    }

    void rememberWhole(const Choice &choice) const
    {
        const auto quickest = choice.tried.front().ms;
        std::vector<Execution::Kind> kinds;
        for (const auto &entry : choice.tried) {
            if (entry.withinLimit && entry.kind != Execution::Kind::Reference && entry.ms <= quickest * promisingFactor)
                kinds.push_back(entry.kind);
        }
        // Where a part has no linear layer the two are one, which is made under the first name only.
        const auto has = [&](Execution::Kind kind) {
            return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
        };
        if (has(Execution::Kind::PackedConvolutions) && !has(Execution::Kind::Packed))
            kinds.push_back(Execution::Kind::Packed);
        ChoiceCache::ofProcess().keepPromising(modelKey().canonicalJson(), kinds);
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
    data->slot = std::make_shared<ExecutionSlot>(Execution::make(*data->graph.graph, Execution::Kind::Reference));
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
    auto &d = *m_data;
    d.checkInputs(inputs);
    const c10::InferenceMode guard;
    at::internal::lazy_init_num_threads(); // also for kernels that ask OpenMP itself
    const auto outputs = d.runOnce(inputs);
    {
        const std::lock_guard lock(d.ordersMutex);
        d.lastOrders = ordersOf(inputs);
    }
    PieceOutputs result;
    for (std::size_t i = 0; i < d.graph.crossing; ++i)
        result.crossing.push_back(toCrossingValue(outputs[i]));
    for (const auto task : d.tasks) {
        const auto output = d.model->outputOfTask(task);
        const auto place =
            std::find(d.graph.modelOutputs.begin(), d.graph.modelOutputs.end(), output) - d.graph.modelOutputs.begin();
        const auto &tensor = outputs[d.graph.crossing + static_cast<std::size_t>(place)];
        const auto &spec = d.model->metadata().tasks[static_cast<std::size_t>(task)];
        result.tasks.emplace_back(task, toValue(form == OutputForm::Full ? tensor : returnedTensor(spec, tensor)));
    }
    return result;
}

const std::vector<TensorInfo> &Executable::inputs() const { return m_data->graph.inputs; }

const std::vector<std::string> &Executable::inputNames() const { return m_data->graph.inputNames; }

const std::vector<int> &Executable::tasks() const { return m_data->tasks; }

void Executable::chooseFastest(const ChoiceOptions &options)
{
    auto &d = *m_data;
    if (d.mode == ExecutionMode::Reference || d.graph.graph->outputs().empty())
        return;
    const c10::InferenceMode guard;
    const auto samples = options.samples.empty() ? d.samples() : options.samples;
    for (const auto &sample : samples)
        d.checkInputs(sample);
    const auto orders = ordersOf(samples.front());
    const auto key = d.choiceKey(orders);
    if (d.piece != Piece::Whole)
        FastCopies::ofProcess().admit(d.cutKey(), d.slot);
    ChoiceTask task{d.graph.graph.get(), {}, d.kindsToTry(key),
        Execution::make(*d.graph.graph, Execution::Kind::Reference), d.downstreamCheck(samples), d.graph.chosenByValue,
        options.cancelled, d.graph.crossing};
    for (const auto &sample : samples)
        task.samples.push_back([&] { return d.tensors(sample); });
    auto choice = fastestExecution(task);
    const bool noneHeld = !task.kinds.empty()
        && std::none_of(choice.tried.begin(), choice.tried.end(),
            [](const ChoiceEntry &entry) { return entry.kind != Execution::Kind::Reference && entry.withinLimit; });
    if (noneHeld && std::find(task.kinds.begin(), task.kinds.end(), Execution::Kind::Frozen) == task.kinds.end()) {
        task.kinds = {Execution::Kind::Frozen}; // not as quick, but the nearest to reference mode
        choice = fastestExecution(task);
    }
    const auto kind = choice.execution->kind();
    d.slot->use(kind == Execution::Kind::Reference ? d.slot->reference() : choice.execution);
    if (d.piece == Piece::Whole && task.kinds == Execution::rewritingKinds())
        d.rememberWhole(choice);
    ChoiceCache::ofProcess().keep(key, kind);
    const std::lock_guard lock(d.ordersMutex);
    d.measuredOrders = orders;
    d.chosen = kind;
}

std::string Executable::execution() const { return Execution::name(m_data->slot->current()->kind()); }

bool Executable::wantsChoice() const
{
    const auto &d = *m_data;
    if (d.mode == ExecutionMode::Reference)
        return false;
    const std::lock_guard lock(d.ordersMutex);
    return !d.measuredOrders || d.chosen != d.slot->current()->kind()
        || (d.lastOrders && *d.lastOrders != *d.measuredOrders);
}

void Executable::save(const std::filesystem::path &file) const
{
    auto graph = m_data->graph.graph->copy();
    torch::jit::EraseShapeInformation(graph); // what the sample had is no promise of the archive's
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
