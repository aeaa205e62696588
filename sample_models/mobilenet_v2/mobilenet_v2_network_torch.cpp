// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/mobilenet_v2/mobilenet_v2_network_torch.h"

#include "core/scenes/scene_camera.h"
#include "sample_models/network_builder_torch.h"

#include <string>

namespace splitscope {

namespace {

/// A row of the paper's table 2.
struct Stage {
    int expansion;
    int channels;
    int blocks;
    int stride; ///< of the first block
};

constexpr int stemChannels = 32;
constexpr int headChannels = 1280;
constexpr Stage stages[] = {
    {1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}};

torch::jit::Module buildStage(NetworkBuilder &builder, int in, const Stage &stage)
{
    torch::jit::Module result = builder.module("Stage");
    std::string chain = "x";
    for (int block = 1; block <= stage.blocks; ++block) {
        const std::string name = "block" + std::to_string(block);
        const bool first = block == 1;
        result.register_module(name,
            builder.invertedResidual(
                first ? in : stage.channels, stage.channels, stage.expansion, first ? stage.stride : 1));
        chain = "self." + name + ".forward(" + chain + ")";
    }
    NetworkBuilder::define(result, "def forward(self, x):\n    return " + chain + "\n");
    return result;
}

} // namespace

torch::jit::Module buildMobilenetV2(int classes, std::uint64_t seed)
{
    NetworkBuilder builder(seed);
    torch::jit::Module network = builder.module("MobileNetV2");
    network.register_module("stem", builder.convNormClamp(3, stemChannels, 3, 2));
    std::string source = "def forward(self, picture):\n    x = self.stem.forward(picture)\n";
    int channels = stemChannels;
    int number = 0;
    for (const Stage &stage : stages) {
        const std::string name = "stage" + std::to_string(++number);
        network.register_module(name, buildStage(builder, channels, stage));
        source += "    x = self." + name + ".forward(x)\n";
        channels = stage.channels;
    }
    network.register_module("head", builder.convNormClamp(channels, headChannels, 1));
    network.register_module("classifier", builder.linear(headChannels, classes));
    NetworkBuilder::define(network,
        source
            + "    x = torch.adaptive_avg_pool2d(self.head.forward(x), [1, 1])\n"
              "    return self.classifier.forward(torch.flatten(x, 1))\n");
    return network;
}

MobilenetV2Outputs runMobilenetV2(const torch::jit::Module &network, const torch::Tensor &pictures)
{
    const auto through = [&network](const std::string &name, const torch::Tensor &x) {
        return network.attr(name).toModule().forward({x}).toTensor();
    };
    torch::Tensor x = through("stem", pictures);
    for (int number = 1; number <= 5; ++number) {
        x = through("stage" + std::to_string(number), x);
    }
    const torch::Tensor features = x;
    x = through("head", through("stage7", through("stage6", x)));
    return {through("classifier", torch::adaptive_avg_pool2d(x, {1, 1}).flatten(1)), features};
}

ModelMetadata mobilenetV2Metadata(int width, int height)
{
    InputSpec picture;
    picture.name = "picture";
    picture.kind = InputSpec::Kind::Picture;
    picture.info.shape = {1, 3, height, width};
    picture.range = {0.0, 1.0};
    picture.mean = {0.45, 0.45, 0.45};
    picture.std = {0.25, 0.25, 0.25};

    TaskSpec largest;
    largest.name = "largest";
    largest.kind = TaskKind::Classification;
    largest.output = "";
    for (int index = 1; index < sceneClassCount; ++index) {
        largest.classes.emplace_back(sceneClassName(static_cast<SceneClass>(index)));
    }

    ModelMetadata metadata;
    metadata.name = "mobilenet_v2";
    metadata.license = "GPL-3.0-or-later";
    metadata.inputs = {picture};
    metadata.tasks = {largest};
    return metadata;
}

} // namespace splitscope
