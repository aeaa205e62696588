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
        body("v = " + arranged() + ".view(" + list(rangeView()) + ")");
        if (m_codec.fixedRange) {
            body("f = v.sub(self.low).mul_(self.inverse)");
        } else {
            findRanges(body);
            body("f = v.sub(low).mul_(inverse)");
        }
        body("f = f.round_().clamp_(0, " + number(m_levels) + ").view(-1)");
        pack(body, m_layout.elements);
        body(m_codec.fixedRange ? "return (codes,)"
                                : "return (codes, torch.stack([low.reshape(-1), step.reshape(-1)]))");
        return body.text();
    }

    std::string decodeBits() const
    {
        Body body(m_codec.fixedRange ? "codes" : "codes, ranges");
        if (m_layout.elements == 0) {
            body("return " + emptyTensor());
            return body.text();
        }
        unpack(body, m_layout.elements);
        std::string low = "self.low";
        std::string step = "self.step";
        if (!m_codec.fixedRange) {
            const auto shape = list(perRange());
            low = "ranges[0].view(" + shape + ")";
            step = "ranges[1].view(" + shape + ")";
        }
        body("y = f.view(" + list(rangeView()) + ").mul_(" + step + ").add_(" + low + ")");
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
        body("v = " + arranged() + ".view(" + list(m_layout.view()) + ")");
        body("f = " + product("v"));
        body("f = f.round_().clamp_(0, " + number(m_levels) + ").view(-1)");
        pack(body, componentCount());
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
        body("y = " + product("f.view(" + list(m_layout.view(m_codec.components)) + ")"));
        restore(body);
        return body.text();
    }

private:
    std::int64_t componentCount() const { return m_layout.elements / m_layout.channels * m_codec.components; }

    bool oneRange() const { return m_layout.ranges == 1; }
    Shape rangeView() const { return oneRange() ? Shape{m_layout.elements} : m_layout.view(); }
    Shape perRange() const { return oneRange() ? Shape{1} : m_layout.perChannel(m_layout.channels); }

    /// `x` as fp32, elements in the order in which they travel; a copy only where it comes in another.
    std::string arranged() const
    {
        const std::string value = m_tensor.dtype == DType::Float32 ? "x" : "x.to(" + number(typeFloat32) + ")";
        return m_tensor.order == DimensionOrder::ChannelsLast ? value + ".permute([0, 2, 3, 1]).contiguous()"
                                                              : value + ".contiguous()";
    }

    /// low, step and inverse from v. A range that is not finite makes its step, and so all of its channel, NaN.
    void findRanges(Body &body) const
    {
        const auto dimensions = list(oneRange() ? Shape{0} : m_layout.otherDimensions());
        const auto shape = list(perRange());
        body("low = torch.amin(v, " + dimensions + ").view(" + shape + ")");
        body("step = torch.amax(v, " + dimensions + ").view(" + shape + ").sub_(low).div_(" + real(m_levels) + ")");
        body("step = step + (step - step)");
        body("inverse = torch.where(step >= " + real(leastStep) + ", step.reciprocal(), torch.zeros_like(step))");
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

    /// Channels at each position times the weights: one matrix product.
    std::string product(const std::string &value) const
    {
        if (m_layout.channelsInnermost)
            return "torch.addmm(self.bias, " + value + ", self.weight)";
        if (m_layout.batch == 1)
            return "torch.addmm(self.bias, self.weight, " + value + ")";
        return "torch.baddbmm(self.bias, self.weight.unsqueeze(0).expand([" + number(m_layout.batch) + ", -1, -1]), "
            + value + ")";
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
