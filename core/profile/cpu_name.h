// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace splitscope {

/// Model name of this machine's processor as Linux gives it in /proc/cpuinfo ("AMD EPYC 7B13"); on processors that only
/// give numbers (Arm), implementer and part; else the architecture.
std::string cpuName();

/// The same from the text of a cpuinfo file; empty where it names nothing.
std::string cpuNameFrom(const std::string &cpuinfo);

} // namespace splitscope
