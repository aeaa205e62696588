// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace splitscope {

/// SplitMix64 (Steele and others, 2014). Our own, because the standard library's distributions differ between
/// implementations and a recipe must give the same order and the same augmentation everywhere.
class DeterministicRandom {
public:
    explicit DeterministicRandom(std::uint64_t seed)
        : m_state(seed)
    {
    }

    std::uint64_t next()
    {
        std::uint64_t z = (m_state += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

    /// In [0, 1).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    /// In [low, high).
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// In [0, bound); bound > 0.
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(uniform() * static_cast<double>(bound)); }

private:
    std::uint64_t m_state;
};

/// One seed out of several numbers.
inline std::uint64_t mixSeeds(std::uint64_t a, std::uint64_t b, std::uint64_t c = 0)
{
    std::uint64_t mixed = DeterministicRandom(a).next();
    mixed = DeterministicRandom(mixed ^ b).next();
    return DeterministicRandom(mixed ^ c).next();
}

/// 0..count-1 in an order that depends on the seed alone (Fisher and Yates).
inline std::vector<std::size_t> shuffledIndices(std::size_t count, std::uint64_t seed)
{
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    DeterministicRandom random(seed);
    for (std::size_t left = count; left > 1; --left) {
        std::swap(order[left - 1], order[random.below(left)]);
    }
    return order;
}

} // namespace splitscope
