// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace splitscope {

// What a model card says: the JSON file that lies beside the weights as NAME.card.json. Every member may be missing
// there; texts are empty then, numbers absent. All figures are those of the card's author: nothing is measured here.

/// A name and what is said of it, as it stands in the card: {"epochs", "9"}.
using CardFact = std::pair<std::string, std::string>;

/// A measured figure, in the units of core/evaluation's metrics.
struct CardMetric {
    std::string name; ///< "miou", "abs_rel" ...
    double value = 0.0;
    std::optional<std::array<double, 2>> interval; ///< 95 %, both ends

    bool operator==(const CardMetric &) const = default;
};

/// The figures of one of several networks that answer the same task: of the model itself, or of what it is compared
/// with ("teachers", "joint").
struct CardVariant {
    std::string name; ///< empty: the model itself
    std::vector<CardMetric> metrics;

    const CardMetric *metric(const std::string &name) const; ///< null where it has none

    bool operator==(const CardVariant &) const = default;
};

struct CardTask {
    std::string name;
    std::string kind;                  ///< as taskKindName; empty: not stated
    std::string metric;                ///< the one that counts; empty: not stated
    std::vector<CardVariant> variants; ///< the model's own first, then "teachers"; empty: listed, not measured
    std::optional<double> worse;       ///< than the second variant, as a part of its figure

    bool operator==(const CardTask &) const = default;
};

/// What one of the networks that a card speaks of is made of.
struct CardSize {
    std::string name; ///< of a part or variant; empty: the model itself
    std::optional<std::int64_t> parameters;
    std::optional<std::int64_t> macs;

    bool operator==(const CardSize &) const = default;
};

struct CardTraining {
    std::string command;
    std::string recipe; ///< file beside the card
    std::string machine;
    std::string note;
    std::optional<double> minutes;
    std::vector<CardFact> data;     ///< what was learned from: scenes, pictures ...
    std::vector<CardFact> settings; ///< how: epochs, seed, threads

    bool operator==(const CardTraining &) const = default;
};

struct ModelCard {
    std::string name;
    std::string purpose;
    std::string license;
    std::string sha256; ///< of the weights that the card speaks of; empty: not stated
    CardSize size;
    std::vector<CardSize> parts;    ///< of the model
    std::vector<CardSize> variants; ///< of what it is compared with; several networks of a variant are summed up
    std::string bottleneck;         ///< "encoder.bottleneck.conv:conv2d, 1x12x24x32"
    std::vector<CardTask> tasks;
    std::optional<std::int64_t> frames; ///< that the figures were measured on
    std::string frameSeeds;             ///< which frames those were: "900000..900499, never trained on"
    std::string confidence;             ///< what the intervals are
    std::string evaluationCommand;      ///< that measures the figures again
    CardTraining training;
    std::string compression; ///< what a study of compression found
    std::string compressionCommand;
    std::vector<std::string> limits;

    /// False for a card that names another file's hash.
    bool isOf(const std::string &modelHash) const { return sha256.empty() || sha256 == modelHash; }
    bool hasFigures() const; ///< any metric

    bool operator==(const ModelCard &) const = default;
};

/// A card with more bytes is refused.
inline constexpr std::int64_t largestCard = std::int64_t{1} << 20;

/// Where the card of a model is looked for: "DIR/NAME.card.json" of "DIR/NAME.pt".
std::filesystem::path cardFileOf(const std::filesystem::path &modelFile);

/// Members that are not known are passed over; one of a wrong kind is an error. A text of more than 4,000 characters is
/// cut. \param origin file named in errors. Throws Failure (MetadataInvalid), naming the member that is wrong.
ModelCard modelCardFromJson(const std::string &text, const std::string &origin);

/// Nothing where there is no such file. Throws Failure (FileUnreadable, MetadataInvalid).
std::optional<ModelCard> readModelCard(const std::filesystem::path &file);

} // namespace splitscope
