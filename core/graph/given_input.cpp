// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/given_input.h"

#include "core/graph/error.h"

#include <charconv>
#include <cmath>

namespace splitscope {

namespace {

[[noreturn]] void fail(const std::string &what, const std::string &why)
{
    throw Failure(ErrorCode::InvalidArgument, {{"what", what}, {"why", why}});
}

/// Cuts `text` at the first `separator`: what stands before it is returned, the rest stays.
std::string_view takeUntil(std::string_view &text, char separator)
{
    const auto end = text.find(separator);
    const auto part = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    return part;
}

std::array<double, 2> rangeFromText(std::string_view text)
{
    const auto what = "The value range '" + std::string(text) + "'";
    const auto dots = text.find("..");
    std::array<double, 2> range{};
    const std::array parts{text.substr(0, dots), dots == std::string_view::npos ? text : text.substr(dots + 2)};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto *end = parts[i].data() + parts[i].size();
        const auto [next, problem] = std::from_chars(parts[i].data(), end, range[i]);
        if (dots == std::string_view::npos || problem != std::errc{} || next != end || !std::isfinite(range[i]))
            fail(what, "write the lowest and the highest value with two dots between them, for instance 0..999.");
    }
    if (range[0] > range[1])
        fail(what, "its first number is above its second.");
    return range;
}

/// The values that a whole-number type can hold, as far as doubles tell them apart; nothing for other types.
std::optional<std::array<double, 2>> limitsOf(DType dtype)
{
    switch (dtype) {
    case DType::Bool:
        return std::array{0.0, 1.0};
    case DType::UInt8:
        return std::array{0.0, 255.0};
    case DType::Int8:
        return std::array{-128.0, 127.0};
    case DType::Int16:
        return std::array{-32768.0, 32767.0};
    case DType::Int32:
        return std::array{-2147483648.0, 2147483647.0};
    case DType::Int64:
        return std::array{-9007199254740992.0, 9007199254740992.0};
    default:
        return std::nullopt;
    }
}

void checkRange(const GivenInput &input, const std::string &text)
{
    const auto limits = limitsOf(input.info.dtype);
    if (!limits || !input.range)
        return;
    const auto [low, high] = *input.range;
    if (low < (*limits)[0] || high > (*limits)[1] || low != std::floor(low) || high != std::floor(high)) {
        const auto from = std::to_string(static_cast<std::int64_t>((*limits)[0]));
        fail("The value range of '" + text + "'",
            std::string(dtypeName(input.info.dtype)) + " holds whole numbers from " + from + " to "
                + std::to_string(static_cast<std::int64_t>((*limits)[1])) + ".");
    }
}

GivenInput inputFromText(std::string_view text)
{
    const auto whole = std::string(text);
    if (text.empty())
        fail("An empty input shape", "write one shape for each input, for instance 1x3x224x224;1x16:int64.");
    GivenInput input;
    input.info.shape = shapeFromText(takeUntil(text, ':'));
    bool typeNamed = false;
    while (!text.empty()) {
        const auto part = takeUntil(text, ':');
        if (part.find("..") != std::string_view::npos && !input.range) {
            input.range = rangeFromText(part);
        } else if (!typeNamed && !input.range) {
            input.info.dtype = dtypeFromName(part);
            typeNamed = true;
        } else {
            fail("The input '" + whole + "'", "write SHAPE:TYPE:LOW..HIGH, for instance 1x16:int64:0..999.");
        }
    }
    checkRange(input, whole);
    return input;
}

std::string numberText(double value)
{
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

} // namespace

std::vector<GivenInput> givenInputsFromText(std::string_view text)
{
    std::vector<GivenInput> inputs;
    while (true) {
        const bool last = text.find(';') == std::string_view::npos;
        inputs.push_back(inputFromText(takeUntil(text, ';')));
        if (last)
            return inputs;
    }
}

std::string givenInputsText(const std::vector<GivenInput> &inputs)
{
    std::string text;
    for (const auto &input : inputs) {
        text +=
            (text.empty() ? "" : ";") + shapeText(input.info.shape) + ":" + std::string(dtypeName(input.info.dtype));
        if (input.range)
            text += ":" + numberText((*input.range)[0]) + ".." + numberText((*input.range)[1]);
    }
    return text;
}

} // namespace splitscope
