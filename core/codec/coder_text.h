// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor_info.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>

/// What TorchScript source is written with.
namespace splitscope {

// LibTorch's numbers of element types.
inline constexpr int typeUInt8 = 0;
inline constexpr int typeInt32 = 3;
inline constexpr int typeFloat16 = 5;
inline constexpr int typeFloat32 = 6;
inline constexpr int typeFloat64 = 7;
inline constexpr int typeBFloat16 = 15;

/// That of a floating-point type.
inline int typeNumber(DType dtype)
{
    switch (dtype) {
    case DType::Float16:
        return typeFloat16;
    case DType::BFloat16:
        return typeBFloat16;
    case DType::Float64:
        return typeFloat64;
    default:
        return typeFloat32;
    }
}

inline std::string number(std::int64_t value) { return std::to_string(value); }

/// With a point, so that TorchScript reads a floating-point number.
inline std::string real(double value)
{
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.17g", value);
    std::string out = text.data();
    return out.find_first_of(".e") == std::string::npos ? out + ".0" : out;
}

inline std::string list(const Shape &values)
{
    std::string text = "[";
    for (const auto value : values)
        text += (text.size() > 1 ? ", " : "") + number(value);
    return text + "]";
}

/// Statements of one function, one a line.
class Body {
public:
    explicit Body(const std::string &parameters)
        : m_text("def forward(self, " + parameters + "):\n")
    {
    }
    void operator()(const std::string &statement) { m_text += "    " + statement + "\n"; }
    const std::string &text() const { return m_text; }

private:
    std::string m_text;
};

} // namespace splitscope
