// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/plan_key.h"

#include "core/graph/error.h"
#include "core/graph/sha256.h"

#include <nlohmann/json.hpp>

namespace splitscope {

std::string_view executionModeName(ExecutionMode mode)
{
    return mode == ExecutionMode::Reference ? "reference" : "fast";
}

ExecutionMode executionModeFromName(std::string_view name)
{
    if (name == "reference")
        return ExecutionMode::Reference;
    if (name == "fast")
        return ExecutionMode::Fast;
    throw Failure(ErrorCode::InvalidArgument,
        {{"what", "The mode '" + std::string(name) + "'"}, {"why", "it is neither reference nor fast."}});
}

std::string PlanKey::canonicalJson() const
{
    // nlohmann's default object keeps its keys sorted.
    return nlohmann::json{
        {"codec", codec},
        {"cut", cut},
        {"inputs", inputSignature},
        {"mode", executionModeName(mode)},
        {"model", modelHash},
        {"operating_point", operatingPoint},
        {"threads", threads},
    }
        .dump();
}

PlanKey PlanKey::fromJson(const std::string &text)
{
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object())
        throw Failure(ErrorCode::RequestInvalid, {{"why", "the plan is not a JSON object."}});
    const auto wrong = [](const char *member) {
        return Failure(ErrorCode::RequestInvalid,
            {{"why", std::string("the plan's member '") + member + "' is missing or of the wrong kind."}});
    };
    const auto textOf = [&](const char *member) {
        const auto found = json.find(member);
        if (found == json.end() || !found->is_string())
            throw wrong(member);
        return found->get<std::string>();
    };
    PlanKey key;
    key.modelHash = textOf("model");
    if (key.modelHash.size() != 64 || key.modelHash.find_first_not_of("0123456789abcdef") != std::string::npos)
        throw wrong("model");
    key.inputSignature = textOf("inputs");
    key.operatingPoint = textOf("operating_point");
    key.cut = textOf("cut");
    key.codec = textOf("codec");
    const auto mode = textOf("mode");
    if (mode != "reference" && mode != "fast")
        throw wrong("mode");
    key.mode = executionModeFromName(mode);
    const auto threads = json.find("threads");
    if (threads == json.end() || !threads->is_number_integer() || *threads < 1 || *threads > 1024)
        throw wrong("threads");
    key.threads = threads->get<int>();
    return key;
}

std::string PlanKey::tailName(const std::string &modelName) const
{
    return modelName + "__tail_" + sha256Hex(canonicalJson()).substr(0, 16);
}

std::string inputSignature(const std::vector<TensorInfo> &inputs)
{
    std::string text;
    for (const auto &input : inputs) {
        text += (text.empty() ? "" : ";") + shapeText(input.shape) + ":" + std::string(dtypeName(input.dtype));
        if (input.order == DimensionOrder::ChannelsLast)
            text += ":channels_last";
    }
    return text;
}

} // namespace splitscope
