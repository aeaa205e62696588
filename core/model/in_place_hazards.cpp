// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/specialiser.h"

#include <algorithm>

namespace splitscope {

using torch::jit::Node;
using torch::jit::Value;

namespace {

struct Touch {
    const Node *node = nullptr;
    bool mutates = false;
};

bool livesIn(const InPlaceHazards::StorageOf &storageOf, const Value *value, const c10::StorageImpl *storage)
{
    const auto found = storageOf.find(value);
    return found != storageOf.end() && found->second == storage;
}

/// True if, up to the last change, each operation on the storage reads what the one before made and nothing else reads
/// it.
bool isPlainChain(const std::vector<Touch> &touches, std::size_t lastChange, const InPlaceHazards::StorageOf &storageOf,
    const c10::StorageImpl *storage)
{
    for (std::size_t i = 0; i < lastChange; ++i) {
        for (const auto *output : touches[i].node->outputs()) {
            if (!livesIn(storageOf, output, storage))
                continue;
            if (output->uses().size() != 1 || output->uses()[0].user != touches[i + 1].node)
                return false;
        }
    }
    return true;
}

} // namespace

void InPlaceHazards::find(FlatProgram &program, const Storages &storages, const StorageOf &storageOf)
{
    std::unordered_map<const c10::StorageImpl *, std::vector<Touch>> touchesOf;
    for (const auto *node : program.nodes) {
        const auto found = storages.find(node);
        if (found == storages.end())
            continue;
        for (const auto *storage : found->second)
            touchesOf[storage].push_back({node, program.facts.at(node).mutates});
    }
    for (const auto &[storage, touches] : touchesOf) {
        std::size_t lastChange = 0;
        for (std::size_t i = 0; i < touches.size(); ++i) {
            if (touches[i].mutates)
                lastChange = i;
        }
        if (!touches[lastChange].mutates || isPlainChain(touches, lastChange, storageOf, storage))
            continue;
        for (std::size_t i = 0; i + 1 < touches.size(); ++i)
            program.order.emplace_back(touches[i].node, touches[i + 1].node);
        for (std::size_t i = 0; i < lastChange; ++i) {
            for (const auto *output : touches[i].node->outputs()) {
                if (livesIn(storageOf, output, storage))
                    program.uncuttable[output] = "it shares memory that is changed in place later.";
            }
        }
    }
}

} // namespace splitscope
