// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/layer_graph.h"

#include "core/graph/error.h"

#include <algorithm>

namespace splitscope {

namespace {

void sortOnce(std::vector<int> &values)
{
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

} // namespace

std::int64_t Layer::outputBytes() const
{
    std::int64_t bytes = 0;
    for (const auto &output : outputs)
        bytes += output.bytes();
    return bytes;
}

LayerGraph::LayerGraph(std::vector<Input> inputs, std::vector<Layer> layers, std::vector<ModelOutput> outputs)
    : m_inputs(std::move(inputs))
    , m_layers(std::move(layers))
    , m_outputs(std::move(outputs))
    , m_predecessors(m_layers.size())
    , m_successors(m_layers.size())
{
    for (int i = 0; i < size(); ++i) {
        const auto &current = m_layers[static_cast<std::size_t>(i)];
        if (!m_indexOf.emplace(current.id, i).second)
            throw Failure(ErrorCode::Internal, {{"why", "two layers are called " + current.id + "."}});
        auto &before = m_predecessors[static_cast<std::size_t>(i)];
        before = current.after;
        for (const auto &tensor : current.inputs) {
            if (tensor.layer != TensorRef::input)
                before.push_back(tensor.layer);
        }
        sortOnce(before);
        for (const auto other : before) {
            if (other < 0 || other >= i)
                throw Failure(ErrorCode::Internal, {{"why", "layer " + current.id + " reads a later layer."}});
            m_successors[static_cast<std::size_t>(other)].push_back(i);
        }
    }
}

std::optional<int> LayerGraph::indexOf(const std::string &id) const
{
    const auto found = m_indexOf.find(id);
    if (found == m_indexOf.end())
        return std::nullopt;
    return found->second;
}

const TensorInfo &LayerGraph::info(const TensorRef &tensor) const
{
    const auto port = static_cast<std::size_t>(tensor.port);
    return tensor.layer == TensorRef::input ? m_inputs.at(port).info : layer(tensor.layer).outputs.at(port);
}

std::string LayerGraph::tensorName(const TensorRef &tensor) const
{
    if (tensor.layer == TensorRef::input)
        return "input:" + m_inputs.at(static_cast<std::size_t>(tensor.port)).name;
    const auto &id = layer(tensor.layer).id;
    return tensor.port == 0 ? id : id + "#" + std::to_string(tensor.port);
}

std::int64_t LayerGraph::totalMacs() const
{
    std::int64_t sum = 0;
    for (const auto &layer : m_layers)
        sum += layer.macs;
    return sum;
}

std::int64_t LayerGraph::totalParameters() const
{
    std::int64_t sum = 0;
    for (const auto &layer : m_layers)
        sum += layer.parameters;
    return sum;
}

} // namespace splitscope
