// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/einsum_cost.h"

#include <algorithm>
#include <map>
#include <set>

namespace splitscope {

namespace {

/// Labels of one operand, one for each dimension; those of an ellipsis are named from its last dimension on.
std::vector<std::string> labelsOf(const std::string &term, std::int64_t dimensions)
{
    std::vector<std::string> labels;
    const auto letters =
        static_cast<std::int64_t>(std::count_if(term.begin(), term.end(), [](char c) { return c != '.'; }));
    for (std::size_t i = 0; i < term.size(); ++i) {
        if (term[i] != '.') {
            labels.emplace_back(1, term[i]);
            continue;
        }
        for (auto left = dimensions - letters; left > 0; --left)
            labels.push_back("..." + std::to_string(left));
        i += 2;
    }
    return labels;
}

} // namespace

std::int64_t einsumMacs(const std::string &equation, const std::vector<at::Tensor> &operands)
{
    std::string text = equation;
    text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
    const auto arrow = text.find("->");
    std::vector<std::vector<std::string>> labels;
    std::map<std::string, std::int64_t> sizes;
    std::map<std::string, int> uses;
    std::size_t start = 0;
    for (const auto &operand : operands) {
        const auto end = std::min(text.find(',', start), arrow);
        labels.push_back(labelsOf(text.substr(start, end - start), operand.dim()));
        for (std::size_t i = 0; i < labels.back().size() && static_cast<std::int64_t>(i) < operand.dim(); ++i) {
            auto &size = sizes[labels.back()[i]];
            size = std::max(size, operand.size(static_cast<std::int64_t>(i)));
            ++uses[labels.back()[i]];
        }
        start = end == std::string::npos ? text.size() : end + 1;
    }
    const auto result = arrow == std::string::npos ? std::string() : text.substr(arrow + 2);
    const auto inResult = [&](const std::string &label) {
        if (arrow == std::string::npos)
            return label.size() > 1 || uses[label] == 1;
        return label.size() > 1 ? result.find("...") != std::string::npos : result.find(label) != std::string::npos;
    };
    std::int64_t macs = 0;
    std::set<std::string> here(
        labels.empty() ? std::set<std::string>() : std::set<std::string>(labels[0].begin(), labels[0].end()));
    for (std::size_t next = 1; next < labels.size(); ++next) {
        here.insert(labels[next].begin(), labels[next].end());
        std::int64_t products = 1;
        for (const auto &label : here)
            products *= sizes[label];
        macs += products;
        std::erase_if(here, [&](const std::string &label) {
            const bool later = std::any_of(labels.begin() + static_cast<std::ptrdiff_t>(next) + 1, labels.end(),
                [&](const auto &operand) { return std::find(operand.begin(), operand.end(), label) != operand.end(); });
            return !later && !inResult(label);
        });
    }
    return macs;
}

} // namespace splitscope
