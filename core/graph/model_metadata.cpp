// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/model_metadata.h"

#include "core/graph/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kindNames{"segmentation", "depth", "normals", "boundary", "detection", "classification", "tensor"};
constexpr std::array formNames{"full", "uint8", "fp16", "int8x3"};

constexpr std::int64_t largestTensor = std::int64_t{1} << 40; // elements

/// Reads JSON members and throws MetadataInvalid with the path of the one that is wrong.
class Reader {
public:
    Reader(const Json &json, std::string path, const std::string &origin)
        : m_json(json)
        , m_path(std::move(path))
        , m_origin(origin)
    {
        if (!json.is_object())
            fail("", "is not an object");
    }

    [[noreturn]] void fail(const std::string &member, const std::string &why) const
    {
        const auto where =
            member.empty() ? (m_path.empty() ? "the document" : m_path) : m_path + (m_path.empty() ? "" : ".") + member;
        throw Failure(ErrorCode::MetadataInvalid, {{"file", m_origin}, {"why", where + " " + why + "."}});
    }

    const Json *find(const char *member) const
    {
        const auto found = m_json.find(member);
        return found == m_json.end() || found->is_null() ? nullptr : &*found;
    }

    std::string text(const char *member, const std::string &otherwise = {}) const
    {
        const auto *found = find(member);
        if (!found)
            return otherwise;
        if (!found->is_string())
            fail(member, "is not a text");
        return found->get<std::string>();
    }

    template <typename Names>
    int choice(const char *member, const Names &names, int otherwise) const
    {
        const auto *found = find(member);
        if (!found && otherwise >= 0)
            return otherwise;
        const auto value = text(member);
        std::string all;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (value == names[i])
                return static_cast<int>(i);
            all += (all.empty() ? "" : ", ") + std::string(names[i]);
        }
        fail(member, "is '" + value + "' but must be one of " + all);
    }

    template <std::size_t N>
    std::array<double, N> numbers(const char *member, std::array<double, N> otherwise) const
    {
        const auto *found = find(member);
        if (!found)
            return otherwise;
        if (!found->is_array() || found->size() != N)
            fail(member, "is not a list of " + std::to_string(N) + " numbers");
        for (std::size_t i = 0; i < N; ++i) {
            if (!(*found)[i].is_number())
                fail(member, "is not a list of " + std::to_string(N) + " numbers");
            otherwise[i] = (*found)[i].template get<double>();
        }
        return otherwise;
    }

    /// Objects of a list member, each with a reader of its own path.
    std::vector<Reader> objects(const char *member) const
    {
        std::vector<Reader> readers;
        const auto *found = find(member);
        if (!found)
            return readers;
        if (!found->is_array())
            fail(member, "is not a list");
        for (std::size_t i = 0; i < found->size(); ++i)
            readers.emplace_back(
                (*found)[i], (m_path.empty() ? "" : m_path + ".") + member + "[" + std::to_string(i) + "]", m_origin);
        return readers;
    }

private:
    const Json &m_json;
    std::string m_path;
    const std::string &m_origin;
};

InputSpec readInput(const Reader &reader)
{
    InputSpec input;
    input.name = reader.text("name", "input");
    input.kind = reader.choice("kind", std::array{"picture", "tensor"}, 1) == 0 ? InputSpec::Kind::Picture
                                                                                : InputSpec::Kind::Tensor;
    const auto *shape = reader.find("shape");
    if (!shape || !shape->is_array() || shape->size() > 16)
        reader.fail("shape", "is not a list of sizes");
    for (const auto &size : *shape) {
        if (!size.is_number_integer() || size < 0 || size > 1000000000)
            reader.fail("shape", "holds something that is not a size");
        input.info.shape.push_back(size.get<std::int64_t>());
    }
    try {
        input.info.dtype = dtypeFromName(reader.text("dtype", "float32"));
    } catch (const Failure &) {
        reader.fail("dtype", "is not an element type");
    }
    if (const auto color = reader.text("color", "rgb"); color != "rgb")
        reader.fail("color", "is '" + color + "' but only rgb is known");
    if (const auto resize = reader.text("resize", "stretch"); resize != "stretch")
        reader.fail("resize", "is '" + resize + "' but only stretch is known");
    if (reader.find("range")) {
        input.range = reader.numbers<2>("range", {});
        if (!((*input.range)[0] <= (*input.range)[1]))
            reader.fail("range", "does not go from a lower to a higher number");
    }
    input.mean = reader.numbers<3>("mean", input.mean);
    input.std = reader.numbers<3>("std", input.std);
    for (const auto value : input.std) {
        if (!(value > 0))
            reader.fail("std", "holds a value that is not above 0");
    }
    if (input.info.elements() > largestTensor)
        reader.fail("shape", "is that of a tensor larger than any machine holds");
    if (input.kind == InputSpec::Kind::Tensor) {
        // They belong to pictures; a tensor is taken as it is.
        input.mean = InputSpec{}.mean;
        input.std = InputSpec{}.std;
    }
    const auto &s = input.info.shape;
    if (input.kind == InputSpec::Kind::Picture
        && (s.size() != 4 || s[0] != 1 || s[1] != 3 || s[2] < 1 || s[3] < 1 || input.info.dtype != DType::Float32))
        reader.fail("shape", "does not fit a picture, which is 1 x 3 x H x W float32");
    return input;
}

TaskSpec readTask(const Reader &reader)
{
    TaskSpec task;
    task.name = reader.text("name");
    if (task.name.empty())
        reader.fail("name", "is missing");
    task.kind = static_cast<TaskKind>(reader.choice("kind", kindNames, -1));
    task.output = reader.text("output");
    task.unit = reader.text("unit");
    task.returns = static_cast<ReturnForm>(reader.choice("returns", formNames, 0));
    if (const auto *classes = reader.find("classes")) {
        if (!classes->is_array()
            || !std::all_of(classes->begin(), classes->end(), [](const Json &c) { return c.is_string(); }))
            reader.fail("classes", "is not a list of names");
        task.classes = classes->get<std::vector<std::string>>();
    }
    if (const auto *colors = reader.find("colors")) {
        for (const auto &color : *colors) {
            if (!color.is_array() || color.size() != 3 || !std::all_of(color.begin(), color.end(), [](const Json &c) {
                    return c.is_number_unsigned() && c <= 255;
                }))
                reader.fail("colors", "is not a list of [red, green, blue], each 0 to 255");
            task.colors.push_back(color.get<std::array<std::uint8_t, 3>>());
        }
    }
    return task;
}

OperatingPoint readOperatingPoint(const Reader &reader)
{
    OperatingPoint point;
    point.id = reader.text("id");
    if (point.id.empty())
        reader.fail("id", "is missing");
    point.method = reader.text("method", "forward");
    point.label = reader.text("label");
    if (const auto *arguments = reader.find("arguments")) {
        if (!arguments->is_object())
            reader.fail("arguments", "is not an object");
        for (const auto &[name, value] : arguments->items()) {
            if (!value.is_number_integer())
                reader.fail("arguments." + name, "is not a whole number");
            point.arguments[name] = value.get<std::int64_t>();
        }
    }
    return point;
}

} // namespace

std::string_view taskKindName(TaskKind kind) { return kindNames.at(static_cast<std::size_t>(kind)); }

std::string_view returnFormName(ReturnForm form) { return formNames.at(static_cast<std::size_t>(form)); }

ModelMetadata metadataFromJson(const std::string &text, const std::string &origin)
{
    const auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded())
        throw Failure(ErrorCode::MetadataInvalid, {{"file", origin}, {"why", "it is not JSON."}});
    const Reader reader(json, "", origin);
    const auto *version = reader.find("version");
    if (!version || !version->is_number_integer())
        reader.fail("version", "is missing");
    if (*version != ModelMetadata::version)
        reader.fail("version", "is " + version->dump() + " but this Splitscope reads version 1");
    ModelMetadata metadata;
    metadata.name = reader.text("name");
    metadata.license = reader.text("license");
    for (const auto &input : reader.objects("inputs"))
        metadata.inputs.push_back(readInput(input));
    std::set<std::string> names;
    for (const auto &task : reader.objects("tasks")) {
        metadata.tasks.push_back(readTask(task));
        if (!names.insert(metadata.tasks.back().name).second)
            task.fail("name", "is used twice");
    }
    std::set<std::string> ids;
    for (const auto &point : reader.objects("operating_points")) {
        metadata.operatingPoints.push_back(readOperatingPoint(point));
        if (!ids.insert(metadata.operatingPoints.back().id).second)
            point.fail("id", "is used twice");
    }
    return metadata;
}

std::string metadataToJson(const ModelMetadata &metadata)
{
    Json json{{"version", ModelMetadata::version}, {"name", metadata.name}, {"license", metadata.license}};
    json["inputs"] = Json::array();
    for (const auto &input : metadata.inputs) {
        const bool picture = input.kind == InputSpec::Kind::Picture;
        Json entry{{"name", input.name}, {"kind", picture ? "picture" : "tensor"}, {"shape", input.info.shape},
            {"dtype", dtypeName(input.info.dtype)}};
        if (input.range)
            entry["range"] = *input.range;
        if (picture)
            entry.update(Json{{"color", "rgb"}, {"mean", input.mean}, {"std", input.std}, {"resize", "stretch"}});
        json["inputs"].push_back(entry);
    }
    json["tasks"] = Json::array();
    for (const auto &task : metadata.tasks) {
        json["tasks"].push_back(
            {{"name", task.name}, {"kind", taskKindName(task.kind)}, {"output", task.output}, {"classes", task.classes},
                {"colors", task.colors}, {"unit", task.unit}, {"returns", returnFormName(task.returns)}});
    }
    json["operating_points"] = Json::array();
    for (const auto &point : metadata.operatingPoints)
        json["operating_points"].push_back(
            {{"id", point.id}, {"method", point.method}, {"arguments", point.arguments}, {"label", point.label}});
    json["taps"] = Json::array();
    return json.dump(2) + "\n";
}

} // namespace splitscope
