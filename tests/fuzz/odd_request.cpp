// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/odd_request.h"
#include "tests/fuzz/decisions.h"

#include "inference.pb.h"

#include <array>
#include <limits>

namespace splitscope::fuzz {

namespace {

constexpr std::array typeNames{
    "FP32", "FP16", "BF16", "FP64", "INT8", "UINT8", "INT16", "INT32", "INT64", "BOOL", "BYTES", ""};

using Input = inference::ModelInferRequest::InferInputTensor;

std::int64_t oddSize(Decisions &decisions)
{
    constexpr std::array sizes{std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{3}, std::int64_t{4},
        std::int64_t{1} << 31, std::int64_t{1} << 62, std::numeric_limits<std::int64_t>::min()};
    return sizes[static_cast<std::size_t>(decisions.below(static_cast<int>(sizes.size())))];
}

void changeShape(Input &input, Decisions &decisions)
{
    if (decisions.coin()) {
        input.add_shape(oddSize(decisions));
    } else if (input.shape_size() > 0) {
        input.set_shape(decisions.below(256) % input.shape_size(), oddSize(decisions));
    }
}

void addTyped(Input &input, Decisions &decisions)
{
    auto &contents = *input.mutable_contents();
    const int count = decisions.byte();
    for (int i = 0; i < count; ++i) {
        const auto value = decisions.number();
        switch (decisions.below(6)) {
        case 0:
            contents.add_fp32_contents(static_cast<float>(value));
            break;
        case 1:
            contents.add_int64_contents(value);
            break;
        case 2:
            contents.add_bool_contents(value != 0);
            break;
        case 3:
            contents.add_int_contents(static_cast<std::int32_t>(value));
            break;
        case 4:
            contents.add_uint_contents(static_cast<std::uint32_t>(value));
            break;
        default:
            contents.add_bytes_contents(std::to_string(value));
        }
    }
}

/// The contents that the types ask for, so that typed requests are not always refused.
void makeTyped(inference::ModelInferRequest &request)
{
    request.clear_raw_input_contents();
    for (auto &input : *request.mutable_inputs()) {
        std::int64_t count = 1;
        for (const auto size : input.shape())
            count = size >= 0 && size < 1000 ? std::min<std::int64_t>(count * size, 100000) : 0;
        for (std::int64_t i = 0; i < count; ++i) {
            if (input.datatype() == "FP32")
                input.mutable_contents()->add_fp32_contents(0.5F);
            else if (input.datatype() == "INT64")
                input.mutable_contents()->add_int64_contents(i);
            else
                input.mutable_contents()->add_bool_contents(true);
        }
    }
}

void changeInput(Input &input, Decisions &decisions)
{
    switch (decisions.below(7)) {
    case 0:
        input.set_name(decisions.text(100));
        break;
    case 6:
        (*input.mutable_parameters())["splitscope_zstd"].set_bool_param(decisions.coin());
        break;
    case 1:
        input.set_datatype(typeNames[static_cast<std::size_t>(decisions.below(static_cast<int>(typeNames.size())))]);
        break;
    case 2:
        changeShape(input, decisions);
        break;
    case 3:
        addTyped(input, decisions);
        break;
    case 4:
        (*input.mutable_parameters())["splitscope_order"].set_string_param(
            decisions.coin() ? "channels_last" : (decisions.coin() ? "strided" : decisions.text(20)));
        break;
    default:
        (*input.mutable_parameters())["splitscope_order"].set_int64_param(decisions.number());
    }
}

/// What a request asks for beside its tensors. A hold that is granted is short.
void setParameter(inference::ModelInferRequest &request, Decisions &decisions)
{
    constexpr std::array names{
        "splitscope_hold_ms", "splitscope_keep_answers", "splitscope_tune", "splitscope_pack_answers"};
    constexpr std::array holds{0.0, 0.5, -1.0, 60001.0, 1e300, std::numeric_limits<double>::quiet_NaN()};
    auto &parameter = (*request.mutable_parameters())[names[static_cast<std::size_t>(
        decisions.below(static_cast<int>(names.size())))]];
    switch (decisions.below(3)) {
    case 0:
        parameter.set_bool_param(decisions.coin());
        break;
    case 1:
        parameter.set_double_param(holds[static_cast<std::size_t>(decisions.below(static_cast<int>(holds.size())))]);
        break;
    default:
        parameter.set_string_param(decisions.text(20));
    }
}

} // namespace

void makeOdd(inference::ModelInferRequest &request, Decisions &decisions)
{
    const int changes = decisions.below(4);
    for (int i = 0; i < changes; ++i) {
        const int raw = request.raw_input_contents_size();
        const int inputs = request.inputs_size();
        switch (decisions.below(10)) {
        case 0:
            makeTyped(request);
            break;
        case 1:
            if (raw > 0)
                request.mutable_raw_input_contents(decisions.below(raw))->resize(decisions.byte() * 4);
            break;
        case 2:
            request.add_raw_input_contents(decisions.text(64));
            break;
        case 3:
            if (inputs > 1)
                request.mutable_inputs()->SwapElements(0, decisions.below(inputs));
            break;
        case 4:
            if (inputs > 0)
                *request.add_inputs() = request.inputs(decisions.below(inputs));
            break;
        case 5:
            setParameter(request, decisions);
            break;
        default:
            if (inputs > 0)
                changeInput(*request.mutable_inputs(decisions.below(inputs)), decisions);
        }
    }
}

} // namespace splitscope::fuzz
