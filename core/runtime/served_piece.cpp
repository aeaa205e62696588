// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/served_piece.h"

#include "core/graph/error.h"

#include <utility>

namespace splitscope {

namespace {

constexpr int runsBeforeTuning = 8;

} // namespace

ServedPiece::ServedPiece(std::shared_ptr<const Model> model, const Cut &cut, Piece piece, ExecutionMode mode)
    : m_model(std::move(model))
    , m_cut(cut)
    , m_piece(piece)
    , m_mode(mode)
    , m_executable(Executable::build(m_model, m_cut, m_piece, m_mode))
{
    m_inputs = m_executable->inputs();
    m_inputNames = m_executable->inputNames();
    m_tasks = m_executable->tasks();
}

PieceOutputs ServedPiece::run(
    const std::vector<TensorValue> &inputs, OutputForm form, const std::function<bool()> &cancelled)
{
    const std::lock_guard lock(m_mutex);
    if (cancelled && cancelled())
        throw Failure(ErrorCode::Cancelled, {{"what", "The request"}});
    auto outputs = m_executable->run(inputs, form);
    ++m_runs;
    return outputs;
}

std::string ServedPiece::execution() const
{
    const std::lock_guard lock(m_mutex);
    return m_executable->execution();
}

bool ServedPiece::shouldBeTuned()
{
    return m_mode == ExecutionMode::Fast && m_runs >= runsBeforeTuning && !m_tuningAsked.exchange(true);
}

void ServedPiece::tune()
{
    auto quicker = Executable::build(m_model, m_cut, m_piece, m_mode);
    quicker->chooseFastest();
    const std::lock_guard lock(m_mutex);
    std::swap(m_executable, quicker);
}

} // namespace splitscope
