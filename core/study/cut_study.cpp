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

/// What decides the answers: the codec without its lossless stages.
Codec lossyPartOf(Codec codec)
{
    codec.rest.zstdLevel.reset();
    for (auto &[name, tensor] : codec.named)
        tensor.zstdLevel.reset();
    if (codec.picture && codec.picture->lossless())
        codec.picture = PictureCodec{};
    return codec;
}

/// Codecs whose answers are the same, so that they are asked for and compared once.
struct Alike {
    Codec lossyPart;
    std::vector<std::size_t> places; ///< in the list of all codecs
    std::vector<std::unique_ptr<CodecTrial>> trials;
    AnswerComparison comparison;
};

std::vector<Alike> grouped(const Model &model, const Cut &cut, const std::vector<ReadyCodec> &codecs, bool truth)
{
    std::vector<Alike> groups;
    for (std::size_t place = 0; place < codecs.size(); ++place) {
        const auto lossy = lossyPartOf(codecs[place].codec);
        auto group =
            std::find_if(groups.begin(), groups.end(), [&](const Alike &known) { return known.lossyPart == lossy; });
        if (group == groups.end())
            group = groups.insert(groups.end(), Alike{lossy, {}, {}, {model.metadata().tasks, truth}});
        group->places.push_back(place);
        group->trials.push_back(std::make_unique<CodecTrial>(model, cut, codecs[place]));
    }
    return groups;
}

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
    std::atomic<std::int64_t> tailRuns{0};

    PieceOutputs fromHead(const Picture &picture, int worker)
    {
        ++headRuns;
        return heads[static_cast<std::size_t>(worker)]->run(inputs.of(picture), OutputForm::Returned);
    }

    std::vector<TensorValue> answers(PieceOutputs &&fromHead, const std::vector<TensorValue> &crossing, int worker)
    {
        std::vector<TensorValue> all(model->metadata().tasks.size());
        for (auto &[task, answer] : fromHead.tasks)
            all[static_cast<std::size_t>(task)] = std::move(answer);
        ++tailRuns;
        auto fromTail = tails[static_cast<std::size_t>(worker)]->run(crossing, OutputForm::Returned);
        for (auto &[task, answer] : fromTail.tasks)
            all[static_cast<std::size_t>(task)] = std::move(answer);
        return all;
    }

    /// One frame through all codecs of a group, and one answer to it.
    void pass(Alike &group, const StudyFrame &frame, const PieceOutputs &fromHead, int worker,
        const std::function<void()> &goOn)
    {
        bool answered = false;
        for (auto &trial : group.trials) {
            goOn();
            if (trial->impossible())
                continue;
            if (const auto picture = trial->throughPicture(frame.picture)) {
                if (answered)
                    continue;
                auto head = this->fromHead(*picture, worker);
                const auto crossing = head.crossing;
                group.comparison.add(answers(std::move(head), crossing, worker), frame);
                answered = true;
            } else if (const auto crossing = trial->throughCodec(fromHead.crossing); crossing && !answered) {
                group.comparison.add(answers(PieceOutputs{{}, fromHead.tasks}, *crossing, worker), frame);
                answered = true;
            }
        }
    }
};

CutStudy::CutStudy(
    std::shared_ptr<const Model> model, const FrameInputs &inputs, const StudyFrames &frames, Cut cut, int workers)
    : m_data(new Data{std::move(model), inputs, frames, std::move(cut), workers, {}, {}, {}, {}})
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

std::int64_t CutStudy::tailRuns() const { return m_data->tailRuns; }

std::vector<StudyEntry> CutStudy::run(
    const std::vector<ReadyCodec> &codecs, std::uint64_t seed, const std::function<bool()> &tick)
{
    auto &d = *m_data;
    const auto &graph = d.model->graph();
    auto groups = grouped(*d.model, d.cut, codecs, d.frames.truth);
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
        inParallel(d.workers, groups.size(), [&](int worker, std::size_t which) {
            for (std::size_t i = 0; i < count; ++i)
                d.pass(groups[which], d.frames.frames[start + i], fromHead[i], worker, goOn);
        });
    }
    std::vector<StudyEntry> entries(codecs.size());
    inParallel(d.workers, groups.size(), [&](int, std::size_t which) {
        const auto &group = groups[which];
        const auto findings = group.comparison.findings(seed);
        for (std::size_t i = 0; i < group.trials.size(); ++i)
            entries[group.places[i]] = group.trials[i]->entry(group.comparison.frames(), findings);
    });
    return entries;
}

} // namespace splitscope
