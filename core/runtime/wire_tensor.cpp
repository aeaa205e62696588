// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/wire_tensor.h"

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
    if (tensor.value.info.order != DimensionOrder::Contiguous) {
        (*wire.mutable_parameters())[protocol::orderParameter].set_string_param(
            std::string(orderName(tensor.value.info.order)));
    }
}

template <typename Tensor>
bool namesOrder(const Tensor &wire)
{
    return wire.parameters().contains(protocol::orderParameter);
}

std::string shortName(const std::string &name) { return name.size() <= 80 ? name : name.substr(0, 80) + "..."; }

/// Checks what a tensor says of itself; `wanted` gives the strides, which never come from a peer.
template <typename Tensor>
TensorInfo readInfo(const Tensor &wire, const TensorInfo &wanted)
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
    // Strided tensors and those that name no order come in rows; readInputs sees to channels-last ones.
    info.order = wanted.order == DimensionOrder::Strided ? DimensionOrder::Strided : DimensionOrder::Contiguous;
    if (const auto it = wire.parameters().find(protocol::orderParameter); it != wire.parameters().end()) {
        if (it->second.parameter_choice_case() != inference::InferParameter::kStringParam)
            refuse("the dimension order of tensor " + shortName(wire.name()) + " is not a string");
        info.order = protocol::orderFromName(it->second.string_param());
    }
    if (info.order == DimensionOrder::ChannelsLast && info.shape.size() != 4)
        refuse("tensor " + shortName(wire.name()) + " is not four-dimensional, so it cannot be channels_last");
    if (info.order == DimensionOrder::Strided) {
        info.order = wanted.order == DimensionOrder::Strided ? DimensionOrder::Strided : DimensionOrder::Contiguous;
        info.strides = wanted.strides;
    }
    return info;
}

TensorValue rawValue(const TensorInfo &info, const std::string &name, const std::string &raw)
{
    if (static_cast<std::int64_t>(raw.size()) != info.bytes()) {
        refuse("tensor " + shortName(name) + " brings " + std::to_string(raw.size())
            + " bytes, its type and shape need " + std::to_string(info.bytes()));
    }
    if (info.dtype == DType::Bool && std::any_of(raw.begin(), raw.end(), [](char c) { return c != 0 && c != 1; }))
        refuse("tensor " + shortName(name) + " is BOOL and holds bytes other than 0 and 1");
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(raw.data());
    return {info, std::make_shared<const std::vector<std::uint8_t>>(bytes, bytes + raw.size())};
}

/// A tensor's elements, from its raw entry or, where there are no raw entries, from its typed contents.
template <typename Tensor, typename Raw>
TensorValue readValue(const Tensor &wire, const TensorInfo &info, const Raw &raw, int index)
{
    if (raw.empty())
        return typedValue(info, wire.name(), wire.contents());
    return rawValue(info, wire.name(), raw[index]);
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

void appendInput(inference::ModelInferRequest &request, const NamedTensor &tensor)
{
    describe(*request.add_inputs(), tensor);
    request.add_raw_input_contents(tensor.value.data->data(), tensor.value.data->size());
}

void appendOutput(inference::ModelInferResponse &response, const NamedTensor &tensor)
{
    describe(*response.add_outputs(), tensor);
    response.add_raw_output_contents(tensor.value.data->data(), tensor.value.data->size());
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
    for (const auto &[name, wanted] : expected) {
        const auto it = places.find(name);
        if (it == places.end())
            refuse("input " + name + " is missing");
        const auto &input = inputs[it->second];
        auto info = readInfo(input, wanted);
        if (info.dtype != wanted.dtype)
            refuse("input " + name + " is " + input.datatype() + ", not " + std::string(oipName(wanted.dtype)));
        if (info.shape != wanted.shape)
            refuse("input " + name + " is " + shapeText(info.shape) + ", not " + shapeText(wanted.shape));
        checked.emplace_back(it->second, std::move(info));
    }
    std::vector<TensorValue> values;
    for (const auto &[place, info] : checked) {
        auto value = readValue(inputs[place], info, request.raw_input_contents(), place);
        // A client that names no order sends rows, whatever order the model computes in.
        if (!namesOrder(inputs[place]) && expected[values.size()].info.order == DimensionOrder::ChannelsLast)
            value = channelsLast(value);
        values.push_back(std::move(value));
    }
    return values;
}

std::vector<NamedTensor> readOutputs(const inference::ModelInferResponse &response)
{
    const auto &outputs = response.outputs();
    checkRaw(outputs, response.raw_output_contents());
    std::vector<NamedTensor> values;
    for (int i = 0; i < outputs.size(); ++i) {
        const auto info = readInfo(outputs[i], TensorInfo{});
        values.push_back({outputs[i].name(), readValue(outputs[i], info, response.raw_output_contents(), i)});
    }
    return values;
}

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
