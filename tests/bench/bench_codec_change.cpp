// SPDX-License-Identifier: GPL-3.0-or-later
// How long a running session takes to change its codec: from the call that applies another one until the first result
// that was made with it, live from the synthetic camera at 30 frames/s. Goal: within half a second.
// `build/release/bench/bench_codec_change [MODEL.pt [CUT]]`
#include "core/graph/cut.h"
#include "core/model/guarded_open.h"
#include "core/runtime/live_session.h"
#include "core/study/calibration.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

using namespace splitscope;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int changes = 20;
constexpr int framesBetween = 3; ///< with a codec before the next change, so that nothing of the last one is left
constexpr std::chrono::seconds patience(60);

double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

/// What a change sets, and what has to be learned for it while frames run.
using Change = std::function<LiveSettings(int)>;

class Session {
public:
    Session(const std::shared_ptr<const Model> &model, const LiveSettings &settings)
        : m_session(model, openSource("scenes", live()), edge(), settings, {},
            {[this](const FrameResult &result) { take(result); }, {}})
    {
        waitFor(1, framesBetween);
    }

    /// Milliseconds; the session then has the codec since some frames.
    double change(const Change &to, int number)
    {
        const auto start = Clock::now();
        const auto generation = m_session.apply(to(number));
        const double took = milliseconds(waitFor(generation, 1) - start);
        waitFor(generation, framesBetween);
        return took;
    }

    void change(const LiveSettings &settings) { waitFor(m_session.apply(settings), framesBetween); }

    std::uint64_t fallbacks() const { return m_session.status().fallbacks; }

private:
    static SourceOptions live()
    {
        SourceOptions options;
        options.live = true;
        return options;
    }

    static EdgeTarget edge()
    {
        EdgeTarget target;
        target.program = programDirectory().parent_path() / "bin" / "splitscope-edge";
        return target;
    }

    void take(const FrameResult &result)
    {
        const std::lock_guard lock(m_mutex);
        if (result.settingsGeneration != m_generation)
            m_frames = 0;
        m_generation = result.settingsGeneration;
        if (++m_frames == 1)
            m_first = Clock::now();
        m_changed.notify_all();
    }

    /// When the first result of these settings came, once so many are there.
    Clock::time_point waitFor(std::uint64_t generation, int frames)
    {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait_for(lock, patience, [&] { return m_generation == generation && m_frames >= frames; })) {
            std::fprintf(stderr, "no frame in %d s\n", static_cast<int>(patience.count()));
            std::exit(1);
        }
        return m_first;
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::uint64_t m_generation = 0;
    int m_frames = 0; ///< of that generation
    Clock::time_point m_first;
    LiveSession m_session; // last: its threads use the others
};

/// The codecs that are tried at one cut over one link.
class Changes {
public:
    Changes(std::shared_ptr<const Model> model, Cut cut, const LinkSpec &link)
        : m_model(std::move(model))
        , m_cut(std::move(cut))
        , m_kept(learned(1))
    {
        m_plain.cut = m_cut.text(m_model->graph());
        m_plain.link = link;
        for (int i = 0; i < changes; ++i)
            m_others.push_back(learned(static_cast<std::uint64_t>(i) + 2, 4));
    }

    const LiveSettings &plain() const { return m_plain; }

    LiveSettings with(const std::string &codec) const
    {
        auto settings = m_plain;
        settings.codec = codec;
        return settings;
    }

    /// A codec that was set before. \param codec without calibration
    Change again(const std::string &codec) const
    {
        return [this, codec](int) { return with(codec); };
    }

    Change newBits() const
    {
        return [this](int i) {
            const bool perTensor = i >= 16;
            return with("bits:" + std::to_string(i % 16 + 1) + (perTensor ? "/tensor" : ""));
        };
    }

    Change componentsAgain() const
    {
        return [this](int) { return with("pca:4/8", m_kept); };
    }

    Change newComponents() const
    {
        return [this](int i) {
            return with("pca:" + std::to_string(i % 4 + 1) + "/" + std::to_string(i / 4 + 3), m_kept);
        };
    }

    Change newConstants() const
    {
        return [this](int i) { return with("pca:4/8", m_others[static_cast<std::size_t>(i)]); };
    }

    Change learnedMeanwhile() const
    {
        return [this](int i) { return with("pca:4/8", learned(static_cast<std::uint64_t>(i) + 100)); };
    }

private:
    Calibration learned(std::uint64_t seed, int frames = TensorCalibrationOptions{}.frames) const
    {
        TensorCalibrationOptions options;
        options.seed = seed;
        options.frames = frames;
        return calibrate(m_model, crossingTensors(m_model->graph(), m_cut), options);
    }

    LiveSettings with(const std::string &codec, const Calibration &calibration) const
    {
        auto settings = with(codec);
        settings.constants = std::make_shared<const CodecConstants>(
            constantsOf(calibration, m_model->graph(), m_cut, codecFromText(codec)));
        return settings;
    }

    std::shared_ptr<const Model> m_model;
    Cut m_cut;
    LiveSettings m_plain;
    Calibration m_kept;
    std::vector<Calibration> m_others;
};

struct Figure {
    double median = 0.0;
    double worst = 0.0;
};

Figure measure(Session &session, const LiveSettings &between, const Change &to)
{
    std::vector<double> times;
    for (int i = 0; i < changes; ++i) {
        times.push_back(session.change(to, i));
        session.change(between);
    }
    std::sort(times.begin(), times.end());
    return {times[times.size() / 2], times.back()};
}

void measureLink(const std::shared_ptr<const Model> &model, const Cut &cut, const LinkSpec &link)
{
    const Changes list(model, cut, link);
    const struct {
        const char *what;
        Change change;
    } rows[] = {
        {"fp16, set before", list.again("fp16")},
        {"bits:8, set before", list.again("bits:8")},
        {"bits:5+zstd, set before", list.again("bits:5+zstd")},
        {"bits:1 to bits:16 and bits:1/tensor to bits:4/tensor, each new", list.newBits()},
        {"pca:4/8, calibration kept, set before", list.componentsAgain()},
        {"pca:1/3 to pca:4/7, calibration kept, each new", list.newComponents()},
        {"pca:4/8, another calibration each time", list.newConstants()},
        {"pca:4/8, learned of 32 scenes between call and result", list.learnedMeanwhile()},
    };
    std::printf("link %s; ms from the call to the first result, median and worst of %d changes\n",
        link.shaped ? link.text().c_str() : "none", changes);
    Session session(model, list.plain());
    for (const auto &[what, change] : rows) {
        const auto figure = measure(session, list.plain(), change);
        std::printf("  %-64s %7.1f %7.1f%s\n", what, figure.median, figure.worst,
            figure.worst > 500.0 ? "  over half a second" : "");
        std::fflush(stdout);
    }
    std::printf(
        "  frames that fell back on the device: %llu\n\n", static_cast<unsigned long long>(session.fallbacks()));
}

} // namespace

int main(int argc, char **argv)
{
    const std::string file = argc > 1 ? argv[1] : SPLITSCOPE_SOURCE_DIR "/sample_models/scenes/scenes.pt";
    const std::string name = argc > 2 ? argv[2] : "encoder.bottleneck.conv:conv2d";
    setComputeThreads(1);
    const auto model = Model::open(file);
    const auto cut = Cut::fromText(model->graph(), name);
    std::printf("%u cores; build/release/bench/bench_codec_change; cut %s, 1 thread for each half\n\n",
        std::thread::hardware_concurrency(), name.c_str());
    measureLink(model, cut, {});
    measureLink(model, cut, LinkSpec::fromText("10Mbps/20ms"));
    return 0;
}
