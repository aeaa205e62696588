// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/link_spec.h"

#include <cstdint>

namespace splitscope {

/// Bytes around the tensors of one request or answer: gRPC, HTTP/2 and protobuf, names and shapes. Measured between
/// our two programs by a counting relay: 130 to 315 bytes for one to three tensors; the model is within 60 of each.
inline constexpr double framingBytes = 100.0;
inline constexpr double framingBytesPerTensor = 60.0;

/// One direction of a link as the planner models it, and as the emulator (core/runtime/link_shaper.h) behaves. A
/// transfer takes delayMs + msPerByte x bytes on the wire.
struct DirectionModel {
    double msPerByte = 0.0;     ///< at the rate that loss leaves; 0 without shaping
    double delayMs = 0.0;       ///< half the round trip
    double jitterMs = 0.0;      ///< the delay varies uniformly by as much to both sides
    double loss = 0.0;          ///< probability that a segment is lost
    double stallMs = 0.0;       ///< until a lost segment is there: one round trip, at least 200 ms
    double effectiveMbps = 0.0; ///< 0 without shaping
};

/// Loss caps the rate at 1.22 x segment / (RTT x sqrt(p)) with segments of 1,448 bytes (Mathis, Semke, Mahdavi, Ott:
/// The macroscopic behavior of the TCP congestion avoidance algorithm, 1997).
DirectionModel uplinkModel(const LinkSpec &link);
DirectionModel downlinkModel(const LinkSpec &link);

/// The highest rate that loss and round trip of `link` allow, Mbit/s; infinite without loss.
double rateCapMbps(const LinkSpec &link);

} // namespace splitscope
