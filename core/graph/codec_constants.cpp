// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/codec_constants.h"

#include "core/graph/error.h"
#include "core/graph/sha256.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>

namespace splitscope {

namespace {

struct Member {
    const char *name;
    std::vector<float> TensorConstants::*values;
};

constexpr std::array members{Member{"low", &TensorConstants::low}, Member{"high", &TensorConstants::high},
    Member{"mean", &TensorConstants::mean}, Member{"basis", &TensorConstants::basis}};

[[noreturn]] void wrong(const std::string &origin, const std::string &why)
{
    throw Failure(ErrorCode::InvalidArgument, {{"what", "The calibration in " + origin}, {"why", why}});
}

std::vector<float> floatsFrom(const nlohmann::json &json, const std::string &name, const std::string &origin)
{
    if (!json.is_array())
        wrong(origin, name + " must be a list of numbers.");
    std::vector<float> values;
    values.reserve(json.size());
    for (const auto &item : json) {
        const auto value = item.is_number() ? item.get<float>() : NAN;
        if (!std::isfinite(value))
            wrong(origin, name + " must be a list of finite numbers.");
        values.push_back(value);
    }
    return values;
}

} // namespace

std::string CodecConstants::digest() const
{
    if (tensors.empty())
        return {};
    Sha256 hash;
    for (const auto &[tensor, constants] : tensors) {
        hash.update(tensor.c_str(), tensor.size() + 1);
        for (const auto &member : members) {
            const auto &values = constants.*member.values;
            const auto count = static_cast<std::uint64_t>(values.size());
            hash.update(&count, sizeof count);
            hash.update(values.data(), values.size() * sizeof(float));
        }
    }
    return hash.hexDigest().substr(0, 16);
}

nlohmann::json toJson(const CodecConstants &constants)
{
    auto tensors = nlohmann::json::object();
    for (const auto &[name, one] : constants.tensors) {
        auto &entry = tensors[name] = nlohmann::json::object();
        for (const auto &member : members) {
            if (!(one.*member.values).empty())
                entry[member.name] = one.*member.values;
        }
    }
    return {{"source", constants.source}, {"frames", constants.frames}, {"seed", constants.seed}, {"tensors", tensors}};
}

CodecConstants codecConstantsFromJson(const nlohmann::json &json, const std::string &origin)
{
    if (!json.is_object() || !json.contains("tensors") || !json["tensors"].is_object())
        wrong(origin, "it holds no tensors.");
    CodecConstants constants;
    try {
        constants.source = json.value("source", "");
        constants.frames = json.value("frames", 0);
        constants.seed = json.value("seed", std::uint64_t{0});
    } catch (const nlohmann::json::exception &) {
        wrong(origin, "source must be a text, frames and seed whole numbers.");
    }
    for (const auto &[name, entry] : json["tensors"].items()) {
        if (!entry.is_object())
            wrong(origin, "the entry of " + name + " must be an object.");
        auto &one = constants.tensors[name];
        for (const auto &member : members) {
            if (entry.contains(member.name))
                one.*member.values = floatsFrom(entry[member.name], name + "." + member.name, origin);
        }
    }
    return constants;
}

} // namespace splitscope
