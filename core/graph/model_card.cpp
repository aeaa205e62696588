// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/model_card.h"

#include "core/graph/error.h"

#include <algorithm>
#include <fstream>

namespace splitscope {

const CardMetric *CardVariant::metric(const std::string &name) const
{
    const auto found =
        std::find_if(metrics.begin(), metrics.end(), [&](const CardMetric &one) { return one.name == name; });
    return found == metrics.end() ? nullptr : &*found;
}

bool ModelCard::hasFigures() const
{
    return std::any_of(tasks.begin(), tasks.end(), [](const CardTask &task) { return !task.variants.empty(); });
}

std::filesystem::path cardFileOf(const std::filesystem::path &modelFile)
{
    auto file = modelFile;
    return file.replace_extension(".card.json");
}

std::optional<ModelCard> readModelCard(const std::filesystem::path &file)
{
    const auto unreadable = [&file](const std::string &why) {
        return Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", why}});
    };
    std::error_code problem;
    const auto status = std::filesystem::status(file, problem);
    if (status.type() == std::filesystem::file_type::not_found)
        return std::nullopt;
    if (status.type() != std::filesystem::file_type::regular) // a pipe would be waited for
        throw unreadable("it is no plain file.");
    std::ifstream in(file, std::ios::binary);
    std::string text(static_cast<std::size_t>(largestCard) + 1, '\0');
    if (!in || !in.read(text.data(), static_cast<std::streamsize>(text.size())).eof())
        throw unreadable(in ? "a model card has at most 1 MiB." : "it cannot be opened.");
    text.resize(static_cast<std::size_t>(in.gcount()));
    return modelCardFromJson(text, file.string());
}

} // namespace splitscope
