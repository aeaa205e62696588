// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/packed_weights.h"

#include <ATen/native/quantized/PackedParams.h>

namespace splitscope {

namespace {

template <typename Packed>
std::vector<at::Tensor> unpacked(const c10::IValue &value)
{
    const auto [weight, bias] = value.toCustomClass<Packed>()->unpack();
    std::vector<at::Tensor> tensors{weight};
    if (bias)
        tensors.push_back(*bias);
    return tensors;
}

} // namespace

std::vector<at::Tensor> packedWeights(const c10::IValue &value)
{
    if (!value.isObject())
        return {};
    const auto name = value.type()->str();
    if (name.find("LinearPackedParamsBase") != std::string::npos)
        return unpacked<LinearPackedParamsBase>(value);
    if (name.find("Conv2dPackedParamsBase") != std::string::npos)
        return unpacked<ConvPackedParamsBase<2>>(value);
    if (name.find("Conv3dPackedParamsBase") != std::string::npos)
        return unpacked<ConvPackedParamsBase<3>>(value);
    return {};
}

} // namespace splitscope
