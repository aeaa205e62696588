// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace splitscope::fuzz {

/// Makes inputs from inputs, the same ones for the same seed.
class Mutator {
public:
    Mutator(std::uint64_t seed, std::vector<std::string> words);

    /// A few changes to `input`: bytes, stretches, numbers, words, a stretch of `other`; where `input` is JSON, mostly
    /// changes to its values that leave it JSON. At most `largest` bytes.
    std::string mutate(const std::string &input, const std::string &other);

    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : m_random() % limit; }

    static constexpr std::size_t largest = 256 * 1024;

private:
    void changeBytes(std::string &text, const std::string &other);
    void changeStretch(std::string &text);
    void changeNumber(std::string &text);
    void changeValue(nlohmann::ordered_json &document);
    nlohmann::ordered_json oddValue();
    std::string oddNumber();

    std::mt19937_64 m_random;
    std::vector<std::string> m_words;
};

} // namespace splitscope::fuzz
