// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/coder_text.h"

#include <cstdint>
#include <string>
#include <vector>

namespace splitscope {

/// A plane of packedBytes.
struct Plane {
    int width = 8;
    int shift = 0;           ///< what its bits count in a code: 2^shift
    std::int64_t offset = 0; ///< of its first byte
    std::int64_t bytes = 0;
    int slices() const { return 8 / width; }
};

/// The planes of so many codes, from a code's highest bits to its lowest.
std::vector<Plane> planesOf(std::int64_t count, int bits);

/// Rows that fill the slices of one plane evenly, taken some at a time where they are many: every operation passes over
/// all that it is given, and a small part stays in a core's own cache meanwhile.
class Pieces {
public:
    Pieces(const Shape &rows, const Plane &plane);

    const Plane plane;

    bool several() const { return m_several; }

    /// Opens the loop, where there is one.
    void begin(Body &body) const;
    /// A statement within it.
    void operator()(Body &body, const std::string &statement) const;

    /// This piece's rows in a slice of what has such rows.
    std::string rowsOf(const std::string &name, int slice) const;
    /// This piece's bytes of the plane.
    std::string bytesOf(const std::string &name) const;

private:
    std::int64_t m_rows; ///< of one slice
    std::int64_t m_length;
    std::int64_t m_step; ///< rows of each slice at a time
    bool m_several;
};

/// From `f`, flat fp32 numbers whose whole parts are codes within their range or which are NaN, to the bytes `codes`.
/// NaN becomes code 0: the 32-bit integer that it is cast to has no low bits.
void packCodes(Body &body, std::int64_t count, int bits);

/// From the bytes `codes` to `f`, flat fp32 whole numbers.
void unpackCodes(Body &body, std::int64_t count, int bits);

} // namespace splitscope
