// SPDX-License-Identifier: GPL-3.0-or-later
// What each execution of a model costs, which one fast mode chooses, and what a cut adds to it. Needs models: the zoo's
// (tests/zoo/export_zoo.py) or the bundled one.
#include "core/graph/error.h"
#include "core/model/tensor_conversion.h"
#include "core/partition/execution.h"
#include "core/partition/halves.h"
#include "core/partition/piece_graph.h"
#include "core/partition/tolerance.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <thread>
#include <vector>

using namespace splitscope;

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

template <typename Work>
double milliseconds(const Work &work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

/// The legal cut at which the device has done half of the work, MACs counted.
Cut middleCut(const LayerGraph &graph)
{
    std::int64_t done = 0;
    for (int layer = 0; layer < graph.size(); ++layer) {
        done += graph.layer(layer).macs;
        std::vector<int> prefix(static_cast<std::size_t>(layer) + 1);
        for (int i = 0; i <= layer; ++i)
            prefix[static_cast<std::size_t>(i)] = i;
        const auto cut = Cut::upTo(graph, prefix);
        if (2 * done >= graph.totalMacs() && whyIllegal(graph, cut).empty())
            return cut;
    }
    return Cut::device(graph);
}

struct Run {
    std::shared_ptr<const Execution> execution;
    double ms = never;
    double difference = 0.0;
};

void measure(const char *file, int rounds)
{
    const auto model = Model::open(file);
    const auto &graph = model->graph();
    const auto sample = model->sampleInputs(3);
    const auto whole = Executable::build(model, Cut::device(graph), Piece::Whole, ExecutionMode::Fast);
    const auto cut = middleCut(graph);
    Halves halves(model, cut, ExecutionMode::Fast);
    const double readyMs = milliseconds([&] { Halves(model, cut, ExecutionMode::Fast); });
    whole->chooseFastest();
    const double choiceMs = milliseconds([&] { halves.chooseFastest(); });

    const c10::InferenceMode guard;
    const auto piece = buildPieceGraph(*model, Cut::device(graph), Piece::Whole);
    std::vector<at::Tensor> tensors;
    for (const auto &value : sample)
        tensors.push_back(toTensor(value));
    const auto reference = Execution::make(*piece.graph, Execution::Kind::Reference);
    const auto wanted = reference->run(tensors);
    std::vector<Run> runs{{reference}};
    for (const auto kind : Execution::rewritingKinds()) {
        try {
            auto execution = Execution::make(*piece.graph, kind);
            if (!execution)
                continue;
            Run run{execution};
            const auto outputs = execution->run(tensors);
            for (std::size_t i = 0; i < wanted.size(); ++i)
                run.difference = std::max(run.difference, relativeDifference(outputs[i], wanted[i]));
            runs.push_back(run);
        } catch (const std::exception &error) {
            std::printf("  %s: %.200s\n", Execution::name(kind), error.what());
        }
    }
    double wholeMs = never;
    double headMs = never;
    double tailMs = never;
    for (int round = 0; round < rounds; ++round) {
        for (auto &run : runs)
            run.ms = std::min(run.ms, milliseconds([&] { run.execution->run(tensors); }));
        wholeMs = std::min(wholeMs, milliseconds([&] { whole->run(sample, OutputForm::Full); }));
        PieceOutputs crossed;
        headMs = std::min(headMs, milliseconds([&] { crossed = halves.head().run(sample, OutputForm::Full); }));
        if (halves.tail())
            tailMs = std::min(tailMs, milliseconds([&] { halves.tail()->run(crossed.crossing, OutputForm::Full); }));
    }
    std::printf("%s\n", file);
    for (const auto &run : runs)
        std::printf(
            "  %-22s %8.2f ms   differs by %.1e\n", Execution::name(run.execution->kind()), run.ms, run.difference);
    std::printf("  whole in fast mode     %8.2f ms   %s\n", wholeMs, whole->execution().c_str());
    std::printf("  a new cut runnable after %.1f ms, its quickest executions known after %.0f ms\n", readyMs, choiceMs);
    std::printf("  cut at %.60s, %lld bytes cross\n", cut.text(graph).c_str(),
        static_cast<long long>(crossingBytes(graph, cut)));
    if (halves.tail())
        std::printf("  head %.2f ms (%s) + tail %.2f ms (%s) = %.2f ms, %.3f of the whole\n", headMs,
            halves.head().execution().c_str(), tailMs, halves.tail()->execution().c_str(), headMs + tailMs,
            (headMs + tailMs) / wholeMs);
}

/// For tests/bench/onnx/compare.mjs: says what was chosen, then runs once for each line it reads and says what it took.
int serve(int threads, const char *file)
{
    setComputeThreads(threads);
    const auto model = Model::open(file);
    const auto sample = model->sampleInputs(3);
    const auto whole = Executable::build(model, Cut::device(model->graph()), Piece::Whole, ExecutionMode::Fast);
    Halves halves(model, middleCut(model->graph()), ExecutionMode::Fast);
    whole->chooseFastest();
    halves.chooseFastest();
    std::printf("{\"head\": \"%s\", \"tail\": \"%s\"}\n", halves.head().execution().c_str(),
        halves.tail()->execution().c_str());
    std::fflush(stdout);
    for (int letter = std::getchar(); letter != EOF; letter = std::getchar()) {
        const double wholeMs = milliseconds([&] { whole->run(sample, OutputForm::Full); });
        PieceOutputs crossed;
        const double headMs = milliseconds([&] { crossed = halves.head().run(sample, OutputForm::Full); });
        const double tailMs = milliseconds([&] { halves.tail()->run(crossed.crossing, OutputForm::Full); });
        std::printf("{\"whole\": %.4f, \"head\": %.4f, \"tail\": %.4f}\n", wholeMs, headMs, tailMs);
        std::fflush(stdout);
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc == 4 && std::string(argv[1]) == "--serve")
        return serve(std::atoi(argv[2]), argv[3]);
    if (argc < 3) {
        std::fprintf(stderr, "Usage: bench_fast_mode THREADS MODEL.pt...\n");
        return 2;
    }
    const int threads = std::atoi(argv[1]);
    setComputeThreads(threads);
    std::printf("%u cores, %d compute threads; shortest of 15 runs in turn, so that other programs disturb little\n",
        std::thread::hardware_concurrency(), threads);
    for (int i = 2; i < argc; ++i) {
        try {
            measure(argv[i], 15);
        } catch (const Failure &failure) {
            std::printf("%s: %s\n", argv[i], failure.what());
        }
    }
    return 0;
}
