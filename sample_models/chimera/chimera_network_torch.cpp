// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/chimera/chimera_network_torch.h"

#include "core/graph/error.h"
#include "core/training/detection_torch.h"
#include "sample_models/network_builder_torch.h"

#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace splitscope {

namespace {

/// Depth is predicted as its logarithm around this distance in metres, near the scenes' mean.
constexpr double typicalDepth = 1.5;

torch::jit::Module buildBottleneck(NetworkBuilder &builder, int in, int out)
{
    torch::jit::Module bottleneck = builder.module("Bottleneck");
    bottleneck.register_module("conv", builder.conv(in, out, 1, 1, false));
    bottleneck.register_module("norm", builder.norm(out));
    NetworkBuilder::define(bottleneck, "def forward(self, x):\n    return self.norm.forward(self.conv.forward(x))\n");
    return bottleneck;
}

torch::jit::Module buildEncoder(NetworkBuilder &builder, const ChimeraChannels &c)
{
    torch::jit::Module encoder = builder.module("Encoder");
    encoder.register_module("stem", builder.convNormAct(3, c.stem, 3, 2));
    encoder.register_module("down1", builder.convNormAct(c.stem, c.stage, 3, 2));
    encoder.register_module("down2", builder.convNormAct(c.stage, c.encoder, 3, 2));
    encoder.register_module("block2", builder.residual(c.encoder));
    encoder.register_module("bottleneck", buildBottleneck(builder, c.encoder, c.bottleneck));
    NetworkBuilder::define(encoder,
        "def stage(self, x):\n"
        "    return self.down1.forward(self.stem.forward(x))\n"
        "def squeeze(self, x):\n"
        "    return self.bottleneck.forward(self.block2.forward(self.down2.forward(x)))\n"
        "def forward(self, x):\n"
        "    return self.squeeze(self.stage(x))\n");
    return encoder;
}

torch::jit::Module buildTrunk(NetworkBuilder &builder, const ChimeraChannels &c)
{
    torch::jit::Module trunk = builder.module("Trunk");
    trunk.register_module("expand", builder.convNormAct(c.bottleneck, c.trunk, 3));
    trunk.register_module("down", builder.convNormAct(c.trunk, c.context, 3, 2));
    trunk.register_module("context", builder.residual(c.context));
    trunk.register_module("deeper", builder.convNormAct(c.context, c.deep, 3, 2));
    trunk.register_module("deep", builder.residual(c.deep));
    trunk.register_module("lift", builder.convNormAct(c.deep, c.context, 1));
    trunk.register_module("project", builder.convNormAct(c.context, c.trunk, 1));
    NetworkBuilder::define(trunk,
        "def forward(self, x):\n"
        "    x = self.expand.forward(x)\n"
        "    y = self.context.forward(self.down.forward(x))\n"
        "    z = self.lift.forward(self.deep.forward(self.deeper.forward(y)))\n"
        "    y = torch.add(y, torch.upsample_bilinear2d(z, None, False, [2., 2.]))\n"
        "    return torch.add(x, torch.upsample_bilinear2d(self.project.forward(y), None, False, [2., 2.]))\n");
    return trunk;
}

/// What turns the head's full-size values into the task's output.
std::string finishOf(TaskKind kind)
{
    switch (kind) {
    case TaskKind::Depth:
        // The bounds keep one wild value from becoming an infinite loss: 7 cm to 30 m.
        return "    return torch.exp(torch.add(torch.clamp(x, -3., 3.), " + std::to_string(std::log(typicalDepth))
            + "))\n";
    case TaskKind::Normals:
        return "    length = torch.norm(x, 2, [1], True)\n"
               "    return torch.div(x, torch.clamp_min(length, 1e-06))\n";
    default:
        return "    return x\n";
    }
}

/// One value for each pixel, from features at 1/8.
torch::jit::Module buildDenseDecoder(NetworkBuilder &builder, const ChimeraTask &task, int in, int inner, int head)
{
    torch::jit::Module decoder = builder.module("DenseDecoder");
    const bool fine = task.kind == TaskKind::Boundary;
    const int outputs = task.kind == TaskKind::Segmentation ? task.classCount()
        : task.kind == TaskKind::Normals                    ? 3
                                                            : 1;
    decoder.register_module("conv1", builder.convNormAct(in, inner, 3));
    decoder.register_module("conv2", builder.convNormAct(inner, head, 3));
    // Several values for each position, laid out as pixels (Shi and others, 2016): as fine as a convolution at a
    // larger size, at a part of the memory traffic. A boundary is two pixels wide and needs each of them; what changes
    // slowly is taken to half size and interpolated.
    decoder.register_module("head", builder.conv(head, (fine ? 16 : 4) * outputs, 3, 1, true));
    NetworkBuilder::define(decoder,
        "def forward(self, x):\n"
        "    x = torch.upsample_bilinear2d(self.conv1.forward(x), None, False, [2., 2.])\n"
        "    x = torch.pixel_shuffle(self.head.forward(self.conv2.forward(x)), "
            + std::string(fine ? "4" : "2") + ")\n"
            + (fine ? "" : "    x = torch.upsample_bilinear2d(x, None, False, [2., 2.])\n") + finishOf(task.kind));
    return decoder;
}

torch::jit::Module buildDetectionDecoder(NetworkBuilder &builder, const ChimeraTask &task, int in, int inner)
{
    torch::jit::Module decoder = builder.module("DetectionDecoder");
    decoder.register_module("conv1", builder.convNormAct(in, inner, 3));
    decoder.register_module("conv2", builder.convNormAct(inner, inner, 3));
    torch::jit::Module head = builder.conv(inner, task.classCount() + 4, 3, 1, true);
    {
        // Cells without an object are a hundred times as many: starting unsure of each (1 in 10) keeps them from
        // swamping the first steps (Lin and others, 2017).
        torch::NoGradGuard noGrad;
        head.attr("bias").toTensor().slice(0, 0, task.classCount()).fill_(-2.19);
        head.attr("weight").toTensor().mul_(0.1);
    }
    decoder.register_module("head", head);
    NetworkBuilder::define(
        decoder, "def forward(self, x):\n    return self.head.forward(self.conv2.forward(self.conv1.forward(x)))\n");
    return decoder;
}

torch::jit::Module buildClassDecoder(NetworkBuilder &builder, const ChimeraTask &task, int in, int inner)
{
    torch::jit::Module decoder = builder.module("ClassDecoder");
    decoder.register_module("conv1", builder.convNormAct(in, inner, 3));
    decoder.register_module("conv2", builder.convNormAct(inner, 2 * inner, 3, 2));
    decoder.register_module("classifier", builder.linear(2 * inner, task.classCount()));
    NetworkBuilder::define(decoder,
        "def forward(self, x):\n"
        "    x = torch.adaptive_avg_pool2d(self.conv2.forward(self.conv1.forward(x)), [1, 1])\n"
        "    return self.classifier.forward(torch.flatten(x, 1))\n");
    return decoder;
}

torch::jit::Module buildDecoder(NetworkBuilder &builder, const ChimeraTask &task, int in, int inner, int head)
{
    switch (task.kind) {
    case TaskKind::Detection:
        return buildDetectionDecoder(builder, task, in, inner);
    case TaskKind::Classification:
        return buildClassDecoder(builder, task, in, inner);
    default:
        return buildDenseDecoder(builder, task, in, inner, head);
    }
}

std::string ownOf(const ChimeraSubModel &subModel) { return "own_of_" + subModel.name; }

/// What a sub-model is given, in the network's names.
std::vector<std::string> inputsOf(const ChimeraSubModel &subModel)
{
    std::vector<std::string> inputs = subModel.taps;
    std::replace(inputs.begin(), inputs.end(), std::string("own"), ownOf(subModel));
    return inputs;
}

std::string joined(const std::vector<std::string> &parts)
{
    std::string text;
    for (const std::string &part : parts) {
        text += (text.empty() ? "" : ", ") + part;
    }
    return text;
}

/// A sub-model's own bottleneck, from the primary's features at 1/4.
torch::jit::Module buildOwn(NetworkBuilder &builder, const ChimeraChannels &c, int channels)
{
    torch::jit::Module own = builder.module("Own");
    own.register_module("down", builder.convNormAct(c.stage, c.stage, 3, 2));
    own.register_module("bottleneck", buildBottleneck(builder, c.stage, channels));
    NetworkBuilder::define(
        own, "def forward(self, stage):\n    return self.bottleneck.forward(self.down.forward(stage))\n");
    return own;
}

torch::jit::Module buildSubModel(NetworkBuilder &builder, const ChimeraChannels &c, const ChimeraSubModel &subModel)
{
    const int width = subModel.width;
    const int context = width + width / 2;
    torch::jit::Module result = builder.module("SubModel");
    if (subModel.hasOwn()) {
        result.register_module("own", buildOwn(builder, c, subModel.ownChannels));
    }
    std::string entry;
    for (const std::string &tap : subModel.taps) {
        // One convolution over all taps together, written as a sum: joining them first would copy them.
        result.register_module("enter_" + tap, builder.conv(subModel.tapChannels(c, tap), width, 3, 1, false));
        const std::string part = "self.enter_" + tap + ".forward(" + tap + ")";
        entry = entry.empty() ? part : "torch.add(" + entry + ", " + part + ")";
    }
    result.register_module("norm", builder.norm(width));
    result.register_module("down", builder.convNormAct(width, context, 3, 2));
    result.register_module("context", builder.residual(context));
    result.register_module("project", builder.convNormAct(context, width, 1));
    result.register_module("decoder", buildDecoder(builder, subModel.task, width, width, std::max(8, width / 2)));
    if (subModel.hasOwn()) {
        NetworkBuilder::define(result, "def carried(self, stage):\n    return self.own.forward(stage)\n");
    }
    const std::string taps = joined(subModel.taps);
    NetworkBuilder::define(result,
        "def features(self, " + taps + "):\n    x = torch.relu(self.norm.forward(" + entry
            + "))\n"
              "    y = self.project.forward(self.context.forward(self.down.forward(x)))\n"
              "    return torch.add(x, torch.upsample_bilinear2d(y, None, False, [2., 2.]))\n"
              "def forward(self, "
            + taps + "):\n    return self.decoder.forward(self.features(" + taps + "))\n");
    return result;
}

/// Joins the bottleneck and all sub-models' own channels to one tensor, so that one crosses wherever the halves are cut
/// between, and takes it apart again. \return the network's lines that do so; none without own channels
std::string carry(NetworkBuilder &builder, const ChimeraChannels &channels,
    const std::vector<ChimeraSubModel> &subModels, torch::jit::Module &network)
{
    std::vector<std::string> parts{"bottleneck"};
    std::ostringstream make;
    std::ostringstream takeApart;
    takeApart << "    bottleneck = torch.narrow(carried, 1, 0, " << channels.bottleneck << ")\n";
    int at = channels.bottleneck;
    for (const ChimeraSubModel &subModel : subModels) {
        if (subModel.hasOwn()) {
            const std::string own = ownOf(subModel);
            parts.push_back(own);
            make << "    " << own << " = self." << subModel.name << ".carried(stage)\n";
            takeApart << "    " << own << " = torch.narrow(carried, 1, " << at << ", " << subModel.ownChannels << ")\n";
            at += subModel.ownChannels;
        }
    }
    if (parts.size() == 1) {
        return "";
    }
    torch::jit::Module join = builder.module("Carry");
    NetworkBuilder::define(
        join, "def forward(self, " + joined(parts) + "):\n    return torch.cat([" + joined(parts) + "], 1)\n");
    network.register_module("carry", join);
    return make.str() + "    carried = self.carry.forward(" + joined(parts) + ")\n" + takeApart.str();
}

/// Where TorchScript's optimising executor would specialise to shapes and reorder sums between runs, training runs
/// operation by operation.
template <typename Run>
auto plainly(const Run &run)
{
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    return run();
}

} // namespace

torch::jit::Module buildChimeraNetwork(const ChimeraChannels &channels, const std::vector<ChimeraTask> &decoded,
    const std::vector<ChimeraSubModel> &subModels, std::uint64_t seed)
{
    NetworkBuilder builder(seed);
    torch::jit::Module network = builder.module("Chimera");
    network.register_module("encoder", buildEncoder(builder, channels));
    network.register_module("trunk", buildTrunk(builder, channels));
    std::vector<std::string> outputs;
    const auto add = [&](const std::string &name, const ChimeraTask &task, const torch::jit::Module &module,
                         const std::string &inputs) {
        network.register_module(name, module);
        std::string output = "self." + name + ".forward(" + inputs + ")";
        if (task.kind == TaskKind::Detection) {
            torch::jit::Module rows = builder.module("BoxRows");
            NetworkBuilder::define(rows, detection::decoderSource(task.classCount()));
            network.register_module(name + "_rows", rows);
            output = "self." + name + "_rows.forward(" + output + ")";
        }
        outputs.push_back(output);
    };
    for (const ChimeraTask &task : decoded) {
        add(task.name, task, buildDecoder(builder, task, channels.trunk, channels.decoder, channels.head), "trunk");
    }
    for (const ChimeraSubModel &subModel : subModels) {
        add(subModel.name, subModel.task, buildSubModel(builder, channels, subModel), joined(inputsOf(subModel)));
    }
    const bool lone = outputs.size() == 1;
    std::ostringstream forward;
    forward << "def forward(self, picture):\n"
               "    stage = self.encoder.stage(picture)\n"
               "    bottleneck = self.encoder.squeeze(stage)\n"
            << carry(builder, channels, subModels, network)
            << "    trunk = self.trunk.forward(bottleneck)\n"
               "    return "
            << (lone ? "" : "(") << joined(outputs) << (lone ? "" : ")") << "\n";
    NetworkBuilder::define(network, forward.str());
    return network;
}

torch::jit::Module buildPictureHead(const ChimeraChannels &channels, std::uint64_t seed)
{
    NetworkBuilder builder(seed);
    torch::jit::Module head = builder.module("PictureHead");
    head.register_module("conv1", builder.convNormAct(channels.bottleneck, 64, 3));
    head.register_module("conv2", builder.conv(64, 3 * 16, 3, 1, true));
    NetworkBuilder::define(
        head, "def forward(self, x):\n    return torch.pixel_shuffle(self.conv2.forward(self.conv1.forward(x)), 4)\n");
    return head;
}

torch::jit::Module buildAdapters(const std::vector<ChimeraSubModel> &subModels,
    const std::map<std::string, ChimeraChannels> &teachers, std::uint64_t seed)
{
    NetworkBuilder builder(seed);
    torch::jit::Module adapters = builder.module("Adapters");
    for (const ChimeraSubModel &subModel : subModels) {
        const auto teacher = teachers.find(subModel.task.name);
        if (teacher == teachers.end()) {
            continue;
        }
        torch::jit::Module adapter = builder.conv(subModel.width, teacher->second.trunk, 1, 1, true);
        // From zero, so that features of another scale do not drown the outputs' loss in the first steps.
        torch::NoGradGuard noGrad;
        adapter.attr("weight").toTensor().zero_();
        adapters.register_module(subModel.name, adapter);
    }
    return adapters;
}

TapTensors tapsOf(torch::jit::Module &network, const torch::Tensor &pictures)
{
    return plainly([&] {
        torch::jit::Module encoder = network.attr("encoder").toModule();
        TapTensors taps;
        taps["stage"] = encoder.get_method("stage")({pictures}).toTensor();
        taps["bottleneck"] = encoder.get_method("squeeze")({taps["stage"]}).toTensor();
        taps["trunk"] = network.attr("trunk").toModule().forward({taps["bottleneck"]}).toTensor();
        return taps;
    });
}

torch::Tensor decoded(torch::jit::Module &network, const ChimeraTask &task, const torch::Tensor &trunk)
{
    return plainly([&] { return network.attr(task.name).toModule().forward({trunk}).toTensor(); });
}

SubModelOutput runSubModel(torch::jit::Module &network, const ChimeraSubModel &subModel, const TapTensors &taps)
{
    return plainly([&] {
        torch::jit::Module module = network.attr(subModel.name).toModule();
        std::vector<c10::IValue> inputs;
        for (const std::string &tap : subModel.taps) {
            inputs.emplace_back(tap == "own" ? module.get_method("carried")({taps.at("stage")}) : taps.at(tap));
        }
        SubModelOutput result;
        result.features = module.get_method("features")(inputs).toTensor();
        result.output = module.attr("decoder").toModule().forward({result.features}).toTensor();
        return result;
    });
}

void copyTensors(const NamedTensors &from, const NamedTensors &to)
{
    torch::NoGradGuard noGrad;
    for (const auto &[name, tensor] : from) {
        const auto same =
            std::find_if(to.begin(), to.end(), [&name](const auto &entry) { return entry.first == name; });
        if (same == to.end()) {
            throw Failure(ErrorCode::Internal, {{"why", "a network has no tensor " + name + "."}});
        }
        torch::Tensor(same->second).detach().copy_(tensor);
    }
}

std::int64_t parameterCount(const NamedTensors &parameters)
{
    std::int64_t count = 0;
    for (const auto &[name, tensor] : parameters) {
        count += tensor.numel();
    }
    return count;
}

} // namespace splitscope
