// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/scenes/scenes_network_torch.h"

#include "core/scenes/scene_camera.h"
#include "sample_models/network_builder_torch.h"

#include <cmath>

namespace splitscope {

namespace {

/// The network predicts log depth around this distance in metres, near the scenes' mean.
constexpr double typicalDepth = 1.5;

torch::jit::Module buildEncoder(NetworkBuilder &builder, const ScenesArchitecture &a)
{
    torch::jit::Module encoder = builder.module("Encoder");
    encoder.register_module("stem", builder.convNormAct(3, a.stemChannels, 3, 2));
    encoder.register_module("down1", builder.convNormAct(a.stemChannels, a.stageChannels, 3, 2));
    encoder.register_module("conv1", builder.convNormAct(a.stageChannels, a.stageChannels, 3));
    encoder.register_module("down2", builder.convNormAct(a.stageChannels, a.encoderChannels, 3, 2));
    encoder.register_module("block2", builder.residual(a.encoderChannels));
    encoder.register_module("bottleneck", builder.convNormAct(a.encoderChannels, a.bottleneckChannels, 1));
    NetworkBuilder::define(encoder,
        "def forward(self, x):\n"
        "    x = self.conv1.forward(self.down1.forward(self.stem.forward(x)))\n"
        "    x = self.block2.forward(self.down2.forward(x))\n"
        "    return self.bottleneck.forward(x)\n");
    return encoder;
}

torch::jit::Module buildTrunk(NetworkBuilder &builder, const ScenesArchitecture &a)
{
    torch::jit::Module trunk = builder.module("Trunk");
    trunk.register_module("expand", builder.convNormAct(a.bottleneckChannels, a.trunkChannels, 3));
    trunk.register_module("down", builder.convNormAct(a.trunkChannels, a.contextChannels, 3, 2));
    trunk.register_module("context", builder.residual(a.contextChannels));
    trunk.register_module("project", builder.convNormAct(a.contextChannels, a.trunkChannels, 1));
    NetworkBuilder::define(trunk,
        "def forward(self, x):\n"
        "    x = self.expand.forward(x)\n"
        "    y = self.project.forward(self.context.forward(self.down.forward(x)))\n"
        "    y = torch.upsample_bilinear2d(y, None, False, [2., 2.])\n"
        "    return torch.add(x, y)\n");
    return trunk;
}

/// `finish` is the source of what turns full-size `x` into the task's output.
torch::jit::Module buildBranch(NetworkBuilder &builder, const ScenesArchitecture &a, const std::string &typeName,
    int outputs, const std::string &finish)
{
    torch::jit::Module branch = builder.module(typeName);
    branch.register_module("conv1", builder.convNormAct(a.trunkChannels, a.branchChannels, 3));
    branch.register_module("conv2", builder.convNormAct(a.branchChannels, a.headChannels, 3));
    // Four values for each output channel, laid out as 2x2 pixels: as fine as a convolution at twice the size, at a
    // quarter of the memory traffic (Shi and others, 2016).
    branch.register_module("head", builder.conv(a.headChannels, 4 * outputs, 3, 1, true));
    NetworkBuilder::define(branch,
        "def forward(self, x):\n"
        "    x = torch.upsample_bilinear2d(self.conv1.forward(x), None, False, [2., 2.])\n"
        "    x = torch.pixel_shuffle(self.head.forward(self.conv2.forward(x)), 2)\n"
        "    x = torch.upsample_bilinear2d(x, None, False, [2., 2.])\n"
            + finish);
    return branch;
}

} // namespace

torch::jit::Module buildScenesNetwork(const ScenesArchitecture &architecture, std::uint64_t seed)
{
    NetworkBuilder builder(seed);
    torch::jit::Module network = builder.module("ScenesNetwork");
    network.register_module("encoder", buildEncoder(builder, architecture));
    network.register_module("trunk", buildTrunk(builder, architecture));
    network.register_module(
        "segmentation", buildBranch(builder, architecture, "SegmentationBranch", sceneClassCount, "    return x\n"));
    // The bounds keep one wild value from becoming an infinite loss: 7 cm to 30 m around the typical depth.
    network.register_module("depth",
        buildBranch(builder, architecture, "DepthBranch", 1,
            "    return torch.exp(torch.add(torch.clamp(x, -3., 3.), " + std::to_string(std::log(typicalDepth))
                + "))\n"));
    network.register_module("normals",
        buildBranch(builder, architecture, "NormalsBranch", 3,
            "    length = torch.norm(x, 2, [1], True)\n"
            "    return torch.div(x, torch.clamp_min(length, 1e-06))\n"));
    NetworkBuilder::define(network,
        "def forward(self, picture):\n"
        "    features = self.trunk.forward(self.encoder.forward(picture))\n"
        "    return (self.segmentation.forward(features), self.depth.forward(features), "
        "self.normals.forward(features))\n");
    return network;
}

ModelMetadata scenesMetadata(int width, int height)
{
    InputSpec picture;
    picture.name = "picture";
    picture.kind = InputSpec::Kind::Picture;
    picture.info.shape = {1, 3, height, width};
    picture.range = {0.0, 1.0};
    picture.mean = {0.45, 0.45, 0.45};
    picture.std = {0.25, 0.25, 0.25};

    TaskSpec segmentation;
    segmentation.name = "segmentation";
    segmentation.kind = TaskKind::Segmentation;
    segmentation.output = "0";
    for (int index = 0; index < sceneClassCount; ++index) {
        segmentation.classes.emplace_back(sceneClassName(static_cast<SceneClass>(index)));
    }
    // Okabe and Ito's colours, told apart with every kind of colour vision; grey for the table.
    segmentation.colors = {
        {153, 153, 153}, {0, 114, 178}, {230, 159, 0}, {0, 158, 115}, {204, 121, 167}, {240, 228, 66}};
    segmentation.returns = ReturnForm::ClassIndex;

    TaskSpec depth;
    depth.name = "depth";
    depth.kind = TaskKind::Depth;
    depth.output = "1";
    depth.unit = "m";
    depth.returns = ReturnForm::Fp16;

    TaskSpec normals;
    normals.name = "normals";
    normals.kind = TaskKind::Normals;
    normals.output = "2";
    normals.returns = ReturnForm::Int8x3;

    ModelMetadata metadata;
    metadata.name = "scenes";
    metadata.license = "GPL-3.0-or-later";
    metadata.inputs = {picture};
    metadata.tasks = {segmentation, depth, normals};
    return metadata;
}

} // namespace splitscope
