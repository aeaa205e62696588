// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/graph/plan_key.h"
#include "core/runtime/host_port.h"
#include "core/runtime/protocol.h"
#include "core/runtime/wire_tensor.h"

#include "inference.pb.h"

#include <QTest>

#include <functional>
#include <limits>

using namespace splitscope;

namespace {

template <typename T>
TensorValue value(
    Shape shape, DType dtype, const std::vector<T> &elements, DimensionOrder order = DimensionOrder::Contiguous)
{
    const auto *first = reinterpret_cast<const std::uint8_t *>(elements.data());
    std::vector<std::uint8_t> bytes(first, first + elements.size() * sizeof(T));
    return {{std::move(shape), dtype, order}, std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes))};
}

TensorValue pictureLike()
{
    return value<float>({1, 2, 1, 2}, DType::Float32, {1.5F, -2.0F, 0.0F, 3.25F}, DimensionOrder::ChannelsLast);
}

TensorValue indices() { return value<std::int64_t>({2}, DType::Int64, {-7, 1LL << 40}); }

std::vector<ExpectedTensor> expectedInputs() { return {{"a", pictureLike().info}, {"b", indices().info}}; }

inference::ModelInferRequest goodRequest()
{
    inference::ModelInferRequest request;
    appendInput(request, {"b", indices()});
    appendInput(request, {"a", pictureLike()});
    return request;
}

using Spoil = std::function<void(inference::ModelInferRequest &)>;

} // namespace

Q_DECLARE_METATYPE(Spoil)

class TestWireTensor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tensorsComeBackAsTheyWere();
    void aTensorThatNamesNoOrderGetsTheExpectedOne();
    void codesNameTheOrderOfTheirTensor();
    void aListOfAnyLengthIsRead();
    void packedTensorsComeBackAsTheyWere();
    void typedContentsAreRead();
    void whatDoesNotFitIsRefused_data();
    void whatDoesNotFitIsRefused();
    void shapesAreCountedWithoutOverflow();
    void aSignatureIsReadOrRefused();
    void addressesAreReadOrRefused();
};

void TestWireTensor::tensorsComeBackAsTheyWere()
{
    const auto values = readInputs(goodRequest(), expectedInputs());
    QCOMPARE(values.size(), std::size_t(2));
    QVERIFY(values[0].info == pictureLike().info);
    QVERIFY(*values[0].data == *pictureLike().data);
    QVERIFY(values[1].info == indices().info);
    QVERIFY(*values[1].data == *indices().data);

    inference::ModelInferResponse response;
    appendOutput(response, {"out", pictureLike()});
    const auto outputs = readOutputs(response);
    QCOMPARE(outputs.size(), std::size_t(1));
    QCOMPARE(outputs[0].name, std::string("out"));
    QVERIFY(outputs[0].value.info == pictureLike().info);
    QVERIFY(*outputs[0].value.data == *pictureLike().data);
    QCOMPARE(payloadBytes(response), std::int64_t(16));
    QCOMPARE(payloadBytes(goodRequest()), std::int64_t(32));
}

void TestWireTensor::aTensorThatNamesNoOrderGetsTheExpectedOne()
{
    auto request = goodRequest();
    request.mutable_inputs(1)->clear_parameters();
    QVERIFY(readInputs(request, expectedInputs())[0].info.order == DimensionOrder::ChannelsLast);
}

void TestWireTensor::codesNameTheOrderOfTheirTensor()
{
    const auto codes = value<std::uint8_t>({3}, DType::UInt8, {1, 2, 3});
    const auto orderRead = [&](std::optional<DimensionOrder> named, DimensionOrder plan) {
        inference::ModelInferRequest request;
        appendInput(request, {"c", codes, named});
        ExpectedTensor expected{"c", codes.info};
        expected.info.order = plan;
        expected.codes = true;
        const auto read = readInputs(request, {expected}).at(0);
        return *read.data == *codes.data ? std::optional(read.info.order) : std::nullopt;
    };
    using enum DimensionOrder;
    QVERIFY(orderRead(std::nullopt, Contiguous) == Contiguous);
    QVERIFY(orderRead(std::nullopt, ChannelsLast) == ChannelsLast);
    QVERIFY(orderRead(ChannelsLast, Contiguous) == ChannelsLast);
    QVERIFY(orderRead(Contiguous, ChannelsLast) == Contiguous);
    QVERIFY(orderRead(Strided, Contiguous) == Contiguous);
}

void TestWireTensor::aListOfAnyLengthIsRead()
{
    const auto read = [](std::int64_t count) {
        inference::ModelInferRequest request;
        appendInput(request,
            {"p", value<std::uint8_t>({count}, DType::UInt8, std::vector<std::uint8_t>(std::size_t(count), 7))});
        ExpectedTensor expected{"p", {{}, DType::UInt8}};
        expected.mostElements = 5;
        return readInputs(request, {expected}).at(0).data->size();
    };
    QCOMPARE(read(1), std::size_t(1));
    QCOMPARE(read(5), std::size_t(5));
    QVERIFY_THROWS_EXCEPTION(Failure, read(6));
    QVERIFY_THROWS_EXCEPTION(Failure, read(0));
}

void TestWireTensor::packedTensorsComeBackAsTheyWere()
{
    NamedTensor zeros{"z", value<float>({1, 2, 40, 50}, DType::Float32, std::vector<float>(4000, 0.5F))};
    packTensor(zeros, 1);
    inference::ModelInferRequest request;
    appendInput(request, zeros);
    QVERIFY(payloadBytes(request) < 1000);
    const auto back = readInputs(request, {{"z", zeros.value.info}}).at(0);
    QVERIFY(back.info == zeros.value.info);
    QVERIFY(*back.data == *zeros.value.data);

    inference::ModelInferResponse response;
    appendOutput(response, zeros);
    QVERIFY(payloadBytes(response) < 1000);
    QVERIFY(*readOutputs(response).at(0).value.data == *zeros.value.data);
}

void TestWireTensor::typedContentsAreRead()
{
    inference::ModelInferRequest request;
    const auto add = [&](const char *name, const char *type, int size) {
        auto *input = request.add_inputs();
        input->set_name(name);
        input->set_datatype(type);
        input->add_shape(size);
        return input->mutable_contents();
    };
    add("f", "FP32", 2)->mutable_fp32_contents()->Add(0.5F);
    request.mutable_inputs(0)->mutable_contents()->add_fp32_contents(-1.0F);
    add("i", "INT8", 1)->add_int_contents(-128);
    add("u", "UINT8", 1)->add_uint_contents(255);
    add("t", "BOOL", 1)->add_bool_contents(true);
    const std::vector<ExpectedTensor> expected{
        {"f", {{2}, DType::Float32}}, {"i", {{1}, DType::Int8}}, {"u", {{1}, DType::UInt8}}, {"t", {{1}, DType::Bool}}};
    const auto values = readInputs(request, expected);
    QCOMPARE(values[0].as<float>()[0], 0.5F);
    QCOMPARE(values[0].as<float>()[1], -1.0F);
    QCOMPARE(int(values[1].as<std::int8_t>()[0]), -128);
    QCOMPARE(int(values[2].as<std::uint8_t>()[0]), 255);
    QCOMPARE(int(values[3].as<std::uint8_t>()[0]), 1);
}

void TestWireTensor::whatDoesNotFitIsRefused_data()
{
    QTest::addColumn<Spoil>("spoil");
    const auto row = [](const char *name, Spoil spoil) { QTest::newRow(name) << spoil; };
    row("no inputs", [](auto &r) {
        r.clear_inputs();
        r.clear_raw_input_contents();
    });
    row("one input missing", [](auto &r) {
        r.mutable_inputs()->RemoveLast();
        r.mutable_raw_input_contents()->RemoveLast();
    });
    row("one input too many", [](auto &r) { appendInput(r, {"c", indices()}); });
    row("an input twice", [](auto &r) { r.mutable_inputs(0)->set_name("a"); });
    row("a wrong name", [](auto &r) { r.mutable_inputs(0)->set_name("x"); });
    row("fewer raw entries", [](auto &r) { r.mutable_raw_input_contents()->RemoveLast(); });
    row("more raw entries", [](auto &r) { r.add_raw_input_contents("abc"); });
    row("raw entry one byte short", [](auto &r) { r.mutable_raw_input_contents(0)->pop_back(); });
    row("raw entry one byte long", [](auto &r) { r.mutable_raw_input_contents(0)->push_back('x'); });
    row("empty raw entry", [](auto &r) { r.mutable_raw_input_contents(0)->clear(); });
    row("contents beside raw", [](auto &r) { r.mutable_inputs(0)->mutable_contents()->add_int64_contents(1); });
    row("empty contents beside raw", [](auto &r) { r.mutable_inputs(0)->mutable_contents(); });
    row("neither raw nor contents", [](auto &r) { r.clear_raw_input_contents(); });
    row("an unknown type", [](auto &r) { r.mutable_inputs(0)->set_datatype("INT128"); });
    row("text elements", [](auto &r) { r.mutable_inputs(0)->set_datatype("BYTES"); });
    row("no type", [](auto &r) { r.mutable_inputs(0)->clear_datatype(); });
    row("another type", [](auto &r) { r.mutable_inputs(0)->set_datatype("FP64"); });
    row("another shape", [](auto &r) { r.mutable_inputs(0)->set_shape(0, 3); });
    row("another rank of the same size", [](auto &r) { r.mutable_inputs(0)->add_shape(1); });
    row("a negative dimension", [](auto &r) { r.mutable_inputs(0)->set_shape(0, -2); });
    row("the smallest dimension",
        [](auto &r) { r.mutable_inputs(0)->set_shape(0, std::numeric_limits<std::int64_t>::min()); });
    row("a product that overflows", [](auto &r) {
        r.mutable_inputs(0)->set_shape(0, 1LL << 62);
        r.mutable_inputs(0)->add_shape(4);
    });
    row("a thousand dimensions", [](auto &r) {
        for (int i = 0; i < 1000; ++i)
            r.mutable_inputs(0)->add_shape(1);
    });
    row("an unknown order", [](auto &r) {
        (*r.mutable_inputs(0)->mutable_parameters())[protocol::orderParameter].set_string_param("zigzag");
    });
    row("an order that is no string",
        [](auto &r) { (*r.mutable_inputs(0)->mutable_parameters())[protocol::orderParameter].set_int64_param(1); });
    const auto packed = [](auto &r) {
        (*r.mutable_inputs(0)->mutable_parameters())[protocol::packedParameter].set_bool_param(true);
    };
    row("packed and no frame", packed);
    row("packed and typed", [packed](auto &r) {
        r.clear_raw_input_contents();
        packed(r);
        r.mutable_inputs(0)->mutable_contents()->add_int64_contents(1);
        r.mutable_inputs(0)->mutable_contents()->add_int64_contents(2);
        for (int i = 0; i < 4; ++i)
            r.mutable_inputs(1)->mutable_contents()->add_fp32_contents(1.0F);
    });
    row("packed and of another size", [packed](auto &r) {
        packed(r);
        NamedTensor other{"x", value<std::int64_t>({1000}, DType::Int64, std::vector<std::int64_t>(1000, 3))};
        packTensor(other, 1);
        r.mutable_raw_input_contents(0)->assign(other.packed->begin(), other.packed->end());
    });
    row("an order that does not fit", [](auto &r) {
        (*r.mutable_inputs(0)->mutable_parameters())[protocol::orderParameter].set_string_param("channels_last");
    });
}

void TestWireTensor::whatDoesNotFitIsRefused()
{
    QFETCH(Spoil, spoil);
    auto request = goodRequest();
    spoil(request);
    try {
        readInputs(request, expectedInputs());
        QFAIL("it was accepted");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::RequestInvalid);
    }
}

void TestWireTensor::shapesAreCountedWithoutOverflow()
{
    QCOMPARE(protocol::checkedElements({}, 4), std::int64_t(1));
    QCOMPARE(protocol::checkedElements({3, 0, 1LL << 62}, 4), std::int64_t(0));
    QCOMPARE(protocol::checkedElements({4096, 4096}, 4), std::int64_t(1) << 24);
    QVERIFY_THROWS_EXCEPTION(Failure, protocol::checkedElements({4096, 4097}, 4));
    QVERIFY_THROWS_EXCEPTION(Failure, protocol::checkedElements({1LL << 32, 1LL << 32}, 1));
    QVERIFY_THROWS_EXCEPTION(Failure, protocol::checkedElements({-1, -1}, 1));
}

void TestWireTensor::aSignatureIsReadOrRefused()
{
    const std::vector<TensorInfo> inputs{{{1, 3, 24, 32}, DType::Float32}, {{1, 16}, DType::Int64}};
    QVERIFY(protocol::inputsFromSignature(inputSignature(inputs)) == inputs);
    for (const char *wrong :
        {"", ";", "1x3", "1x3:", ":float32", "1xfoo:float32", "1x3:float33", "1x3:float32;", "1x99999999999:float32"})
        QVERIFY_THROWS_EXCEPTION(Failure, protocol::inputsFromSignature(wrong));
}

void TestWireTensor::addressesAreReadOrRefused()
{
    QCOMPARE(HostPort::fromText("127.0.0.1:8001").text(), std::string("127.0.0.1:8001"));
    QCOMPARE(HostPort::fromText("[::1]:0").text(), std::string("[::1]:0"));
    for (const char *loopback : {"127.0.0.1:1", "127.9.9.9:1", "localhost:1", "[::1]:1"})
        QVERIFY2(HostPort::fromText(loopback).isLoopback(), loopback);
    for (const char *open : {"0.0.0.0:1", "[::]:1", "10.0.0.1:1", "localhost.example:1", "127.0.0.1.example:1"})
        QVERIFY2(!HostPort::fromText(open).isLoopback(), open);
    for (const char *wrong : {"[[]]:80", "a\nb:80", "", "host", ":1", "host:", "host:65536", "host:-1", "host:1x",
             "::1:80", "a b:1", "unix:/tmp/x"})
        QVERIFY_THROWS_EXCEPTION(Failure, HostPort::fromText(wrong));
}

QTEST_GUILESS_MAIN(TestWireTensor)
#include "tst_wire_tensor.moc"
