// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/choice_cache.h"

#include <utility>

namespace splitscope {

ChoiceCache &ChoiceCache::ofProcess()
{
    static ChoiceCache cache;
    return cache;
}

std::optional<Execution::Kind> ChoiceCache::find(const std::string &piece) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_choices.find(piece);
    return found == m_choices.end() ? std::nullopt : std::optional(found->second);
}

void ChoiceCache::keep(const std::string &piece, Execution::Kind kind)
{
    const std::lock_guard lock(m_mutex);
    m_choices[piece] = kind;
}

std::vector<Execution::Kind> ChoiceCache::promising(const std::string &model) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_promising.find(model);
    return found == m_promising.end() ? Execution::rewritingKinds() : found->second;
}

void ChoiceCache::keepPromising(const std::string &model, std::vector<Execution::Kind> kinds)
{
    const std::lock_guard lock(m_mutex);
    m_promising[model] = std::move(kinds);
}

void ChoiceCache::clear()
{
    const std::lock_guard lock(m_mutex);
    m_choices.clear();
    m_promising.clear();
}

} // namespace splitscope
