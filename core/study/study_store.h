// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study_result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace splitscope {

/// What was measured of each cut, kept in a folder as one file a cut, so that a study that was interrupted, or is asked
/// for more codecs, goes on where it was. Results of another key stay there and are not seen.
class StudyStore {
public:
    /// Makes the folder. Throws Failure (FileUnwritable).
    StudyStore(std::filesystem::path folder, StudyKey key);

    /// What is known of a cut; empty where there is nothing that can be read.
    std::vector<StudyEntry> load(const std::string &cut) const;

    /// Replaces what is known of the cut. Throws Failure (FileUnwritable).
    void save(const std::string &cut, const std::vector<StudyEntry> &entries) const;

private:
    std::filesystem::path fileOf(const std::string &cut) const;

    std::filesystem::path m_folder;
    StudyKey m_key;
};

} // namespace splitscope
