// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/hold.h"

#include <algorithm>
#include <thread>

namespace splitscope {

bool holdUntil(std::chrono::steady_clock::time_point end, const std::function<bool()> &cancelled)
{
    constexpr auto slice = std::chrono::milliseconds(10);
    for (auto now = std::chrono::steady_clock::now(); now < end; now = std::chrono::steady_clock::now()) {
        if (cancelled && cancelled())
            return false;
        std::this_thread::sleep_until(std::min(end, now + slice));
    }
    return true;
}

} // namespace splitscope
