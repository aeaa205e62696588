// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/tensor_coder.h"

#include "core/codec/coder_modules_torch.h"
#include "core/graph/error.h"
#include "core/model/tensor_conversion.h"

#include <ATen/Parallel.h>

namespace splitscope {

namespace {

std::string description(const TensorInfo &info)
{
    return shapeText(info.shape) + " " + std::string(dtypeName(info.dtype)) + " " + std::string(orderName(info.order));
}

/// A copy of the tensor's bytes as `info` wants them to lie.
TensorValue valueAs(const TensorInfo &info, const at::Tensor &tensor)
{
    const auto plain =
        info.order == DimensionOrder::ChannelsLast ? tensor.permute({0, 2, 3, 1}).contiguous() : tensor.contiguous();
    const auto *bytes = static_cast<const std::uint8_t *>(plain.data_ptr());
    return {info, std::make_shared<const std::vector<std::uint8_t>>(bytes, bytes + plain.nbytes())};
}

} // namespace

struct TensorCoder::Data {
    TensorInfo tensor;
    TensorCodec codec;
    std::vector<PayloadPart> payload;
    CoderModules modules;
    torch::jit::Method encode = modules.encode.get_method("forward");
    torch::jit::Method decode = modules.decode.get_method("forward");
};

TensorCoder::TensorCoder(const TensorInfo &tensor, const TensorCodec &codec, const TensorConstants &constants)
    : m_data(new Data{tensor, codec, payloadOf(tensor, codec), coderModules(tensor, codec, constants)})
{
}

TensorCoder::~TensorCoder() = default;
TensorCoder::TensorCoder(TensorCoder &&) noexcept = default;
TensorCoder &TensorCoder::operator=(TensorCoder &&) noexcept = default;

const TensorInfo &TensorCoder::tensor() const { return m_data->tensor; }
const TensorCodec &TensorCoder::codec() const { return m_data->codec; }
const std::vector<PayloadPart> &TensorCoder::payload() const { return m_data->payload; }

std::vector<TensorValue> TensorCoder::encode(const TensorValue &value) const
{
    const auto &d = *m_data;
    if (value.info != d.tensor)
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "A tensor of " + description(value.info)},
                {"why", "this codec was made for one of " + description(d.tensor) + "."}});
    if (d.payload.front().info == d.tensor)
        return {value};
    const c10::InferenceMode guard;
    at::internal::lazy_init_num_threads();
    const auto parts = d.encode({toTensor(value)}).toTupleRef().elements().vec();
    std::vector<TensorValue> payload;
    for (std::size_t i = 0; i < parts.size(); ++i)
        payload.push_back(valueAs(d.payload.at(i).info, parts[i].toTensor()));
    return payload;
}

TensorValue TensorCoder::decode(const std::vector<TensorValue> &payload) const
{
    const auto &d = *m_data;
    bool fits = payload.size() == d.payload.size();
    for (std::size_t i = 0; fits && i < payload.size(); ++i)
        fits = payload[i].info == d.payload[i].info && payload[i].data
            && static_cast<std::int64_t>(payload[i].data->size()) == payload[i].info.bytes();
    if (!fits)
        throw Failure(ErrorCode::RequestInvalid,
            {{"why",
                "what came for a tensor of " + description(d.tensor) + " is not what the codec " + d.codec.text()
                    + " sends."}});
    if (d.payload.front().info == d.tensor)
        return payload.front();
    const c10::InferenceMode guard;
    at::internal::lazy_init_num_threads();
    std::vector<c10::IValue> parts;
    for (const auto &part : payload)
        parts.emplace_back(toTensor(part));
    return valueAs(d.tensor, d.decode(std::move(parts)).toTensor());
}

} // namespace splitscope
