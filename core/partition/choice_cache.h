// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partition/execution.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// What earlier searches found in this process, so that a cut that comes back need not be measured again. Thread-safe.
class ChoiceCache {
public:
    static ChoiceCache &ofProcess();

    /// \param piece canonical PlanKey, piece and orders of its inputs
    std::optional<Execution::Kind> find(const std::string &piece) const;
    void keep(const std::string &piece, Execution::Kind kind);

    /// The kinds worth trying on a part of a model: those that were not clearly slower or wrong on the whole of it;
    /// all where the whole was not measured yet.
    /// \param model canonical PlanKey without a cut
    std::vector<Execution::Kind> promising(const std::string &model) const;
    void keepPromising(const std::string &model, std::vector<Execution::Kind> kinds);

    void clear();

private:
    mutable std::mutex m_mutex;
    std::map<std::string, Execution::Kind> m_choices;
    std::map<std::string, std::vector<Execution::Kind>> m_promising;
};

} // namespace splitscope
