// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"

#include <algorithm>
#include <string>
#include <vector>

namespace splitscope::testing {

/// Builds graphs by hand: each layer has one output.
class GraphMaker {
public:
    explicit GraphMaker(Shape input)
    {
        m_inputs.push_back({"image", {std::move(input), DType::Float32, DimensionOrder::Contiguous}});
    }

    int add(const std::string &id, const std::string &op, const std::vector<int> &from, Shape shape, std::int64_t macs)
    {
        Layer layer;
        layer.id = layer.module = id;
        const auto dot = id.rfind('.');
        layer.name = dot == std::string::npos ? id : id.substr(dot + 1);
        layer.op = op;
        for (const int index : from)
            layer.inputs.push_back({index, 0});
        layer.outputs.push_back({std::move(shape), DType::Float32, DimensionOrder::Contiguous});
        layer.macs = macs;
        layer.parameters = macs / 100;
        m_layers.push_back(std::move(layer));
        return static_cast<int>(m_layers.size()) - 1;
    }

    void output(const std::string &key, int layer)
    {
        m_outputs.push_back({key, {layer, 0}, m_layers[static_cast<std::size_t>(layer)].outputs.front()});
    }
    Layer &layer(int index) { return m_layers.at(static_cast<std::size_t>(index)); }

    LayerGraph graph() const { return LayerGraph(m_inputs, m_layers, m_outputs); }

private:
    std::vector<LayerGraph::Input> m_inputs;
    std::vector<Layer> m_layers;
    std::vector<ModelOutput> m_outputs;
};

/// An encoder and three decoders of a few layers each, 192 x 256 pictures; with `skips` the decoders also read the
/// second stage of the encoder.
inline LayerGraph encoderWithThreeDecoders(bool skips = false)
{
    GraphMaker make({1, 3, 192, 256});
    int last = make.add("encoder.stem.conv", "conv2d+batch_norm+relu", {TensorRef::input}, {1, 16, 96, 128}, 5'300'000);
    int skip = last;
    const char *const stages[] = {"stage1", "stage2", "stage3"};
    std::int64_t channels = 16, height = 96, width = 128;
    for (const auto *stage : stages) {
        channels *= 2;
        height /= 2;
        width /= 2;
        const auto prefix = std::string("encoder.") + stage;
        last = make.add(
            prefix + ".down", "conv2d+batch_norm+relu", {last}, {1, channels, height, width}, channels * 600'000);
        const int body = make.add(
            prefix + ".conv1", "conv2d+batch_norm+relu", {last}, {1, channels, height, width}, channels * 800'000);
        last = make.add(prefix + ".add", "add+relu", {body, last}, {1, channels, height, width}, 0);
        if (stage == stages[1])
            skip = last;
    }
    last = make.add("encoder.bottleneck", "conv2d+batch_norm+relu", {last}, {1, 12, 24, 32}, 9'400'000);
    const struct {
        const char *name;
        std::int64_t channels;
    } tasks[] = {{"segmentation", 13}, {"depth", 1}, {"normals", 3}};
    for (const auto &task : tasks) {
        const std::string prefix = std::string(task.name) + "_head";
        int head = make.add(prefix + ".expand", "conv2d+batch_norm+relu", {last}, {1, 64, 24, 32}, 12'000'000);
        head = make.add(prefix + ".up1", "upsample_bilinear2d", {head}, {1, 64, 48, 64}, 0);
        if (skips)
            head = make.add(prefix + ".join", "cat", {head, skip}, {1, 128, 48, 64}, 0);
        head = make.add(prefix + ".conv2", "conv2d+batch_norm+relu", {head}, {1, 32, 48, 64}, 28'000'000);
        head = make.add(prefix + ".out", "conv2d", {head}, {1, task.channels, 48, 64}, 2'000'000 * task.channels);
        head = make.add(prefix + ".resize", "upsample_bilinear2d", {head}, {1, task.channels, 192, 256}, 0);
        make.output(task.name, head);
    }
    return make.graph();
}

/// A straight chain.
inline LayerGraph chain(int layers)
{
    GraphMaker make({1, 3, 32, 32});
    int last = TensorRef::input;
    for (int i = 0; i < layers; ++i)
        last = make.add("layer" + std::to_string(i), "conv2d", {last}, {1, 8, 32, 32}, 1'000'000);
    make.output("result", last);
    return make.graph();
}

/// A deep residual network of about so many layers: stages of blocks, each two convolutions and an addition, and three
/// heads. Sizes shrink by stage.
inline LayerGraph residualNetwork(int layers)
{
    GraphMaker make({1, 3, 256, 256});
    int last = make.add("backbone.stem", "conv2d+batch_norm+relu", {TensorRef::input}, {1, 16, 128, 128}, 7'000'000);
    const int blocks = std::max(4, (layers - 10) / 3);
    for (int block = 0; block < blocks; ++block) {
        const int stage = 4 * block / blocks;
        const std::int64_t channels = 16 << stage, size = 128 >> stage;
        const auto prefix = "backbone.stage" + std::to_string(stage) + ".block" + std::to_string(block);
        const Shape shape{1, channels, size, size};
        const std::int64_t macs = 9 * channels * channels * size * size;
        const int first = make.add(prefix + ".conv1", "conv2d+batch_norm+relu", {last}, shape, macs);
        const int second = make.add(prefix + ".conv2", "conv2d+batch_norm", {first}, shape, macs);
        last = make.add(prefix + ".add", "add+relu", {second, last}, shape, 0);
    }
    for (const auto *task : {"segmentation", "depth", "normals"}) {
        const auto prefix = std::string(task) + "_head";
        const int conv = make.add(prefix + ".conv", "conv2d+relu", {last}, {1, 32, 16, 16}, 9'000'000);
        make.output(task, make.add(prefix + ".out", "conv2d", {conv}, {1, 13, 16, 16}, 900'000));
    }
    return make.graph();
}

/// Blocks in which each layer reads all layers before it: about as many wires as hands ever see.
inline LayerGraph denseBlocks(int layers)
{
    constexpr int blockLayers = 24;
    GraphMaker make({1, 3, 64, 64});
    int last = make.add("stem", "conv2d", {TensorRef::input}, {1, 32, 32, 32}, 2'000'000);
    for (int block = 0; block < std::max(1, layers / (2 * blockLayers)); ++block) {
        const auto prefix = "block" + std::to_string(block) + ".layer";
        std::vector<int> all{last};
        for (int i = 0; i < blockLayers; ++i) {
            const auto name = prefix + std::to_string(i);
            const int cat = make.add(name, "cat", all, {1, 32 * (i + 1), 32, 32}, 0);
            all.push_back(make.add(name + ".conv", "conv2d", {cat}, {1, 32, 32, 32}, 9'000'000));
        }
        last = all.back();
    }
    make.output("result", last);
    return make.graph();
}

/// Many chains side by side, all from one stem: a picture about as high as it is wide, in which everything is seen at
/// once.
inline LayerGraph manyBranches(int branches, int layersEach)
{
    GraphMaker make({1, 3, 64, 64});
    const int stem = make.add("stem", "conv2d", {TensorRef::input}, {1, 16, 64, 64}, 2'000'000);
    for (int branch = 0; branch < branches; ++branch) {
        int last = stem;
        const auto prefix = "branch" + std::to_string(branch);
        for (int i = 0; i < layersEach; ++i)
            last = make.add(
                prefix + ".layer" + std::to_string(i), "conv2d+relu", {last}, {1, 16, 64, 64}, 1'000'000 * (1 + i % 7));
        make.output(prefix, last);
    }
    return make.graph();
}

} // namespace splitscope::testing
