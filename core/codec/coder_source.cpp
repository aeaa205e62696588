// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/coder_source.h"

#include "core/codec/coder_layout.h"
#include "core/codec/coder_packing.h"
#include "core/codec/coder_text.h"
#include "core/graph/codec_payload.h"

#include <cmath>

namespace splitscope {

namespace {

constexpr std::int64_t shortRow = 64; ///< four vectors of AVX-512: below, least values are sought one by one
class Writer {
public:
    Writer(const TensorInfo &tensor, const TensorCodec &codec)
        : m_tensor(tensor)
        , m_codec(codec)
        , m_layout(CoderLayout::of(tensor, codec))
        , m_levels((1 << codec.bits) - 1)
    {
    }

    std::string encodeHalf() const
    {
        Body body("x");
        const std::string value = m_tensor.order == DimensionOrder::Strided ? "x.contiguous()" : "x";
        body("return (" + value + ".to(" + number(typeFloat16) + "),)");
        return body.text();
    }

    std::string decodeHalf() const
    {
        Body body("half");
        body("y = half.to(" + number(typeNumber(m_tensor.dtype)) + ")");
        if (m_tensor.order == DimensionOrder::Strided)
            restoreStrides(body);
        body("return y");
        return body.text();
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
        const auto planes = planesOf(m_layout.elements, m_codec.bits);
        const bool even = planes.size() == 1 && rows[0] % planes[0].slices() == 0;
        if (even && findsRangesInPieces(Pieces(rows, planes[0]))) {
            findAndPackInPieces(body, Pieces(rows, planes[0]));
            body("return (codes, ranges)");
            return body.text();
        }
        if (m_codec.fixedRange) {
            body("offset = self.offset");
            body("inverse = self.inverse");
        } else {
            findRanges(body);
        }
        if (even) {
            packInPieces(body, Pieces(rows, planes[0]));
        } else {
            body("f = " + scaled("v", "offset", "inverse") + ".view(-1)");
            packCodes(body, m_layout.elements, m_codec.bits);
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
            unpackCodes(body, m_layout.elements, m_codec.bits);
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
        body("f = f.clamp_(0, " + number(m_levels) + ").view(-1)");
        packCodes(body, componentCount(), m_codec.bits);
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
        unpackCodes(body, componentCount(), m_codec.bits);
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

    /// `ranges`, and offset and inverse for the rows, from v. Where a range is not finite all codes are 0, and 0 times
    /// the step, or the step, is NaN.
    void findRanges(Body &body) const
    {
        if (!oneRange() && !m_layout.channelsInnermost && m_layout.positions < shortRow)
            body("t = v.t().contiguous()");
        body("low = " + extreme("torch.amin"));
        body("step = " + extreme("torch.amax") + ".sub_(low).div_(" + real(m_levels) + ")");
        body("inverse = step.clamp_min(" + real(leastStep) + ").reciprocal_()");
        body("ranges = torch.stack([low, step])");
        body("offset = low.sub_(step, alpha=0.5)");
        if (oneRange())
            return;
        body("offset = offset" + repeated());
        body("inverse = inverse" + repeated());
    }

    /// Rows of v in steps, half a step too high: what is left of it without its fraction is the nearest code. One pass
    /// less than rounding.
    std::string scaled(const std::string &rows, const std::string &offset, const std::string &inverse) const
    {
        // A range of its own holds every value of the tensor.
        const std::string clamp = m_codec.fixedRange ? ".clamp_(0, " + number(m_levels) + ")" : "";
        return rows + ".sub(" + offset + ").mul_(" + inverse + ")" + clamp;
    }

    /// Whether rows hold whole channels, so that a piece's ranges can be found while it is in the cache.
    bool findsRangesInPieces(const Pieces &pieces) const
    {
        return pieces.several() && !m_codec.fixedRange && rangesByRow() && m_layout.batch == 1
            && m_layout.positions >= shortRow;
    }

    /// v to `codes` and `ranges`, where findsRangesInPieces: a large tensor then comes from memory once.
    void findAndPackInPieces(Body &body, const Pieces &pieces) const
    {
        body("codes = torch.empty([" + number(pieces.plane.bytes) + "], dtype=" + number(typeUInt8) + ")");
        body("ranges = torch.empty([2, " + number(m_layout.channels) + ", 1], dtype=" + number(typeFloat32) + ")");
        pieces.begin(body);
        for (int slice = 0; slice < pieces.plane.slices(); ++slice) {
            const auto part = [&](const char *name) { return pieces.rowsOf(name, slice); };
            pieces(body, "r = " + part("v"));
            pieces(body, "low = torch.amin(r, [1], True)");
            pieces(body, "step = torch.amax(r, [1], True).sub_(low).div_(" + real(m_levels) + ")");
            pieces(body, "t = " + part("ranges[0]") + ".copy_(low)");
            pieces(body, "t = " + part("ranges[1]") + ".copy_(step)");
            pieces(body, "offset = low.sub_(step, alpha=0.5)");
            pieces(body, "inverse = step.clamp_min_(" + real(leastStep) + ").reciprocal_()");
            addSlice(body, pieces, slice, scaled("r", "offset", "inverse"));
        }
        pieces(body, "t = " + pieces.bytesOf("codes") + ".copy_(i)");
        body("ranges = ranges.view([2, " + number(m_layout.channels) + "])");
    }

    /// One slice's codes into `i`, the integers of the piece's bytes.
    static void addSlice(Body &body, const Pieces &pieces, int slice, const std::string &scaledRows)
    {
        const auto codes = scaledRows + ".to(" + number(typeInt32) + ").view(-1)";
        const auto weight = number(std::int64_t{1} << (slice * pieces.plane.width));
        pieces(body, slice == 0 ? "i = " + codes : "i = i.add_(" + codes + ", alpha=" + weight + ")");
    }

    /// v to `codes`.
    void packInPieces(Body &body, const Pieces &pieces) const
    {
        body("codes = torch.empty([" + number(pieces.plane.bytes) + "], dtype=" + number(typeUInt8) + ")");
        pieces.begin(body);
        for (int slice = 0; slice < pieces.plane.slices(); ++slice) {
            const auto part = [&](const char *name) { return pieces.rowsOf(name, slice); };
            addSlice(body, pieces, slice,
                scaled(
                    part("v"), rangesByRow() ? part("offset") : "offset", rangesByRow() ? part("inverse") : "inverse"));
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

    /// Channels at each position times the weights: one matrix product.
    std::string product(const std::string &value, std::int64_t channels) const
    {
        // Not addmm, which LibTorch's optimiser takes apart.
        if (!m_layout.channelsInnermost)
            return "torch.baddbmm(self.bias, self.weight, " + value + ")";
        if (m_layout.addsInProduct(channels))
            return "torch.linear(" + value + ", self.weight, self.bias)";
        return "torch.mm(" + value + ", self.weight.t()).view(" + list(m_layout.rows(channels)) + ").add_(self.bias)";
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

} // namespace

CoderSource coderSource(const TensorInfo &tensor, const TensorCodec &codec)
{
    if (payloadOf(tensor, codec).front().info == tensor)
        return {"def forward(self, x):\n    return (x,)\n", "def forward(self, x):\n    return x\n"};
    const Writer writer(tensor, codec);
    if (codec.kind == TensorCodec::Kind::Fp16)
        return {writer.encodeHalf(), writer.decodeHalf()};
    if (codec.kind == TensorCodec::Kind::Pca)
        return {writer.encodeComponents(), writer.decodeComponents()};
    return {writer.encodeBits(), writer.decodeBits()};
}

} // namespace splitscope
