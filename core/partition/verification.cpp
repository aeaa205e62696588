// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/verification.h"

#include "core/graph/error.h"
#include "core/model/tensor_conversion.h"
#include "core/partition/halves.h"
#include "core/partition/piece_graph.h"
#include "core/partition/tolerance.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>
#include <random>
#include <type_traits>

namespace splitscope {

namespace {

constexpr int minTimedRounds = 7;
constexpr int maxTimedRounds = 25;
constexpr double timingBudgetMs = 300.0;  ///< no further round after this
using Outputs = std::vector<TensorValue>; ///< by task

double elapsedMs(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values)
{
    if (values.empty())
        return 0.0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

bool sameBits(const TensorValue &a, const TensorValue &b)
{
    return a.info.shape == b.info.shape && a.info.dtype == b.info.dtype && *a.data == *b.data;
}

class Verifier {
public:
    Verifier(std::shared_ptr<const Model> model, const VerificationOptions &options)
        : m_model(std::move(model))
        , m_options(options)
        , m_wholeFast(Executable::build(m_model, Cut::device(m_model->graph()), Piece::Whole, ExecutionMode::Fast))
    {
        m_inputs = m_options.inputs;
        for (const auto seed : {101, 102}) {
            if (m_options.inputs.empty())
                m_inputs.push_back(m_model->sampleInputs(m_options.seed * 1000 + static_cast<std::uint64_t>(seed)));
        }
        for (const auto &input : m_inputs) {
            const auto byOutput = m_model->runOriginal(input);
            Outputs byTask;
            for (std::size_t task = 0; task < m_model->metadata().tasks.size(); ++task)
                byTask.push_back(byOutput.at(static_cast<std::size_t>(m_model->outputOfTask(static_cast<int>(task)))));
            m_wanted.push_back(byTask);
        }
        const auto chosen =
            outputsChosenByValue(*buildPieceGraph(*m_model, Cut::device(m_model->graph()), Piece::Whole).graph);
        for (std::size_t task = 0; task < m_model->metadata().tasks.size(); ++task)
            m_chosenByValue.push_back(
                chosen.at(static_cast<std::size_t>(m_model->outputOfTask(static_cast<int>(task)))));
        if (m_options.fast)
            orStop(0, [&] { m_wholeFast->chooseFastest({{}, m_options.cancelled}); });
    }

    VerificationReport run()
    {
        VerificationReport report;
        report.repeatable = m_model->repeatable();
        report.lossless = lossless();
        report.specialisedEqualsOriginal = specialisedEqualsOriginal();
        const auto cuts = chosenCuts();
        std::vector<double> overheads;
        std::vector<double> wholes;
        report.bitExact = true;
        for (const auto &cut : cuts) {
            const auto result = orStop(report.cuts.size(), [&] { return verify(cut); });
            report.bitExact = report.bitExact && result.bitExact;
            report.maxAbsDiff = std::max(report.maxAbsDiff, result.maxAbsDiff);
            report.maxRelDiffFast = std::max(report.maxRelDiffFast, result.maxRelDiffFast);
            report.withinLimit = report.withinLimit && result.withinLimit;
            if (result.agreement)
                report.agreement = std::min(*result.agreement, report.agreement.value_or(1.0));
            overheads.push_back(result.overhead());
            wholes.push_back(result.wholeMs);
            report.worstOverhead = std::max(report.worstOverhead, result.overhead());
            report.cuts.push_back(result);
            if (m_options.progress
                && !m_options.progress(static_cast<int>(report.cuts.size()), static_cast<int>(cuts.size())))
                stop(report.cuts.size());
        }
        report.medianOverhead = median(overheads);
        report.wholeMs = median(wholes);
        return report;
    }

private:
    bool lossless() const { return !m_options.codec || m_options.codec->lossless; }

    bool specialisedEqualsOriginal() const
    {
        const auto whole =
            Executable::build(m_model, Cut::device(m_model->graph()), Piece::Whole, ExecutionMode::Reference);
        for (std::size_t i = 0; i < m_inputs.size(); ++i) {
            for (const auto &[task, output] : whole->run(m_inputs[i], OutputForm::Full).tasks) {
                if (!sameBits(output, m_wanted[i][static_cast<std::size_t>(task)]))
                    return false;
            }
        }
        return true;
    }

    std::vector<Cut> chosenCuts() const
    {
        auto cuts = verificationCuts(m_model->graph(), m_options.seed);
        if (m_options.codec && m_options.codec->fits)
            cuts.erase(std::remove_if(cuts.begin(), cuts.end(), std::not_fn(m_options.codec->fits)), cuts.end());
        if (cuts.empty())
            throw Failure(
                ErrorCode::InvalidArgument, {{"what", "The codec"}, {"why", "it fits none of the model's cuts."}});
        if (!m_options.sample || static_cast<std::size_t>(*m_options.sample) >= cuts.size())
            return cuts;
        std::mt19937_64 random(m_options.seed);
        for (std::size_t i = cuts.size() - 1; i > 0; --i)
            std::swap(cuts[i], cuts[random() % (i + 1)]);
        cuts.resize(static_cast<std::size_t>(*m_options.sample));
        return cuts;
    }

    [[noreturn]] void stop(std::size_t done) const
    {
        throw Failure(ErrorCode::Cancelled,
            {{"what", "Verifying " + m_model->path().string() + " after " + std::to_string(done) + " cuts"}});
    }

    /// Calls `work`; where that was cancelled, says what was being done and how far it got.
    template <typename Work>
    std::invoke_result_t<Work> orStop(std::size_t done, const Work &work) const
    {
        try {
            return work();
        } catch (const Failure &failure) {
            if (failure.error().code == ErrorCode::Cancelled)
                stop(done);
            throw;
        }
    }

    void checkCancelled() const
    {
        if (m_options.cancelled && m_options.cancelled())
            throw Failure(ErrorCode::Cancelled, {{"what", "Verifying a cut"}});
    }

    CutVerification verify(const Cut &cut)
    {
        CutVerification result;
        result.cut = cut.text(m_model->graph());
        result.crossingBytes = splitscope::crossingBytes(m_model->graph(), cut);
        result.bitExact = true;
        const auto crossing = m_options.codec ? m_options.codec->crossing(cut) : Crossing{};
        const Halves reference(m_model, cut, ExecutionMode::Reference, crossing);
        for (std::size_t i = 0; i < m_inputs.size(); ++i) {
            checkCancelled();
            const auto outputs = reference.run(m_inputs[i], OutputForm::Full);
            for (std::size_t task = 0; task < outputs.size(); ++task) {
                result.bitExact = result.bitExact && sameBits(outputs[task], m_wanted[i][task]);
                result.maxAbsDiff = std::max(
                    result.maxAbsDiff, absoluteDifference(toTensor(outputs[task]), toTensor(m_wanted[i][task])));
            }
            if (m_options.codec && m_options.codec->judge)
                m_options.codec->judge(outputs, m_wanted[i]);
        }
        if (m_options.fast)
            verifyFast(cut, crossing, result);
        return result;
    }

    void verifyFast(const Cut &cut, const Crossing &crossing, CutVerification &result)
    {
        Halves halves(m_model, cut, ExecutionMode::Fast, crossing);
        halves.chooseFastest({{}, m_options.cancelled});
        for (std::size_t i = 0; lossless() && i < m_inputs.size(); ++i) {
            const auto outputs = halves.run(m_inputs[i], OutputForm::Full);
            for (std::size_t task = 0; task < outputs.size(); ++task)
                judgeFast(toTensor(outputs[task]), toTensor(m_wanted[i][task]), m_chosenByValue[task], result);
        }
        time(halves, crossing, result);
    }

    static void judgeFast(
        const at::Tensor &output, const at::Tensor &wanted, bool chosenByValue, CutVerification &result)
    {
        if (chosenByValue || isChoice(wanted.scalar_type())) {
            result.agreement = std::min(agreement(output, wanted), result.agreement.value_or(1.0));
            return;
        }
        const auto difference = relativeDifference(output, wanted);
        result.maxRelDiffFast = std::max(result.maxRelDiffFast, difference);
        result.withinLimit = result.withinLimit && difference <= fastTolerance(wanted.scalar_type());
    }

    /// Whole, head and tail in turn and the shortest of each, so that a machine that is busy at times disturbs little.
    void time(const Halves &fast, const Crossing &crossing, CutVerification &result) const
    {
        constexpr double never = std::numeric_limits<double>::infinity();
        result.wholeMs = never;
        result.headMs = never;
        result.tailMs = fast.tail() ? never : 0.0;
        const auto first = std::chrono::steady_clock::now();
        for (int i = 0; i < maxTimedRounds && (i < minTimedRounds || elapsedMs(first) < timingBudgetMs); ++i) {
            checkCancelled();
            auto start = std::chrono::steady_clock::now();
            m_wholeFast->run(m_inputs[0], OutputForm::Full);
            result.wholeMs = std::min(result.wholeMs, elapsedMs(start));
            start = std::chrono::steady_clock::now();
            auto crossed = fast.head().run(m_inputs[0], OutputForm::Full).crossing;
            result.headMs = std::min(result.headMs, elapsedMs(start));
            if (!fast.tail())
                continue;
            if (crossing)
                crossed = crossing(crossed);
            start = std::chrono::steady_clock::now();
            fast.tail()->run(crossed, OutputForm::Full);
            result.tailMs = std::min(result.tailMs, elapsedMs(start));
        }
    }

    std::shared_ptr<const Model> m_model;
    const VerificationOptions &m_options;
    std::shared_ptr<Executable> m_wholeFast;
    std::vector<std::vector<TensorValue>> m_inputs;
    std::vector<Outputs> m_wanted;
    std::vector<bool> m_chosenByValue; ///< by task
};

} // namespace

bool VerificationReport::passed() const
{
    return !repeatable || !lossless || (bitExact && specialisedEqualsOriginal && withinLimit);
}

VerificationReport verifyCuts(std::shared_ptr<const Model> model, const VerificationOptions &options)
{
    return Verifier(std::move(model), options).run();
}

} // namespace splitscope
