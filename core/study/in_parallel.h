// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>

namespace splitscope {

/// Calls `work(worker, index)` for each index below `count`, from so many threads at once, each with a number of its
/// own; returns when all are done. The first exception ends the others after their index and is thrown again.
void inParallel(int workers, std::size_t count, const std::function<void(int, std::size_t)> &work);

} // namespace splitscope
