// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/mutator.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace splitscope::fuzz {

using Json = nlohmann::ordered_json;

namespace {

constexpr std::array oddNumbers{"0", "-1", "1", "-0", "2147483647", "2147483648", "4294967296", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "18446744073709551615", "99999999999999999999", "1e308", "1e309",
    "-1e400", "1e-320", "0.1", "nan", "inf", "0x10", "1.5e", "00", "+1"};

void collect(Json &node, std::vector<Json *> &nodes)
{
    nodes.push_back(&node);
    if (node.is_structured()) {
        for (auto &child : node)
            collect(child, nodes);
    }
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

} // namespace

Mutator::Mutator(std::uint64_t seed, std::vector<std::string> words)
    : m_random(seed)
    , m_words(std::move(words))
{
    m_words.insert(m_words.end(),
        {"", ";", ":", ",", "/", ".", "#", "\"", "\\", "{", "}", "[", "]", "null", "true", "\n", std::string(1, '\0'),
            "\xff", "\xc3\xa9", "%s", "../", std::string(300, 'a'), std::string(5000, '['), std::string(2000, 'x')});
}

std::string Mutator::mutate(const std::string &input, const std::string &other)
{
    std::string text = input;
    const auto rounds = 1 + below(4);
    for (std::size_t i = 0; i < rounds; ++i) {
        Json document;
        if (below(4) != 0 && text.size() < 16384)
            document = Json::parse(text, nullptr, false);
        if (document.is_structured()) {
            changeValue(document);
            text = document.dump(-1, ' ', false, Json::error_handler_t::replace);
        } else {
            changeBytes(text, other);
        }
    }
    if (text.size() > largest)
        text.resize(largest);
    return text;
}

void Mutator::changeBytes(std::string &text, const std::string &other)
{
    const auto at = below(text.size() + 1);
    switch (below(7)) {
    case 0:
        if (at < text.size())
            text[at] = static_cast<char>(text[at] ^ static_cast<char>(1U << below(8)));
        break;
    case 1:
        if (at < text.size())
            text[at] = static_cast<char>(below(256));
        break;
    case 2:
        text.insert(at, m_words[below(m_words.size())]);
        break;
    case 3: {
        const auto from = below(other.size() + 1);
        text.insert(at, other.substr(from, below(64)));
        break;
    }
    case 4:
        changeNumber(text);
        break;
    default:
        changeStretch(text);
    }
}

void Mutator::changeStretch(std::string &text)
{
    const auto at = below(text.size() + 1);
    const auto length = below(std::min<std::size_t>(text.size() - at, 64) + 1);
    switch (below(4)) {
    case 0:
        text.erase(at, length);
        break;
    case 1:
        text.resize(at);
        break;
    case 2:
        text.insert(below(text.size() + 1), text.substr(at, length));
        break;
    default:
        text.replace(at, length, m_words[below(m_words.size())]);
    }
}

void Mutator::changeNumber(std::string &text)
{
    const auto first =
        std::find_if(text.begin() + static_cast<std::ptrdiff_t>(below(text.size() + 1)), text.end(), isDigit);
    const auto last = std::find_if_not(first, text.end(), isDigit);
    if (first != text.end())
        text.replace(
            static_cast<std::size_t>(first - text.begin()), static_cast<std::size_t>(last - first), oddNumber());
}

std::string Mutator::oddNumber()
{
    return below(3) == 0 ? std::to_string(below(300)) : oddNumbers[below(oddNumbers.size())];
}

nlohmann::ordered_json Mutator::oddValue()
{
    switch (below(10)) {
    case 0:
        return nullptr;
    case 1:
        return below(2) == 0;
    case 2:
        return static_cast<std::int64_t>(below(300)) - 20;
    case 3:
        return std::numeric_limits<std::int64_t>::min() + static_cast<std::int64_t>(below(2));
    case 4:
        return std::numeric_limits<std::uint64_t>::max() - below(2);
    case 5:
        return below(2) == 0 ? 1e308 : 1e-320;
    case 6:
        return Json::array();
    case 7:
        return Json::object();
    case 8:
        return m_words[below(m_words.size())];
    default:
        return 0.5;
    }
}

void Mutator::changeValue(Json &document)
{
    std::vector<Json *> nodes;
    collect(document, nodes);
    auto &node = *nodes[below(nodes.size())];
    const auto kind = below(6);
    if (kind == 0 || (node.is_structured() && node.empty())) {
        node = oddValue();
    } else if (kind == 1) {
        const Json copy = *nodes[below(nodes.size())];
        node = copy;
    } else if (node.is_array()) {
        const auto at = static_cast<std::ptrdiff_t>(below(node.size()));
        if (kind < 4)
            node.erase(node.begin() + at);
        else
            node.insert(node.begin() + at, kind == 4 ? Json(node[static_cast<std::size_t>(at)]) : oddValue());
    } else if (node.is_object()) {
        auto member = node.begin();
        std::advance(member, static_cast<std::ptrdiff_t>(below(node.size())));
        if (kind < 4)
            node.erase(member.key());
        else
            node[m_words[below(m_words.size())]] = kind == 4 ? Json(member.value()) : oddValue();
    } else if (node.is_string()) {
        auto text = node.get<std::string>();
        changeBytes(text, m_words[below(m_words.size())]);
        node = text;
    } else {
        node = oddValue();
    }
}

} // namespace splitscope::fuzz
