// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tensor_conversion.h"

#include "core/graph/error.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace splitscope {

namespace {

constexpr std::array scalarTypes{c10::kFloat, c10::kHalf, c10::kBFloat16, c10::kDouble, c10::kChar, c10::kByte,
    c10::kShort, c10::kInt, c10::kLong, c10::kBool};

/// Whether every element has a place of its own, expanded dimensions aside.
bool hasSeparateElements(const at::Tensor &tensor)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> steps; // stride, size
    for (std::int64_t d = 0; d < tensor.dim(); ++d) {
        if (tensor.size(d) > 1 && tensor.stride(d) > 0)
            steps.emplace_back(tensor.stride(d), tensor.size(d));
    }
    std::sort(steps.begin(), steps.end());
    std::int64_t span = 1;
    for (const auto &[stride, size] : steps) {
        if (stride < span)
            return false;
        span += (size - 1) * stride;
    }
    return true;
}

/// A copy of `plain` whose elements lie as `strides` says.
at::Tensor withStrides(const at::Tensor &plain, const std::vector<std::int64_t> &strides)
{
    auto source = plain;
    std::int64_t span = 1;
    for (std::size_t i = 0; i < strides.size(); ++i) {
        const auto dimension = static_cast<std::int64_t>(i);
        if (strides[i] == 0)
            source = source.narrow(dimension, 0, 1);
        span += (plain.size(dimension) - 1) * strides[i];
    }
    const auto memory = at::empty({span}, plain.options());
    memory.as_strided(source.sizes(), strides).copy_(source);
    return memory.as_strided(plain.sizes(), strides);
}

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
    if (!hasSeparateElements(tensor))
        return std::nullopt;
    info.order = DimensionOrder::Strided;
    info.strides = tensor.strides().vec();
    return info;
}

at::Tensor toTensor(const TensorValue &value)
{
    auto data = value.data;
    auto *bytes = const_cast<std::uint8_t *>(data->data()); // LibTorch has no read-only tensors
    auto tensor = at::from_blob(
        bytes, value.info.shape, [data](void *) {}, at::TensorOptions(scalarType(value.info.dtype)));
    if (value.info.order == DimensionOrder::ChannelsLast)
        return tensor.contiguous(at::MemoryFormat::ChannelsLast);
    if (value.info.order == DimensionOrder::Strided)
        return withStrides(tensor, value.info.strides);
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
