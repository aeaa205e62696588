// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/link_spec.h"

#include <filesystem>
#include <string>
#include <vector>

namespace splitscope {

/// A link that changes over time, as it was recorded somewhere. After its end it starts again: the last row holds for
/// as long as the one before it did. An immutable value.
class LinkTrace {
public:
    struct Step {
        double seconds = 0.0; ///< from the first row on
        LinkSpec link;
    };

    /// CSV: the heading `seconds,uplink_mbps,downlink_mbps,rtt_ms`, then a row for each change, in order of time. Empty
    /// lines are skipped. \param origin named in errors. Throws Failure (InvalidArgument) with the line's number:
    /// another heading, a field that is missing or no number, times outside of 0 to 1e9 s or not 1 ms after the one
    /// before, rates outside of 1 kbps to 100 Gbps, a round trip below 0 or over a minute; and if there is no row.
    static LinkTrace fromCsv(const std::string &text, const std::string &origin);
    /// Throws Failure (FileNotFound, FileUnreadable, InvalidArgument).
    static LinkTrace load(const std::filesystem::path &file);

    const std::vector<Step> &steps() const { return m_steps; }
    /// After so many seconds it starts again; infinite for a single row.
    double periodSeconds() const { return m_period; }

    /// The link at a time from the start, 0 or later.
    const LinkSpec &at(double seconds) const;
    /// When the link changes next after that time; infinite for a single row.
    double nextChange(double seconds) const;

    /// Rates and round trip averaged over time: what a plan for the whole trace goes by.
    LinkSpec average() const;
    /// The least rates and the longest round trip: what a request must be given time for.
    LinkSpec worst() const;

private:
    explicit LinkTrace(std::vector<Step> steps);
    std::size_t indexAt(double seconds) const;
    double lengthOf(std::size_t step) const;

    std::vector<Step> m_steps;
    double m_period;
};

} // namespace splitscope
