// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/board.h"
#include "core/graph/context.h"

#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// A context in a person's words, as options and context files give it.
struct ContextChoice {
    std::string name;
    std::string device = "this"; ///< a preset, `this`, or a board's FILE.json
    std::string edge = "this";
    std::string link = "none"; ///< as LinkSpec::fromText takes it
    std::string radio;         ///< link preset whose radio power counts; empty: that of `link` if it is a preset
    ResultsAt results = ResultsAt::Device;
};

/// The model that layers' times on a board must belong to.
struct PlannedModel {
    const LayerGraph &graph;
    std::string hash;
    std::string inputSignature;
    std::string operatingPoint = "default";
};

/// True if the choice names a machine other than `this`, so that `here` is needed to build it.
bool needsCalibration(const ContextChoice &choice);

/// Says at once what is wrong with the name of a machine. Throws Failure: UnknownDevice, FileNotFound, FileUnreadable,
/// BoardInvalid.
void checkMachineName(const std::string &name);

/// \param here this machine as calibrated; times of another machine are those measured here x (rate here / rate there)
/// by operation class, or those of the board's table if it has one for this model.
/// Throws Failure: UnknownDevice, UnknownLink, FileNotFound, FileUnreadable, BoardInvalid, InvalidArgument.
Context buildContext(const ContextChoice &choice, const std::optional<Board> &here, const PlannedModel &model);

/// The contexts of a JSON file: {"version": 1, "contexts": [{"name", "device", "edge", "link", "radio", "results"}]}.
/// Throws Failure (PresetInvalid).
std::vector<ContextChoice> contextsFromJson(const std::string &text, const std::string &origin);

/// The table that `--contexts all` goes through: every preset that people carry or mount, over every link preset, to a
/// workstation and to a GPU server.
std::vector<ContextChoice> allContexts();

} // namespace splitscope
