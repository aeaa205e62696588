// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/execution_choice.h"

#include "core/graph/error.h"
#include "core/partition/tolerance.h"

#include <ATen/Parallel.h>

#include <time.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace splitscope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int maxRounds = 12;
constexpr int minRounds = 4;
constexpr double budgetMs = 1200.0; ///< no further round after this

struct Candidate {
    std::shared_ptr<const Execution> execution; ///< null once it has left the race: its weights need not stay
    Execution::Kind kind;
    double bestMs = std::numeric_limits<double>::infinity();
};

/// With one compute thread its own CPU time, which a busy machine stretches less than the clock on the wall.
double nowMs()
{
    timespec time{};
    clock_gettime(at::get_num_threads() == 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// How far behind the best a candidate may be and stay in the race: at first the machine may have stumbled.
double patience(int round) { return round < minRounds ? 1.5 : 1.15; }

class Search {
public:
    explicit Search(const ChoiceTask &task)
        : m_task(task)
    {
        for (const auto &sample : task.samples)
            m_wanted.push_back(clones(task.reference->run(sample())));
        m_candidates.push_back({task.reference, Execution::Kind::Reference});
    }

    Choice run()
    {
        for (const auto kind : m_task.kinds)
            tryKind(kind);
        race();
        return result();
    }

private:
    static std::vector<at::Tensor> clones(const std::vector<at::Tensor> &tensors)
    {
        std::vector<at::Tensor> copies;
        for (const auto &tensor : tensors)
            copies.push_back(tensor.clone());
        return copies;
    }

    void checkCancelled() const
    {
        if (m_task.cancelled && m_task.cancelled())
            throw Failure(ErrorCode::Cancelled, {{"what", "Looking for the quickest execution"}});
    }

    /// One run for each sample; all outputs must agree.
    bool agrees(const Execution &execution) const
    {
        for (std::size_t sample = 0; sample < m_wanted.size(); ++sample) {
            const auto outputs = execution.run(m_task.samples[sample]());
            if (m_task.agreesDownstream && !m_task.agreesDownstream(sample, outputs))
                return false;
            for (std::size_t i = 0; i < outputs.size(); ++i) {
                if (!withinLimit(outputs[i], m_wanted[sample][i], m_task.chosenByValue.at(i),
                        i < m_task.crossing ? 1.0 : checkedShare))
                    return false;
            }
        }
        return true;
    }

    void tryKind(Execution::Kind kind)
    {
        checkCancelled();
        try {
            auto execution = Execution::make(*m_task.graph, kind);
            if (!execution)
                return;
            if (agrees(*execution))
                m_candidates.push_back({std::move(execution), kind});
            else
                m_rejected.push_back({kind, 0.0, false});
        } catch (const Failure &) {
            throw;
        } catch (const std::exception &) {
            m_rejected.push_back({kind, 0.0, false}); // LibTorch could not rewrite or run this graph that way
        }
    }

    void race()
    {
        if (m_candidates.size() < 2)
            return;
        const auto start = Clock::now();
        for (int round = 0; round < maxRounds; ++round) {
            for (auto &candidate : m_candidates) {
                checkCancelled();
                if (candidate.execution)
                    candidate.bestMs = std::min(candidate.bestMs, timedRun(*candidate.execution));
            }
            const auto left = dropLosers(round);
            const double spent = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
            if (left == 1 || (round + 1 >= minRounds && spent > budgetMs))
                break;
        }
    }

    double timedRun(const Execution &execution) const
    {
        const auto inputs = m_task.samples.front()();
        const double start = nowMs();
        execution.run(inputs);
        return nowMs() - start;
    }

    std::ptrdiff_t dropLosers(int round)
    {
        const double best = std::min_element(m_candidates.begin(), m_candidates.end(), quicker)->bestMs;
        for (auto &candidate : m_candidates) {
            if (candidate.bestMs > best * patience(round))
                candidate.execution.reset();
        }
        return std::count_if(m_candidates.begin(), m_candidates.end(),
            [](const Candidate &candidate) { return candidate.execution != nullptr; });
    }

    static bool quicker(const Candidate &a, const Candidate &b) { return a.bestMs < b.bestMs; }

    /// The quickest that still agrees now that it has run often: an execution that spoils its own constants would not.
    Choice result()
    {
        std::stable_sort(m_candidates.begin(), m_candidates.end(), quicker);
        Choice choice;
        for (const auto &candidate : m_candidates) {
            const auto ms = std::isfinite(candidate.bestMs) ? candidate.bestMs : 0.0;
            const bool wanted = !choice.execution && candidate.execution;
            if (wanted && candidate.execution != m_task.reference && !agrees(*candidate.execution)) {
                m_rejected.push_back({candidate.kind, ms, false});
                continue;
            }
            if (wanted)
                choice.execution = candidate.execution;
            choice.tried.push_back({candidate.kind, ms, true});
        }
        if (!choice.execution)
            choice.execution = m_task.reference;
        choice.tried.insert(choice.tried.end(), m_rejected.begin(), m_rejected.end());
        return choice;
    }

    const ChoiceTask &m_task;
    std::vector<std::vector<at::Tensor>> m_wanted; ///< by sample
    std::vector<Candidate> m_candidates;
    std::vector<ChoiceEntry> m_rejected;
};

} // namespace

Choice fastestExecution(const ChoiceTask &task)
{
    const c10::InferenceMode guard;
    return Search(task).run();
}

} // namespace splitscope
