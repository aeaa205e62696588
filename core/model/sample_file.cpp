// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/sample_file.h"

#include "core/graph/error.h"
#include "core/model/tensor_conversion.h"

#include <caffe2/serialize/inline_container.h>
#include <torch/csrc/jit/serialization/pickle.h>
#include <torch/script.h>

#include <cmath>
#include <fstream>

namespace splitscope {

namespace {

constexpr const char *howToSave = " Save one tensor, or a list, tuple or dict of tensors, with torch.save.";

[[noreturn]] void fail(const std::filesystem::path &file, const std::string &why)
{
    throw Failure(ErrorCode::SampleInvalid, {{"file", file.string()}, {"why", why}});
}

void collect(const c10::IValue &value, std::vector<at::Tensor> &tensors, const std::filesystem::path &file)
{
    if (value.isTensor()) {
        if (!value.toTensor().defined())
            fail(file, std::string("it holds an empty tensor.") + howToSave);
        tensors.push_back(value.toTensor().detach().to(at::kCPU));
    } else if (value.isTuple()) {
        for (const auto &element : value.toTupleRef().elements())
            collect(element, tensors, file);
    } else if (value.isList()) {
        for (const c10::IValue &element : value.toListRef())
            collect(element, tensors, file);
    } else if (value.isGenericDict()) {
        for (const auto &entry : value.toGenericDict())
            collect(entry.value(), tensors, file);
    } else {
        fail(file, "it holds " + value.tagKind() + " where a tensor should be." + howToSave);
    }
}

std::vector<char> bytesOf(const std::filesystem::path &file)
{
    std::error_code problem;
    if (!std::filesystem::exists(file, problem))
        throw Failure(ErrorCode::FileNotFound, {{"file", file.string()}});
    std::ifstream in(file, std::ios::binary);
    if (!in || !std::filesystem::is_regular_file(file, problem))
        throw Failure(ErrorCode::FileUnreadable,
            {{"file", file.string()}, {"why", in ? "it is not a file." : "permission is missing."}});
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A module that holds tensors: C++ programs and older tutorials save samples so.
std::vector<at::Tensor> fromModule(const std::filesystem::path &file)
{
    std::vector<at::Tensor> tensors;
    const auto module = torch::jit::load(file.string(), at::kCPU);
    for (const auto &attribute : module.named_attributes(false)) {
        if (attribute.value.isTensor() || attribute.value.isTuple() || attribute.value.isList())
            collect(attribute.value, tensors, file);
    }
    return tensors;
}

GivenInput describe(const at::Tensor &tensor, const std::filesystem::path &file)
{
    const auto dtype = dtypeOf(tensor.scalar_type());
    if (!dtype || tensor.layout() != at::kStrided)
        fail(file,
            "it holds a tensor of type " + std::string(c10::toString(tensor.scalar_type()))
                + ", which no model input can have.");
    GivenInput input(TensorInfo{tensor.sizes().vec(), *dtype});
    if (tensor.numel() == 0)
        return input;
    const auto values = tensor.to(at::kDouble);
    const auto low = values.min().item<double>();
    const auto high = values.max().item<double>();
    if (!std::isfinite(low) || !std::isfinite(high))
        fail(file, "it holds values that are not numbers.");
    input.range = {low, high};
    return input;
}

} // namespace

std::vector<at::Tensor> readSample(const std::filesystem::path &file)
{
    const auto bytes = bytesOf(file);
    std::vector<at::Tensor> tensors;
    try {
        if (caffe2::serialize::PyTorchStreamReader(file.string()).hasRecord("constants.pkl"))
            tensors = fromModule(file);
        else
            collect(torch::jit::pickle_load(bytes), tensors, file);
    } catch (const c10::Error &) {
        fail(file, std::string("it is not a file of tensors that LibTorch can read.") + howToSave);
    } catch (const Failure &) {
        throw;
    } catch (const std::exception &) {
        fail(file, std::string("it is not a file of tensors that LibTorch can read.") + howToSave);
    }
    if (tensors.empty())
        fail(file, std::string("it holds no tensor.") + howToSave);
    return tensors;
}

std::vector<GivenInput> describeSamples(const std::vector<at::Tensor> &tensors, const std::filesystem::path &file)
{
    std::vector<GivenInput> inputs;
    for (const auto &tensor : tensors)
        inputs.push_back(describe(tensor, file));
    return inputs;
}

} // namespace splitscope
