// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace splitscope {

/// Milliseconds since it was made. With one compute thread this is the processor time of the calling thread: what the
/// work costs, not longer because other programs run too. Work on several threads has no such clock: wall time.
class Stopwatch {
public:
    Stopwatch();

    double elapsedMs() const;

private:
    bool m_ownTime;
    double m_startMs;
};

} // namespace splitscope
