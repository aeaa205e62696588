// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace splitscope {

/// Bytes that a receiver lets a sender send ahead of it. HTTP/2 starts with 64 KiB for each round trip, which at 100 ms
/// would hold any link at 5 Mbit/s; with this the link's rate is the limit.
inline constexpr int lookaheadBytes = 16 * 1024 * 1024;

/// Keeps gRPC from writing to stderr: whatever goes wrong reaches the caller as a status, and a person as one sentence.
void quietGrpc();

} // namespace splitscope
