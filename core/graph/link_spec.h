// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace splitscope {

/// The network between device and edge. Rates count bytes on the wire, framing included; 1 Mbps = 1,000,000 bit/s.
struct LinkSpec {
    bool shaped = false; ///< false: loopback as it is, no relay ("none")
    double uplinkMbps = 0.0;
    double downlinkMbps = 0.0;
    double rttMs = 0.0;
    double jitterMs = 0.0;
    double loss = 0.0; ///< fraction of segments, 0..1

    bool operator==(const LinkSpec &) const = default;

    /// `none`, a preset's name, or `UP[:DOWN]/RTT[/JITTER[/LOSS]]` as in "6Mbps:13Mbps/50ms". Rates take bps, kbps,
    /// Mbps, Gbps; times us, ms, s; loss %. Without DOWN the rates are equal. Throws Failure (UnknownLink,
    /// InvalidArgument).
    static LinkSpec fromText(std::string_view text);
    std::string text() const;
};

/// A named link and where its figures come from.
struct LinkPreset {
    std::string name;
    LinkSpec link;
    std::string source;
};

/// The presets of resources/presets/links.json, compiled in: lora ble bluetooth 3g lte 5g wifi ethernet.
const std::vector<LinkPreset> &linkPresets();

} // namespace splitscope
