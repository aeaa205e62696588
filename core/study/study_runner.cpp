// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_runner.h"

#include "core/evaluation/scene_evaluator.h"
#include "core/graph/error.h"
#include "core/profile/cpu_name.h"
#include "core/study/calibration.h"
#include "core/study/cut_study.h"
#include "core/study/study_cuts.h"
#include "core/study/study_store.h"

#include <algorithm>
#include <mutex>
#include <set>

namespace splitscope {

namespace {

/// A calibration frame takes about as long as a few codecs on one.
constexpr std::int64_t stepsOfCalibrationFrame = 4;

class Runner {
public:
    Runner(const std::shared_ptr<const Model> &model, const StudyOptions &options)
        : m_model(model)
        , m_options(options)
        , m_inputs(model)
        , m_cuts(options.cuts > 0 ? studyCuts(model->graph(), options.cuts) : std::vector<Cut>{})
    {
        for (const auto &cut : options.also) {
            if (std::find(m_cuts.begin(), m_cuts.end(), cut) == m_cuts.end())
                m_cuts.push_back(cut);
        }
        std::stable_sort(m_cuts.begin(), m_cuts.end(),
            [&](const Cut &a, const Cut &b) { return deviceMacs(model->graph(), a) < deviceMacs(model->graph(), b); });
        m_all = options.frames + stepsOfCalibrationFrame * options.calibrationFrames;
        for (const auto &cut : m_cuts)
            m_all += stepsAt(cut);
    }

    Study run()
    {
        const auto &graph = m_model->graph();
        m_frames = gatherFrames(m_model, m_inputs, m_options.source, m_options.frames, m_options.seed,
            m_options.workers, [this](int, int) { return step("Gathering frames"); });
        const auto calibration = calibrated();
        Study study;
        study.key = {m_model->hash(), m_model->operatingPoint().id, m_options.source,
            static_cast<int>(m_frames.frames.size()), m_options.seed, calibration.source, calibration.frames};
        study.modelName = m_model->name();
        study.cpu = cpuName();
        study.layers = graph.size();
        study.totalMacs = graph.totalMacs();
        study.accuracy = accuracyOfWhole();
        addSpectra(calibration, study);
        const StudyStore store(m_options.folder / "cuts", study.key);
        for (const auto &cut : m_cuts)
            study.cuts.push_back(studied(cut, calibration, store));
        return study;
    }

private:
    bool step(const std::string &note, std::int64_t steps = 1)
    {
        const std::lock_guard lock(m_mutex);
        m_done += steps;
        return !m_options.progress || m_options.progress(m_done, m_all, note);
    }

    /// Frames times codecs; pictures are sent at `edge` alone.
    std::int64_t stepsAt(const Cut &cut) const
    {
        const auto fits = [&](const StudyCodec &codec) { return cut.isEdge() || !codec.isPicture(); };
        return std::count_if(m_options.codecs.begin(), m_options.codecs.end(), fits) * m_options.frames;
    }

    std::vector<TensorRef> crossingAnywhere() const
    {
        std::set<TensorRef> tensors;
        for (const auto &cut : m_cuts) {
            for (const auto &tensor : crossingTensors(m_model->graph(), cut))
                tensors.insert(tensor);
        }
        return {tensors.begin(), tensors.end()};
    }

    Calibration calibrated()
    {
        TensorCalibrationOptions options;
        options.frames = m_options.calibrationFrames;
        options.seed = m_options.seed;
        const bool scenes = m_options.source.starts_with("scenes");
        if (!m_options.calibrationSource.empty())
            options.source = m_options.calibrationSource;
        else if (!scenes)
            options.source = m_options.source;
        options.avoided = m_options.source;
        if (options.source == m_options.source)
            options.skipped = static_cast<int>(m_frames.frames.size());
        options.progress = [this](int, int) { return step("Calibrating", stepsOfCalibrationFrame); };
        return calibrate(m_model, crossingAnywhere(), options);
    }

    TaskMetrics accuracyOfWhole() const
    {
        if (!m_frames.truth)
            return {};
        SceneEvaluator evaluator(m_model->metadata().tasks);
        for (const auto &frame : m_frames.frames)
            evaluator.addOutputs(frame.whole, *frame.truth);
        return evaluator.result(m_options.seed);
    }

    void addSpectra(const Calibration &calibration, Study &study) const
    {
        const auto &graph = m_model->graph();
        for (const auto &tensor : crossingAnywhere()) {
            const auto known = calibration.tensors.find(graph.tensorName(tensor));
            if (known == calibration.tensors.end())
                continue;
            const auto macs =
                tensor.layer == TensorRef::input ? 0 : deviceMacs(graph, Cut::upTo(graph, {tensor.layer}));
            study.spectra.push_back({known->first, known->second.channels, known->second.explained(), macs});
        }
        std::stable_sort(study.spectra.begin(), study.spectra.end(),
            [](const StudiedSpectrum &a, const StudiedSpectrum &b) { return a.deviceMacs < b.deviceMacs; });
    }

    /// What the list is at this cut: each once, pictures at `edge` alone. What does not fit comes as an entry that
    /// says why.
    std::vector<ReadyCodec> readyCodecs(
        const Cut &cut, const Calibration &calibration, std::vector<StudyEntry> &refused) const
    {
        std::vector<ReadyCodec> ready;
        std::set<std::string> seen;
        for (const auto &wanted : m_options.codecs) {
            ReadyCodec one{wanted.text(), wanted.at(m_model->graph(), cut), {}};
            if ((wanted.isPicture() && !cut.isEdge()) || !seen.insert(one.codec.text()).second)
                continue;
            try {
                one.constants = constantsOf(calibration, m_model->graph(), cut, one.codec);
                one.codec.constants = one.constants.digest();
                ready.push_back(std::move(one));
            } catch (const Failure &failure) {
                if (failure.code() != ErrorCode::InvalidArgument)
                    throw;
                auto &entry = refused.emplace_back();
                entry.asked = wanted.text();
                entry.codec = one.codec.text();
                entry.impossible = failure.what();
            }
        }
        return ready;
    }

    StudiedCut studied(const Cut &cut, const Calibration &calibration, const StudyStore &store)
    {
        const auto &graph = m_model->graph();
        StudiedCut result{cut.text(graph), cut.deviceLayers(), deviceMacs(graph, cut), crossingBytes(graph, cut), {}};
        std::vector<StudyEntry> refused;
        const auto ready = readyCodecs(cut, calibration, refused);
        auto known = store.load(result.cut);
        const auto find = [&](const ReadyCodec &codec) {
            return std::find_if(known.begin(), known.end(), [&](const StudyEntry &entry) {
                auto text = codec.codec;
                text.constants.clear();
                return entry.codec == text.text() && entry.constants == codec.codec.constants;
            });
        };
        std::vector<ReadyCodec> missing;
        for (const auto &codec : ready) {
            if (find(codec) == known.end())
                missing.push_back(codec);
        }
        const auto before = m_done;
        if (!missing.empty()) {
            CutStudy measurement(m_model, m_inputs, m_frames, cut, m_options.workers);
            auto measured = measurement.run(missing, m_options.seed, [&] { return step("Cut " + result.cut); });
            known.insert(known.end(), measured.begin(), measured.end());
            store.save(result.cut, known);
        }
        const auto steps = stepsAt(cut);
        if (!step("Cut " + result.cut, before + steps - m_done) && &cut != &m_cuts.back())
            throw Failure(ErrorCode::Cancelled, {{"what", "The study"}});
        for (const auto &codec : ready) {
            result.entries.push_back(*find(codec));
            result.entries.back().asked = codec.asked;
        }
        result.entries.insert(result.entries.end(), refused.begin(), refused.end());
        return result;
    }

    std::shared_ptr<const Model> m_model;
    const StudyOptions &m_options;
    FrameInputs m_inputs;
    std::vector<Cut> m_cuts;
    StudyFrames m_frames;
    std::mutex m_mutex; ///< guards m_done
    std::int64_t m_done = 0;
    std::int64_t m_all = 0;
};

} // namespace

Study runStudy(const std::shared_ptr<const Model> &model, const StudyOptions &options)
{
    return Runner(model, options).run();
}

} // namespace splitscope
