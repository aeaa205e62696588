// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/module_path.h"

namespace splitscope {

std::string modulePath(const torch::jit::Node &node)
{
    std::string path;
    const auto callstack = node.callstack();
    if (!callstack)
        return path;
    for (const auto &entry : (*callstack)->vec()) {
        const auto &instance = std::get<2>(entry);
        if (!instance)
            continue;
        const auto name = instance->instance_name();
        if (name.empty() || name == "SELF" || name == "INSTANCE_NAME_UNKNOWN" || name == "UNKNOWN_INSTANCE_NAME")
            continue;
        path += (path.empty() ? "" : ".") + name;
    }
    return path;
}

} // namespace splitscope
