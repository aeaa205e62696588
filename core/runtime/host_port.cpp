// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/host_port.h"

#include "core/graph/error.h"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>

namespace splitscope {

namespace {

[[noreturn]] void refuse(std::string_view text, const char *why)
{
    throw Failure(ErrorCode::InvalidArgument, {{"what", "The address " + std::string(text)}, {"why", why}});
}

} // namespace

HostPort HostPort::fromText(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        refuse(text, "it has no port; write HOST:PORT.");
    HostPort out;
    auto host = text.substr(0, colon);
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos)
        refuse(text, "an IPv6 address is written in brackets, as in [::1]:8001.");
    const bool odd = std::any_of(host.begin(), host.end(), [](unsigned char c) { return c <= ' ' || c == 0x7F; });
    if (host.empty() || odd || host.find_first_of("/\\%[]") != std::string_view::npos)
        refuse(text, "it has no host; write HOST:PORT.");
    out.host = host;
    const auto digits = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
    if (error != std::errc() || end != digits.data() + digits.size())
        refuse(text, "its port is not a number from 0 to 65535.");
    return out;
}

std::string HostPort::text() const
{
    const bool brackets = host.find(':') != std::string::npos;
    return (brackets ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

bool HostPort::isLoopback() const
{
    if (host == "localhost")
        return true;
    in_addr v4{};
    if (inet_pton(AF_INET, host.c_str(), &v4) == 1)
        return (ntohl(v4.s_addr) >> 24) == 127;
    in6_addr v6{};
    return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

} // namespace splitscope
