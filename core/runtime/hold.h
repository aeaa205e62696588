// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>

namespace splitscope {

/// Sleeps until `end`, asking `cancelled`, where there is one, now and then (within 10 ms). Returns false if that ended
/// it. Uses no processor time to speak of.
bool holdUntil(std::chrono::steady_clock::time_point end, const std::function<bool()> &cancelled = {});

} // namespace splitscope
