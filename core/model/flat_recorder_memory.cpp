// SPDX-License-Identifier: GPL-3.0-or-later
// Which memory the operations of a flat program read and write.
#include "core/model/flat_recorder.h"

#include "core/model/tensor_walk.h"

#include <algorithm>

namespace splitscope {

void FlatRecorder::addMemory(const c10::IValue &value, bool written, InPlaceHazards::Memories &memories) const
{
    const auto note = [&](InPlaceHazards::Memory memory) {
        auto &entry = memories[memory];
        entry = entry || written;
    };
    const auto add = [&](InPlaceHazards::Memory memory) {
        note(memory);
        if (const auto others = m_mayBe.find(memory); others != m_mayBe.end())
            std::for_each(others->second.begin(), others->second.end(), note);
    };
    forEachTensor(value, [&](const at::Tensor &tensor) {
        if (knows(tensor) && tensor.has_storage())
            add(tensor.storage().unsafeGetStorageImpl());
    });
    if ((value.isList() || value.isGenericDict()) && m_containers.count(value.internalToPointer()) > 0)
        add(value.internalToPointer());
}

/// On a path that the sample does not take, what a region gives may be one of the tensors that it got.
void FlatRecorder::noteOtherPaths(const c10::IValue &output, const InPlaceHazards::Memories &got)
{
    forEachTensor(output, [&](const at::Tensor &tensor) {
        if (!tensor.has_storage() || got.count(tensor.storage().unsafeGetStorageImpl()) > 0)
            return;
        auto &others = m_mayBe[tensor.storage().unsafeGetStorageImpl()];
        for (const auto &[memory, written] : got)
            others.insert(memory);
    });
}

bool FlatRecorder::changesInput() const
{
    for (const auto *input : m_program.graph->inputs()) {
        const auto memory = m_memoryOf.find(input);
        if (memory == m_memoryOf.end())
            continue;
        for (const auto &[node, touched] : m_touched) {
            const auto found = touched.find(memory->second);
            if (found != touched.end() && found->second)
                return true;
        }
    }
    return false;
}

} // namespace splitscope
