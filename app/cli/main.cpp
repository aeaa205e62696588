// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "core/graph/error.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

using namespace splitscope;

namespace {

/// One line, whatever a library put into its message.
int fail(std::string sentence)
{
    for (auto &c : sentence) {
        if (c == '\n')
            c = ' ';
    }
    std::fprintf(stderr, "splitscope-cli: %s\n", sentence.c_str());
    return 1;
}

/// What a command printed has to have arrived: a full disk must not look like success.
int checkOutput(int status)
{
    if (std::fflush(stdout) == 0 && !std::ferror(stdout))
        return status;
    return fail(std::string("What was found cannot be written to standard output: ") + std::strerror(errno)
        + ". Make room or choose another file.");
}

} // namespace

int main(int argc, char **argv)
{
    interrupted(); // takes over Ctrl+C
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a write beyond a limit fails like any other
    CLI::App app(
        "See, touch and check where to cut a multitask network between a device and an edge server", "splitscope-cli");
    app.set_version_flag("--version", SPLITSCOPE_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    CommonOptions common;
    app.add_flag("--json", common.json, "Print one JSON document on stdout");
    app.add_option("--threads", common.threads, "Compute threads (default: all cores)")->check(CLI::Range(1, 1024));
    app.add_option("--seed", common.seed, "Seed of everything random");

    Action action;
    addInspect(app, common, action);
    addVerify(app, common, action);
    addSplit(app, common, action);
    addRun(app, common, action);
    addPack(app, common, action);
    addTrain(app, common, action);
    addEvaluate(app, common, action);
    addAnnotate(app, common, action);
    addPlan(app, common, action);
    addStudy(app, common, action);
    addCalibrate(app, common, action);
    addProbe(app, action);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    setComputeThreads(common.threadCount());
    if (!fastBlasLoaded())
        std::fprintf(stderr,
            "Warning: LibTorch uses the reference BLAS here, about five times slower. Install libopenblas0-pthread.\n");
    try {
        return checkOutput(action());
    } catch (const Failure &failure) {
        return fail(failure.what());
    } catch (const std::bad_alloc &) {
        return fail("There is not enough memory for this. Close other programs or use a smaller model.");
    } catch (const std::exception &error) {
        return fail(Error{ErrorCode::Internal,
            {{"why", std::string(error.what()).substr(0, std::string(error.what()).find('\n')) + "."}}}
                        .sentence());
    }
}
