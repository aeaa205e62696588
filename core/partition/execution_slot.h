// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partition/execution.h"

#include <list>
#include <memory>
#include <mutex>
#include <string>

namespace splitscope {

/// The execution that a piece runs with: reference, or a quicker one that has weights of its own. Thread-safe.
class ExecutionSlot {
public:
    explicit ExecutionSlot(std::shared_ptr<const Execution> reference);

    std::shared_ptr<const Execution> current() const;
    const std::shared_ptr<const Execution> &reference() const { return m_reference; }

    void use(std::shared_ptr<const Execution> execution);
    void fallBack() { use(m_reference); }

private:
    const std::shared_ptr<const Execution> m_reference;
    mutable std::mutex m_mutex; ///< guards m_current
    std::shared_ptr<const Execution> m_current;
};

/// Which cuts may hold rewritten copies of the weights in this process: the two that asked last. Where a third asks,
/// the slots of the oldest fall back to reference mode, which shares the model's weights. Thread-safe.
class FastCopies {
public:
    static constexpr std::size_t cuts = 2;

    static FastCopies &ofProcess();

    /// `slot` belongs to the cut `key` (model and cut) and is about to hold copies, or holds them.
    void admit(const std::string &key, const std::shared_ptr<ExecutionSlot> &slot);

private:
    struct Group {
        std::string key;
        std::list<std::weak_ptr<ExecutionSlot>> slots;
    };

    std::mutex m_mutex;
    std::list<Group> m_groups; ///< newest first
};

} // namespace splitscope
