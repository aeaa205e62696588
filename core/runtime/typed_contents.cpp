// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/typed_contents.h"

#include "core/graph/error.h"

#include "inference.pb.h"

#include <cstring>
#include <limits>

namespace splitscope {

namespace {

[[noreturn]] void refuse(const std::string &name, const std::string &why)
{
    throw Failure(ErrorCode::RequestInvalid, {{"why", "tensor " + name.substr(0, 80) + " " + why}});
}

int listedElements(const inference::InferTensorContents &contents)
{
    return contents.bool_contents_size() + contents.int_contents_size() + contents.int64_contents_size()
        + contents.uint_contents_size() + contents.uint64_contents_size() + contents.fp32_contents_size()
        + contents.fp64_contents_size() + contents.bytes_contents_size();
}

template <typename Element, typename List>
TensorValue pack(const TensorInfo &info, const std::string &name, const List &list, int listed)
{
    if (list.size() != info.elements() || listed != list.size()) {
        refuse(name,
            "brings " + std::to_string(list.size()) + " elements in the list for its type and "
                + std::to_string(listed - list.size()) + " elsewhere, its shape needs "
                + std::to_string(info.elements()));
    }
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(info.bytes()));
    std::size_t offset = 0;
    for (const auto value : list) {
        if constexpr (sizeof(Element) < sizeof(value)) {
            if (value < std::numeric_limits<Element>::min() || value > std::numeric_limits<Element>::max())
                refuse(name, "holds a value that does not fit its type: " + std::to_string(value));
        }
        const auto element = static_cast<Element>(value);
        std::memcpy(bytes.data() + offset, &element, sizeof element);
        offset += sizeof element;
    }
    return {info, std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes))};
}

} // namespace

TensorValue typedValue(const TensorInfo &info, const std::string &name, const inference::InferTensorContents &contents)
{
    const int listed = listedElements(contents);
    switch (info.dtype) {
    case DType::Float32:
        return pack<float>(info, name, contents.fp32_contents(), listed);
    case DType::Float64:
        return pack<double>(info, name, contents.fp64_contents(), listed);
    case DType::Int8:
        return pack<std::int8_t>(info, name, contents.int_contents(), listed);
    case DType::Int16:
        return pack<std::int16_t>(info, name, contents.int_contents(), listed);
    case DType::Int32:
        return pack<std::int32_t>(info, name, contents.int_contents(), listed);
    case DType::Int64:
        return pack<std::int64_t>(info, name, contents.int64_contents(), listed);
    case DType::UInt8:
        return pack<std::uint8_t>(info, name, contents.uint_contents(), listed);
    case DType::Bool:
        return pack<bool>(info, name, contents.bool_contents(), listed);
    case DType::Float16:
    case DType::BFloat16:
        break;
    }
    refuse(name, "has a 16-bit float type, which only raw contents can hold");
}

} // namespace splitscope
