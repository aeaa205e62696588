// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/profiler.h"

#include "core/graph/error.h"
#include "core/graph/plan_key.h"
#include "core/model/tensor_conversion.h"
#include "core/partition/halves.h"
#include "core/profile/anchor_cuts.h"
#include "core/profile/cpu_name.h"
#include "core/profile/layer_runner.h"
#include "core/profile/profile_cache.h"
#include "core/profile/share_fit.h"
#include "core/profile/stopwatch.h"

#include <ATen/Parallel.h>
#include <torch/version.h>

#include <algorithm>
#include <chrono>
#include <ctime>

namespace splitscope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int warmUpRounds = 2;
constexpr int fewestRounds = 5; ///< of all layers
constexpr int mostRounds = 40;
constexpr int mostAnchors = 15;      ///< cuts whose halves are measured
constexpr int anchorRounds = 9;      ///< of the whole, the head and the tail
constexpr double anchorsPart = 0.85; ///< of the time; the rest is for rounds of layers
constexpr int choiceSteps = 4;       ///< of progress, for choosing the whole's execution; one round of layers is 1
constexpr int anchorSteps = 8;

double wallMs(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

template <typename Work>
double timed(const Work &work)
{
    const Stopwatch watch;
    work();
    return watch.elapsedMs();
}

std::string utcNow()
{
    const auto now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

class Profiler {
public:
    Profiler(std::shared_ptr<const Model> model, const ProfileOptions &options)
        : m_model(std::move(model))
        , m_options(options)
        , m_start(Clock::now())
        , m_inputs(m_model->sampleInputs(3))
        , m_layers(m_model)
        , m_layerMs(static_cast<std::size_t>(m_model->graph().size()))
    {
    }

    LayerProfile measure()
    {
        for (int i = 0; i < warmUpRounds; ++i) {
            runLayers();
            advance(1);
        }
        for (auto &runs : m_layerMs)
            runs.clear();
        const auto choiceStart = Clock::now();
        m_whole = Executable::build(m_model, Cut::device(m_model->graph()), Piece::Whole, ExecutionMode::Fast);
        m_whole->chooseFastest();
        m_choiceMs = wallMs(choiceStart);
        advance(choiceSteps);
        const auto roundsStart = Clock::now();
        measureRounds(fewestRounds);
        const auto roundMs = wallMs(roundsStart) / fewestRounds;
        measureAnchors();
        const auto affordable = static_cast<int>(std::min(leftMs() / roundMs, static_cast<double>(mostRounds)));
        const auto rounds = std::clamp(affordable, 0, mostRounds - fewestRounds);
        m_all = m_done + rounds + 1;
        measureRounds(rounds);
        auto profile = result();
        advance(1);
        return profile;
    }

private:
    double leftMs() const { return m_options.seconds * 1000.0 - wallMs(m_start); }

    void advance(int steps)
    {
        m_done += steps;
        m_all = std::max(m_all, m_done);
        if (m_options.progress && !m_options.progress(m_done, m_all))
            throw Failure(ErrorCode::Cancelled, {{"what", "Profiling " + m_model->name()}});
    }

    void runLayers()
    {
        std::vector<at::Tensor> tensors;
        for (const auto &input : m_inputs)
            tensors.push_back(toTensor(input).clone()); // the model may write to it
        const auto times = m_layers.run(tensors);
        for (std::size_t i = 0; i < times.size(); ++i)
            m_layerMs[i].push_back(times[i]);
    }

    double runWhole()
    {
        return timed([&] { m_whole->run(m_inputs, OutputForm::Full); });
    }

    void measureRounds(int rounds)
    {
        for (int i = 0; i < rounds; ++i) {
            runLayers();
            m_wholeMs.push_back(runWhole());
            advance(1);
        }
    }

    /// How many of `cuts` there is time for if each takes `anchorMs`.
    int affordable(std::size_t cuts, double anchorMs) const
    {
        const auto reserve = (1.0 - anchorsPart) * m_options.seconds * 1000.0;
        return static_cast<int>(std::clamp((leftMs() - reserve) / anchorMs, 0.0, static_cast<double>(cuts)));
    }

    void measureAnchors()
    {
        const auto cuts = anchorCuts(m_model->graph(), medianLayerMs(), mostAnchors);
        auto anchorMs = m_choiceMs; // what choosing for the whole took is a fair guess for two halves
        for (std::size_t i = 0; i < cuts.size(); ++i) {
            const auto coming = std::max(affordable(cuts.size() - i, anchorMs), i == 0 ? 1 : 0);
            m_all = m_done + anchorSteps * coming + mostRounds - fewestRounds;
            if (coming == 0)
                break;
            const auto start = Clock::now();
            measureHalves(cuts[i]);
            anchorMs = std::max(i == 0 ? 0.0 : anchorMs, wallMs(start));
            advance(anchorSteps);
        }
    }

    /// Each half as a part of the whole that ran just before it, so that the machine's pace at that time cancels out.
    void measureHalves(const Cut &cut)
    {
        Halves halves(m_model, cut, ExecutionMode::Fast);
        halves.chooseFastest();
        std::vector<double> heads;
        std::vector<double> tails;
        for (int i = 0; i < warmUpRounds + anchorRounds; ++i) {
            const auto whole = runWhole();
            PieceOutputs outputs;
            const auto head = timed([&] { outputs = halves.head().run(m_inputs, OutputForm::Full); });
            const auto tail = timed([&] { halves.tail()->run(outputs.crossing, OutputForm::Full); });
            if (i < warmUpRounds)
                continue;
            m_wholeMs.push_back(whole);
            heads.push_back(head / whole);
            tails.push_back(tail / whole);
        }
        m_halves.push_back({cut, timingOf(heads).medianMs, timingOf(tails).medianMs});
    }

    std::vector<double> medianLayerMs() const
    {
        std::vector<double> medians;
        for (const auto &runs : m_layerMs)
            medians.push_back(timingOf(runs).medianMs);
        return medians;
    }

    LayerProfile result()
    {
        LayerProfile profile;
        profile.key = profileKey(*m_model);
        for (const auto &runs : m_layerMs)
            profile.layers.push_back(timingOf(runs));
        profile.whole = timingOf(m_wholeMs);
        for (auto &half : m_halves) {
            half.headMs *= profile.whole.medianMs;
            half.tailMs *= profile.whole.medianMs;
            profile.halves.push_back({half.cut.text(m_model->graph()), half.headMs, half.tailMs});
        }
        profile.shareMs = fitShares(medianLayerMs(), profile.whole.medianMs, m_halves);
        profile.execution = m_whole->execution();
        profile.measuredAt = utcNow();
        return profile;
    }

    std::shared_ptr<const Model> m_model;
    const ProfileOptions &m_options;
    Clock::time_point m_start;
    std::vector<TensorValue> m_inputs;
    LayerRunner m_layers;
    std::shared_ptr<Executable> m_whole;
    std::vector<std::vector<double>> m_layerMs; ///< by layer, one for each round
    std::vector<double> m_wholeMs;
    std::vector<MeasuredHalves> m_halves; ///< as parts of the whole
    double m_choiceMs = 0.0;              ///< choosing the whole's execution, by the wall clock
    int m_done = 0;
    int m_all = warmUpRounds + choiceSteps + mostRounds + anchorSteps * mostAnchors;
};

} // namespace

ProfileKey profileKey(const Model &model, int threads)
{
    std::vector<TensorInfo> inputs;
    for (const auto &input : model.graph().inputs())
        inputs.push_back(input.info);
    return {model.hash(), inputSignature(inputs), model.operatingPoint().id, cpuName(),
        threads > 0 ? threads : at::get_num_threads(), TORCH_VERSION};
}

LayerProfile profileModel(std::shared_ptr<const Model> model, const ProfileOptions &options)
{
    if (options.threads > 0)
        setComputeThreads(options.threads);
    const auto cache = options.cacheFolder ? ProfileCache(*options.cacheFolder) : ProfileCache();
    if (!options.fresh) {
        if (auto known = cache.find(profileKey(*model), model->graph()))
            return std::move(*known);
    }
    auto profile = Profiler(model, options).measure();
    try {
        cache.store(profile, model->graph());
    } catch (const Failure &) {
        // A full or read-only cache only means measuring again next time.
    }
    return profile;
}

} // namespace splitscope
