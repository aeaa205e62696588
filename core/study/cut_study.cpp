// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/cut_study.h"

#include "core/graph/error.h"
#include "core/partition/executable.h"
#include "core/study/codec_trial.h"
#include "core/study/in_parallel.h"

#include <algorithm>
#include <atomic>

namespace splitscope {

namespace {

/// What is kept of heads' outputs at once; more frames than that go in turns.
constexpr std::int64_t mostCrossingBytes = 256 * 1024 * 1024;

} // namespace

struct CutStudy::Data {
    std::shared_ptr<const Model> model;
    const FrameInputs &inputs;
    const StudyFrames &frames;
    Cut cut;
    int workers;
    std::vector<std::shared_ptr<Executable>> heads; ///< by worker
    std::vector<std::shared_ptr<Executable>> tails;
    std::atomic<std::int64_t> headRuns{0};

    PieceOutputs fromHead(const Picture &picture, int worker)
    {
        ++headRuns;
        return heads[static_cast<std::size_t>(worker)]->run(inputs.of(picture), OutputForm::Returned);
    }

    std::vector<TensorValue> answers(
        PieceOutputs &&fromHead, const std::vector<TensorValue> &crossing, int worker) const
    {
        std::vector<TensorValue> all(model->metadata().tasks.size());
        for (auto &[task, answer] : fromHead.tasks)
            all[static_cast<std::size_t>(task)] = std::move(answer);
        auto fromTail = tails[static_cast<std::size_t>(worker)]->run(crossing, OutputForm::Returned);
        for (auto &[task, answer] : fromTail.tasks)
            all[static_cast<std::size_t>(task)] = std::move(answer);
        return all;
    }
};

CutStudy::CutStudy(
    std::shared_ptr<const Model> model, const FrameInputs &inputs, const StudyFrames &frames, Cut cut, int workers)
    : m_data(new Data{std::move(model), inputs, frames, std::move(cut), workers, {}, {}, {}})
{
    auto &d = *m_data;
    const auto first = inputs.of(frames.frames.front().picture);
    for (int worker = 0; worker < workers; ++worker) {
        const auto head = Executable::build(d.model, d.cut, Piece::Head, ExecutionMode::Fast);
        const auto tail = Executable::build(d.model, d.cut, Piece::Tail, ExecutionMode::Fast);
        head->chooseFastest();
        tail->run(head->run(first, OutputForm::Returned).crossing, OutputForm::Returned); // in the orders that come
        tail->chooseFastest();
        d.heads.push_back(head);
        d.tails.push_back(tail);
    }
}

CutStudy::~CutStudy() = default;

std::int64_t CutStudy::headRuns() const { return m_data->headRuns; }

std::vector<StudyEntry> CutStudy::run(
    const std::vector<ReadyCodec> &codecs, std::uint64_t seed, const std::function<bool()> &tick)
{
    auto &d = *m_data;
    const auto &graph = d.model->graph();
    std::vector<std::unique_ptr<CodecTrial>> trials;
    for (const auto &codec : codecs)
        trials.push_back(std::make_unique<CodecTrial>(*d.model, d.cut, codec, d.frames.truth));
    const auto goOn = [&] {
        if (tick && !tick())
            throw Failure(ErrorCode::Cancelled, {{"what", "Studying the cut " + d.cut.text(graph)}});
    };
    const auto bytes = std::max<std::int64_t>(1, crossingBytes(graph, d.cut));
    const auto turn = static_cast<std::size_t>(std::max<std::int64_t>(1, mostCrossingBytes / bytes));
    for (std::size_t start = 0; start < d.frames.frames.size(); start += turn) {
        const auto count = std::min(turn, d.frames.frames.size() - start);
        std::vector<PieceOutputs> fromHead(count);
        inParallel(d.workers, count,
            [&](int worker, std::size_t i) { fromHead[i] = d.fromHead(d.frames.frames[start + i].picture, worker); });
        inParallel(d.workers, trials.size(), [&](int worker, std::size_t which) {
            auto &trial = *trials[which];
            for (std::size_t i = 0; i < count; ++i) {
                goOn();
                if (trial.impossible())
                    continue;
                const auto &frame = d.frames.frames[start + i];
                if (const auto picture = trial.throughPicture(frame.picture)) {
                    auto head = d.fromHead(*picture, worker);
                    const auto crossing = head.crossing;
                    trial.add(d.answers(std::move(head), crossing, worker), frame);
                } else if (const auto crossing = trial.throughCodec(fromHead[i].crossing)) {
                    trial.add(d.answers(PieceOutputs{{}, fromHead[i].tasks}, *crossing, worker), frame);
                }
            }
        });
    }
    std::vector<StudyEntry> entries(trials.size());
    inParallel(d.workers, trials.size(), [&](int, std::size_t which) { entries[which] = trials[which]->entry(seed); });
    return entries;
}

} // namespace splitscope
