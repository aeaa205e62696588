// SPDX-License-Identifier: GPL-3.0-or-later
// splitscope-edge: serves the tails of cut models over the Open Inference Protocol. Wiring only; see
// core/runtime/edge_server.h.
#include "core/graph/error.h"
#include "core/model/model.h"
#include "core/runtime/edge_server.h"
#include "core/runtime/file_descriptor.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <thread>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace {

constexpr auto drainGrace = std::chrono::seconds(10);

int signalEvent = -1; ///< written by the handler

/// Returns a descriptor that becomes readable on SIGTERM or SIGINT. A handler, not a mask: OpenBLAS has started threads
/// before main, and a signal that only later threads block would end the program through one of those.
splitscope::FileDescriptor takeOverSignals()
{
    splitscope::FileDescriptor event(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    signalEvent = event.get();
    struct sigaction action { };
    action.sa_handler = [](int) {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = write(signalEvent, &one, sizeof one);
    };
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return event;
}

/// Returns on SIGTERM or SIGINT and, if `watchInput`, when standard input ends: whoever held its other end is gone.
void waitUntilToldToEnd(int signals, bool watchInput)
{
    std::array<pollfd, 2> events{pollfd{signals, POLLIN, 0}, pollfd{watchInput ? STDIN_FILENO : -1, POLLIN, 0}};
    while (true) {
        if (poll(events.data(), events.size(), -1) < 0)
            continue;
        if ((events[0].revents & POLLIN) != 0)
            return;
        std::array<char, 256> ignored;
        if (events[1].revents != 0 && read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0)
            return;
    }
}

} // namespace

int main(int argc, char **argv)
{
    splitscope::EdgeServerOptions options;
    int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    bool exitWithStdin = false;

    CLI::App app("Runs the edge half of models that Splitscope cuts: a server of the Open Inference Protocol.",
        "splitscope-edge");
    app.add_option(
           "--models", options.models, "Folder of the model files (*.pt) that may be run; nothing else is opened")
        ->required();
    app.add_option("--listen", options.listen, "Address; port 0 picks a free one")->capture_default_str();
    app.add_option("--cert", options.certFile, "Certificate chain of this server, PEM");
    app.add_option("--key", options.keyFile, "Its private key, PEM");
    app.add_option(
        "--client-ca", options.clientCaFile, "Only clients with a certificate signed by this authority, PEM");
    app.add_option("--token-file", options.tokenFile, "File with the token that every call must bring");
    app.add_option("--max-tails", options.maxTails, "Tails kept ready")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    app.add_option("--max-memory", options.maxMemoryMegabytes, "Memory of the tails kept ready, MB, estimated")
        ->check(CLI::Range(1, 100000000))
        ->capture_default_str();
    app.add_option("--threads", threads, "Threads of one inference")->check(CLI::Range(1, 1024));
    app.add_option("--op-library", options.opLibraries, "Library that registers custom operators; repeatable");
    app.add_flag(
        "--exit-with-stdin", exitWithStdin, "End when standard input ends, as it does when the parent process ends");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : 2;
    }

    const auto signals = takeOverSignals();
    try {
        splitscope::setComputeThreads(threads);
        splitscope::EdgeServer server(options);
        std::printf("listening on %s\n", server.address().c_str());
        std::fflush(stdout);
        waitUntilToldToEnd(signals.get(), exitWithStdin);
        server.drain(drainGrace);
        return 0;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "splitscope-edge: %s\n", error.what());
        return 1;
    }
}
