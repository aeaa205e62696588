// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/network_builder_torch.h"

#include <cmath>

namespace splitscope {

NetworkBuilder::NetworkBuilder(std::uint64_t seed)
    : m_unit(std::make_shared<torch::jit::CompilationUnit>())
    , m_generator(at::detail::createCPUGenerator(seed))
{
}

torch::jit::Module NetworkBuilder::module(const std::string &typeName)
{
    torch::jit::Module result(c10::QualifiedName("__torch__.splitscope." + typeName), m_unit, /*shouldMangle=*/true);
    result.register_attribute("training", c10::BoolType::get(), true);
    return result;
}

void NetworkBuilder::define(torch::jit::Module &module, const std::string &source) { module.define(source); }

torch::Tensor NetworkBuilder::heNormal(int out, int in, int kernel, int groups)
{
    torch::NoGradGuard noGrad;
    const double deviation = std::sqrt(2.0 / (static_cast<double>(out) / groups * kernel * kernel));
    torch::Tensor weight = torch::empty({out, in / groups, kernel, kernel});
    weight.normal_(0.0, deviation, m_generator);
    // Channels-last weights make LibTorch choose its channels-last kernels, which train about twice as fast.
    return weight.contiguous(torch::MemoryFormat::ChannelsLast);
}

torch::jit::Module NetworkBuilder::conv(int in, int out, int kernel, int stride, bool bias, int groups)
{
    torch::jit::Module result = module("Conv2d");
    result.register_parameter("weight", heNormal(out, in, kernel, groups).set_requires_grad(true), false);
    if (bias) {
        result.register_parameter("bias", torch::zeros({out}).set_requires_grad(true), false);
    }
    const std::string steps = "[" + std::to_string(stride) + ", " + std::to_string(stride) + "]";
    const std::string pad = std::to_string(kernel / 2);
    define(result,
        "def forward(self, x):\n    return torch.conv2d(x, self.weight, " + std::string(bias ? "self.bias" : "None")
            + ", " + steps + ", [" + pad + ", " + pad + "], [1, 1], " + std::to_string(groups) + ")\n");
    return result;
}

torch::jit::Module NetworkBuilder::norm(int channels)
{
    torch::jit::Module result = module("BatchNorm2d");
    result.register_parameter("weight", torch::ones({channels}).set_requires_grad(true), false);
    result.register_parameter("bias", torch::zeros({channels}).set_requires_grad(true), false);
    result.register_buffer("running_mean", torch::zeros({channels}));
    result.register_buffer("running_var", torch::ones({channels}));
    define(result,
        "def forward(self, x):\n"
        "    return torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var, self.training, "
        "0.1, 1e-05, True)\n");
    return result;
}

torch::jit::Module NetworkBuilder::convNormAct(int in, int out, int kernel, int stride)
{
    torch::jit::Module result = module("ConvNormAct");
    result.register_module("conv", conv(in, out, kernel, stride, false));
    result.register_module("norm", norm(out));
    define(result, "def forward(self, x):\n    return torch.relu(self.norm.forward(self.conv.forward(x)))\n");
    return result;
}

torch::jit::Module NetworkBuilder::convNormClamp(int in, int out, int kernel, int stride, int groups)
{
    torch::jit::Module result = module("ConvNormClamp");
    result.register_module("conv", conv(in, out, kernel, stride, false, groups));
    result.register_module("norm", norm(out));
    define(
        result, "def forward(self, x):\n    return torch.hardtanh(self.norm.forward(self.conv.forward(x)), 0., 6.)\n");
    return result;
}

torch::jit::Module NetworkBuilder::invertedResidual(int in, int out, int expansion, int stride)
{
    torch::jit::Module result = module("InvertedResidual");
    const int inner = in * expansion;
    if (expansion > 1) {
        result.register_module("expand", convNormClamp(in, inner, 1));
    }
    result.register_module("depthwise", convNormClamp(inner, inner, 3, stride, inner));
    result.register_module("project", conv(inner, out, 1, 1, false));
    result.register_module("norm", norm(out));
    const std::string first = expansion > 1 ? "self.expand.forward(x)" : "x";
    const std::string body = "self.norm.forward(self.project.forward(self.depthwise.forward(" + first + ")))";
    const bool adds = stride == 1 && in == out;
    define(result, "def forward(self, x):\n    return " + (adds ? "torch.add(x, " + body + ")" : body) + "\n");
    return result;
}

torch::jit::Module NetworkBuilder::linear(int in, int out)
{
    torch::jit::Module result = module("Linear");
    torch::NoGradGuard noGrad;
    torch::Tensor weight = torch::empty({out, in});
    weight.normal_(0.0, 0.01, m_generator);
    result.register_parameter("weight", weight.set_requires_grad(true), false);
    result.register_parameter("bias", torch::zeros({out}).set_requires_grad(true), false);
    define(result, "def forward(self, x):\n    return torch.linear(x, self.weight, self.bias)\n");
    return result;
}

torch::jit::Module NetworkBuilder::residual(int channels)
{
    torch::jit::Module result = module("Residual");
    result.register_module("conv1", convNormAct(channels, channels, 3));
    result.register_module("conv2", conv(channels, channels, 3, 1, false));
    result.register_module("norm2", norm(channels));
    // A block that starts as the identity trains faster (Goyal and others, 2017).
    torch::NoGradGuard noGrad;
    result.attr("norm2").toModule().attr("weight").toTensor().zero_();
    define(result,
        "def forward(self, x):\n"
        "    y = self.norm2.forward(self.conv2.forward(self.conv1.forward(x)))\n"
        "    return torch.relu(torch.add(x, y))\n");
    return result;
}

namespace {

template <typename List>
std::vector<std::pair<std::string, torch::Tensor>> collected(const List &list)
{
    std::vector<std::pair<std::string, torch::Tensor>> result;
    for (const auto &entry : list) {
        result.emplace_back(entry.name, entry.value);
    }
    return result;
}

} // namespace

void freeze(torch::jit::Module &network)
{
    network.eval();
    for (torch::Tensor parameter : network.parameters()) {
        parameter.set_requires_grad(false);
    }
}

std::vector<std::pair<std::string, torch::Tensor>> namedParameters(const torch::jit::Module &module)
{
    return collected(module.named_parameters(/*recurse=*/true));
}

std::vector<std::pair<std::string, torch::Tensor>> namedBuffers(const torch::jit::Module &module)
{
    return collected(module.named_buffers(/*recurse=*/true));
}

} // namespace splitscope
