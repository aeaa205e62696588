// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"

#include <array>

namespace splitscope {

namespace {

struct Row {
    std::string_view name;
    std::string_view text;
};

constexpr std::array rows{
#define SPLITSCOPE_ERROR_ROW(code, text) Row{#code, text},
    SPLITSCOPE_ERRORS(SPLITSCOPE_ERROR_ROW)
#undef SPLITSCOPE_ERROR_ROW
};

const Row &row(ErrorCode code) { return rows.at(static_cast<std::size_t>(code)); }

} // namespace

const std::vector<ErrorCode> &allErrorCodes()
{
    static const std::vector<ErrorCode> codes = [] {
        std::vector<ErrorCode> all;
        for (std::size_t i = 0; i < rows.size(); ++i)
            all.push_back(static_cast<ErrorCode>(i));
        return all;
    }();
    return codes;
}

std::string_view errorName(ErrorCode code) { return row(code).name; }

std::string_view errorTemplate(ErrorCode code) { return row(code).text; }

std::string Error::sentence() const
{
    std::string out;
    std::string_view rest = errorTemplate(code);
    while (!rest.empty()) {
        const auto open = rest.find('{');
        const auto close = rest.find('}', open);
        if (open == std::string_view::npos || close == std::string_view::npos)
            break;
        out += rest.substr(0, open);
        const auto name = rest.substr(open + 1, close - open - 1);
        for (const auto &[key, value] : arguments) {
            if (key == name)
                out += value;
        }
        rest.remove_prefix(close + 1);
    }
    return out.append(rest);
}

Failure::Failure(ErrorCode code, Error::Arguments arguments)
    : Failure(Error{code, std::move(arguments)})
{
}

Failure::Failure(Error error)
    : m_error(std::move(error))
    , m_sentence(m_error.sentence())
{
}

} // namespace splitscope
