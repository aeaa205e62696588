// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/wire_tensor.h"

#include "core/codec/entropy_stage.h"
#include "core/graph/answer_packing.h"
#include "core/graph/error.h"
#include "core/model/dimension_order.h"
#include "core/runtime/protocol.h"
#include "core/runtime/typed_contents.h"

#include "inference.pb.h"

#include <algorithm>
#include <bit>
#include <map>

namespace splitscope {

static_assert(std::endian::native == std::endian::little, "the wire is little-endian and bytes are taken as they lie");

namespace {

[[noreturn]] void refuse(std::string why) { throw Failure(ErrorCode::RequestInvalid, {{"why", std::move(why)}}); }

template <typename Tensor>
void describe(Tensor &wire, const NamedTensor &tensor)
{
    wire.set_name(tensor.name);
    wire.set_datatype(std::string(oipName(tensor.value.info.dtype)));
    for (const auto size : tensor.value.info.shape)
        wire.add_shape(size);
    // Only where it differs from what every other program assumes, so that plain requests stay plain.
    auto order = tensor.codesOrder;
    if (!order && tensor.value.info.order != DimensionOrder::Contiguous)
        order = tensor.value.info.order;
    if (order)
        (*wire.mutable_parameters())[protocol::orderParameter].set_string_param(std::string(orderName(*order)));
    if (tensor.packed)
        (*wire.mutable_parameters())[protocol::packedParameter].set_bool_param(true);
}

const std::vector<std::uint8_t> &sentBytes(const NamedTensor &tensor)
{
    return tensor.packed ? *tensor.packed : *tensor.value.data;
}

template <typename Tensor>
bool namesOrder(const Tensor &wire)
{
    return wire.parameters().contains(protocol::orderParameter);
}

template <typename Tensor>
bool isPacked(const Tensor &wire)
{
    const auto it = wire.parameters().find(protocol::packedParameter);
    if (it == wire.parameters().end())
        return false;
    if (it->second.parameter_choice_case() != inference::InferParameter::kBoolParam)
        refuse(std::string(protocol::packedParameter) + " is not true or false");
    return it->second.bool_param();
}

std::string shortName(const std::string &name) { return name.size() <= 80 ? name : name.substr(0, 80) + "..."; }

/// The dimension order that a tensor names, if it names one.
template <typename Tensor>
std::optional<DimensionOrder> namedOrder(const Tensor &wire)
{
    const auto it = wire.parameters().find(protocol::orderParameter);
    if (it == wire.parameters().end())
        return std::nullopt;
    if (it->second.parameter_choice_case() != inference::InferParameter::kStringParam)
        refuse("the dimension order of tensor " + shortName(wire.name()) + " is not a string");
    return protocol::orderFromName(it->second.string_param());
}

/// Element type and shape that a tensor says it has; the order is left at rows.
template <typename Tensor>
TensorInfo readShape(const Tensor &wire)
{
    TensorInfo info;
    try {
        info.dtype = dtypeFromOipName(wire.datatype());
    } catch (const Failure &) {
        refuse("tensor " + shortName(wire.name()) + " has the type " + shortName(wire.datatype())
            + ", which is not supported");
    }
    info.shape.assign(wire.shape().begin(), wire.shape().end());
    protocol::checkedElements(info.shape, bytesPerElement(info.dtype));
    return info;
}

/// What a tensor says of itself, checked; `wanted` gives the strides, which never come from a peer.
template <typename Tensor>
TensorInfo readInfo(const Tensor &wire, const ExpectedTensor &wanted)
{
    auto info = readShape(wire);
    // Codes that name no order lie in the plan's. Strided tensors and other ones that name none come in rows;
    // readInputs sees to channels-last ones.
    const bool strided = wanted.info.order == DimensionOrder::Strided;
    const auto unnamed = wanted.codes ? wanted.info.order
        : strided                     ? DimensionOrder::Strided
                                      : DimensionOrder::Contiguous;
    info.order = namedOrder(wire).value_or(unnamed);
    if (info.order == DimensionOrder::ChannelsLast && info.shape.size() != 4 && !wanted.codes)
        refuse("tensor " + shortName(wire.name()) + " is not four-dimensional, so it cannot be channels_last");
    if (info.order == DimensionOrder::Strided) {
        info.order = strided ? DimensionOrder::Strided : DimensionOrder::Contiguous;
        info.strides = wanted.info.strides;
    }
    return info;
}

/// Refuses a tensor of another type or shape than is wanted.
void checkKind(const std::string &name, const TensorInfo &info, const ExpectedTensor &wanted)
{
    if (info.dtype != wanted.info.dtype) {
        refuse("input " + name + " is " + std::string(oipName(info.dtype)) + ", not "
            + std::string(oipName(wanted.info.dtype)));
    }
    if (wanted.mostElements > 0) {
        if (info.shape.size() != 1 || info.shape[0] < 1 || info.shape[0] > wanted.mostElements) {
            refuse("input " + name + " is " + shapeText(info.shape) + ", not a list of 1 to "
                + std::to_string(wanted.mostElements));
        }
    } else if (info.shape != wanted.info.shape) {
        refuse("input " + name + " is " + shapeText(info.shape) + ", not " + shapeText(wanted.info.shape));
    }
}

TensorValue boolChecked(TensorValue value, const std::string &name)
{
    const auto &bytes = *value.data;
    if (value.info.dtype == DType::Bool && std::any_of(bytes.begin(), bytes.end(), [](auto byte) { return byte > 1; }))
        refuse("tensor " + shortName(name) + " is BOOL and holds bytes other than 0 and 1");
    return value;
}

TensorValue unpackedValue(const TensorInfo &info, const std::string &name, const std::string &frame)
{
    auto bytes = zstdDecompress(frame.data(), frame.size(), static_cast<std::size_t>(info.bytes()));
    return boolChecked({info, std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes))}, name);
}

TensorValue rawValue(const TensorInfo &info, const std::string &name, const std::string &raw)
{
    if (static_cast<std::int64_t>(raw.size()) != info.bytes()) {
        refuse("tensor " + shortName(name) + " brings " + std::to_string(raw.size())
            + " bytes, its type and shape need " + std::to_string(info.bytes()));
    }
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(raw.data());
    return boolChecked({info, std::make_shared<const std::vector<std::uint8_t>>(bytes, bytes + raw.size())}, name);
}

/// A tensor's elements, from its raw entry or, where there are no raw entries, from its typed contents.
template <typename Tensor, typename Raw>
TensorValue readValue(const Tensor &wire, const TensorInfo &info, const Raw &raw, int index)
{
    const bool packed = isPacked(wire);
    if (raw.empty()) {
        if (packed)
            refuse("tensor " + shortName(wire.name()) + " is packed, so its bytes belong into raw_input_contents");
        return typedValue(info, wire.name(), wire.contents());
    }
    return packed ? unpackedValue(info, wire.name(), raw[index]) : rawValue(info, wire.name(), raw[index]);
}

template <typename Tensors, typename Raw>
void checkRaw(const Tensors &tensors, const Raw &raw)
{
    if (raw.empty())
        return;
    if (raw.size() != tensors.size()) {
        refuse("there are " + std::to_string(raw.size()) + " raw entries for " + std::to_string(tensors.size())
            + " tensors");
    }
    for (const auto &tensor : tensors) {
        if (tensor.has_contents())
            refuse("tensor " + shortName(tensor.name()) + " has typed contents beside the raw ones");
    }
}

} // namespace

void packTensor(NamedTensor &tensor, int level)
{
    auto frame = zstdCompress(*tensor.value.data, level);
    if (frame.size() < tensor.value.data->size())
        tensor.packed = std::make_shared<const std::vector<std::uint8_t>>(std::move(frame));
}

void packAnswer(NamedTensor &answer)
{
    if (answer.value.info.bytes() >= leastPackedAnswerBytes)
        packTensor(answer, answerPackLevel);
}

void appendInput(inference::ModelInferRequest &request, const NamedTensor &tensor)
{
    describe(*request.add_inputs(), tensor);
    request.add_raw_input_contents(sentBytes(tensor).data(), sentBytes(tensor).size());
}

void appendOutput(inference::ModelInferResponse &response, const NamedTensor &tensor)
{
    describe(*response.add_outputs(), tensor);
    response.add_raw_output_contents(sentBytes(tensor).data(), sentBytes(tensor).size());
}

std::vector<TensorValue> readInputs(
    const inference::ModelInferRequest &request, const std::vector<ExpectedTensor> &expected)
{
    const auto &inputs = request.inputs();
    if (inputs.size() != static_cast<int>(expected.size())) {
        refuse("it brings " + std::to_string(inputs.size()) + " inputs, the model takes "
            + std::to_string(expected.size()));
    }
    checkRaw(inputs, request.raw_input_contents());
    std::map<std::string, int> places;
    for (int i = 0; i < inputs.size(); ++i) {
        if (!places.emplace(inputs[i].name(), i).second)
            refuse("input " + shortName(inputs[i].name()) + " comes twice");
    }
    std::vector<std::pair<int, TensorInfo>> checked;
    for (const auto &wanted : expected) {
        const auto it = places.find(wanted.name);
        if (it == places.end())
            refuse("input " + wanted.name + " is missing");
        auto info = readInfo(inputs[it->second], wanted);
        checkKind(wanted.name, info, wanted);
        checked.emplace_back(it->second, std::move(info));
    }
    std::vector<TensorValue> values;
    for (const auto &[place, info] : checked) {
        auto value = readValue(inputs[place], info, request.raw_input_contents(), place);
        // A client that names no order sends rows, whatever order the model computes in.
        const auto &wanted = expected[values.size()];
        if (!wanted.codes && !namesOrder(inputs[place]) && wanted.info.order == DimensionOrder::ChannelsLast)
            value = channelsLast(value);
        values.push_back(std::move(value));
    }
    return values;
}

std::vector<TensorValue> readBack(const std::vector<NamedTensor> &sent, const std::vector<ExpectedTensor> &expected)
{
    inference::ModelInferRequest request;
    for (const auto &tensor : sent)
        appendInput(request, tensor);
    return readInputs(request, expected);
}

std::vector<NamedTensor> readOutputs(const inference::ModelInferResponse &response)
{
    const auto &outputs = response.outputs();
    checkRaw(outputs, response.raw_output_contents());
    std::vector<NamedTensor> values;
    for (int i = 0; i < outputs.size(); ++i) {
        const auto info = readInfo(outputs[i], ExpectedTensor{});
        values.push_back({outputs[i].name(), readValue(outputs[i], info, response.raw_output_contents(), i)});
    }
    return values;
}

std::int64_t payloadBytes(const NamedTensor &tensor) { return static_cast<std::int64_t>(sentBytes(tensor).size()); }

std::int64_t payloadBytes(const inference::ModelInferRequest &request)
{
    std::int64_t bytes = 0;
    for (const auto &raw : request.raw_input_contents())
        bytes += static_cast<std::int64_t>(raw.size());
    return bytes;
}

std::int64_t payloadBytes(const inference::ModelInferResponse &response)
{
    std::int64_t bytes = 0;
    for (const auto &raw : response.raw_output_contents())
        bytes += static_cast<std::int64_t>(raw.size());
    return bytes;
}

} // namespace splitscope
