// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_store.h"

#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "core/graph/sha256.h"

#include <nlohmann/json.hpp>

#include <fstream>

namespace splitscope {

StudyStore::StudyStore(std::filesystem::path folder, StudyKey key)
    : m_folder(std::move(folder))
    , m_key(std::move(key))
{
    ensureFolder(m_folder);
}

std::filesystem::path StudyStore::fileOf(const std::string &cut) const
{
    const auto name = toJson(m_key).dump() + cut;
    Sha256 hash;
    hash.update(name.data(), name.size());
    return m_folder / (hash.hexDigest().substr(0, 16) + ".json");
}

std::vector<StudyEntry> StudyStore::load(const std::string &cut) const
{
    const auto file = fileOf(cut);
    std::ifstream in(file, std::ios::binary);
    const auto json = nlohmann::json::parse(in, nullptr, false);
    if (!in || json.is_discarded() || !json.is_object())
        return {};
    std::vector<StudyEntry> entries;
    try {
        const bool mine = json.value("cut", "") == cut && json.contains("key")
            && studyKeyFromJson(json["key"], file.string()) == m_key;
        if (!mine || !json.contains("codecs"))
            return {};
        for (const auto &entry : json["codecs"])
            entries.push_back(studyEntryFromJson(entry, file.string()));
    } catch (const Failure &) {
        return {}; // of another version, or damaged: measured again
    } catch (const nlohmann::json::exception &) {
        return {};
    }
    return entries;
}

void StudyStore::save(const std::string &cut, const std::vector<StudyEntry> &entries) const
{
    nlohmann::ordered_json codecs = nlohmann::ordered_json::array();
    for (const auto &entry : entries)
        codecs.push_back(toJson(entry));
    const nlohmann::ordered_json json{{"key", toJson(m_key)}, {"cut", cut}, {"codecs", codecs}};
    writeTextAtomically(fileOf(cut), json.dump(1));
}

} // namespace splitscope
