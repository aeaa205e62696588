// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/quick_operators.h"

#include "core/partition/graph_values.h"

#include <ATen/Parallel.h>
#include <torch/library.h>

#include <cstdint>

namespace splitscope {

namespace {

constexpr std::int64_t grain = 32 * 1024; ///< elements for one thread at least

// GCC makes vectors of the loop only where it need not keep floating-point traps, which nobody catches. Such functions
// take in no others, the standard library's included.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC optimize("no-trapping-math")
#endif

[[gnu::always_inline]] inline float silu(float x)
{
    // exp(-x) = 2^t = 2^n * 2^f with n whole and |f| <= 0.5; beyond 2^126 the result is as good as 0.
    float t = x * -1.44269504F;
    t = t > -126.0F ? t : -126.0F;
    t = t < 126.0F ? t : 126.0F;
    constexpr float toWhole = 12582912.0F; // 1.5 * 2^23: adding it leaves no place for a fraction
    const float n = (t + toWhole) - toWhole;
    const float f = t - n;
    float power = 1.5403530e-4F;
    power = power * f + 1.3333558e-3F;
    power = power * f + 9.6181291e-3F;
    power = power * f + 5.5504109e-2F;
    power = power * f + 2.4022651e-1F;
    power = power * f + 6.9314718e-1F;
    power = power * f + 1.0F;
    const auto scale = __builtin_bit_cast(float, (static_cast<std::int32_t>(n) + 127) << 23);
    return x / (1.0F + power * scale);
}

[[gnu::always_inline]] inline void siluLoop(float *data, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i)
        data[i] = silu(data[i]);
}

#if defined(__x86_64__)
[[gnu::target("avx2,fma")]] void siluWide(float *data, std::int64_t count) { siluLoop(data, count); }
bool hasWide() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
#else
void siluWide(float *data, std::int64_t count) { siluLoop(data, count); }
bool hasWide() { return true; }
#endif

void siluPlain(float *data, std::int64_t count) { siluLoop(data, count); }

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif

constexpr const char *siluName = "splitscope::silu_";

void registerOnce()
{
    static const auto registered =
        torch::RegisterOperators().op(torch::RegisterOperators::options()
                                          .schema("splitscope::silu_(Tensor(a!) x) -> Tensor(a!)")
                                          .catchAllKernel([](at::Tensor x) { return quickSilu(x); }));
}

} // namespace

at::Tensor &quickSilu(at::Tensor &x)
{
    if (x.scalar_type() != at::kFloat || !x.is_non_overlapping_and_dense())
        return at::silu_(x);
    auto *data = x.data_ptr<float>();
    const auto loop = hasWide() ? siluWide : siluPlain;
    at::parallel_for(
        0, x.numel(), grain, [&](std::int64_t begin, std::int64_t end) { loop(data + begin, end - begin); });
    return x;
}

void useQuickOperators(torch::jit::Graph &graph)
{
    registerOnce();
    std::vector<torch::jit::Node *> found;
    for (auto *node : graph.nodes()) {
        const auto type = node->outputs().size() == 1 ? node->output()->type()->cast<c10::TensorType>() : nullptr;
        if (type && isOperation(*node, "aten::silu_") && type->scalarType() == at::kFloat)
            found.push_back(node);
    }
    for (auto *node : found)
        replaceNode(*node, *insertBefore(*node, siluName, {node->inputs()[0]}, *node->output()));
}

} // namespace splitscope
