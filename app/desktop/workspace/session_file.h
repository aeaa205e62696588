// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/link_spec.h"

#include <filesystem>
#include <set>
#include <string>

namespace splitscope {

/// What a person has set up, as a file that can be opened again, here or by somebody else: `NAME.splitscope.json`,
/// version 1: `{version, model{path, sha256}, cut, link{...}, source, view{overlay, scale, folded[], top_down}}`.
struct Session {
    std::filesystem::path model; ///< absolute in memory; relative to the session's folder in the file where it can be
    std::string modelHash;       ///< SHA-256, to notice another file of the same name
    std::string cut;             ///< as Cut::fromText takes it
    LinkSpec link;
    std::string source;           ///< as `--source` takes it
    std::string overlay;          ///< layerFigureName, or empty: sides only
    bool logarithmic = false;     ///< colours
    std::set<std::string> folded; ///< modules
    bool topDown = false;

    bool operator==(const Session &) const = default;
};

constexpr const char *sessionSuffix = ".splitscope.json";

/// Throws Failure (FileUnwritable); what was there stays then.
void writeSession(const Session &session, const std::filesystem::path &file);

/// Throws Failure (FileNotFound, FileUnreadable, SessionInvalid: not JSON, a newer version, a member of another kind).
Session readSession(const std::filesystem::path &file);

} // namespace splitscope
