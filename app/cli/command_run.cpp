// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/codec_options.h"
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/output_writer.h"
#include "app/cli/prediction.h"
#include "app/cli/run_plan.h"
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
    ContextChoice context; ///< device, edge and link as given
    std::string results = "device";
    std::string edge = "local";
    std::string predict = "halves";
    int framesInFlight = 2;
    EdgeTarget target;
    std::string mode = "fast";
    std::string saveOutputs;
    CodecOptions codec;
    std::string study;
    LiveSettings settings;
};

/// What the session's threads report, kept for the main thread.
class Collector {
public:
    Collector(const std::string &saveOutputs, RunSummary::Conditions conditions)
        : m_summary(std::move(conditions))
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

constexpr std::string_view tracePrefix = "trace:";

[[noreturn]] void refuse(const std::string &what, const char *why)
{
    throw Failure(ErrorCode::InvalidArgument, {{"what", what}, {"why", why}});
}

/// What is wrong there should not take a profile's time to say.
void check(const Arguments &arguments)
{
    checkMachineName(arguments.context.device);
    checkMachineName(arguments.context.edge);
    if (arguments.edge != "local" && arguments.context.edge != "this")
        refuse("--edge-device " + arguments.context.edge,
            "only an edge that is started here (--edge local) can stand in for another machine.");
    if (arguments.results == "edge" && (arguments.settings.compare || !arguments.saveOutputs.empty()))
        refuse("--results edge", "the answers stay there, so there is nothing to compare or save here.");
}

/// The settings that the arguments alone decide.
LiveSettings settingsOf(const Arguments &arguments)
{
    auto settings = arguments.settings;
    const auto &link = arguments.context.link;
    if (link.starts_with(tracePrefix))
        settings.trace = std::make_shared<const LinkTrace>(LinkTrace::load(link.substr(tracePrefix.size())));
    else
        settings.link = LinkSpec::fromText(link);
    settings.mode = executionModeFromName(arguments.mode);
    settings.results = arguments.results == "edge" ? ResultsAt::Edge : ResultsAt::Device;
    if (arguments.codec.codec != "any")
        arguments.codec.parsed();
    return settings;
}

/// Whether the run needs the planner, which needs the model's profile.
bool planned(const Arguments &arguments)
{
    return needsCalibration(arguments.context) || arguments.settings.cut == "auto" || arguments.predict == "plan"
        || arguments.codec.codec == "any";
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

/// The codec as it is sent, with what it needs to know.
void fillCodec(LiveSettings &settings, const CommonOptions &common, const Arguments &arguments, const RunPlan &plan)
{
    auto options = arguments.codec;
    if (!plan.codec.empty())
        options.codec = plan.codec;
    const auto cut = Cut::fromText(plan.model->graph(), settings.cut);
    const auto calibrated = options.calibrated(plan.model, cut, common, arguments.source);
    settings.codec = calibrated.codec.text();
    if (!calibrated.constants.empty())
        settings.constants = std::make_shared<const CodecConstants>(calibrated.constants);
}

/// The model, opened alone or with a plan that fills in the settings' cut and emulation.
RunPlan prepared(const CommonOptions &common, const Arguments &arguments, const HalfThreads &threads, int inFlight,
    LiveSettings &settings)
{
    if (!planned(arguments)) {
        RunPlan plan;
        plan.model = arguments.model.open();
        fillCodec(settings, common, arguments, plan);
        return plan;
    }
    RunWish wish{arguments.context, settings.trace, settings.cut, {arguments.codec.codec, arguments.study}, inFlight,
        threads.device};
    wish.context.results = settings.results;
    auto plan = planRun(arguments.model, wish, common);
    settings.cut = plan.cut;
    settings.emulation = plan.emulation;
    fillCodec(settings, common, arguments, plan);
    return plan;
}

/// What happened instead of a run. Throws Failure where no figure is worth printing.
void checkEnd(const LiveStatus &status, std::size_t delivered, std::uint64_t wanted)
{
    if (status.runError)
        throw Failure(*status.runError);
    if (delivered == 0) {
        if (status.sourceError)
            throw Failure(*status.sourceError);
        throw Failure(ErrorCode::Cancelled, {{"what", "The run, before the first result,"}});
    }
    if (status.fallbacks >= delivered && status.edgeError)
        throw Failure(*status.edgeError); // nothing crossed: no figure of the cut is there to print
    if (status.sourceError && delivered < wanted)
        throw Failure(*status.sourceError);
    if (interrupted())
        std::fprintf(stderr, "Stopped early; the figures are of the %zu frames that were done.\n", delivered);
}

int run(const CommonOptions &common, const Arguments &arguments)
{
    check(arguments);
    auto settings = settingsOf(arguments);
    auto target = arguments.target;
    target.address = arguments.edge == "local" ? "" : arguments.edge;
    target.opLibraries.assign(arguments.model.opLibraries.begin(), arguments.model.opLibraries.end());
    const bool local = target.address.empty();
    const int half = local ? std::max(1, common.threadCount() / 2) : common.threadCount();
    const HalfThreads threads{half, local ? half : 1};
    const int inFlight = settings.compare ? 1 : arguments.framesInFlight;
    setComputeThreads(threads.device); // before a model is opened
    auto plan = prepared(common, arguments, threads, inFlight, settings);

    LiveSession::Options options;
    options.edgeThreads = threads.edge;
    options.deviceThreads = threads.device;
    options.frameLimit = arguments.frames;
    options.dropWhenBusy = false;
    options.framesInFlight = inFlight;
    options.settleFirst = true;

    Collector collector(arguments.saveOutputs,
        {settings.cut, settings.codec, arguments.context.link, settings.emulation, inFlight, settings.results});
    LiveStatus status;
    {
        LiveSession session(plan.model, openSource(arguments.source), target, settings, options,
            {[&](const FrameResult &result) { collector.take(result); },
                [&](const LiveStatus &now) { collector.take(now); }});
        waitForEnd(session, collector, arguments.frames);
        status = session.status();
    }
    if (const auto failure = collector.failure())
        throw Failure(*failure);
    const auto &summary = collector.summary();
    checkEnd(status, summary.frames(), arguments.frames);
    if (!local)
        plan.prediction.reset(); // of that machine nothing is known
    else if (!planned(arguments) && !interrupted())
        plan.prediction = predictFromHalves(
            plan.model, Cut::fromText(plan.model->graph(), settings.cut), settings, threads, inFlight);
    if (common.json)
        printJson(summary.json(status, plan.prediction));
    else
        std::fputs(summary.text(status, plan.prediction).c_str(), stdout);
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
    command
        ->add_option(
            "--cut", a.settings.cut, "edge, device, auto (the planner's choice) or layer ids, the last on the device")
        ->required();
    a.codec.addTo(*command);
    command->add_option("--study", a.study,
        "Folder of 'study': with --cut auto --codec any, also codecs that it knows to lose little enough");
    command->add_option("--link", a.context.link, "none, a preset, UP[:DOWN]/RTT[/JITTER[/LOSS]], or trace:FILE.csv");
    command->add_option("--device", a.context.device,
        "Machine that the device half stands in for: this, a slower preset, or a calibrated FILE.json");
    command->add_option("--results", a.results, "Where the results are wanted")
        ->check(CLI::IsMember({"device", "edge"}));
    command->add_option("--in-flight", a.framesInFlight, "Frames under way at once; with 1, none waits for another")
        ->check(CLI::Range(1, 2));
    command
        ->add_option("--predict", a.predict,
            "From the halves measured alone afterwards, or from the plan before (as with --device, --cut auto)")
        ->check(CLI::IsMember({"halves", "plan"}));
    command->add_option("--edge", a.edge, "local, or HOST:PORT of a running splitscope-edge");
    command->add_option("--edge-device", a.context.edge, "Machine that the edge half stands in for, as --device");
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
