// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/cpu_name.h"

#include <fstream>
#include <sstream>
#include <sys/utsname.h>

namespace splitscope {

namespace {

/// Value of the first "NAME : value" line, without the spaces around it.
std::string field(const std::string &cpuinfo, const std::string &name)
{
    std::istringstream lines(cpuinfo);
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(':');
        if (!line.starts_with(name) || colon == std::string::npos
            || line.find_first_not_of(" \t", name.size()) != colon)
            continue;
        const auto begin = line.find_first_not_of(" \t", colon + 1);
        if (begin == std::string::npos)
            continue;
        return line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
    }
    return {};
}

} // namespace

std::string cpuNameFrom(const std::string &cpuinfo)
{
    if (const auto name = field(cpuinfo, "model name"); !name.empty())
        return name;
    const auto implementer = field(cpuinfo, "CPU implementer");
    const auto part = field(cpuinfo, "CPU part");
    return implementer.empty() || part.empty() ? std::string() : "Arm implementer " + implementer + " part " + part;
}

std::string cpuName()
{
    std::ifstream file("/proc/cpuinfo");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (const auto name = cpuNameFrom(text); !name.empty())
        return name;
    utsname system{};
    return ::uname(&system) == 0 ? system.machine : "unknown";
}

} // namespace splitscope
