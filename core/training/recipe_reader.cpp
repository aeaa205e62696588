// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/recipe_reader.h"

#include "core/graph/error.h"

#include <sstream>

namespace splitscope {

namespace {

std::string shortNumber(double value)
{
    std::ostringstream stream;
    stream << value;
    return stream.str();
}

} // namespace

RecipeReader::RecipeReader(const nlohmann::json &object, std::string path, std::string origin)
    : m_object(object)
    , m_path(std::move(path))
    , m_origin(std::move(origin))
{
    if (!m_object.is_object()) {
        throw Failure(ErrorCode::RecipeInvalid,
            {{"file", m_origin},
                {"why", (m_path.empty() ? "it" : "'" + m_path + "'") + " must be an object, { ... }."}});
    }
}

std::string RecipeReader::pathOf(const std::string &key) const { return m_path.empty() ? key : m_path + "." + key; }

void RecipeReader::fail(const std::string &key, const std::string &why) const
{
    throw Failure(ErrorCode::RecipeInvalid, {{"file", m_origin}, {"why", "'" + pathOf(key) + "' " + why + "."}});
}

bool RecipeReader::has(const std::string &key)
{
    m_known.insert(key);
    return m_object.contains(key);
}

const nlohmann::json &RecipeReader::value(const std::string &key)
{
    if (!has(key)) {
        fail(key, "is missing");
    }
    return m_object.at(key);
}

double RecipeReader::number(const std::string &key, double fallback, double low, double high)
{
    if (!has(key)) {
        return fallback;
    }
    const nlohmann::json &found = m_object.at(key);
    if (!found.is_number() || !(found.get<double>() >= low && found.get<double>() <= high)) {
        fail(key, "must be a number from " + shortNumber(low) + " to " + shortNumber(high) + ", not " + found.dump());
    }
    return found.get<double>();
}

std::int64_t RecipeReader::integer(const std::string &key, std::int64_t fallback, std::int64_t low, std::int64_t high)
{
    if (!has(key)) {
        return fallback;
    }
    const nlohmann::json &found = m_object.at(key);
    const bool fits =
        found.is_number_integer() && found.get<double>() >= double(low) && found.get<double>() <= double(high);
    if (!fits) {
        fail(key,
            "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high) + ", not "
                + found.dump());
    }
    return found.get<std::int64_t>();
}

std::string RecipeReader::text(const std::string &key)
{
    const nlohmann::json &found = value(key);
    if (!found.is_string() || found.get<std::string>().empty()) {
        fail(key, "must be a text, not " + found.dump());
    }
    return found.get<std::string>();
}

RecipeReader RecipeReader::object(const std::string &key)
{
    static const nlohmann::json none = nlohmann::json::object();
    return RecipeReader(has(key) ? m_object.at(key) : none, pathOf(key), m_origin);
}

void RecipeReader::finish() const
{
    for (const auto &[key, unused] : m_object.items()) {
        if (!m_known.count(key)) {
            fail(key, "is not a key of recipes, version 1");
        }
    }
}

} // namespace splitscope
