// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/text_file.h"

#include "core/graph/error.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace splitscope {

std::string readTextFile(const std::filesystem::path &file)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        throw Failure(ErrorCode::FileNotFound, {{"file", file.string()}});
    if (std::filesystem::file_size(file, error) > 1024 * 1024)
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "it is larger than 1 MiB."}});
    std::ifstream in(file, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in.good() && !in.eof())
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "reading failed."}});
    return text;
}

std::string readToken(const std::filesystem::path &file)
{
    constexpr const char *whiteSpace = " \t\r\n";
    const auto text = readTextFile(file);
    const auto first = text.find_first_not_of(whiteSpace);
    if (first == std::string::npos)
        throw Failure(
            ErrorCode::InvalidArgument, {{"what", "The token file " + file.string()}, {"why", "it is empty."}});
    const auto token = text.substr(first, text.find_last_not_of(whiteSpace) - first + 1);
    if (std::any_of(token.begin(), token.end(), [](unsigned char c) { return c <= ' ' || c > '~'; })) {
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The token in " + file.string()}, {"why", "it may hold printable ASCII without spaces only."}});
    }
    return token;
}

} // namespace splitscope
