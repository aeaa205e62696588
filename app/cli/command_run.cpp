// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/output_writer.h"
#include "app/cli/prediction.h"
#include "app/cli/run_summary.h"
#include "core/graph/error.h"
#include "core/runtime/live_session.h"

#include <cstdio>
#include <mutex>
#include <thread>

namespace splitscope {

namespace {

struct Arguments {
    ModelArguments model;
    std::string source = "scenes";
    std::uint64_t frames = 100;
    std::string link = "none";
    std::string device = "this";
    std::string edgeDevice = "this";
    std::string edge = "local";
    EdgeTarget target;
    std::string mode = "fast";
    std::string saveOutputs;
    LiveSettings settings;
};

/// What the session's threads report, kept for the main thread.
class Collector {
public:
    explicit Collector(const std::string &saveOutputs)
    {
        if (!saveOutputs.empty())
            m_writer.emplace(saveOutputs);
    }

    void take(const FrameResult &result)
    {
        const std::lock_guard lock(m_mutex);
        m_summary.add(result);
        try {
            if (m_writer && !m_failure)
                m_writer->write(result);
        } catch (const Failure &failure) {
            m_failure = failure.error();
        }
    }

    void take(const LiveStatus &status)
    {
        const std::lock_guard lock(m_mutex);
        const auto &error = status.edgeError ? status.edgeError
            : status.sourceError             ? status.sourceError
                                             : status.runError;
        if (error && error != m_lastSaid)
            std::fprintf(stderr, "%s\n", error->sentence().c_str());
        m_lastSaid = error;
    }

    std::size_t frames()
    {
        const std::lock_guard lock(m_mutex);
        return m_summary.frames();
    }

    std::optional<Error> failure()
    {
        const std::lock_guard lock(m_mutex);
        return m_failure;
    }

    const RunSummary &summary() const { return m_summary; } ///< once the session is gone

private:
    std::mutex m_mutex;
    RunSummary m_summary;
    std::optional<OutputWriter> m_writer;
    std::optional<Error> m_failure;
    std::optional<Error> m_lastSaid;
};

void checkDevice(const char *option, const std::string &name)
{
    if (name != "this")
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", std::string(option) + " " + name},
                {"why", "only 'this', the machine itself, can be run so far."}});
}

/// Until the session is done, Ctrl+C or a failure to save.
void waitForEnd(const LiveSession &session, Collector &collector, std::uint64_t frames)
{
    ProgressLine progress("Running");
    while (!interrupted() && !collector.failure()) {
        const auto status = session.status();
        if (status.finished || status.runError)
            return;
        progress.show(static_cast<std::int64_t>(collector.frames()), static_cast<std::int64_t>(frames));
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

int run(const CommonOptions &common, const Arguments &arguments)
{
    auto settings = arguments.settings;
    settings.link = LinkSpec::fromText(arguments.link);
    settings.mode = executionModeFromName(arguments.mode);
    checkCodec(settings.codec);
    checkDevice("--device", arguments.device);
    checkDevice("--edge-device", arguments.edgeDevice);
    auto target = arguments.target;
    target.address = arguments.edge == "local" ? "" : arguments.edge;
    target.opLibraries.assign(arguments.model.opLibraries.begin(), arguments.model.opLibraries.end());
    const auto model = arguments.model.open();

    LiveSession::Options options;
    const auto threads = common.threadCount();
    const bool local = target.address.empty();
    options.edgeThreads = local ? std::max(1, threads / 2) : 1;
    options.deviceThreads = local ? std::max(1, threads - threads / 2) : threads;
    options.frameLimit = arguments.frames;
    options.dropWhenBusy = false;
    setComputeThreads(options.deviceThreads);

    Collector collector(arguments.saveOutputs);
    LiveStatus status;
    {
        LiveSession session(model, openSource(arguments.source), target, settings, options,
            {[&](const FrameResult &result) { collector.take(result); },
                [&](const LiveStatus &now) { collector.take(now); }});
        waitForEnd(session, collector, arguments.frames);
        status = session.status();
    }
    if (const auto failure = collector.failure())
        throw Failure(*failure);
    if (status.runError)
        throw Failure(*status.runError);
    if (collector.summary().frames() == 0) {
        if (status.sourceError)
            throw Failure(*status.sourceError);
        throw Failure(ErrorCode::Cancelled, {{"what", "The run, before the first result,"}});
    }
    if (status.fallbacks >= collector.summary().frames() && status.edgeError)
        throw Failure(*status.edgeError); // nothing crossed: no figure of the cut is there to print
    if (status.sourceError && collector.summary().frames() < arguments.frames)
        throw Failure(*status.sourceError);
    if (interrupted())
        std::fprintf(
            stderr, "Stopped early; the figures are of the %zu frames that were done.\n", collector.summary().frames());
    const auto predictedMs = local && !interrupted()
        ? predictedLatencyMs(
            model, Cut::fromText(model->graph(), settings.cut), settings, {options.deviceThreads, options.edgeThreads})
        : std::nullopt;
    if (common.json)
        printJson(collector.summary().json(status, predictedMs));
    else
        std::fputs(collector.summary().text(status, predictedMs).c_str(), stdout);
    return 0;
}

} // namespace

void addRun(CLI::App &app, const CommonOptions &common, Action &action)
{
    auto *command = app.add_subcommand("run", "Run the two halves as two processes on frames of a source");
    const auto arguments = std::make_shared<Arguments>();
    auto &a = *arguments;
    a.model.addTo(*command);
    command->add_option("--source", a.source, "scenes[:SEED], scenes:A..B, camera:N, a file, a folder or an address");
    command->add_option("--frames", a.frames, "How many results")->check(CLI::PositiveNumber);
    command->add_option("--cut", a.settings.cut, "edge, device or layer ids, the last on the device")->required();
    command->add_option("--codec", a.settings.codec, "What happens to tensors that cross");
    command->add_option("--link", a.link, "none, a preset, or UP[:DOWN]/RTT[/JITTER[/LOSS]]");
    command->add_option("--device", a.device, "Machine that the device half stands for");
    command->add_option("--edge", a.edge, "local, or HOST:PORT of a running splitscope-edge");
    command->add_option("--edge-device", a.edgeDevice, "Machine that the edge half stands for");
    command->add_option("--edge-model", a.target.modelName, "Name of an exported tail on a foreign server");
    command->add_option("--edge-ca", a.target.caFile, "Certificate that signs the edge's");
    command->add_option("--edge-cert", a.target.certFile, "Our certificate, where the edge asks for one");
    command->add_option("--edge-key", a.target.keyFile, "Its key");
    command->add_option("--edge-token-file", a.target.tokenFile, "File with the edge's token");
    command->add_option("--mode", a.mode, "reference or fast");
    command->add_flag("--compare", a.settings.compare, "Run the whole model on each frame too");
    command->add_option("--save-outputs", a.saveOutputs, "Folder for each frame's answers as .npy");
    command->callback(
        [&common, &action, arguments] { action = [&common, arguments] { return run(common, *arguments); }; });
}

} // namespace splitscope
