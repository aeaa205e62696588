// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/layer_errors.h"

#include "core/codec/tensor_coder.h"
#include "core/evaluation/task_output.h"
#include "core/graph/codec_fit.h"
#include "core/graph/cut.h"
#include "core/graph/error.h"

#include <cmath>
#include <map>
#include <set>

namespace splitscope {

LayerErrors::LayerErrors(std::shared_ptr<const Model> model)
    : m_model(std::move(model))
    , m_inputs(m_model)
{
    const auto &graph = m_model->graph();
    std::set<TensorRef> all;
    for (int layer = 0; layer < graph.size(); ++layer) {
        const auto cut = Cut::upTo(graph, {layer});
        m_crossing.push_back(whyIllegal(graph, cut).empty() ? crossingTensors(graph, cut) : std::vector<TensorRef>());
        all.insert(m_crossing.back().begin(), m_crossing.back().end());
    }
    m_tensors.assign(all.begin(), all.end());
    m_taps = std::make_unique<TapPiece>(m_model, m_tensors);
}

/// Nothing where the codec does not fit.
std::optional<LayerErrors::Squares> LayerErrors::squaresOf(const TensorValue &value, const TensorCodec &codec)
{
    const auto before = floatsOf(value);
    Squares squares;
    for (const float x : before)
        squares.whole += static_cast<double>(x) * x;
    if (leavesAsItIs(value.info, codec))
        return squares;
    try {
        const TensorCoder coder(value.info, codec);
        const auto after = floatsOf(coder.decode(coder.encode(value)));
        for (std::size_t i = 0; i < before.size(); ++i) {
            const double difference = static_cast<double>(after[i]) - before[i];
            squares.difference += difference * difference;
        }
    } catch (const Failure &failure) {
        if (failure.code() != ErrorCode::InvalidArgument)
            throw;
        return std::nullopt;
    }
    return squares;
}

std::vector<std::optional<double>> LayerErrors::of(
    const TensorCodec &codec, const Picture &picture, const std::function<bool()> &goOn) const
{
    const auto values = m_taps->run(m_inputs.of(picture));
    std::map<TensorRef, std::optional<Squares>> known;
    for (std::size_t i = 0; i < m_tensors.size(); ++i) {
        if (!goOn())
            return {};
        known[m_tensors[i]] = squaresOf(values[i], codec);
    }
    std::vector<std::optional<double>> errors;
    for (const auto &crossing : m_crossing) {
        Squares sum;
        bool all = !crossing.empty();
        for (const auto &tensor : crossing) {
            const auto &one = known.at(tensor);
            all = all && one.has_value();
            sum.difference += one ? one->difference : 0.0;
            sum.whole += one ? one->whole : 0.0;
        }
        const double error = sum.whole > 0.0 ? std::sqrt(sum.difference / sum.whole) : 0.0;
        errors.push_back(all && std::isfinite(error) ? std::optional(error) : std::nullopt);
    }
    return errors;
}

} // namespace splitscope
