// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/flat_recorder.h"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace splitscope {

/// Turns a module's method into a FlatProgram by running its inlined graph node by node on a sample: the run decides
/// every `if` and loop that depends on shapes, constants or attributes, and what it computes from those alone becomes
/// constants. Operations that create no tensor and change none vanish.
/// - An `if` or loop that depends on the values of tensors stays whole, as one operation that decides anew in each run.
/// - Where something cannot be followed, the smallest `if` or loop around it stays whole.
/// - A module that changes its own weights, buffers or attributes starts each run from the state in the file.
class Specialiser {
public:
    /// \param file named in errors
    Specialiser(torch::jit::Module module, std::string method, std::string file);

    /// \param arguments everything after `self`; tensors among them are the model's inputs, in order.
    /// Throws Failure (ModelUnsupported, WrongInputShape). The layers of the result are not built yet.
    FlatProgram run(const std::vector<c10::IValue> &arguments);

private:
    using Environment = std::unordered_map<const torch::jit::Value *, Slot>;
    struct Again { }; ///< something was learned that changes the walk from its start

    FlatProgram walk(const std::vector<c10::IValue> &arguments);
    void addInputs(const std::vector<c10::IValue> &arguments);
    void runBlock(torch::jit::Block &block);
    void runNode(torch::jit::Node &node);
    void runOperation(torch::jit::Node &node);
    void runIf(torch::jit::Node &node);
    void runLoop(torch::jit::Node &node);
    void runRegion(torch::jit::Node &node);
    void makeContainersComputed(const torch::jit::Node &region);
    bool runAttribute(const torch::jit::Node &node);
    Slot attribute(const c10::IValue &object, const std::string &name, const std::string &place);
    std::vector<Slot> execute(torch::jit::Node &node, const std::vector<Slot> &inputs) const;
    void protectWritten(const torch::jit::Node &node, const std::vector<Slot> &inputs);
    void noteQuiet(torch::jit::Node &node, const std::vector<Slot> &outputs);
    void noteInRegion(const torch::jit::Node &node, const std::vector<Slot> &inputs, const std::vector<Slot> &outputs);
    bool otherBranchFits(torch::jit::Block &block, const std::vector<Slot> &outputs);
    bool createsTensor(const std::vector<Slot> &inputs, const std::vector<Slot> &outputs) const;
    void keepWhole(const std::string &why);
    [[noreturn]] void unsupported(const std::string &why) const;

    torch::jit::Module m_module;
    std::string m_method;
    std::string m_file;
    std::string m_inputShapes; ///< of the sample, for people
    std::unordered_set<const c10::StorageImpl *> m_moduleStorages; ///< of all weights and buffers
    std::shared_ptr<torch::jit::Graph> m_graph;

    // What earlier walks learned.
    bool m_copyInputs = false;
    std::unordered_set<const torch::jit::Node *> m_whole;    ///< `if`s and loops that stay whole
    std::unordered_set<const torch::jit::Node *> m_everyRun; ///< makes a tensor that is written to later
    std::unordered_set<const c10::StorageImpl *> m_state;    ///< weights and buffers that the method writes to

    // This walk.
    std::optional<FlatRecorder> m_recorder;
    Environment m_environment;
    std::map<std::pair<const void *, std::string>, Slot> m_changedAttributes;
    std::unordered_map<const c10::TensorImpl *, at::Tensor> m_stateCopies;
    std::unordered_map<const c10::StorageImpl *, std::vector<const torch::jit::Node *>> m_quiet;
    std::vector<const torch::jit::Node *> m_around; ///< the `if`s and loops that the walk is in
    std::vector<c10::IValue> m_alive;               ///< so that no address is used twice
    RegionFacts *m_region = nullptr;                ///< set while a region that stays whole runs on the sample
    bool m_stateful = false;
};

} // namespace splitscope
