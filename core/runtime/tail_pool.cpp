// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/tail_pool.h"

#include "core/graph/cut.h"
#include "core/graph/error.h"
#include "core/runtime/protocol.h"

#include <algorithm>
#include <set>
#include <utility>

namespace splitscope {

namespace {

[[noreturn]] void refuse(std::string why) { throw Failure(ErrorCode::RequestInvalid, {{"why", std::move(why)}}); }

PlanKey readPlan(const std::string &name, const std::string &planJson)
{
    if (planJson.size() > 256 * 1024)
        refuse("the plan is longer than 256 KiB");
    auto plan = PlanKey::fromJson(planJson);
    const auto mark = name.rfind("__tail_");
    if (!protocol::isModelName(name) || mark == std::string::npos || plan.tailName(name.substr(0, mark)) != name)
        refuse("the model name is not the name of the plan's tail");
    return plan;
}

std::int64_t estimateBytes(const Model &model, const Cut &cut, ExecutionMode mode)
{
    std::int64_t weights = 0;
    std::int64_t tensors = 0;
    for (int i = 0; i < model.graph().size(); ++i) {
        if (cut.onDevice(i))
            continue;
        weights += 4 * model.graph().layer(i).parameters;
        tensors += model.graph().layer(i).outputBytes();
    }
    return weights * (mode == ExecutionMode::Fast ? 2 : 1) + tensors;
}

/// What goes out, and what may come in beside the crossing tensors.
void describe(Tail &tail, const Model &model)
{
    const auto here = tail.piece ? tail.piece->tasks() : std::vector<int>{};
    const auto &tasks = model.metadata().tasks;
    for (int task = 0; task < static_cast<int>(tasks.size()); ++task) {
        const auto &spec = tasks[static_cast<std::size_t>(task)];
        const auto &output = model.graph().outputs().at(static_cast<std::size_t>(model.outputOfTask(task)));
        const auto info = returnedInfo(spec, output.info);
        if (std::find(here.begin(), here.end(), task) == here.end())
            tail.answers.push_back({protocol::answerPrefix + spec.name, info});
        else
            tail.outputs.push_back({task, spec.name, info});
    }
}

} // namespace

TensorInfo returnedInfo(const TaskSpec &task, const TensorInfo &full)
{
    TensorInfo info{full.shape, full.dtype, DimensionOrder::Contiguous};
    switch (task.returns) {
    case ReturnForm::Full:
        break;
    case ReturnForm::ClassIndex:
        info.dtype = DType::UInt8;
        if (info.shape.size() > 1)
            info.shape.erase(info.shape.begin() + 1);
        break;
    case ReturnForm::Fp16:
        info.dtype = DType::Float16;
        break;
    case ReturnForm::Int8x3:
        info.dtype = DType::Int8;
        break;
    }
    return info;
}

TailPool::TailPool(std::shared_ptr<ModelStore> models, Limits limits)
    : m_models(std::move(models))
    , m_limits(limits)
{
}

std::shared_ptr<Tail> TailPool::find(const std::string &name)
{
    const std::lock_guard lock(m_mutex);
    const auto it = std::find_if(m_tails.begin(), m_tails.end(), [&](const auto &tail) { return tail->name == name; });
    if (it == m_tails.end())
        return nullptr;
    m_tails.splice(m_tails.begin(), m_tails, it);
    return m_tails.front();
}

std::shared_ptr<Tail> TailPool::prepare(
    const std::string &name, const std::string &planJson, const ConstantsReader &constants)
{
    const auto plan = readPlan(name, planJson);
    const std::lock_guard lock(m_building);
    if (auto ready = find(name))
        return ready;
    auto tail = build(name, plan, constants);
    insert(tail);
    return tail;
}

std::shared_ptr<Tail> TailPool::build(
    const std::string &name, const PlanKey &plan, const ConstantsReader &constants) const
{
    const auto codec = codecFromText(plan.codec);
    auto model =
        m_models->open(plan.modelHash, protocol::inputsFromSignature(plan.inputSignature), plan.operatingPoint);
    const auto &graph = model->graph();
    const auto cut = Cut::fromText(graph, plan.cut);
    if (const auto why = whyIllegal(graph, cut); !why.empty())
        throw Failure(ErrorCode::IllegalCut, {{"cut", plan.cut}, {"why", why}});

    auto tail = std::make_shared<Tail>();
    tail->name = name;
    tail->plan = plan;
    const auto known = constants(constantSizes(graph, cut, codec));
    tail->codec = std::make_shared<const CrossingCodec>(model, cut, codec, &known);
    if (tail->codec->codec().constants != codec.constants)
        refuse("the constants that came are not those of the plan's codec");
    tail->bytes = estimateBytes(*model, cut, plan.mode);
    if (tail->bytes > m_limits.bytes) {
        throw Failure(ErrorCode::ModelOutOfMemory,
            {{"file", "The tail " + name}, {"megabytes", std::to_string(m_limits.bytes / 1000 / 1000)}});
    }
    if (!cut.isDevice())
        tail->piece = pieceOf(model, plan);
    describe(*tail, *model);
    return tail;
}

/// The piece of a tail that is ready and differs by its codec alone: it has found its quickest execution already.
std::shared_ptr<ServedPiece> TailPool::pieceOf(const std::shared_ptr<const Model> &model, const PlanKey &plan) const
{
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &tail : m_tails) {
            auto other = tail->plan;
            other.codec = plan.codec;
            if (other == plan && tail->piece->model() == model)
                return tail->piece;
        }
    }
    return std::make_shared<ServedPiece>(model, Cut::fromText(model->graph(), plan.cut), Piece::Tail, plan.mode);
}

void TailPool::insert(const std::shared_ptr<Tail> &tail)
{
    const std::lock_guard lock(m_mutex);
    m_tails.push_front(tail);
    std::int64_t bytes = 0;
    int count = 0;
    std::set<const ServedPiece *> counted;
    const auto firstTooMany = std::find_if(m_tails.begin(), m_tails.end(), [&](const auto &kept) {
        if (!kept->piece || counted.insert(kept->piece.get()).second)
            bytes += kept->bytes;
        return ++count > m_limits.tails || bytes > m_limits.bytes;
    });
    m_tails.erase(firstTooMany, m_tails.end());
}

} // namespace splitscope
