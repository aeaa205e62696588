// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/ivalue.h>

namespace splitscope {

/// Calls `visit` with every tensor inside a value: itself, or in lists, tuples and dicts.
template <typename Visit>
void forEachTensor(const c10::IValue &value, const Visit &visit)
{
    if (value.isTensor()) {
        if (value.toTensor().defined())
            visit(value.toTensor());
    } else if (value.isTuple()) {
        for (const auto &element : value.toTupleRef().elements())
            forEachTensor(element, visit);
    } else if (value.isList()) {
        for (const auto &element : value.toListRef())
            forEachTensor(element, visit);
    } else if (value.isGenericDict()) {
        for (const auto &entry : value.toGenericDict())
            forEachTensor(entry.value(), visit);
    }
}

} // namespace splitscope
