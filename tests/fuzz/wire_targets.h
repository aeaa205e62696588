// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fuzz/fuzz_target.h"

#include <vector>

namespace splitscope::fuzz {

/// What an edge and a device read from each other: requests and answers as messages and as bytes, names, addresses,
/// signatures; and the emulated link with any traffic.
std::vector<FuzzTarget> wireTargets();

/// A running edge with a small model, asked anything over loopback. It must answer every request and stay alive.
std::vector<FuzzTarget> edgeTargets();

} // namespace splitscope::fuzz
