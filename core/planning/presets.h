// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/context.h"
#include "core/graph/machine_spec.h"

#include <map>
#include <string>
#include <vector>

namespace splitscope {

/// The version of preset files that this program writes and reads.
inline constexpr int presetVersion = 1;

/// \param origin file named in errors. Throws Failure (PresetInvalid): malformed, from a newer version, a figure
/// without a source, a rate that is not above 0, a name given twice.
std::vector<MachineSpec> machinesFromJson(const std::string &text, const std::string &origin);

/// Radio power by link preset, from the `radio` entries of a link preset file. Links without one are left out. Throws
/// as machinesFromJson.
std::map<std::string, RadioPower> radiosFromJson(const std::string &text, const std::string &origin);

/// The presets of resources/presets/devices.json, compiled in: raspberry-pi-4 raspberry-pi-5 jetson-nano
/// jetson-orin-nano phone laptop workstation gpu-server.
const std::vector<MachineSpec> &machinePresets();
/// Throws Failure (UnknownDevice).
const MachineSpec &machinePreset(const std::string &name);

/// Radio power of the link presets of resources/presets/links.json.
const std::map<std::string, RadioPower> &radioPresets();

} // namespace splitscope
