// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/slot.h"

namespace splitscope {

torch::jit::Stack valuesOf(const std::vector<Slot> &slots)
{
    torch::jit::Stack values;
    for (const auto &slot : slots)
        values.push_back(slot.value);
    return values;
}

bool sameSizes(const c10::IValue &a, const c10::IValue &b)
{
    if (!a.isTensor() || !b.isTensor() || !a.toTensor().defined() || !b.toTensor().defined())
        return !a.isTensor() && !b.isTensor();
    return a.toTensor().sizes() == b.toTensor().sizes() && a.toTensor().scalar_type() == b.toTensor().scalar_type();
}

} // namespace splitscope
