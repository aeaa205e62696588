// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/coder_source.h"

#include "core/codec/coder_layout.h"
#include "core/graph/codec_payload.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace splitscope {

namespace {

// LibTorch's numbers of element types.
constexpr int typeUInt8 = 0;
constexpr int typeInt32 = 3;
constexpr int typeFloat16 = 5;
constexpr int typeFloat32 = 6;
constexpr int typeFloat64 = 7;
constexpr int typeBFloat16 = 15;

constexpr std::int64_t shortRow = 64; ///< four vectors of AVX-512: below, least values are sought one by one
constexpr std::int64_t pieceElements = 256 * 1024; ///< 1 MB: what stays in a core's own cache

int typeNumber(DType dtype)
{
    switch (dtype) {
    case DType::Float16:
        return typeFloat16;
    case DType::BFloat16:
        return typeBFloat16;
    case DType::Float64:
        return typeFloat64;
    default:
        return typeFloat32;
    }
}

std::string number(std::int64_t value) { return std::to_string(value); }

/// With a point, so that TorchScript reads a floating-point number.
std::string real(double value)
{
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.17g", value);
    std::string out = text.data();
    return out.find_first_of(".e") == std::string::npos ? out + ".0" : out;
}

std::string list(const Shape &values)
{
    std::string text = "[";
    for (const auto value : values)
        text += (text.size() > 1 ? ", " : "") + number(value);
    return text + "]";
}

/// Statements of one function, one a line.
class Body {
public:
    explicit Body(const std::string &parameters)
        : m_text("def forward(self, " + parameters + "):\n")
    {
    }
    void operator()(const std::string &statement) { m_text += "    " + statement + "\n"; }
    const std::string &text() const { return m_text; }

private:
    std::string m_text;
};

/// A plane of packedBytes.
struct Plane {
    int width = 8;
    int shift = 0;           ///< what its bits count in a code: 2^shift
    std::int64_t offset = 0; ///< of its first byte
    std::int64_t bytes = 0;
    int slices() const { return 8 / width; }
};

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

/// Rows that fill the slices of one plane evenly, taken some at a time where they are many: every operation passes over
/// all that it is given, and a small part stays in a core's own cache meanwhile.
class Pieces {
public:
    Pieces(const Shape &rows, const Plane &plane)
        : plane(plane)
        , m_rows(rows[0] / plane.slices())
        , m_length(rows.size() > 1 ? rows[1] : 1)
        , m_step(std::max<std::int64_t>(1, pieceElements / plane.slices() / m_length))
        , m_several(2 * m_step < m_rows)
    {
    }

    const Plane plane;

    void begin(Body &body) const
    {
        if (!m_several)
            return;
        body("for j in range(" + number((m_rows + m_step - 1) / m_step) + "):");
        body("    a = j * " + number(m_step));
        body("    n = min(" + number(m_step) + ", " + number(m_rows) + " - a)");
    }
    void operator()(Body &body, const std::string &statement) const { body((m_several ? "    " : "") + statement); }

    std::string rowsOf(const std::string &name, int slice) const
    {
        if (!m_several && plane.slices() == 1)
            return name;
        return name + ".narrow(0, " + (m_several ? "a + " : "") + number(slice * m_rows) + ", "
            + (m_several ? "n" : number(m_rows)) + ")";
    }
    std::string bytesOf(const std::string &name) const
    {
        const auto length = number(m_length);
        return m_several ? name + ".narrow(0, a * " + length + ", n * " + length + ")" : name;
    }

private:
    std::int64_t m_rows; ///< of one slice
    std::int64_t m_length;
    std::int64_t m_step; ///< rows of each slice at a time
    bool m_several;
};

class Writer {
public:
    Writer(const TensorInfo &tensor, const TensorCodec &codec)
        : m_tensor(tensor)
        , m_codec(codec)
        , m_layout(CoderLayout::of(tensor, codec))
        , m_levels((1 << codec.bits) - 1)
    {
    }

    std::string encodeBits() const
    {
        Body body("x");
        if (m_layout.elements == 0) {
            body("codes = torch.zeros([0], dtype=" + number(typeUInt8) + ")");
            body(m_codec.fixedRange ? "return (codes,)"
                                    : "return (codes, torch.zeros([2, 1], dtype=" + number(typeFloat32) + "))");
            return body.text();
        }
        const auto rows = bitRows();
        body("v = " + arranged() + ".view(" + list(rows) + ")");
        if (m_codec.fixedRange) {
            body("low = self.low");
            body("inverse = self.inverse");
        } else {
            findRanges(body);
        }
        const auto planes = planesOf(m_layout.elements, m_codec.bits);
        if (planes.size() == 1 && rows[0] % planes[0].slices() == 0) {
            packInPieces(body, Pieces(rows, planes[0]));
        } else {
            body("f = v.sub(low).mul_(inverse).round_().clamp_(0, " + number(m_levels) + ").view(-1)");
            pack(body, m_layout.elements);
        }
        body(m_codec.fixedRange ? "return (codes,)" : "return (codes, ranges)");
        return body.text();
    }

    std::string decodeBits() const
    {
        Body body(m_codec.fixedRange ? "codes" : "codes, ranges");
        if (m_layout.elements == 0) {
            body("return " + emptyTensor());
            return body.text();
        }
        body("low = " + std::string(m_codec.fixedRange ? "self.low" : "ranges[0]" + repeated()));
        body("step = " + std::string(m_codec.fixedRange ? "self.step" : "ranges[1]" + repeated()));
        const auto rows = bitRows();
        const auto planes = planesOf(m_layout.elements, m_codec.bits);
        if (planes.size() == 1 && rows[0] % planes[0].slices() == 0) {
            unpackInPieces(body, Pieces(rows, planes[0]));
        } else {
            unpack(body, m_layout.elements);
            body("y = f.view(" + list(rows) + ").mul_(step).add_(low)");
        }
        restore(body);
        return body.text();
    }

    std::string encodeComponents() const
    {
        Body body("x");
        if (m_layout.elements == 0) {
            body("return (torch.zeros([0], dtype=" + number(typeUInt8) + "),)");
            return body.text();
        }
        body("v = " + arranged() + ".view(" + list(m_layout.matrix(m_layout.channels)) + ")");
        body("f = " + product("v", m_codec.components));
        const auto count = componentCount();
        const auto planes = planesOf(count, m_codec.bits);
        if (planes.size() == 1 && count % planes[0].slices() == 0) {
            body("i = f.round_().clamp_(0, " + number(m_levels) + ").to(" + number(typeInt32) + ").view(-1)");
            packSlices(body, "i", planes[0]);
        } else {
            body("f = f.round_().clamp_(0, " + number(m_levels) + ").view(-1)");
            pack(body, count);
        }
        body("return (codes,)");
        return body.text();
    }

    std::string decodeComponents() const
    {
        Body body("codes");
        if (m_layout.elements == 0) {
            body("return " + emptyTensor());
            return body.text();
        }
        unpack(body, componentCount());
        body("y = " + product("f.view(" + list(m_layout.matrix(m_codec.components)) + ")", m_layout.channels));
        restore(body);
        return body.text();
    }

private:
    std::int64_t componentCount() const { return m_layout.elements / m_layout.channels * m_codec.components; }

    bool oneRange() const { return m_layout.ranges == 1; }

    Shape bitRows() const { return oneRange() ? Shape{m_layout.elements} : m_layout.rows(m_layout.channels); }

    /// Whether low, step and inverse differ from row to row, not within rows.
    bool rangesByRow() const { return !oneRange() && !m_layout.channelsInnermost; }

    /// Behind one number for each channel: as often and as shaped as the rows want them.
    std::string repeated() const
    {
        if (oneRange())
            return "";
        const auto times = m_layout.repeats(m_layout.channels);
        return (times == 1 ? "" : ".repeat([" + number(times) + "])") + ".view("
            + list(m_layout.perRow(m_layout.channels)) + ")";
    }

    /// `x` as fp32, elements in the order in which they travel; a copy only where it comes in another.
    std::string arranged() const
    {
        const std::string value = m_tensor.dtype == DType::Float32 ? "x" : "x.to(" + number(typeFloat32) + ")";
        return m_tensor.order == DimensionOrder::ChannelsLast ? value + ".permute([0, 2, 3, 1]).contiguous()"
                                                              : value + ".contiguous()";
    }

    std::string extreme(const char *function) const
    {
        const std::string name = function;
        if (oneRange())
            return name + "(v, [0], True)";
        const bool turned = !m_layout.channelsInnermost && m_layout.positions < shortRow;
        const auto first = name + (turned ? "(t, [0])" : "(v, [" + number(m_layout.channelsInnermost ? 0 : 1) + "])");
        const auto times = m_layout.repeats(m_layout.channels);
        return times == 1
            ? first
            : name + "(" + first + ".view([" + number(times) + ", " + number(m_layout.channels) + "]), [0])";
    }

    /// `ranges`, and low and inverse for the rows, from v. Where a range is not finite all codes are 0, and 0 times the
    /// step, or the step, is NaN.
    void findRanges(Body &body) const
    {
        if (!oneRange() && !m_layout.channelsInnermost && m_layout.positions < shortRow)
            body("t = v.t().contiguous()");
        body("low = " + extreme("torch.amin"));
        body("step = " + extreme("torch.amax") + ".sub_(low).div_(" + real(m_levels) + ")");
        body("inverse = step.clamp_min(" + real(leastStep) + ").reciprocal_()");
        body("ranges = torch.stack([low, step])");
        if (oneRange())
            return;
        body("low = low" + repeated());
        body("inverse = inverse" + repeated());
    }

    /// Codes of some rows of v as 32-bit integers.
    std::string codesOf(const std::string &rows, const std::string &low, const std::string &inverse) const
    {
        // A range of its own holds every value of the tensor.
        const std::string clamp = m_codec.fixedRange ? ".clamp_(0, " + number(m_levels) + ")" : "";
        return rows + ".sub(" + low + ").mul_(" + inverse + ").round_()" + clamp + ".to(" + number(typeInt32)
            + ").view(-1)";
    }

    /// v to `codes`.
    void packInPieces(Body &body, const Pieces &pieces) const
    {
        body("codes = torch.empty([" + number(pieces.plane.bytes) + "], dtype=" + number(typeUInt8) + ")");
        pieces.begin(body);
        for (int slice = 0; slice < pieces.plane.slices(); ++slice) {
            const auto part = [&](const char *name) { return pieces.rowsOf(name, slice); };
            const auto codes =
                codesOf(part("v"), rangesByRow() ? part("low") : "low", rangesByRow() ? part("inverse") : "inverse");
            const auto weight = number(std::int64_t{1} << (slice * pieces.plane.width));
            pieces(body, slice == 0 ? "i = " + codes : "i = i.add_(" + codes + ", alpha=" + weight + ")");
        }
        pieces(body, "t = " + pieces.bytesOf("codes") + ".copy_(i)");
    }

    /// `codes` to y. Slices are written where they belong: putting them together afterwards would be one more pass.
    void unpackInPieces(Body &body, const Pieces &pieces) const
    {
        body("y = torch.empty(" + list(bitRows()) + ", dtype=" + number(typeFloat32) + ")");
        pieces.begin(body);
        pieces(body, "s = " + pieces.rowsOf("y", 0));
        pieces(body, "s = s.view(-1).copy_(" + pieces.bytesOf("codes") + ").view_as(s)");
        for (int slice = pieces.plane.slices() - 1; slice >= 0; --slice) {
            const auto part = [&](const char *name) { return pieces.rowsOf(name, slice); };
            const double weight = std::ldexp(1.0, slice * pieces.plane.width);
            if (slice > 0) {
                pieces(body, "h = torch.floor(s.mul(" + real(1.0 / weight) + "), out=" + part("y") + ")");
                pieces(body, "s = s.sub_(h, alpha=" + real(weight) + ")");
            }
            pieces(body,
                std::string(slice > 0 ? "h = h" : "s = s") + ".mul_(" + (rangesByRow() ? part("step") : "step")
                    + ").add_(" + (rangesByRow() ? part("low") : "low") + ")");
        }
    }

    /// The integers `name` to `codes`, where they fill the plane's slices evenly.
    static void packSlices(Body &body, const std::string &name, const Plane &plane)
    {
        body("s = " + name + ".narrow(0, 0, " + number(plane.bytes) + ")");
        for (int slice = 1; slice < plane.slices(); ++slice)
            body("s = s.add_(" + name + ".narrow(0, " + number(slice * plane.bytes) + ", " + number(plane.bytes)
                + "), alpha=" + number(std::int64_t{1} << (slice * plane.width)) + ")");
        body("codes = s.to(" + number(typeUInt8) + ")");
    }

    /// f (whole numbers as fp32, flat) to `codes`. NaN becomes 0: its 32-bit integer has no low bits.
    static void packPlane(Body &body, const Plane &plane, std::int64_t count, const std::string &name)
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

    void pack(Body &body, std::int64_t count) const
    {
        const auto planes = planesOf(count, m_codec.bits);
        std::string names;
        for (std::size_t i = 0; i < planes.size(); ++i) {
            const auto name = "p" + number(static_cast<std::int64_t>(i));
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

    /// One plane's bits of each code, as fp32, in `name`.
    static void unpackPlane(Body &body, const Plane &plane, std::int64_t count, const std::string &name)
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

    void unpack(Body &body, std::int64_t count) const
    {
        const auto planes = planesOf(count, m_codec.bits);
        unpackPlane(body, planes[0], count, "f");
        for (std::size_t i = 1; i < planes.size(); ++i) {
            unpackPlane(body, planes[i], count, "g");
            body("f = f.mul_(" + real(std::ldexp(1.0, planes[i].width)) + ").add_(g)");
        }
    }

    /// Channels at each position times the weights: one matrix product. The bias is added afterwards in long rows where
    /// that is quicker than in the product.
    std::string product(const std::string &value, std::int64_t channels) const
    {
        if (m_layout.channelsInnermost)
            return "torch.mm(" + value + ", self.weight).view(" + list(m_layout.rows(channels)) + ").add_(self.bias)";
        if (m_layout.batch == 1)
            return "torch.addmm(self.bias, self.weight, " + value + ")";
        return "torch.matmul(self.weight, " + value + ").add_(self.bias)";
    }

    /// y, arranged, to the tensor as it was.
    void restore(Body &body) const
    {
        const auto &shape = m_tensor.shape;
        if (m_tensor.order == DimensionOrder::ChannelsLast)
            body("y = y.view(" + list({shape[0], shape[2], shape[3], shape[1]}) + ").permute([0, 3, 1, 2])");
        else
            body("y = y.view(" + list(shape) + ")");
        if (m_tensor.dtype != DType::Float32)
            body("y = y.to(" + number(typeNumber(m_tensor.dtype)) + ")");
        if (m_tensor.order == DimensionOrder::Strided)
            restoreStrides(body);
        body("return y");
    }

    /// A copy that lies as the strides say; where an expanded dimension has one place, its first entry fills it.
    void restoreStrides(Body &body) const
    {
        std::int64_t span = 1;
        std::string source = "y";
        auto sizes = m_tensor.shape;
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            span += (sizes[i] - 1) * m_tensor.strides[i];
            if (m_tensor.strides[i] != 0)
                continue;
            source += ".narrow(" + number(static_cast<std::int64_t>(i)) + ", 0, 1)";
            sizes[i] = 1;
        }
        body("m = torch.empty([" + number(span) + "], dtype=" + number(typeNumber(m_tensor.dtype)) + ")");
        body("w = torch.as_strided(m, " + list(sizes) + ", " + list(m_tensor.strides) + ").copy_(" + source + ")");
        body("y = torch.as_strided(m, " + list(m_tensor.shape) + ", " + list(m_tensor.strides) + ")");
    }

    std::string emptyTensor() const
    {
        return "torch.empty(" + list(m_tensor.shape) + ", dtype=" + number(typeNumber(m_tensor.dtype)) + ")";
    }

    const TensorInfo &m_tensor;
    const TensorCodec &m_codec;
    CoderLayout m_layout;
    int m_levels;
};

CoderSource halfSource(const TensorInfo &tensor)
{
    Body encode("x");
    encode("return (x.to(" + number(typeFloat16) + "),)");
    Body decode("half");
    decode("return half.to(" + number(typeNumber(tensor.dtype)) + ")");
    return {encode.text(), decode.text()};
}

} // namespace

CoderSource coderSource(const TensorInfo &tensor, const TensorCodec &codec)
{
    if (payloadOf(tensor, codec).front().info == tensor)
        return {"def forward(self, x):\n    return (x,)\n", "def forward(self, x):\n    return x\n"};
    if (codec.kind == TensorCodec::Kind::Fp16)
        return halfSource(tensor);
    const Writer writer(tensor, codec);
    if (codec.kind == TensorCodec::Kind::Pca)
        return {writer.encodeComponents(), writer.decodeComponents()};
    return {writer.encodeBits(), writer.decodeBits()};
}

} // namespace splitscope
