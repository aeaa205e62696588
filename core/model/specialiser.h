// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/flat_program.h"

#include <memory>
#include <set>
#include <string>
#include <unordered_map>

namespace splitscope {

/// Turns a module's method into a FlatProgram by running its inlined graph node by node on a sample: the run decides
/// every `if` and loop, and what it computes from shapes alone becomes constants. Tensors are followed by identity, so
/// dicts, lists and tuples on the way vanish. Operations that create no tensor and change none vanish too.
class Specialiser {
public:
    /// \param file named in errors
    Specialiser(torch::jit::Module module, std::string method, std::string file);

    /// \param arguments everything after `self`; tensors among them are the model's inputs, in order.
    /// Throws Failure (ModelUnsupported, WrongInputShape). The layers of the result are not built yet.
    FlatProgram run(const std::vector<c10::IValue> &arguments);

private:
    using Environment = std::unordered_map<const torch::jit::Value *, c10::IValue>;

    void reset();
    void addInputs(const std::vector<c10::IValue> &arguments, Environment &environment, const torch::jit::Graph &graph);
    void addOutputs(const c10::IValue &result);
    void runBlock(torch::jit::Block &block, Environment &environment);
    void runNode(torch::jit::Node &node, Environment &environment);
    void runIf(torch::jit::Node &node, Environment &environment);
    void runLoop(torch::jit::Node &node, Environment &environment);
    bool runAttribute(const torch::jit::Node &node, Environment &environment);
    torch::jit::Stack execute(torch::jit::Node &node, const torch::jit::Stack &inputs) const;
    void record(torch::jit::Node &node, const torch::jit::Stack &inputs, const torch::jit::Stack &outputs);
    void recordOutput(torch::jit::Node *flat, torch::jit::Value *value, const c10::IValue &output);
    void nameTensor(torch::jit::Value *value, const at::Tensor &tensor);
    bool createsTensor(const torch::jit::Stack &inputs, const torch::jit::Stack &outputs) const;
    bool dependsOnInput(const c10::IValue &value) const;
    torch::jit::Value *flatValue(const c10::IValue &value);
    void refuseStateChange(const torch::jit::Node &node, const torch::jit::Stack &inputs) const;
    void refuseValueDependence(const torch::jit::Node &node, const torch::jit::Stack &inputs) const;
    void finish();
    [[noreturn]] void unsupported(const std::string &why) const;

    torch::jit::Module m_module;
    std::string m_method;
    std::string m_file;
    std::set<const c10::TensorImpl *> m_parameters;
    std::set<const c10::StorageImpl *> m_moduleStorages; ///< of all weights and buffers
    bool m_cloneInputs = false;

    FlatProgram m_program;
    std::unordered_map<const c10::TensorImpl *, torch::jit::Value *> m_values; ///< tensors that depend on the input
    std::unordered_map<const c10::TensorImpl *, torch::jit::Value *> m_constants;
    std::unordered_map<std::string, c10::IValue> m_changedAttributes;
    std::vector<c10::IValue> m_alive; ///< keeps every tensor, so that no address is used twice
    std::unordered_map<const torch::jit::Node *, std::set<const c10::StorageImpl *>> m_storages;
    std::unordered_map<const torch::jit::Value *, const c10::StorageImpl *> m_storageOf;
};

/// Finds what in-place changes forbid, on a program whose storages were recorded: fills `order` and `uncuttable`.
/// A change of a tensor that nothing else reads is harmless; it then changes the copy that crossed.
class InPlaceHazards {
public:
    using Storages = std::unordered_map<const torch::jit::Node *, std::set<const c10::StorageImpl *>>;
    using StorageOf = std::unordered_map<const torch::jit::Value *, const c10::StorageImpl *>;

    static void find(FlatProgram &program, const Storages &storages, const StorageOf &storageOf);
};

/// Module path of a node of an inlined graph ("encoder.stage1.conv"), empty at the top.
std::string modulePath(const torch::jit::Node &node);

} // namespace splitscope
