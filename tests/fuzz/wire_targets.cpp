// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/wire_targets.h"
#include "tests/fuzz/decisions.h"
#include "tests/fuzz/odd_request.h"

#include "core/graph/error.h"
#include "core/runtime/host_port.h"
#include "core/runtime/link_shaper.h"
#include "core/runtime/protocol.h"
#include "core/runtime/wire_tensor.h"

#include "inference.pb.h"

#include <map>

namespace splitscope::fuzz {

namespace {

const std::vector<ExpectedTensor> expected{
    {"a", TensorInfo{{1, 3, 4, 4}, DType::Float32, DimensionOrder::ChannelsLast}},
    {"b", TensorInfo{{2, 5}, DType::Int64}}, {"c", TensorInfo{{7}, DType::Bool}},
    {"codes", TensorInfo{{48}, DType::UInt8}, true}, {"packed", TensorInfo{{64}, DType::UInt8}}};

inference::ModelInferRequest soundRequest()
{
    inference::ModelInferRequest request;
    for (const auto &tensor : expected) {
        const std::vector<std::uint8_t> zeros(static_cast<std::size_t>(tensor.info.bytes()));
        appendInput(request, {tensor.name, {tensor.info, std::make_shared<const std::vector<std::uint8_t>>(zeros)}});
    }
    return request;
}

void check(const inference::ModelInferRequest &request)
{
    const auto values = readInputs(request, expected);
    require(values.size() == expected.size(), "a request with other inputs was accepted");
    for (std::size_t i = 0; i < values.size(); ++i) {
        require(values[i].info.shape == expected[i].info.shape && values[i].info.dtype == expected[i].info.dtype,
            "a tensor of another shape or type was accepted");
        require(static_cast<std::int64_t>(values[i].data->size()) == values[i].info.bytes(),
            "a tensor does not hold what its shape says");
    }
}

void readRequestBytes(const std::string &bytes)
{
    inference::ModelInferRequest request;
    if (request.ParseFromString(bytes))
        check(request);
}

void readOddRequest(const std::string &bytes)
{
    Decisions decisions(bytes);
    auto request = soundRequest();
    makeOdd(request, decisions);
    check(request);
}

void readResponseBytes(const std::string &bytes)
{
    inference::ModelInferResponse response;
    if (!response.ParseFromString(bytes))
        return;
    for (const auto &output : readOutputs(response))
        require(static_cast<std::int64_t>(output.value.data->size()) == output.value.info.bytes(),
            "an output does not hold what its shape says");
    payloadBytes(response);
}

std::string responseSeed()
{
    inference::ModelInferResponse response;
    const TensorInfo info{{1, 2, 3, 1}, DType::Float16};
    appendOutput(response,
        {"depth", {info, std::make_shared<const std::vector<std::uint8_t>>(static_cast<std::size_t>(info.bytes()))}});
    (*response.mutable_parameters())[protocol::edgeMsParameter].set_double_param(1.5);
    return response.SerializeAsString();
}

void readSignature(const std::string &text)
{
    const auto inputs = protocol::inputsFromSignature(text);
    for (const auto &input : inputs)
        require(input.bytes() >= 0 && input.bytes() <= protocol::maxMessageBytes, "an input exceeds a message");
    protocol::isModelName(text);
}

void readAddress(const std::string &text)
{
    const auto address = HostPort::fromText(text);
    require(HostPort::fromText(address.text()) == address, "an address changes when written and read");
    address.isLoopback();
}

/// Bytes by flow: all that went in came out, was dropped, or is still under way.
struct Ledger {
    std::size_t pushed = 0;
    std::size_t released = 0;
    std::size_t dropped = 0;
};

ShapedDirection directionFrom(Decisions &decisions)
{
    ShapedDirection direction;
    direction.bytesPerSecond = decisions.coin() ? 0.0 : 125.0 * (1 + decisions.byte()) * (1 + decisions.byte());
    direction.delay = std::chrono::microseconds(decisions.byte() * decisions.byte());
    direction.jitter = std::chrono::microseconds(decisions.byte() * 10);
    direction.stall = std::chrono::milliseconds(200);
    direction.loss = decisions.below(3) == 0 ? decisions.byte() / 256.0 : 0.0;
    return direction;
}

void driveLink(const std::string &bytes)
{
    Decisions decisions(bytes);
    LinkShaper link(decisions.byte());
    LinkShaper::Time now{0};
    Ledger ledger;
    const auto take = [&] {
        for (const auto &part : link.release(now)) {
            require(part.flow >= 0 && part.flow < 3 && part.bytes > 0, "bytes of no flow arrived");
            ledger.released += part.bytes;
        }
    };
    link.setDirection(now, directionFrom(decisions));
    while (!decisions.done()) {
        now += std::chrono::microseconds(decisions.byte() * (decisions.coin() ? 1 : 1000));
        switch (decisions.below(6)) {
        case 0:
            link.setDirection(now, directionFrom(decisions));
            break;
        case 1: {
            const auto before = link.queuedBytes() + link.travellingBytes();
            link.dropFlow(decisions.below(3));
            ledger.dropped += before - link.queuedBytes() - link.travellingBytes();
            break;
        }
        case 2:
            take();
            break;
        default: {
            const auto amount = std::min<std::size_t>(link.room(), 1 + decisions.byte() * decisions.byte());
            link.push(now, decisions.below(3), amount);
            ledger.pushed += amount;
        }
        }
        require(ledger.pushed == ledger.released + ledger.dropped + link.queuedBytes() + link.travellingBytes(),
            "bytes were lost or made");
    }
    // What is under way arrives if one follows the link's own clock.
    for (int i = 0; i < 1000000 && link.queuedBytes() + link.travellingBytes() > 0; ++i) {
        const auto next = link.nextEvent();
        require(next.has_value(), "bytes are under way and nothing will happen");
        now = std::max(now + LinkShaper::Time(1), *next);
        take();
    }
    require(link.queuedBytes() + link.travellingBytes() == 0, "bytes never arrive");
}

} // namespace

std::vector<FuzzTarget> wireTargets()
{
    std::string many;
    for (int i = 0; i < 300; ++i)
        many += static_cast<char>(i * 61 + i / 5);
    return {{"request_bytes", {soundRequest().SerializeAsString()}, {"FP32", "INT64", "BOOL", "channels_last"},
                readRequestBytes},
        {"request", {{}}, {many}, readOddRequest},
        {"response_bytes", {responseSeed()}, {"FP16", "UINT8"}, readResponseBytes},
        {"input_signature", {"1x3x192x256:float32", "1x3x8x8:float32;1x16:int64"}, {"float16", "x", "scalar"},
            readSignature},
        {"address", {"127.0.0.1:8001", "[::1]:0", "edge.local:8001"}, {"[", "]", "65536", "localhost", "%"},
            readAddress},
        {"link_shaper", {many, many.substr(20, 100)}, {many.substr(50, 30)}, driveLink}};
}

} // namespace splitscope::fuzz
