// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_frames.h"

#include "core/evaluation/task_output.h"
#include "core/graph/error.h"
#include "core/partition/executable.h"
#include "core/study/frame_supply.h"
#include "core/study/in_parallel.h"

#include <algorithm>
#include <mutex>

namespace splitscope {

StudyFrames gatherFrames(const std::shared_ptr<const Model> &model, const FrameInputs &inputs,
    const std::string &source, int count, std::uint64_t seed, int workers, const std::function<bool(int, int)> &tick)
{
    StudyFrames result;
    const auto &tasks = model->metadata().tasks;
    FrameSupply supply(source, {count, seed, {}, 0, inputs.width(), inputs.height()});
    if (supply.seeds().empty()) {
        while (auto picture = supply.next())
            result.frames.push_back({std::move(*picture), {}, {}});
    } else {
        result.truth = std::any_of(tasks.begin(), tasks.end(), scenesHaveTruthFor);
        result.frames.resize(supply.seeds().size());
    }
    if (result.frames.empty())
        throw Failure(ErrorCode::SourceEmpty, {{"source", source}});

    std::vector<std::shared_ptr<Executable>> wholes;
    for (int worker = 0; worker < workers; ++worker) {
        wholes.push_back(Executable::build(model, Cut::device(model->graph()), Piece::Whole, ExecutionMode::Fast));
        wholes.back()->chooseFastest();
    }
    std::mutex mutex;
    int done = 0;
    inParallel(workers, result.frames.size(), [&](int worker, std::size_t index) {
        auto &frame = result.frames[index];
        if (!supply.seeds().empty()) {
            auto scene = SceneCamera(supply.seeds()[index], inputs.width(), inputs.height()).render();
            frame.picture = std::move(scene.picture);
            if (result.truth)
                frame.truth = std::move(scene.truth);
        }
        frame.whole.resize(tasks.size());
        auto answers = wholes[static_cast<std::size_t>(worker)]->run(inputs.of(frame.picture), OutputForm::Returned);
        for (const auto &[task, answer] : answers.tasks) {
            const auto index = static_cast<std::size_t>(task);
            frame.whole[index] = taskOutputOf(tasks[index], answer);
        }
        const std::lock_guard lock(mutex);
        if (tick && !tick(++done, static_cast<int>(result.frames.size())))
            throw Failure(ErrorCode::Cancelled, {{"what", "Gathering frames"}});
    });
    return result;
}

} // namespace splitscope
