// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/small_model.h"

#include "core/graph/model_metadata.h"

#include <torch/script.h>

namespace splitscope::testing {

namespace {

using torch::jit::Module;

Module convolution(std::int64_t in, std::int64_t out, std::int64_t stride)
{
    Module module("Conv");
    module.register_parameter("weight", torch::randn({out, in, 3, 3}) * 0.3, false);
    module.register_parameter("bias", torch::randn({out}) * 0.1, false);
    module.register_buffer("running_mean", torch::randn({out}) * 0.1);
    module.register_buffer("running_var", torch::rand({out}) + 0.5);
    module.define("def forward(self, x):\n"
                  "    y = torch.conv2d(x, self.weight, self.bias, ["
        + std::to_string(stride) + ", " + std::to_string(stride)
        + "], [1, 1])\n"
          "    y = torch.batch_norm(y, None, None, self.running_mean, self.running_var, False, 0.1, 1e-5, False)\n"
          "    return torch.relu(y)\n");
    return module;
}

Module branch(std::int64_t out)
{
    Module module("Branch");
    module.register_module("conv", convolution(8, 6, 1));
    module.register_module("up", convolution(6, out, 1));
    module.define("def forward(self, x):\n"
                  "    y = self.conv.forward(x)\n"
                  "    y = torch.upsample_nearest2d(y, [y.size(2) * 2, y.size(3) * 2])\n"
                  "    return self.up.forward(y) - 0.2\n");
    return module;
}

void save(Module &module, const std::filesystem::path &file, const std::string &metadata)
{
    torch::jit::ExtraFilesMap extra;
    if (!metadata.empty())
        extra[metadataFileName] = metadata;
    module.save(file.string(), extra);
}

} // namespace

std::filesystem::path saveSmallModel(const std::filesystem::path &directory)
{
    torch::manual_seed(5);
    Module module("Small");
    module.register_module("stem", convolution(3, 8, 2));
    module.register_module("block", convolution(8, 8, 1));
    module.register_module("segmentation", branch(4));
    module.register_module("depth", branch(1));
    module.register_module("normals", branch(3));
    module.define("def forward(self, picture):\n"
                  "    x = self.stem.forward(picture)\n"
                  "    x = x + self.block.forward(x)\n"
                  "    return (self.segmentation.forward(x), self.depth.forward(x), self.normals.forward(x))\n");
    const std::string metadata = R"({"version": 1, "name": "small", "license": "GPL-3.0-or-later",
        "inputs": [{"name": "picture", "kind": "picture", "shape": [1, 3, 24, 32], "dtype": "float32"}],
        "tasks": [
            {"name": "segmentation", "kind": "segmentation", "output": "0", "classes": ["a", "b", "c", "d"], "returns": "uint8"},
            {"name": "depth", "kind": "depth", "output": "1", "unit": "m", "returns": "fp16"},
            {"name": "normals", "kind": "normals", "output": "2", "returns": "int8x3"}],
        "operating_points": []})";
    const auto file = directory / "small.pt";
    save(module, file, metadata);
    return file;
}

std::filesystem::path saveScript(const std::filesystem::path &directory, const std::string &name,
    const std::string &source, const std::string &metadata)
{
    torch::manual_seed(7);
    Module module("Script");
    module.register_parameter("weight", torch::randn({4, 3, 3, 3}), false);
    module.register_parameter("bias", torch::randn({4}), false);
    module.register_parameter("other", torch::randn({4, 4, 3, 3}), false);
    module.define(source);
    const auto file = directory / (name + ".pt");
    save(module, file, metadata);
    return file;
}

std::filesystem::path saveModelWithOwnOperator(const std::filesystem::path &directory)
{
    static const auto registered =
        torch::RegisterOperators().op("splitscope_test::mystery", [](const at::Tensor &x) { return x + 1; });
    // The compiler of C++ sources knows only LibTorch's own operators, so the method is put together node by node.
    Module module("Script");
    const auto graph = std::make_shared<torch::jit::Graph>();
    graph->addInput("self")->setType(module.type());
    auto *x = graph->addInput("x");
    graph->registerOutput(graph->insert(c10::Symbol::fromQualString("splitscope_test::mystery"), {x}));
    module.type()->addMethod(module._ivalue()->compilation_unit()->create_function(
        c10::QualifiedName(*module.type()->name(), "forward"), graph));
    const auto file = directory / "unknown.pt";
    save(module, file, tensorMetadata("1,3,8,8"));
    return file;
}

std::string tensorMetadata(const std::string &shape)
{
    return R"({"version": 1, "name": "script", "inputs": [{"name": "x", "kind": "tensor", "shape": [)" + shape
        + R"(], "dtype": "float32"}], "tasks": []})";
}

} // namespace splitscope::testing
