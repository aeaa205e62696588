// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tensor_conversion.h"

#include "core/graph/error.h"
#include "core/model/compute_setup.h"
#include "core/model/dimension_order.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace splitscope {

namespace {

[[maybe_unused]] const bool prepared = prepareCompute();

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
    const auto &shape = value.info.shape;
    const auto options = at::TensorOptions(scalarType(value.info.dtype));
    const auto release = [data](void *) {};
    if (value.info.order == DimensionOrder::ChannelsLast)
        return at::from_blob(bytes, shape, c10::get_channels_last_strides_2d(shape), release, options);
    auto tensor = at::from_blob(bytes, shape, release, options);
    return value.info.order == DimensionOrder::Strided ? withStrides(tensor, value.info.strides) : tensor;
}

namespace {

/// \param plain holds the bytes as they shall lie
TensorValue valueOf(TensorInfo info, const at::Tensor &plain)
{
    const auto *bytes = static_cast<const std::uint8_t *>(plain.data_ptr());
    return {std::move(info), std::make_shared<const std::vector<std::uint8_t>>(bytes, bytes + plain.nbytes())};
}

DType crossingType(const at::Tensor &tensor)
{
    const auto dtype = dtypeOf(tensor.scalar_type());
    if (!dtype)
        throw Failure(ErrorCode::Internal,
            {{"why",
                "a tensor of type " + std::string(c10::toString(tensor.scalar_type()))
                    + " was about to leave LibTorch."}});
    return *dtype;
}

} // namespace

TensorValue toValue(const at::Tensor &tensor)
{
    return valueOf({tensor.sizes().vec(), crossingType(tensor), DimensionOrder::Contiguous}, tensor.contiguous());
}

TensorValue toCrossingValue(const at::Tensor &tensor)
{
    crossingType(tensor);
    const auto info = infoOf(tensor);
    if (!info || info->order == DimensionOrder::Contiguous)
        return toValue(tensor);
    return valueOf(*info, info->order == DimensionOrder::ChannelsLast ? tensor : tensor.contiguous());
}

TensorValue rowMajor(const TensorValue &value)
{
    return value.info.order == DimensionOrder::Contiguous ? value : toValue(toTensor(value));
}

TensorValue channelsLast(const TensorValue &value)
{
    return toCrossingValue(toTensor(value).contiguous(at::MemoryFormat::ChannelsLast));
}

} // namespace splitscope
