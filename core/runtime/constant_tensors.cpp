// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/constant_tensors.h"

#include "core/graph/error.h"
#include "core/runtime/protocol.h"

#include <cstring>

namespace splitscope {

namespace {

NamedTensor floats(const std::string &name, const std::vector<float> &values, Shape shape)
{
    auto bytes = std::make_shared<std::vector<std::uint8_t>>(values.size() * sizeof(float));
    if (!values.empty())
        std::memcpy(bytes->data(), values.data(), bytes->size());
    return {name, {TensorInfo{std::move(shape)}, bytes}};
}

std::vector<float> floatsOf(const TensorValue &value)
{
    const auto *first = value.as<float>();
    return {first, first + value.info.elements()};
}

} // namespace

std::vector<NamedTensor> constantTensors(const CodecConstants &constants)
{
    std::vector<NamedTensor> tensors;
    for (const auto &[tensor, values] : constants.tensors) {
        const auto name = protocol::constantsPrefix + tensor;
        const auto ranges = static_cast<std::int64_t>(values.low.size());
        const auto channels = static_cast<std::int64_t>(values.mean.size());
        tensors.push_back(floats(name + ":low", values.low, {ranges}));
        tensors.push_back(floats(name + ":high", values.high, {ranges}));
        if (channels == 0)
            continue;
        tensors.push_back(floats(name + ":mean", values.mean, {channels}));
        tensors.push_back(floats(name + ":basis", values.basis, {ranges, channels}));
    }
    return tensors;
}

std::vector<ExpectedTensor> expectedConstants(const std::vector<ConstantSizes> &sizes)
{
    std::vector<ExpectedTensor> expected;
    std::int64_t bytes = 0;
    const auto expect = [&](const std::string &name, Shape shape) {
        TensorInfo info{std::move(shape)};
        protocol::checkedElements(info.shape, bytesPerElement(info.dtype));
        bytes += info.bytes();
        expected.push_back({name, std::move(info)});
    };
    for (const auto &[tensor, ranges, channels] : sizes) {
        const auto name = protocol::constantsPrefix + tensor;
        expect(name + ":low", {ranges});
        expect(name + ":high", {ranges});
        if (channels == 0)
            continue;
        expect(name + ":mean", {channels});
        expect(name + ":basis", {ranges, channels});
    }
    if (bytes > protocol::maxConstantBytes) {
        throw Failure(ErrorCode::RequestInvalid,
            {{"why",
                "the codec's constants take " + std::to_string(bytes) + " bytes, more than "
                    + std::to_string(protocol::maxConstantBytes)}});
    }
    return expected;
}

CodecConstants constantsFrom(const std::vector<ConstantSizes> &sizes, const std::vector<TensorValue> &values)
{
    CodecConstants constants;
    auto value = values.begin();
    for (const auto &[tensor, ranges, channels] : sizes) {
        auto &into = constants.tensors[tensor];
        into.low = floatsOf(*value++);
        into.high = floatsOf(*value++);
        if (channels == 0)
            continue;
        into.mean = floatsOf(*value++);
        into.basis = floatsOf(*value++);
    }
    return constants;
}

} // namespace splitscope
