// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/plan_key.h"
#include "core/partition/executable.h"

#include <functional>
#include <memory>
#include <vector>

namespace splitscope {

/// What becomes of crossing tensors between head and tail, in the order of crossingTensors(): a codec
/// (core/codec/coded_crossing.h).
using Crossing = std::function<std::vector<TensorValue>(const std::vector<TensorValue> &)>;

/// Head and tail of one cut in one process: what verification and evaluation run.
class Halves {
public:
    /// \param crossing called in every run; nothing: tensors cross unchanged. Throws Failure (IllegalCut).
    Halves(const std::shared_ptr<const Model> &model, const Cut &cut, ExecutionMode mode, Crossing crossing = {});

    /// As Executable::chooseFastest, for both; `options.samples` are the model's inputs.
    void chooseFastest(const ChoiceOptions &options = {});

    /// Every task's output, by task.
    std::vector<TensorValue> run(const std::vector<TensorValue> &inputs, OutputForm form) const;

    Executable &head() const { return *m_head; }
    /// Null where everything stays on the device.
    Executable *tail() const { return m_tail.get(); }

private:
    std::vector<TensorValue> crossed(const std::vector<TensorValue> &sent) const;

    std::shared_ptr<const Model> m_model;
    std::size_t m_tasks;
    std::shared_ptr<Executable> m_head;
    std::shared_ptr<Executable> m_tail;
    Crossing m_crossing;
};

} // namespace splitscope
