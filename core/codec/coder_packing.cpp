// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/coder_packing.h"

#include "core/graph/codec_payload.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr std::int64_t pieceElements = 256 * 1024; ///< 1 MB: what stays in a core's own cache

/// One plane's bits of each code, as fp32 in `name`, to its bytes.
void packPlane(Body &body, const Plane &plane, std::int64_t count, const std::string &name)
{
    if (plane.width == 8) {
        body(name + " = " + name + ".to(" + number(typeInt32) + ").to(" + number(typeUInt8) + ")");
        return;
    }
    body("i = " + name + ".to(" + number(typeInt32) + ")");
    body("s = i.narrow(0, 0, " + number(plane.bytes) + ")");
    for (int slice = 1; slice < plane.slices(); ++slice) {
        const auto start = slice * plane.bytes;
        const auto length = std::min(plane.bytes, count - start);
        if (length <= 0)
            break;
        const std::string target = length == plane.bytes ? "s" : "s.narrow(0, 0, " + number(length) + ")";
        body(target + ".add_(i.narrow(0, " + number(start) + ", " + number(length)
            + "), alpha=" + number(std::int64_t{1} << (slice * plane.width)) + ")");
    }
    body(name + " = s.to(" + number(typeUInt8) + ")");
}

/// One plane's bits of each code, as fp32, in `name`.
void unpackPlane(Body &body, const Plane &plane, std::int64_t count, const std::string &name)
{
    const auto bytes = "codes.narrow(0, " + number(plane.offset) + ", " + number(plane.bytes) + ")";
    if (plane.width == 8) {
        body(name + " = " + bytes + ".to(" + number(typeFloat32) + ")");
        return;
    }
    // Slices are written where they belong: putting them together afterwards would be one more pass.
    const auto all = plane.slices() * plane.bytes;
    body(name + " = torch.empty([" + number(all) + "], dtype=" + number(typeFloat32) + ")");
    body("s = " + name + ".narrow(0, 0, " + number(plane.bytes) + ").copy_(" + bytes + ")");
    for (int slice = plane.slices() - 1; slice > 0; --slice) {
        const double weight = std::ldexp(1.0, slice * plane.width);
        body("h = torch.floor(s.mul(" + real(1.0 / weight) + "), out=" + name + ".narrow(0, "
            + number(slice * plane.bytes) + ", " + number(plane.bytes) + "))");
        body("s = s.sub_(h, alpha=" + real(weight) + ")");
    }
    if (all != count)
        body(name + " = " + name + ".narrow(0, 0, " + number(count) + ")");
}

} // namespace

std::vector<Plane> planesOf(std::int64_t count, int bits)
{
    std::vector<Plane> planes;
    std::int64_t offset = 0;
    for (const int width : {8, 8, 4, 2, 1}) {
        if (bits < width)
            continue;
        bits -= width;
        const auto bytes = packedBytes(count, width);
        planes.push_back({width, bits, offset, bytes});
        offset += bytes;
    }
    return planes;
}

Pieces::Pieces(const Shape &rows, const Plane &plane)
    : plane(plane)
    , m_rows(rows[0] / plane.slices())
    , m_length(rows.size() > 1 ? rows[1] : 1)
    , m_step(std::max<std::int64_t>(1, pieceElements / plane.slices() / m_length))
    , m_several(2 * m_step < m_rows)
{
}

void Pieces::begin(Body &body) const
{
    if (!m_several)
        return;
    body("for j in range(" + number((m_rows + m_step - 1) / m_step) + "):");
    body("    a = j * " + number(m_step));
    body("    n = min(" + number(m_step) + ", " + number(m_rows) + " - a)");
}

void Pieces::operator()(Body &body, const std::string &statement) const { body((m_several ? "    " : "") + statement); }

std::string Pieces::rowsOf(const std::string &name, int slice) const
{
    if (!m_several && plane.slices() == 1)
        return name;
    return name + ".narrow(0, " + (m_several ? "a + " : "") + number(slice * m_rows) + ", "
        + (m_several ? "n" : number(m_rows)) + ")";
}

std::string Pieces::bytesOf(const std::string &name) const
{
    const auto length = number(m_length);
    return m_several ? name + ".narrow(0, a * " + length + ", n * " + length + ")" : name;
}

void packCodes(Body &body, std::int64_t count, int bits)
{
    const auto planes = planesOf(count, bits);
    std::string names;
    for (std::size_t i = 0; i < planes.size(); ++i) {
        std::string name("p");
        name += std::to_string(i);
        if (planes[i].shift > 0) {
            body(name + " = f.mul(" + real(std::ldexp(1.0, -planes[i].shift)) + ").floor_()");
            body("f = f.sub_(" + name + ", alpha=" + real(std::ldexp(1.0, planes[i].shift)) + ")");
        } else {
            body(name + " = f");
        }
        packPlane(body, planes[i], count, name);
        names += (i == 0 ? "" : ", ") + name;
    }
    body(planes.size() == 1 ? "codes = p0" : "codes = torch.cat([" + names + "])");
}

void unpackCodes(Body &body, std::int64_t count, int bits)
{
    const auto planes = planesOf(count, bits);
    unpackPlane(body, planes[0], count, "f");
    for (std::size_t i = 1; i < planes.size(); ++i) {
        unpackPlane(body, planes[i], count, "g");
        body("f = f.mul_(" + real(std::ldexp(1.0, planes[i].width)) + ").add_(g)");
    }
}

} // namespace splitscope
