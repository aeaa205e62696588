// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/output_tensors.h"

namespace splitscope {

namespace {

void collect(
    const c10::IValue &result, const std::string &key, std::vector<std::pair<std::string, at::Tensor>> &tensors)
{
    const auto inside = [&](const std::string &name) { return outputKey(key, name); };
    if (result.isTensor()) {
        if (result.toTensor().defined())
            tensors.emplace_back(key, result.toTensor());
    } else if (result.isTuple()) {
        const auto type = result.type()->cast<c10::TupleType>();
        const auto &elements = result.toTupleRef().elements();
        for (std::size_t i = 0; i < elements.size(); ++i)
            collect(elements[i], inside(type->schema() ? type->schema()->arguments()[i].name() : std::to_string(i)),
                tensors);
    } else if (result.isList()) {
        const auto elements = result.toList();
        for (std::size_t i = 0; i < elements.size(); ++i)
            collect(elements.get(i), inside(std::to_string(i)), tensors);
    } else if (result.isGenericDict()) {
        for (const auto &entry : result.toGenericDict())
            collect(entry.value(),
                inside(entry.key().isString() ? entry.key().toStringRef() : std::to_string(entry.key().toInt())),
                tensors);
    }
}

} // namespace

std::string outputKey(const std::string &outer, const std::string &name)
{
    return outer.empty() || name.empty() ? outer + name : outer + "." + name;
}

std::vector<std::pair<std::string, at::Tensor>> outputTensors(const c10::IValue &result)
{
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    collect(result, "", tensors);
    return tensors;
}

} // namespace splitscope
