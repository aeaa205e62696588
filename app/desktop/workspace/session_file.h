// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/codec_choice.h"
#include "core/graph/link_spec.h"
#include "core/planning/planning_choice.h"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace splitscope {

/// A pinned plan, as it was predicted when it was pinned. Times in ms.
struct SessionPin {
    std::string label;
    std::string context; ///< name
    std::string operatingPoint = "default";
    std::string cut; ///< as Cut::fromText takes it
    std::string codec = "none";
    double deviceMs = 0.0;
    double encodeMs = 0.0;
    double uplinkMs = 0.0;
    double edgeMs = 0.0;
    double downlinkMs = 0.0;
    double uplinkBytes = 0.0;
    double downlinkBytes = 0.0;
    double throughputFps = 0.0;
    std::optional<double> energyMj;
    std::optional<double> price;

    bool operator==(const SessionPin &) const = default;
};

/// What a person has set up, as a file that can be opened again, here or by somebody else: `NAME.splitscope.json`,
/// version 1: `{version, model{path, sha256}, cut, codec, codec_constants, link{...}, source,
/// view{overlay, scale, folded[], top_down}, planning{device, device_speed, edge, edge_speed, results, picture, radio,
/// objective, limits{...}, pins[]}}`; files without `planning` are read as if nothing was chosen there, and without
/// `codec` as if there was none. `codec_constants` is what calibration gave, where the codec needs it: opened again,
/// the session runs identically.
struct Session {
    std::filesystem::path model; ///< absolute in memory; relative to the session's folder in the file where it can be
    std::string modelHash;       ///< SHA-256, to notice another file of the same name
    std::string cut;             ///< as Cut::fromText takes it
    CodecChoice codec;
    LinkSpec link;
    std::string source;           ///< as `--source` takes it
    std::string overlay;          ///< layerFigureName, or empty: sides only
    bool logarithmic = false;     ///< colours
    std::set<std::string> folded; ///< modules
    bool topDown = false;
    PlanningChoice planning;
    std::string radio; ///< link preset
    std::vector<SessionPin> pins;

    bool operator==(const Session &) const = default;
};

constexpr const char *sessionSuffix = ".splitscope.json";

/// Throws Failure (FileUnwritable); what was there stays then.
void writeSession(const Session &session, const std::filesystem::path &file);

/// Throws Failure (FileNotFound, FileUnreadable, SessionInvalid: not JSON, a newer version, a member of another kind).
Session readSession(const std::filesystem::path &file);

} // namespace splitscope
