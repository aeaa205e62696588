// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <cstdint>
#include <memory>
#include <string>

namespace splitscope {

/// Builds networks as TorchScript modules, piece by piece. The module that is trained is the module that is saved:
/// there is no second description to keep equal, weights stay ordinary parameters of the archive, and after inlining
/// every operation knows the path of its module ("encoder.block1.conv1.conv").
class NetworkBuilder {
public:
    /// \param seed of the weights' initial values (He initialisation, normal, fan out)
    explicit NetworkBuilder(std::uint64_t seed);

    /// A module without content; `typeName` appears in the archive's code.
    torch::jit::Module module(const std::string &typeName);

    /// Plain convolution, "same" padding. N x in x H x W -> N x out x H/stride x W/stride.
    /// \param groups divides in and out; as many as there are channels: depthwise
    torch::jit::Module conv(int in, int out, int kernel, int stride, bool bias, int groups = 1);

    /// Batch normalisation over `channels`, momentum 0.1, epsilon 1e-5.
    torch::jit::Module norm(int channels);

    /// Convolution (`conv`), batch normalisation (`norm`), ReLU.
    torch::jit::Module convNormAct(int in, int out, int kernel, int stride = 1);

    /// Convolution, batch normalisation, ReLU6: min(max(x, 0), 6).
    torch::jit::Module convNormClamp(int in, int out, int kernel, int stride = 1, int groups = 1);

    /// relu(x + norm(conv2(conv1(x)))), both 3x3 (He and others, 2016).
    torch::jit::Module residual(int channels);

    /// Inverted residual with a linear bottleneck (Sandler and others, 2018): `expand` 1x1 to `expansion` times the
    /// channels (left out where that is 1), `depthwise` 3x3 with the stride, `project` 1x1 without activation; x is
    /// added where the shape stays.
    torch::jit::Module invertedResidual(int in, int out, int expansion, int stride);

    /// Fully connected: N x in -> N x out, with bias.
    torch::jit::Module linear(int in, int out);

    /// Gives `module` its forward method: TorchScript source of the body's definition.
    static void define(torch::jit::Module &module, const std::string &source);

private:
    torch::Tensor heNormal(int out, int in, int kernel, int groups = 1);

    std::shared_ptr<torch::jit::CompilationUnit> m_unit;
    torch::Generator m_generator;
};

/// Mutable state of a module in a stable order: name -> tensor. Names are module paths ("encoder.stem.conv.weight").
std::vector<std::pair<std::string, torch::Tensor>> namedParameters(const torch::jit::Module &module);
std::vector<std::pair<std::string, torch::Tensor>> namedBuffers(const torch::jit::Module &module);

/// Evaluation mode, and no gradient is computed.
void freeze(torch::jit::Module &network);

} // namespace splitscope
