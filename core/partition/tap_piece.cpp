// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/tap_piece.h"

#include "core/graph/error.h"
#include "core/model/tensor_conversion.h"
#include "core/partition/execution.h"
#include "core/partition/piece_graph.h"

#include <ATen/Parallel.h>

namespace splitscope {

struct TapPiece::Data {
    std::shared_ptr<const Model> model; ///< its weights are the graph's
    PieceGraph graph;
    std::shared_ptr<const Execution> execution;
};

TapPiece::TapPiece(std::shared_ptr<const Model> model, const std::vector<TensorRef> &tensors)
    : m_data(std::make_unique<Data>())
{
    m_data->graph = buildTapGraph(*model, tensors);
    m_data->execution = Execution::make(*m_data->graph.graph, Execution::Kind::Reference);
    m_data->model = std::move(model);
}

TapPiece::~TapPiece() = default;

std::vector<TensorValue> TapPiece::run(const std::vector<TensorValue> &inputs) const
{
    const auto &wanted = m_data->graph.inputs;
    if (inputs.size() != wanted.size())
        throw Failure(ErrorCode::RequestInvalid,
            {{"why",
                std::to_string(inputs.size()) + " inputs where " + std::to_string(wanted.size()) + " are needed."}});
    std::vector<at::Tensor> tensors;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (inputs[i].info.shape != wanted[i].shape || inputs[i].info.dtype != wanted[i].dtype)
            throw Failure(
                ErrorCode::RequestInvalid, {{"why", m_data->graph.inputNames[i] + " has another shape or type."}});
        const auto tensor = toTensor(inputs[i]);
        tensors.push_back(m_data->graph.written[i] ? tensor.clone() : tensor);
    }
    const c10::InferenceMode guard;
    at::internal::lazy_init_num_threads(); // also for kernels that ask OpenMP itself
    const auto outputs = m_data->execution->run(tensors);
    std::vector<TensorValue> tapped;
    for (std::size_t i = 0; i < m_data->graph.crossing; ++i)
        tapped.push_back(toCrossingValue(outputs[i]));
    return tapped;
}

} // namespace splitscope
