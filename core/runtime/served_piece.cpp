// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/served_piece.h"

#include "core/graph/error.h"
#include "core/runtime/hold.h"

#include <utility>

namespace splitscope {

namespace {

constexpr int runsBeforeTuning = 8;
constexpr int patienceGrowth = 4; ///< a piece whose choice does not last asks ever more rarely

} // namespace

ServedPiece::ServedPiece(std::shared_ptr<const Model> model, const Cut &cut, Piece piece, ExecutionMode mode)
    : m_model(std::move(model))
    , m_mode(mode)
    , m_executable(Executable::build(m_model, cut, piece, mode))
    , m_runsWanted(runsBeforeTuning)
{
}

PieceOutputs ServedPiece::run(const std::vector<TensorValue> &inputs, OutputForm form,
    const std::function<bool()> &cancelled, std::chrono::nanoseconds leastTime)
{
    const std::lock_guard lock(m_mutex);
    const auto turn = std::chrono::steady_clock::now();
    if (cancelled && cancelled())
        throw Failure(ErrorCode::Cancelled, {{"what", "The request"}});
    auto outputs = m_executable->run(inputs, form);
    ++m_runs;
    if (!holdUntil(turn + leastTime, cancelled))
        throw Failure(ErrorCode::Cancelled, {{"what", "The request"}});
    return outputs;
}

bool ServedPiece::shouldBeTuned()
{
    if (m_mode != ExecutionMode::Fast || m_runs < m_runsWanted || !m_executable->wantsChoice())
        return false;
    return !m_tuning.exchange(true);
}

void ServedPiece::tuneNow(const std::function<bool()> &cancelled)
{
    if (m_mode == ExecutionMode::Fast && m_executable->wantsChoice() && !m_tuning.exchange(true))
        tune(cancelled);
}

void ServedPiece::tune(const std::function<bool()> &cancelled)
{
    m_runsWanted = patienceGrowth * m_runsWanted;
    m_runs = 0;
    try {
        m_executable->chooseFastest({{}, cancelled});
    } catch (...) {
        m_tuning = false;
        throw;
    }
    m_tuning = false;
}

} // namespace splitscope
