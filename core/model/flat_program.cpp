// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/flat_program.h"

namespace splitscope {

using torch::jit::Node;
using torch::jit::Value;

namespace {

void addRead(const Node &node, const torch::jit::Block *flat, std::vector<const Value *> &read)
{
    for (const auto *block : node.blocks()) {
        for (const auto *inner : block->nodes()) {
            for (const auto *input : inner->inputs()) {
                if (input->node()->owningBlock() == flat)
                    read.push_back(input);
            }
            addRead(*inner, flat, read);
        }
        for (const auto *output : block->outputs()) {
            if (output->node()->owningBlock() == flat)
                read.push_back(output);
        }
    }
}

} // namespace

std::vector<const Value *> valuesRead(const Node &node)
{
    std::vector<const Value *> read(node.inputs().begin(), node.inputs().end());
    addRead(node, node.owningGraph()->block(), read);
    return read;
}

const Node *flatNode(const Node *node)
{
    const auto *flat = node->owningGraph()->block();
    while (node && node->owningBlock() != flat && node->owningBlock())
        node = node->owningBlock()->owningNode();
    return node;
}

} // namespace splitscope
