// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/plan_key.h"
#include "core/runtime/crossing_codec.h"
#include "core/runtime/model_store.h"
#include "core/runtime/served_piece.h"
#include "core/runtime/wire_tensor.h"

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace splitscope {

/// A tail that is ready to serve. Immutable but for what ServedPiece guards.
struct Tail {
    struct Output {
        int task = 0; ///< index into the model's tasks
        std::string name;
        TensorInfo info; ///< as returned
    };

    std::string name;
    PlanKey plan;
    std::shared_ptr<ServedPiece> piece; ///< null where the plan leaves nothing to the edge: it only takes answers in
    std::shared_ptr<const CrossingCodec> codec; ///< of what comes in
    std::vector<ExpectedTensor> answers;        ///< what the device computes, sent along where answers are kept here
    std::vector<Output> outputs;
    std::int64_t bytes = 0; ///< estimated: its weights, in fast mode once more for the packed copy, and its tensors
};

/// The tails an edge keeps ready, the least recently used leaving first. Thread-safe.
class TailPool {
public:
    struct Limits {
        int tails = 8;
        std::int64_t bytes = std::int64_t{4096} * 1000 * 1000;
    };

    TailPool(std::shared_ptr<ModelStore> models, Limits limits);

    /// The tail of that name, which becomes the most recently used; nothing if it is not ready.
    std::shared_ptr<Tail> find(const std::string &name);

    /// Reads the constants of a plan's codecs, of these sizes, from where they came.
    using ConstantsReader = std::function<CodecConstants(const std::vector<ConstantSizes> &)>;

    /// Makes the tail ready, if it is not. Tails that differ by their codec alone share their piece.
    /// \param name PlanKey::tailName for whatever model name stands before `__tail_`.
    /// \param constants asked once where the tail is built; may throw.
    /// Throws Failure: RequestInvalid, FileNotFound (no such model), ModelOutOfMemory (larger than the limit alone),
    /// UnknownLayer, IllegalCut, UnknownCodec, InvalidArgument (a codec that does not fit the cut, constants that do
    /// not fit the codec), and what opening a model throws.
    std::shared_ptr<Tail> prepare(
        const std::string &name, const std::string &planJson, const ConstantsReader &constants);

private:
    std::shared_ptr<Tail> build(const std::string &name, const PlanKey &plan, const ConstantsReader &constants) const;
    std::shared_ptr<ServedPiece> pieceOf(const std::shared_ptr<const Model> &model, const PlanKey &plan) const;
    void insert(const std::shared_ptr<Tail> &tail);

    std::shared_ptr<ModelStore> m_models;
    Limits m_limits;
    std::mutex m_building;                    ///< one tail is built at a time
    mutable std::mutex m_mutex;               ///< guards m_tails
    std::list<std::shared_ptr<Tail>> m_tails; ///< most recently used first
};

/// What a task's output of shape and type `full` becomes in the form that is returned.
TensorInfo returnedInfo(const TaskSpec &task, const TensorInfo &full);

} // namespace splitscope
