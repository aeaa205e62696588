// SPDX-License-Identifier: GPL-3.0-or-later
// A model card from its JSON.
#include "core/graph/error.h"
#include "core/graph/model_card.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <set>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t mostCharacters = 4000; ///< of a text
constexpr std::size_t mostMembers = 256;     ///< of a list or object that becomes lines of a panel

/// Not more bytes than a panel can show, and no half character at the end.
std::string bounded(std::string text)
{
    if (text.size() <= mostCharacters)
        return text;
    std::size_t end = mostCharacters;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    text.resize(end);
    return text + "\xe2\x80\xa6";
}

/// An object of the card, which knows its path for errors. One that is missing has no members.
class Section {
public:
    Section(const Json *json, std::string path, const std::string &origin)
        : m_json(json)
        , m_path(std::move(path))
        , m_origin(origin)
    {
        if (json != nullptr && !json->is_object())
            fail("", "is not an object");
        if (json != nullptr && json->size() > mostMembers)
            fail("", "has more than " + std::to_string(mostMembers) + " members");
    }

    [[noreturn]] void fail(const std::string &member, const std::string &why) const
    {
        const auto where = pathOf(member);
        throw Failure(ErrorCode::MetadataInvalid,
            {{"file", m_origin}, {"why", (where.empty() ? "the card" : where) + " " + why + "."}});
    }

    /// Null where it is missing, or null in the card.
    const Json *find(const std::string &member) const
    {
        if (m_json == nullptr)
            return nullptr;
        const auto found = m_json->find(member);
        return found == m_json->end() || found->is_null() ? nullptr : &*found;
    }

    Section section(const std::string &member) const { return {find(member), pathOf(member), m_origin}; }

    std::vector<std::string> members() const
    {
        std::vector<std::string> names;
        if (m_json != nullptr) {
            for (const auto &[name, value] : m_json->items()) {
                if (!value.is_null())
                    names.push_back(name);
            }
        }
        return names;
    }

    std::string text(const std::string &member) const
    {
        const auto *found = find(member);
        if (found == nullptr)
            return {};
        if (!found->is_string())
            fail(member, "is not a text");
        return bounded(found->get<std::string>());
    }

    std::optional<double> number(const std::string &member) const
    {
        const auto *found = find(member);
        if (found == nullptr)
            return std::nullopt;
        if (!found->is_number() || !std::isfinite(found->get<double>()))
            fail(member, "is not a number");
        return found->get<double>();
    }

    std::optional<std::int64_t> count(const std::string &member) const
    {
        const auto *found = find(member);
        if (found == nullptr)
            return std::nullopt;
        constexpr double largest = 9e18;
        if (!found->is_number_integer() || found->get<double>() < 0 || found->get<double>() > largest)
            fail(member, "is not a whole number from 0");
        return found->get<std::int64_t>();
    }

    std::vector<std::string> texts(const std::string &member) const
    {
        std::vector<std::string> all;
        for (const auto &one : list(member)) {
            if (!one.is_string())
                fail(member, "is not a list of texts");
            all.push_back(bounded(one.get<std::string>()));
        }
        return all;
    }

    std::vector<Section> sections(const std::string &member) const
    {
        std::vector<Section> all;
        for (const auto &one : list(member))
            all.emplace_back(&one, pathOf(member) + "[" + std::to_string(all.size()) + "]", m_origin);
        return all;
    }

    std::optional<std::array<double, 2>> interval(const std::string &member) const
    {
        const auto *found = find(member);
        if (found == nullptr)
            return std::nullopt;
        const bool two = found->is_array() && found->size() == 2 && (*found)[0].is_number() && (*found)[1].is_number();
        if (!two)
            fail(member, "is not a list of two numbers");
        const std::array ends{(*found)[0].get<double>(), (*found)[1].get<double>()};
        if (!(ends[0] <= ends[1]) || !std::isfinite(ends[0]) || !std::isfinite(ends[1]))
            fail(member, "does not go from a lower to a higher number");
        return ends;
    }

private:
    std::string pathOf(const std::string &member) const
    {
        return m_path + (m_path.empty() || member.empty() ? "" : ".") + member;
    }

    const Json &list(const std::string &member) const
    {
        static const Json none = Json::array();
        const auto *found = find(member);
        if (found == nullptr)
            return none;
        if (!found->is_array())
            fail(member, "is not a list");
        if (found->size() > mostMembers)
            fail(member, "has more than " + std::to_string(mostMembers) + " entries");
        return *found;
    }

    const Json *m_json;
    std::string m_path;
    const std::string &m_origin;
};

CardSize sizeOf(const std::string &name, const Section &part)
{
    return {name, part.count("parameters"), part.count("macs")};
}

void addTo(std::optional<std::int64_t> &sum, const std::optional<std::int64_t> &one)
{
    if (one)
        sum = sum.value_or(0) + *one;
}

/// {"value", "ci95"}
CardMetric metricOf(const std::string &name, const Section &part)
{
    const auto value = part.number("value");
    if (!value)
        part.fail("value", "is missing");
    return {name, *value, part.interval("ci95")};
}

bool isMetric(const Section &part) { return part.find("value") != nullptr; }

/// The model's own figures stand under its name, or under that of the architecture that recipes train.
bool isOwn(const std::string &variant, const std::string &model) { return variant == model || variant == "chimera"; }

/// Of {"kind", "metric", "worse", METRIC: {"value", ...}} or, with variants, {..., VARIANT: {METRIC: {"value", ...}}}.
CardTask measuredTask(const std::string &name, const Section &part, const std::string &model)
{
    CardTask task{name, part.text("kind"), part.text("metric"), {{}}, part.number("worse")};
    for (const auto &member : part.members()) {
        if (member == "kind" || member == "metric" || member == "worse")
            continue;
        const auto inner = part.section(member);
        if (isMetric(inner)) {
            task.variants.front().metrics.push_back(metricOf(member, inner));
            continue;
        }
        CardVariant variant{member, {}};
        for (const auto &metric : inner.members())
            variant.metrics.push_back(metricOf(metric, inner.section(metric)));
        if (isOwn(member, model))
            task.variants.front().metrics = std::move(variant.metrics);
        else if (!variant.metrics.empty())
            task.variants.push_back(std::move(variant));
    }
    if (task.variants.front().metrics.empty())
        task.variants.erase(task.variants.begin());
    std::stable_partition(task.variants.begin(), task.variants.end(),
        [](const CardVariant &variant) { return variant.name.empty() || variant.name == "teachers"; });
    return task;
}

/// Those of "tasks" in their order, with what "evaluation" measured; then what only "evaluation" has.
void readTasks(const Section &card, const Section &evaluation, ModelCard &result)
{
    const auto measured = evaluation.section("tasks");
    std::set<std::string> listed;
    for (const auto &part : card.sections("tasks")) {
        const auto name = part.text("name");
        if (name.empty())
            part.fail("name", "is missing");
        CardTask task{name, part.text("kind"), {}, {}, {}};
        if (measured.find(name) != nullptr) {
            const auto kind = task.kind;
            task = measuredTask(name, measured.section(name), result.name);
            if (task.kind.empty())
                task.kind = kind;
        }
        listed.insert(name);
        result.tasks.push_back(std::move(task));
    }
    for (const auto &name : measured.members()) {
        if (!listed.count(name))
            result.tasks.push_back(measuredTask(name, measured.section(name), result.name));
    }
}

/// What an architecture is compared with: "teachers" by task, and "joint".
void readVariants(const Section &architecture, ModelCard &card)
{
    CardSize teachers{"teachers", {}, {}};
    const auto each = architecture.section("teachers");
    for (const auto &name : each.members()) {
        const auto size = sizeOf(name, each.section(name));
        addTo(teachers.parameters, size.parameters);
        addTo(teachers.macs, size.macs);
    }
    for (const auto &size : {teachers, sizeOf("joint", architecture.section("joint"))}) {
        if (size.parameters || size.macs)
            card.variants.push_back(size);
    }
}

/// The counts of whole variants: those also hold what a variant has of the model.
void readCounts(const Section &evaluation, ModelCard &card)
{
    const auto counts = evaluation.section("parameters");
    for (const auto &name : counts.members()) {
        if (name == "part" || isOwn(name, card.name))
            continue;
        auto known = std::find_if(
            card.variants.begin(), card.variants.end(), [&](const CardSize &size) { return size.name == name; });
        if (known == card.variants.end())
            known = card.variants.insert(known, {name, {}, {}});
        const auto count = counts.count(name);
        if (known->parameters != count)
            *known = {name, count, std::nullopt}; // the multiply-accumulates were of fewer networks
    }
}

void readArchitecture(const Section &architecture, ModelCard &card)
{
    card.size = sizeOf({}, architecture);
    const auto parts = architecture.section("parts");
    for (const auto &name : parts.members())
        card.parts.push_back(sizeOf(name, parts.section(name)));
    const auto bottleneck = architecture.section("bottleneck");
    card.bottleneck = bottleneck.text("layer");
    if (const auto shape = bottleneck.text("shape"); !shape.empty())
        card.bottleneck += (card.bottleneck.empty() ? "" : ", ") + shape;
    readVariants(architecture, card);
}

std::string seedsOf(const Section &evaluation, const std::optional<std::int64_t> &frames)
{
    const auto first = evaluation.count("first_seed");
    if (!first || !frames || *frames == 0)
        return evaluation.text("seeds");
    return std::to_string(*first) + ".." + std::to_string(*first + *frames - 1);
}

/// A plain value as it stands there; nothing of lists and objects.
std::optional<std::string> plainText(const Json &value)
{
    if (value.is_string())
        return bounded(value.get<std::string>());
    if (value.is_number() || value.is_boolean())
        return value.dump();
    return std::nullopt;
}

CardTraining trainingOf(const Section &part)
{
    CardTraining training{part.text("command"), part.text("recipe"), part.text("machine"), part.text("note"),
        part.number("minutes"), {}, {}};
    const std::set<std::string> said{"command", "recipe", "machine", "note", "minutes"};
    const std::set<std::string> settings{"epochs", "seed", "threads"};
    const auto add = [](std::vector<CardFact> &facts, const Section &from, const std::string &name) {
        if (const auto value = plainText(*from.find(name)))
            facts.emplace_back(name, *value);
    };
    for (const auto &name : part.members()) {
        if (name == "data" && part.find(name)->is_object()) {
            const auto inner = part.section(name);
            for (const auto &one : inner.members())
                add(training.data, inner, one);
        } else if (!said.count(name))
            add(settings.count(name) ? training.settings : training.data, part, name);
    }
    return training;
}

} // namespace

ModelCard modelCardFromJson(const std::string &text, const std::string &origin)
{
    const auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded())
        throw Failure(ErrorCode::MetadataInvalid, {{"file", origin}, {"why", "the card is not JSON."}});
    const Section whole(&json, "", origin);
    ModelCard card;
    card.name = whole.text("name");
    card.purpose = whole.text("purpose");
    card.license = whole.text(whole.find("license") == nullptr ? "licence" : "license");
    card.sha256 = whole.text("sha256");
    readArchitecture(whole.section("architecture"), card);
    const auto evaluation = whole.section("evaluation");
    card.frames = evaluation.count(evaluation.find("frames") == nullptr ? "scenes" : "frames");
    card.frameSeeds = seedsOf(evaluation, card.frames);
    card.confidence = evaluation.text("confidence");
    card.evaluationCommand = evaluation.text("command");
    readTasks(whole, evaluation, card);
    readCounts(evaluation, card);
    card.training = trainingOf(whole.section("training"));
    const auto compression = whole.section("compression");
    card.compression = compression.text("finding");
    card.compressionCommand = compression.text("command");
    card.limits = whole.texts("limits");
    return card;
}

} // namespace splitscope
