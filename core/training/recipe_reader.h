// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <set>
#include <string>

namespace splitscope {

/// One object of a recipe. Reads values with their limits and remembers which keys it knows, so that a misspelt one is
/// named and not ignored. Throws Failure (RecipeInvalid).
class RecipeReader {
public:
    /// \param path of the object inside the recipe, "" for the whole; \param object must be a JSON object
    RecipeReader(const nlohmann::json &object, std::string path, std::string origin);

    bool has(const std::string &key);
    double number(const std::string &key, double fallback, double low, double high);
    std::int64_t integer(const std::string &key, std::int64_t fallback, std::int64_t low, std::int64_t high);
    std::string text(const std::string &key);
    RecipeReader object(const std::string &key);
    const nlohmann::json &value(const std::string &key);
    const nlohmann::json &json() const { return m_object; }

    /// Fails if there is a key that nobody asked for.
    void finish() const;
    [[noreturn]] void fail(const std::string &key, const std::string &why) const;

private:
    std::string pathOf(const std::string &key) const;

    const nlohmann::json &m_object;
    std::string m_path;
    std::string m_origin;
    std::set<std::string> m_known;
};

} // namespace splitscope
