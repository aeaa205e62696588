// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/large_model.h"

#include "core/graph/model_metadata.h"
#include "tests/support/small_model.h"

#include <torch/script.h>

#include <chrono>

namespace splitscope::testing {

namespace {

using torch::jit::Module;

constexpr int channels = 8;

Module activatedConvolution()
{
    Module module("Conv");
    module.register_parameter("weight", torch::zeros({channels, channels, 3, 3}), false);
    module.register_parameter("bias", torch::zeros({channels}), false);
    module.define("def forward(self, x):\n"
                  "    return torch.relu(torch.conv2d(x, self.weight, self.bias, [1, 1], [1, 1]))\n");
    return module;
}

/// Another instance of the same class with weights of its own; small ones, so that deep sums stay finite.
Module instanceOf(const Module &module)
{
    auto copy = module.deepcopy();
    copy.setattr("weight", torch::randn({channels, channels, 3, 3}) * 0.1);
    copy.setattr("bias", torch::randn({channels}) * 0.1);
    return copy;
}

std::string chainBody(Module &model, const Module &convolution, int layers)
{
    std::string body;
    for (int i = 0; i < layers; ++i) {
        const auto name = "c" + std::to_string(i);
        model.register_module(name, instanceOf(convolution));
        body += "    x = self." + name + ".forward(x)\n";
    }
    return body + "    return x\n";
}

std::string branchingBody(Module &model, const Module &convolution, int layers)
{
    std::string body = "    y0 = x\n";
    const int blocks = layers / 3;
    for (int i = 1; i <= blocks; ++i) {
        const auto name = std::to_string(i);
        const auto before = "y" + std::to_string(i - 1);
        model.register_module("a" + name, instanceOf(convolution));
        model.register_module("b" + name, instanceOf(convolution));
        const auto sum = "self.a" + name + ".forward(" + before + ") + self.b" + name + ".forward(" + before + ")";
        const auto farther = i % 10 == 0 ? "y" + std::to_string(i - 10) : before;
        body += "    y" + name + " = torch.tanh(" + sum + ") + " + farther + "\n";
    }
    return body + "    return y" + std::to_string(blocks) + "\n";
}

} // namespace

std::filesystem::path saveLargeModel(const std::filesystem::path &directory, LargeModelForm form, int layers)
{
    torch::manual_seed(11);
    Module model("Large");
    const auto convolution = activatedConvolution();
    const bool chain = form == LargeModelForm::Chain;
    const auto body = chain ? chainBody(model, convolution, layers) : branchingBody(model, convolution, layers);
    model.define("def forward(self, x):\n" + body);
    const auto file = directory / ((chain ? "chain_" : "branching_") + std::to_string(layers) + ".pt");
    model.save(file.string(), {{metadataFileName, tensorMetadata("1,8,12,12")}});
    return file;
}

double archiveLoadMs(const std::filesystem::path &file)
{
    const auto start = std::chrono::steady_clock::now();
    torch::jit::load(file.string());
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

} // namespace splitscope::testing
