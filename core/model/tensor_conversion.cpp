// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tensor_conversion.h"

#include "core/graph/error.h"

#include <array>
#include <cstring>

namespace splitscope {

namespace {

constexpr std::array scalarTypes{c10::kFloat, c10::kHalf, c10::kBFloat16, c10::kDouble, c10::kChar, c10::kByte,
    c10::kShort, c10::kInt, c10::kLong, c10::kBool};

} // namespace

c10::ScalarType scalarType(DType dtype) { return scalarTypes.at(static_cast<std::size_t>(dtype)); }

std::optional<DType> dtypeOf(c10::ScalarType type)
{
    for (std::size_t i = 0; i < scalarTypes.size(); ++i) {
        if (scalarTypes[i] == type)
            return static_cast<DType>(i);
    }
    return std::nullopt;
}

std::optional<TensorInfo> infoOf(const at::Tensor &tensor)
{
    const auto dtype = dtypeOf(tensor.scalar_type());
    if (!dtype || tensor.layout() != at::kStrided)
        return std::nullopt;
    TensorInfo info{tensor.sizes().vec(), *dtype, DimensionOrder::Contiguous};
    if (tensor.is_contiguous())
        return info;
    if (tensor.dim() == 4 && tensor.is_contiguous(at::MemoryFormat::ChannelsLast)) {
        info.order = DimensionOrder::ChannelsLast;
        return info;
    }
    return std::nullopt;
}

at::Tensor toTensor(const TensorValue &value)
{
    auto data = value.data;
    auto *bytes = const_cast<std::uint8_t *>(data->data()); // LibTorch has no read-only tensors
    auto tensor = at::from_blob(
        bytes, value.info.shape, [data](void *) {}, at::TensorOptions(scalarType(value.info.dtype)));
    if (value.info.order == DimensionOrder::ChannelsLast)
        return tensor.contiguous(at::MemoryFormat::ChannelsLast);
    return tensor;
}

TensorValue toValue(const at::Tensor &tensor)
{
    const auto dtype = dtypeOf(tensor.scalar_type());
    if (!dtype)
        throw Failure(ErrorCode::Internal,
            {{"why",
                "a tensor of type " + std::string(c10::toString(tensor.scalar_type()))
                    + " was about to leave LibTorch."}});
    const auto plain = tensor.contiguous();
    const auto info = infoOf(tensor).value_or(TensorInfo{tensor.sizes().vec(), *dtype, DimensionOrder::Contiguous});
    auto bytes = std::make_shared<std::vector<std::uint8_t>>(static_cast<std::size_t>(info.bytes()));
    std::memcpy(bytes->data(), plain.data_ptr(), bytes->size());
    return {info, std::move(bytes)};
}

} // namespace splitscope
