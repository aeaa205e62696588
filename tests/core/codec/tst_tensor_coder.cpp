// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/tensor_coder.h"
#include "core/graph/error.h"
#include "tests/core/codec/coder_reference.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace splitscope;

namespace {

constexpr float inf = std::numeric_limits<float>::infinity();
const float noNumber = std::numeric_limits<float>::quiet_NaN();

std::vector<TensorInfo> shapes()
{
    const auto last = DimensionOrder::ChannelsLast;
    const auto f32 = DType::Float32;
    return {{{}}, {{1}}, {{7}}, {{3, 5}}, {{2, 19, 3}}, {{1, 1, 5}}, {{1, 3, 4, 6}}, {{1, 5, 7, 9}}, {{2, 3, 5, 5}},
        {{1, 4, 1, 1}}, {{1, 6, 3, 5}, f32, last}, {{3, 5, 4, 6}, f32, last}, {{1, 17, 1, 2}, f32, last},
        {{1, 3, 2, 5, 3}}, {{2, 4, 3, 3, 3}}, {{0}}, {{1, 0, 4, 4}}, {{0, 3, 4, 4}, f32, last}};
}

TensorCodec bitsCodec(int bits, bool perTensor = false, bool fixed = false)
{
    TensorCodec codec;
    codec.kind = TensorCodec::Kind::Bits;
    codec.bits = bits;
    codec.perTensor = perTensor;
    codec.fixedRange = fixed;
    return codec;
}

std::vector<std::uint8_t> bytesOf(const TensorValue &value) { return *value.data; }

/// \param wanted a code of Failure
template <typename Work>
bool refuses(const Work &work, ErrorCode wanted, const std::string &word = {})
{
    try {
        work();
    } catch (const Failure &failure) {
        return failure.code() == wanted && std::string(failure.what()).find(word) != std::string::npos;
    }
    return false;
}

/// Every byte of a payload, and what it decodes to.
void compareWithReference(const TensorInfo &info, const TensorCodec &codec)
{
    const int bits = codec.bits;
    const bool fixedRange = codec.fixedRange;
    const auto values = testing::randomValues(info.elements(), 11);
    const auto count = rangesOf(info.shape, codec);
    auto ranges = testing::rangesFrom(values, info.shape, count, bits);
    TensorConstants constants;
    if (fixedRange) { // narrower than the tensor, so that some is clamped
        constants.low.assign(static_cast<std::size_t>(count), -2.0F);
        constants.high.assign(static_cast<std::size_t>(count), 3.0F);
        ranges.low = constants.low;
        ranges.step.assign(ranges.low.size(), 5.0F / static_cast<float>((1 << bits) - 1));
    }
    const TensorCoder coder(info, codec, constants);
    const auto payload = coder.encode(testing::valueOf(info, values));
    QCOMPARE(payload.size(), coder.payload().size());
    for (std::size_t i = 0; i < payload.size(); ++i) {
        QVERIFY(payload[i].info == coder.payload()[i].info);
        QCOMPARE(static_cast<std::int64_t>(payload[i].data->size()), payload[i].info.bytes());
    }
    std::vector<int> codes;
    for (const auto element : testing::travelOrder(info)) {
        const auto range = count == 1 ? 0 : testing::channelOf(info.shape, element);
        codes.push_back(testing::codeOf(values[element], ranges.low[range], ranges.step[range], bits));
    }
    QVERIFY2(bytesOf(payload[0]) == testing::packed(codes, bits), shapeText(info.shape).c_str());
    if (!fixedRange && info.elements() > 0) {
        const auto *sent = payload[1].as<float>();
        for (std::int64_t r = 0; r < count; ++r) {
            QCOMPARE(sent[r], ranges.low[static_cast<std::size_t>(r)]);
            QCOMPARE(sent[count + r], ranges.step[static_cast<std::size_t>(r)]);
        }
    }
    const auto decoded = testing::logicalOf(coder.decode(payload));
    std::size_t at = 0;
    for (const auto element : testing::travelOrder(info)) {
        const auto range = count == 1 ? 0 : testing::channelOf(info.shape, element);
        const double wanted = static_cast<double>(codes[at++]) * ranges.step[range] + ranges.low[range];
        QVERIFY(std::abs(decoded[element] - wanted) <= 1e-6 * (1.0 + std::abs(wanted)));
    }
}

} // namespace

class TestTensorCoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void payloadsEqualTheReferenceBitByBit_data();
    void payloadsEqualTheReferenceBitByBit();
    void largeTensorsGoPieceByPieceToTheSameCodes_data();
    void largeTensorsGoPieceByPieceToTheSameCodes();
    void bitsAreOffByHalfAStepAtMost();
    void staticRangesOfTheTensorItselfGiveItsOwnCodes();
    void unchangedTensorsAndHalvesAreExact();
    void otherTypesAndOrdersComeBackAsTheyWent_data();
    void otherTypesAndOrdersComeBackAsTheyWent();
    void numbersThatAreNoneStayWithinTheirChannel();
    void staticRangesClampWhatLiesOutside();
    void aConstantChannelDecodesToItsValue();
    void aRangeBeyondFp32IsNoNumber();
    void whatDoesNotFitIsRefused();
    void anyBytesDecodeToSomething();
};

void TestTensorCoder::payloadsEqualTheReferenceBitByBit_data()
{
    QTest::addColumn<int>("bits");
    QTest::addColumn<bool>("perTensor");
    QTest::addColumn<bool>("fixedRange");
    for (int bits = 1; bits <= 16; ++bits)
        QTest::addRow("bits:%d", bits) << bits << false << false;
    QTest::newRow("bits:5/tensor") << 5 << true << false;
    QTest::newRow("bits:8/static") << 8 << false << true;
    QTest::newRow("bits:3/tensor/static") << 3 << true << true;
}

void TestTensorCoder::payloadsEqualTheReferenceBitByBit()
{
    QFETCH(int, bits);
    QFETCH(bool, perTensor);
    QFETCH(bool, fixedRange);
    for (const auto &info : shapes())
        compareWithReference(info, bitsCodec(bits, perTensor, fixedRange));
}

void TestTensorCoder::largeTensorsGoPieceByPieceToTheSameCodes_data()
{
    QTest::addColumn<QString>("codec");
    for (const auto *codec : {"bits:8", "bits:4", "bits:1", "bits:8/tensor", "bits:4/static", "bits:6"})
        QTest::newRow(codec) << codec;
}

void TestTensorCoder::largeTensorsGoPieceByPieceToTheSameCodes()
{
    QFETCH(QString, codec);
    for (const auto order : {DimensionOrder::Contiguous, DimensionOrder::ChannelsLast})
        compareWithReference({{1, 8, 175, 400}, DType::Float32, order}, tensorCodecFromText(codec.toStdString()));
}

void TestTensorCoder::bitsAreOffByHalfAStepAtMost()
{
    const TensorInfo info{{1, 6, 16, 16}};
    const auto values = testing::randomValues(info.elements(), 5);
    for (int bits = 1; bits <= 16; ++bits) {
        const auto ranges = testing::rangesFrom(values, info.shape, 6, bits);
        const auto decoded = testing::roundTrip(TensorCoder(info, bitsCodec(bits)), values);
        double largest = 0.0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double step = ranges.step[testing::channelOf(info.shape, i)];
            // Half a step, and the roundings of fp32 in numbers up to the range's ends.
            const double slack = 3.0 * std::numeric_limits<float>::epsilon() * 16.0;
            QVERIFY(std::abs(decoded[i] - values[i]) <= 0.5 * step + slack);
            largest = std::max(largest, std::abs(decoded[i] - values[i]) / step);
        }
        QVERIFY(largest > 0.4); // the bound is reached: no better codes are hidden in the payload
    }
}

void TestTensorCoder::staticRangesOfTheTensorItselfGiveItsOwnCodes()
{
    const TensorInfo info{{1, 6, 16, 16}};
    const auto values = testing::randomValues(info.elements(), 5);
    const auto value = testing::valueOf(info, values);
    TensorConstants constants;
    for (std::size_t c = 0; c < 6; ++c) {
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(c * 256);
        constants.low.push_back(*std::min_element(first, first + 256));
        constants.high.push_back(*std::max_element(first, first + 256));
    }
    for (const int bits : {1, 4, 7, 8, 12}) {
        const TensorCoder own(info, bitsCodec(bits));
        const TensorCoder fixed(info, bitsCodec(bits, false, true), constants);
        QVERIFY(bytesOf(own.encode(value)[0]) == bytesOf(fixed.encode(value)[0]));
        QVERIFY(testing::roundTrip(own, values) == testing::roundTrip(fixed, values));
    }
}

void TestTensorCoder::unchangedTensorsAndHalvesAreExact()
{
    const TensorInfo info{{1, 2, 3, 2}, DType::Float32, DimensionOrder::ChannelsLast};
    // Numbers of fp16: 11 bits of precision, subnormals down to 2^-24; the last two are rounded by hand.
    const std::vector<float> values{
        0.0F, 1.0F, -2.5F, 65504.0F, std::ldexp(1.0F, -24), inf, -inf, 1025.0F, -0.125F, 3.0F, 2049.0F, 70000.0F};
    auto wanted = values;
    wanted[10] = 2048.0F; // a tie, to even
    wanted[11] = inf;
    TensorCodec half;
    half.kind = TensorCodec::Kind::Fp16;
    QVERIFY(testing::roundTrip(TensorCoder(info, half), values) == wanted);
    QVERIFY(testing::roundTrip(TensorCoder(info, {}), values) == values);
    const TensorInfo whole{{2, 3}, DType::Int64};
    const std::vector<std::uint8_t> bytes(48, 7);
    const TensorValue numbers{whole, std::make_shared<const std::vector<std::uint8_t>>(bytes)};
    for (const auto &codec : {bitsCodec(4), half, testing::componentsCodec(99, 8)}) {
        const TensorCoder coder(whole, codec);
        QCOMPARE(coder.encode(numbers).size(), std::size_t{1});
        QVERIFY(bytesOf(coder.decode(coder.encode(numbers))) == bytes);
    }
}

void TestTensorCoder::otherTypesAndOrdersComeBackAsTheyWent_data()
{
    QTest::addColumn<QString>("dtype");
    QTest::addColumn<bool>("strided");
    for (const auto *dtype : {"float64", "float16", "bfloat16", "float32"}) {
        QTest::addRow("%s", dtype) << dtype << false;
        QTest::addRow("%s, strided", dtype) << dtype << true;
    }
}

void TestTensorCoder::otherTypesAndOrdersComeBackAsTheyWent()
{
    QFETCH(QString, dtype);
    QFETCH(bool, strided);
    TensorInfo info{{1, 4, 2, 4}, dtypeFromName(dtype.toStdString())};
    if (strided) { // height and width swapped in memory, and the first channel's places shared by none
        info.order = DimensionOrder::Strided;
        info.strides = {32, 8, 1, 2};
    }
    // 0..3 and 12..15 are codes themselves, exact in every type; as zeros and ones in binary64, 32, 16 and bfloat16.
    const std::vector<double> numbers{0, 1, 2, 3, 12, 13, 14, 15};
    std::vector<std::uint8_t> bytes;
    for (std::int64_t i = 0; i < info.elements(); ++i) {
        const double number = numbers[static_cast<std::size_t>(i) % 8];
        const auto single = std::bit_cast<std::uint32_t>(static_cast<float>(number));
        std::uint64_t bits = std::bit_cast<std::uint64_t>(number);
        if (info.dtype == DType::Float32)
            bits = single;
        if (info.dtype == DType::BFloat16)
            bits = single >> 16;
        if (info.dtype == DType::Float16) // exponent rebiased from 127 to 15
            bits = number == 0 ? 0 : (((single >> 23) - 112) << 10 | (single >> 13 & 0x3ff));
        for (int byte = 0; byte < bytesPerElement(info.dtype); ++byte)
            bytes.push_back(static_cast<std::uint8_t>(bits >> (8 * byte)));
    }
    const TensorValue value{info, std::make_shared<const std::vector<std::uint8_t>>(bytes)};
    TensorCodec half;
    half.kind = TensorCodec::Kind::Fp16;
    for (const auto &codec : {bitsCodec(4), bitsCodec(4, true), half, TensorCodec{}}) {
        const TensorCoder coder(info, codec);
        const auto decoded = coder.decode(coder.encode(value));
        QVERIFY(decoded.info == info);
        QVERIFY2(bytesOf(decoded) == bytes, codec.text().c_str());
    }
}

void TestTensorCoder::numbersThatAreNoneStayWithinTheirChannel()
{
    for (const auto order : {DimensionOrder::Contiguous, DimensionOrder::ChannelsLast}) {
        const TensorInfo info{{1, 4, 4, 5}, DType::Float32, order};
        for (const int bits : {1, 4, 5, 8, 12, 16}) {
            auto values = testing::randomValues(info.elements(), 3);
            const TensorCoder coder(info, bitsCodec(bits));
            const auto clean = testing::roundTrip(coder, values);
            values[3] = noNumber;
            values[45] = inf;
            values[79] = -inf;
            const auto decoded = testing::roundTrip(coder, values);
            for (std::size_t i = 0; i < values.size(); ++i) {
                const bool sound = i / 20 == 1; // channels 0, 2 and 3 hold what is no number
                QVERIFY(sound ? decoded[i] == clean[i] : std::isnan(decoded[i]));
            }
        }
    }
}

void TestTensorCoder::staticRangesClampWhatLiesOutside()
{
    const TensorInfo info{{8}};
    for (const int bits : {1, 2, 4, 7, 8, 9, 16}) {
        const TensorCoder coder(info, bitsCodec(bits, false, true), {{-1.0F}, {3.0F}, {}, {}});
        const auto decoded = testing::roundTrip(coder, {noNumber, inf, -inf, -1.0F, 3.0F, 1e30F, -7.0F, noNumber});
        const std::vector<float> wanted{-1.0F, 3.0F, -1.0F, -1.0F, 3.0F, 3.0F, -1.0F, -1.0F};
        for (std::size_t i = 0; i < wanted.size(); ++i)
            QVERIFY(std::abs(decoded[i] - wanted[i]) < 1e-6F);
    }
}

void TestTensorCoder::aConstantChannelDecodesToItsValue()
{
    const TensorInfo info{{1, 3, 4, 4}};
    const float tiny = std::numeric_limits<float>::denorm_min();
    std::vector<float> values(48, -0.3F);
    for (std::size_t i = 16; i < 32; ++i)
        values[i] = 5.0F * tiny * static_cast<float>(i % 3); // denormals: too near to each other to divide
    for (std::size_t i = 32; i < 48; ++i)
        values[i] = static_cast<float>(i);
    for (const int bits : {1, 3, 8, 16}) {
        const auto decoded = testing::roundTrip(TensorCoder(info, bitsCodec(bits)), values);
        for (std::size_t i = 0; i < 16; ++i)
            QCOMPARE(decoded[i], -0.3F);
        for (std::size_t i = 16; i < 32; ++i)
            QVERIFY(decoded[i] >= 0.0F && decoded[i] <= 10.0F * tiny);
        QCOMPARE(decoded[32], 32.0F);
        QVERIFY(std::abs(decoded[47] - 47.0F) < 1e-4F);
        const TensorCoder fixed(info, bitsCodec(bits, true, true), {{0.25F}, {0.25F}, {}, {}});
        for (const auto value : testing::roundTrip(fixed, values))
            QCOMPARE(value, 0.25F);
    }
}

void TestTensorCoder::aRangeBeyondFp32IsNoNumber()
{
    std::vector<float> values(16, 1.0F);
    values[0] = 3e38F;
    values[1] = -3e38F;
    for (const auto value : testing::roundTrip(TensorCoder({{1, 1, 4, 4}}, bitsCodec(8)), values))
        QVERIFY(std::isnan(value));
}

void TestTensorCoder::whatDoesNotFitIsRefused()
{
    const auto bad = ErrorCode::InvalidArgument;
    const TensorInfo info{{1, 2, 4, 4}};
    QVERIFY(
        refuses([&] { TensorCoder(info, testing::componentsCodec(3, 8), testing::turned()); }, bad, "only 2 channels"));
    QVERIFY(refuses([&] { TensorCoder(info, testing::componentsCodec(2, 8)); }, bad, "low"));
    QVERIFY(refuses([&] { TensorCoder(info, bitsCodec(8, false, true)); }, bad, "low"));
    QVERIFY(refuses([&] { TensorCoder(info, bitsCodec(8, false, true), {{0.0F}, {1.0F}, {}, {}}); }, bad, "low"));
    QVERIFY(refuses([&] { TensorCoder(info, bitsCodec(8, true, true), {{1.0F}, {0.0F}, {}, {}}); }, bad, "above"));
    auto constants = testing::turned();
    constants.basis.pop_back();
    QVERIFY(refuses([&] { TensorCoder(info, testing::componentsCodec(2, 8), constants); }, bad, "basis"));

    const TensorCoder coder(info, bitsCodec(8));
    const auto value = testing::valueOf(info, testing::randomValues(32, 1));
    auto other = value;
    other.info.shape = {1, 4, 2, 4};
    QVERIFY(refuses([&] { coder.encode(other); }, bad));
    other = value;
    other.info.order = DimensionOrder::ChannelsLast;
    QVERIFY(refuses([&] { coder.encode(other); }, bad, "channels_last"));

    const auto payload = coder.encode(value);
    const auto wrong = ErrorCode::RequestInvalid;
    QVERIFY(refuses([&] { coder.decode({}); }, wrong));
    QVERIFY(refuses([&] { coder.decode({payload[0]}); }, wrong));
    QVERIFY(refuses([&] { coder.decode({payload[1], payload[0]}); }, wrong));
    auto cut = payload;
    cut[0].data = std::make_shared<const std::vector<std::uint8_t>>(31);
    QVERIFY(refuses([&] { coder.decode(cut); }, wrong));
    cut[0].data = nullptr;
    QVERIFY(refuses([&] { coder.decode(cut); }, wrong));
}

void TestTensorCoder::anyBytesDecodeToSomething()
{
    std::mt19937_64 random(4);
    for (const auto &info : shapes()) {
        for (const int bits : {1, 3, 4, 8, 11, 16}) {
            const TensorCoder coder(info, bitsCodec(bits));
            std::vector<TensorValue> payload;
            for (const auto &part : coder.payload()) {
                std::vector<std::uint8_t> bytes(static_cast<std::size_t>(part.info.bytes()));
                for (auto &byte : bytes)
                    byte = static_cast<std::uint8_t>(random());
                payload.push_back({part.info, std::make_shared<const std::vector<std::uint8_t>>(bytes)});
            }
            const auto decoded = coder.decode(payload);
            QVERIFY(decoded.info == info);
            QCOMPARE(static_cast<std::int64_t>(decoded.data->size()), info.bytes());
        }
    }
}

QTEST_GUILESS_MAIN(TestTensorCoder)
#include "tst_tensor_coder.moc"
