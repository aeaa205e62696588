// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model_inputs.h"

#include "core/graph/error.h"
#include "core/model/input_guess.h"
#include "core/model/tensor_conversion.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace splitscope {

namespace {

struct TensorArgument {
    std::string name;
    std::size_t position = 0; ///< among the arguments after self
    bool optional = false;
};

std::string count(std::size_t number, const char *noun)
{
    return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

/// "2 tensors (ids, mask)", "1 to 2 tensors (ids, mask)".
std::string wanted(const std::vector<TensorArgument> &arguments)
{
    std::string names;
    std::size_t needed = 0;
    for (const auto &argument : arguments) {
        names += (names.empty() ? "" : ", ") + argument.name;
        needed += argument.optional ? 0 : 1;
    }
    const auto all = count(arguments.size(), "tensor") + (names.empty() ? "" : " (" + names + ")");
    return needed == arguments.size() ? all : std::to_string(needed) + " to " + all;
}

/// What every argument is where no tensor goes to it, and which take tensors.
std::vector<c10::IValue> fixedArguments(const torch::jit::Method &method, const OperatingPoint &point,
    std::vector<TensorArgument> &tensors, const std::string &file)
{
    std::vector<c10::IValue> fixed;
    const auto &schema = method.function().getSchema().arguments();
    for (std::size_t i = 1; i < schema.size(); ++i) {
        const auto &argument = schema[i];
        const bool none = c10::NoneType::get()->isSubtypeOf(*argument.type());
        if (const auto given = point.arguments.find(argument.name()); given != point.arguments.end()) {
            fixed.emplace_back(given->second);
            continue;
        }
        if (argument.type()->isSubtypeOf(*c10::OptionalType::ofTensor()))
            tensors.push_back({argument.name(), i - 1, none});
        else if (!argument.default_value() && !none)
            throw Failure(ErrorCode::ModelUnsupported,
                {{"file", file},
                    {"why",
                        "its argument '" + argument.name() + "' is " + argument.type()->annotation_str()
                            + " and has no default. Only tensors can be given, and whole numbers by an operating point "
                              "of the metadata; export it with a wrapper that takes these."}});
        fixed.push_back(argument.default_value().value_or(c10::IValue()));
    }
    return fixed;
}

bool allNeededChosen(const std::vector<TensorArgument> &arguments, const std::vector<std::size_t> &chosen)
{
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (!arguments[i].optional && std::count(chosen.begin(), chosen.end(), i) == 0)
            return false;
    }
    return true;
}

/// Which of `arguments` the inputs go to, by name where all names fit, else in order; optional ones in between are left
/// out where there are only inputs for those that are needed.
std::vector<std::size_t> choose(const std::vector<TensorArgument> &arguments, const std::vector<InputSpec> &inputs)
{
    std::vector<std::size_t> chosen;
    for (const auto &input : inputs) {
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            if (arguments[i].name == input.name && std::count(chosen.begin(), chosen.end(), i) == 0)
                chosen.push_back(i);
        }
    }
    if (chosen.size() == inputs.size())
        return chosen;
    chosen.resize(inputs.size());
    std::iota(chosen.begin(), chosen.end(), 0);
    if (allNeededChosen(arguments, chosen))
        return chosen;
    std::vector<std::size_t> needed;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (!arguments[i].optional)
            needed.push_back(i);
    }
    return needed.size() == inputs.size() ? needed : chosen;
}

/// The name of the first argument for which there is no input yet.
std::string freeName(const std::vector<InputSpec> &inputs, const std::vector<TensorArgument> &arguments)
{
    for (const auto &argument : arguments) {
        if (std::none_of(
                inputs.begin(), inputs.end(), [&](const InputSpec &input) { return input.name == argument.name; }))
            return argument.name;
    }
    return {};
}

void takeGiven(
    ModelMetadata &metadata, const std::vector<GivenInput> &given, const std::vector<TensorArgument> &arguments)
{
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (i == metadata.inputs.size()) {
            InputSpec input;
            input.name = freeName(metadata.inputs, arguments);
            metadata.inputs.push_back(input);
        }
        auto &input = metadata.inputs[i];
        input.info = given[i].info;
        if (given[i].range && input.kind == InputSpec::Kind::Tensor)
            input.range = given[i].range;
    }
}

void checkPictures(const std::vector<InputSpec> &inputs, const std::string &file)
{
    for (const auto &input : inputs) {
        const auto &shape = input.info.shape;
        if (input.kind == InputSpec::Kind::Picture
            && (shape.size() != 4 || shape[0] != 1 || shape[1] != 3 || input.info.dtype != DType::Float32))
            throw Failure(ErrorCode::WrongInputShape,
                {{"file", file}, {"shape", shapeText(shape) + " " + std::string(dtypeName(input.info.dtype))},
                    {"why", "its input " + input.name + " is a picture, 1x3xHxW float32."}});
    }
}

} // namespace

ModelInputs::ModelInputs(const torch::jit::Module &module, const OperatingPoint &point,
    const std::vector<GivenInput> &given, ModelMetadata &metadata, const std::string &file)
{
    std::vector<TensorArgument> arguments;
    m_fixed = fixedArguments(module.get_method(point.method), point, arguments, file);
    if (arguments.empty())
        throw Failure(ErrorCode::ModelUnsupported, {{"file", file}, {"why", "it takes no tensor."}});
    const auto fail = [&](bool many) {
        const auto number = many ? std::max(given.size(), metadata.inputs.size()) : metadata.inputs.size();
        const auto takes = point.method + " takes " + wanted(arguments) + ".";
        if (given.empty())
            throw Failure(ErrorCode::MetadataInvalid,
                {{"file", file}, {"why", "it describes " + count(number, "input") + ", but " + takes}});
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "A list of " + count(number, "input")}, {"why", "in " + file + ", " + takes}});
    };
    if (given.size() > arguments.size() || metadata.inputs.size() > arguments.size())
        fail(true);
    if (given.empty() && metadata.inputs.empty()) {
        std::string names;
        std::vector<std::string> needed;
        for (const auto &argument : arguments) {
            if (!argument.optional) {
                names += (names.empty() ? "" : ", ") + argument.name;
                needed.push_back(argument.name);
            }
        }
        throw Failure(ErrorCode::InputShapeNeeded,
            {{"file", file}, {"inputs", givenInputsText(guessInputs(module, needed))}, {"names", names}});
    }
    takeGiven(metadata, given, arguments);
    const auto chosen = choose(arguments, metadata.inputs);
    if (!allNeededChosen(arguments, chosen))
        fail(false);
    checkPictures(metadata.inputs, file);

    m_order.resize(chosen.size());
    std::iota(m_order.begin(), m_order.end(), 0);
    std::sort(m_order.begin(), m_order.end(), [&](std::size_t a, std::size_t b) { return chosen[a] < chosen[b]; });
    std::vector<InputSpec> sorted;
    for (const auto i : m_order) {
        sorted.push_back(metadata.inputs[i]);
        m_positions.push_back(arguments[chosen[i]].position);
    }
    metadata.inputs = std::move(sorted);
}

std::vector<c10::IValue> ModelInputs::arguments(const std::vector<at::Tensor> &tensors) const
{
    auto all = m_fixed;
    for (std::size_t i = 0; i < m_positions.size(); ++i)
        all[m_positions[i]] = tensors.at(i);
    return all;
}

at::Tensor sampleTensor(const InputSpec &input, at::Generator &generator)
{
    const auto type = scalarType(input.info.dtype);
    const auto [low, high] = input.valueRange();
    if (input.kind == InputSpec::Kind::Picture) {
        const auto mean = at::tensor(at::ArrayRef<double>(input.mean.data(), 3), at::kFloat).reshape({1, 3, 1, 1});
        const auto std = at::tensor(at::ArrayRef<double>(input.std.data(), 3), at::kFloat).reshape({1, 3, 1, 1});
        return ((at::rand(input.info.shape, generator) * (high - low) + low - mean) / std).to(type);
    }
    if (at::isFloatingType(type)) {
        if (!input.range)
            return at::randn(input.info.shape, generator).to(type);
        return (at::rand(input.info.shape, generator, at::kDouble) * (high - low) + low).to(type);
    }
    constexpr double limit = 9007199254740992.0; // beyond it not every whole number has a double
    const auto first = static_cast<std::int64_t>(std::clamp(std::ceil(low), -limit, limit));
    const auto last = std::max(first, static_cast<std::int64_t>(std::clamp(std::floor(high), -limit, limit)));
    return at::randint(first, last + 1, input.info.shape, generator, at::kLong).to(type);
}

} // namespace splitscope
