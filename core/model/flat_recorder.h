// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/flat_program.h"
#include "core/model/in_place_hazards.h"
#include "core/model/region_copier.h"
#include "core/model/slot.h"

#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace splitscope {

/// What a region that stays whole did while it ran on the sample.
struct RegionFacts {
    NodeFacts facts;
    InPlaceHazards::Memories touched;
    bool changesContainers = false; ///< it writes to a list or dict
    bool fixedShapes = true;        ///< its outputs have the same shapes whatever its inputs hold
};

/// Writes a FlatProgram down, operation by operation, while a method runs on a sample. Tensors are followed by
/// identity, so dicts, lists and tuples that only carry them vanish. Containers and numbers that depend on tensors'
/// values become values of the flat program, which cannot cross a cut.
class FlatRecorder {
public:
    explicit FlatRecorder(const torch::jit::Module &module);

    /// A tensor input of the method. With `copied` the program works on a copy of it, which is returned.
    at::Tensor addInput(const at::Tensor &tensor, bool copied);
    /// A tensor that belongs to the module or its code and that the method changes: each run starts from a fresh copy,
    /// which is returned.
    at::Tensor addFreshCopy(const at::Tensor &tensor, const std::string &module);
    /// Everything the method returns. False if nothing of it depends on the inputs.
    bool addOutputs(const Slot &result);

    /// Without gradients a detached tensor is the tensor itself.
    void nameAlike(const at::Tensor &detached, const at::Tensor &tensor);

    /// Whether the value holds a tensor that the flat program computes, or is computed by it.
    bool depends(const Slot &slot) const;
    bool knows(const at::Tensor &tensor) const { return m_values.count(tensor.unsafeGetTensorImpl()) > 0; }
    /// What computes a value that is no tensor; null where it is the same in every run.
    torch::jit::Value *flatOf(const Slot &slot) const;
    /// Whether a tensor's size depends on values.
    bool isValueShaped(const c10::IValue &value) const;
    /// Whether what a node gives besides tensors depends on the values of tensors.
    bool readsValues(const torch::jit::Node &node, const std::vector<Slot> &inputs) const;

    /// Adds the node, which ran with `inputs` and gave `outputs`; fills their `flat`.
    void record(torch::jit::Node &node, const std::vector<Slot> &inputs, std::vector<Slot> &outputs);
    /// Adds an `if` or loop with all that is inside as one operation. Throws Unfollowable.
    void recordRegion(torch::jit::Node &node, const RegionSurroundings &surroundings, const RegionFacts &region,
        std::vector<Slot> &outputs);

    /// Builds a list or dict in the program as it is now; what happens to it from here on is recorded.
    void makeComputed(const Slot &container);

    /// The flat value of anything: computed, or a constant. Throws Unfollowable.
    torch::jit::Value *flatValue(const Slot &slot);

    /// Weights among the tensors of a value, for facts.
    void addParameters(const c10::IValue &value, NodeFacts &facts) const;
    /// The memory behind a value, where the flat program computes it.
    void addMemory(const c10::IValue &value, bool written, InPlaceHazards::Memories &memories) const;

    bool changesInput() const; ///< some operation changes the memory of an input
    FlatProgram finish();

private:
    torch::jit::Value *freshContainer(const c10::IValue &value);
    torch::jit::Value *construct(const c10::IValue &value, bool always);
    void noteOtherPaths(const c10::IValue &output, const InPlaceHazards::Memories &got);
    void recordOutput(torch::jit::Node *flat, torch::jit::Value *value, Slot &slot, bool dynamic, bool valueShaped);
    void nameTensor(torch::jit::Value *value, const at::Tensor &tensor);
    void nameOther(torch::jit::Value *value, const c10::IValue &sample);
    void addOutput(const c10::IValue &value, torch::jit::Value *flat, const std::string &key);

    c10::ClassTypePtr m_moduleType;
    FlatProgram m_program;
    std::unordered_set<const c10::TensorImpl *> m_parameters;
    std::unordered_map<const c10::TensorImpl *, torch::jit::Value *> m_values; ///< tensors that depend on the input
    std::unordered_map<const c10::TensorImpl *, torch::jit::Value *> m_constants;
    std::unordered_map<const void *, torch::jit::Value *> m_containers; ///< lists and dicts that the program computes
    std::unordered_set<const c10::TensorImpl *> m_valueShaped;
    InPlaceHazards::Touched m_touched;
    InPlaceHazards::MemoryOf m_memoryOf;
    std::unordered_map<InPlaceHazards::Memory, std::set<InPlaceHazards::Memory>> m_mayBe; ///< on another path
    std::vector<c10::IValue> m_alive; ///< keeps every tensor, so that no address is used twice
};

} // namespace splitscope
