// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/protocol.h"

#include "core/graph/error.h"

#include <algorithm>
#include <string>

namespace splitscope::protocol {

namespace {

[[noreturn]] void refuse(std::string why) { throw Failure(ErrorCode::RequestInvalid, {{"why", std::move(why)}}); }

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.'
        || c == '-';
}

TensorInfo inputFromSignature(std::string_view text)
{
    const auto colon = text.find(':');
    if (colon == std::string_view::npos)
        refuse("an input in the plan's input signature has no type: " + std::string(text));
    TensorInfo info;
    try {
        info.shape = shapeFromText(text.substr(0, colon));
        info.dtype = dtypeFromName(text.substr(colon + 1));
    } catch (const Failure &failure) {
        refuse(std::string("the plan's input signature cannot be read: ") + failure.what());
    }
    checkedElements(info.shape, bytesPerElement(info.dtype));
    return info;
}

} // namespace

DimensionOrder orderFromName(std::string_view name)
{
    for (const auto order : {DimensionOrder::Contiguous, DimensionOrder::ChannelsLast, DimensionOrder::Strided}) {
        if (orderName(order) == name)
            return order;
    }
    refuse("there is no dimension order " + std::string(name.substr(0, 40)));
}

bool isModelName(std::string_view name)
{
    return !name.empty() && name.size() <= 200 && std::all_of(name.begin(), name.end(), isNameCharacter);
}

std::vector<TensorInfo> inputsFromSignature(std::string_view signature)
{
    std::vector<TensorInfo> inputs;
    while (true) {
        const auto end = signature.find(';');
        inputs.push_back(inputFromSignature(signature.substr(0, end)));
        if (end == std::string_view::npos)
            return inputs;
        if (inputs.size() == 64)
            refuse("the plan's input signature lists more than 64 inputs");
        signature.remove_prefix(end + 1);
    }
}

std::int64_t checkedElements(const Shape &shape, int bytesPerElement)
{
    if (shape.size() > 16)
        refuse("a tensor has more than 16 dimensions");
    if (std::any_of(shape.begin(), shape.end(), [](std::int64_t size) { return size < 0; }))
        refuse("a dimension is negative in shape " + shapeText(shape));
    if (std::find(shape.begin(), shape.end(), 0) != shape.end())
        return 0;
    const std::int64_t limit = maxMessageBytes / bytesPerElement;
    std::int64_t elements = 1;
    for (const auto size : shape) {
        if (size > limit / elements)
            refuse("shape " + shapeText(shape) + " exceeds a message of " + std::to_string(maxMessageBytes) + " bytes");
        elements *= size;
    }
    return elements;
}

} // namespace splitscope::protocol
