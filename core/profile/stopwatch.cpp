// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/stopwatch.h"

#include <ATen/Parallel.h>

#include <ctime>

namespace splitscope {

namespace {

double nowMs(bool ownTime)
{
    timespec time{};
    clock_gettime(ownTime ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

} // namespace

Stopwatch::Stopwatch()
    : m_ownTime(at::get_num_threads() == 1)
    , m_startMs(nowMs(m_ownTime))
{
}

double Stopwatch::elapsedMs() const { return nowMs(m_ownTime) - m_startMs; }

} // namespace splitscope
