// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/in_place_hazards.h"

#include <algorithm>

namespace splitscope {

using torch::jit::Node;
using torch::jit::Value;

namespace {

struct Touch {
    const Node *node = nullptr;
    bool mutates = false;
};

bool livesIn(const InPlaceHazards::MemoryOf &memoryOf, const Value *value, InPlaceHazards::Memory memory)
{
    const auto found = memoryOf.find(value);
    return found != memoryOf.end() && found->second == memory;
}

/// True if, up to the last change, each operation on the memory reads what the one before made and nothing else reads
/// it.
bool isPlainChain(const std::vector<Touch> &touches, std::size_t lastChange, const InPlaceHazards::MemoryOf &memoryOf,
    InPlaceHazards::Memory memory)
{
    for (std::size_t i = 0; i < lastChange; ++i) {
        for (const auto *output : touches[i].node->outputs()) {
            if (!livesIn(memoryOf, output, memory))
                continue;
            if (output->uses().size() != 1 || output->uses()[0].user != touches[i + 1].node)
                return false;
        }
    }
    return true;
}

} // namespace

void InPlaceHazards::find(FlatProgram &program, const Touched &touched, const MemoryOf &memoryOf)
{
    std::unordered_map<Memory, std::vector<Touch>> touchesOf;
    for (const auto *node : program.nodes) {
        const auto found = touched.find(node);
        if (found == touched.end())
            continue;
        for (const auto &[memory, written] : found->second)
            touchesOf[memory].push_back({node, written});
    }
    for (const auto &[memory, touches] : touchesOf) {
        std::size_t lastChange = 0;
        for (std::size_t i = 0; i < touches.size(); ++i) {
            if (touches[i].mutates)
                lastChange = i;
        }
        if (!touches[lastChange].mutates || isPlainChain(touches, lastChange, memoryOf, memory))
            continue;
        for (std::size_t i = 0; i + 1 < touches.size(); ++i)
            program.order.emplace_back(touches[i].node, touches[i + 1].node);
        for (std::size_t i = 0; i < lastChange; ++i) {
            for (const auto *output : touches[i].node->outputs()) {
                if (livesIn(memoryOf, output, memory))
                    program.uncuttable[output] = "it shares memory that is changed in place later.";
            }
        }
    }
}

} // namespace splitscope
