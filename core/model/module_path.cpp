// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/module_path.h"

#include <vector>

namespace splitscope {

namespace {

/// Appends the ways from a module through lists and dicts, which have no method of their own, to a member of that name
/// and type.
void findHeld(const c10::ClassType &module, const std::string &name, const c10::ClassType &held, const std::string &way,
    std::vector<std::string> &found)
{
    for (std::size_t i = 0; i < module.numAttributes(); ++i) {
        const auto member = module.getAttribute(i)->cast<c10::ClassType>();
        if (!member || !member->is_module() || member->findMethod("forward"))
            continue;
        const auto further = way + module.getAttributeName(i) + ".";
        const auto inside = member->findAttribute(name);
        if (inside && *inside == held)
            found.push_back(further + name);
        findHeld(*member, name, held, further, found);
    }
}

std::string stepTo(const c10::ClassType &from, const std::string &name, const c10::ClassType &to)
{
    if (from.findAttribute(name))
        return name;
    std::vector<std::string> found;
    findHeld(from, name, to, "", found);
    return found.size() == 1 ? found[0] : name;
}

} // namespace

std::string modulePath(const torch::jit::Node &node, const c10::ClassType &root)
{
    std::string path;
    const auto callstack = node.callstack();
    if (!callstack)
        return path;
    const c10::ClassType *around = &root;
    for (const auto &entry : (*callstack)->vec()) {
        const auto &instance = std::get<2>(entry);
        if (!instance)
            continue;
        const auto name = instance->instance_name();
        if (name.empty() || name == "SELF" || name == "INSTANCE_NAME_UNKNOWN" || name == "UNKNOWN_INSTANCE_NAME")
            continue;
        const auto called = instance->class_type();
        path += (path.empty() ? "" : ".") + (called ? stepTo(*around, name, *called) : name);
        if (called)
            around = called.get();
    }
    return path;
}

} // namespace splitscope
