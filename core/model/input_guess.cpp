// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/input_guess.h"

#include <algorithm>

namespace splitscope {

namespace {

bool contains(const std::string &text, const char *word) { return text.find(word) != std::string::npos; }

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

GivenInput whole(Shape shape, double high) { return {{std::move(shape), DType::Int64}, std::array{0.0, high}}; }

/// By the weight that an input is likely to meet first.
GivenInput fromWeight(const std::string &name, const at::Tensor &weight)
{
    if (weight.dim() == 2 && contains(lower(name), "emb"))
        return whole({1, 16}, static_cast<double>(weight.size(0) - 1));
    const auto channels = weight.size(1);
    switch (weight.dim()) {
    case 2:
        return TensorInfo{{1, channels}};
    case 3:
        return TensorInfo{{1, channels, 128}};
    case 4:
        return TensorInfo{{1, channels, 224, 224}};
    default:
        return TensorInfo{{1, channels, 16, 112, 112}};
    }
}

} // namespace

std::vector<GivenInput> guessInputs(const torch::jit::Module &module, const std::vector<std::string> &names)
{
    GivenInput first(TensorInfo{{1, 3, 224, 224}});
    for (const auto &parameter : module.named_parameters()) {
        const auto &weight = parameter.value;
        if (weight.dim() < 2 || weight.dim() > 5 || weight.size(0) <= 1 || weight.size(1) < 1)
            continue;
        first = fromWeight(parameter.name, weight);
        break;
    }
    std::vector<GivenInput> inputs;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto name = lower(names[i]);
        if (i == 0)
            inputs.push_back(first);
        else if (contains(name, "mask"))
            inputs.push_back(whole(inputs[0].info.shape, 1));
        else if (contains(name, "ids") || contains(name, "token") || contains(name, "index"))
            inputs.push_back(whole(inputs[0].info.shape, 1));
        else
            inputs.emplace_back(inputs[0].info);
    }
    return inputs;
}

} // namespace splitscope
