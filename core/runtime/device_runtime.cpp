// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/device_runtime.h"

#include <algorithm>
#include <utility>

namespace splitscope {

namespace {

constexpr std::size_t maxHeads = 4;

} // namespace

DeviceRuntime::DeviceRuntime(std::shared_ptr<const Model> model)
    : m_model(std::move(model))
    , m_inputs(m_model)
{
}

std::shared_ptr<const DeviceRuntime::Head> DeviceRuntime::head(const std::string &cut, ExecutionMode mode)
{
    const std::lock_guard lock(m_headMutex);
    const auto it = std::find_if(
        m_heads.begin(), m_heads.end(), [&](const auto &ready) { return ready->cut == cut && ready->mode == mode; });
    if (it != m_heads.end()) {
        m_heads.splice(m_heads.begin(), m_heads, it);
        return m_heads.front();
    }
    const auto &graph = m_model->graph();
    const auto place = Cut::fromText(graph, cut);
    auto made = std::make_shared<Head>();
    made->cut = cut;
    made->mode = mode;
    made->piece = std::make_shared<ServedPiece>(m_model, place, Piece::Head, mode);
    const auto &here = made->piece->tasks();
    for (int task = 0; task < static_cast<int>(m_model->metadata().tasks.size()); ++task) {
        if (std::find(here.begin(), here.end(), task) == here.end())
            made->tailTasks.push_back(task);
    }
    m_heads.push_front(made);
    if (m_heads.size() > maxHeads)
        m_heads.pop_back();
    return made;
}

std::vector<TensorValue> DeviceRuntime::inputsFor(const Picture &picture) const { return m_inputs.of(picture); }

PieceOutputs DeviceRuntime::runHead(const Head &head, const std::vector<TensorValue> &inputs)
{
    auto outputs = head.piece->run(inputs, OutputForm::Returned);
    m_tuner.afterRun(head.piece);
    return outputs;
}

PieceOutputs DeviceRuntime::runWhole(ExecutionMode mode, const std::vector<TensorValue> &inputs)
{
    const auto piece = whole(mode);
    auto outputs = piece->run(inputs, OutputForm::Returned);
    m_tuner.afterRun(piece);
    return outputs;
}

PieceOutputs DeviceRuntime::settleHead(
    const Head &head, const std::vector<TensorValue> &inputs, const std::function<bool()> &cancelled)
{
    head.piece->run(inputs, OutputForm::Returned);
    head.piece->tuneNow(cancelled);
    return head.piece->run(inputs, OutputForm::Returned);
}

void DeviceRuntime::settleWhole(
    ExecutionMode mode, const std::vector<TensorValue> &inputs, const std::function<bool()> &cancelled)
{
    const auto piece = whole(mode);
    piece->run(inputs, OutputForm::Returned);
    piece->tuneNow(cancelled);
    piece->run(inputs, OutputForm::Returned);
}

void DeviceRuntime::makeWholeReady(ExecutionMode mode) { whole(mode); }

std::shared_ptr<ServedPiece> DeviceRuntime::whole(ExecutionMode mode)
{
    const std::lock_guard lock(m_wholeMutex);
    auto &piece = m_whole[static_cast<std::size_t>(mode)];
    if (!piece)
        piece = std::make_shared<ServedPiece>(m_model, Cut::device(m_model->graph()), Piece::Whole, mode);
    return piece;
}

} // namespace splitscope
