// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/board_calibration.h"

#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "core/graph/sha256.h"
#include "core/graph/user_cache.h"
#include "core/model/model.h"
#include "core/profile/cpu_name.h"
#include "core/profile/stopwatch.h"

#include <torch/torch.h>
#include <torch/version.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace splitscope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int fewestRounds = 3;
constexpr int mostRounds = 200;

/// One operation with its work: giga multiply-accumulates, or gigabytes for Elementwise.
struct Probe {
    OperationClass kind;
    double work = 0.0;
    std::function<at::Tensor()> run;
    std::vector<double> ms = {};
};

Probe convolution(OperationClass kind, int in, int out, int groups, int kernel, int side)
{
    const auto input = torch::randn({1, in, side, side});
    const auto weight = torch::randn({out, in / groups, kernel, kernel});
    const auto bias = torch::randn({out});
    const double macs = 1e-9 * out * side * side * (static_cast<double>(in) / groups) * kernel * kernel;
    return {kind, macs, [=] { return at::conv2d(input, weight, bias, 1, kernel / 2, 1, groups); }};
}

Probe product(int rows, int inner, int columns)
{
    const auto input = torch::randn({rows, inner});
    const auto weight = torch::randn({columns, inner});
    const auto bias = torch::randn({columns});
    return {OperationClass::Linear, 1e-9 * rows * inner * columns, [=] { return at::linear(input, weight, bias); }};
}

Probe attention(int heads, int tokens, int size)
{
    const auto queries = torch::randn({heads, tokens, size});
    const auto keys = torch::randn({heads, size, tokens});
    return {OperationClass::Attention, 1e-9 * heads * tokens * tokens * size, [=] { return at::bmm(queries, keys); }};
}

std::vector<Probe> probes()
{
    std::vector<Probe> all;
    for (const auto &[channels, side] : {std::pair{64, 56}, std::pair{128, 28}, std::pair{256, 14}})
        all.push_back(convolution(OperationClass::Convolution, channels, channels, 1, 3, side));
    for (const auto &[in, out, side] : {std::tuple{64, 256, 56}, std::tuple{512, 128, 28}, std::tuple{96, 576, 14}})
        all.push_back(convolution(OperationClass::Pointwise, in, out, 1, 1, side));
    for (const auto &[channels, side] : {std::pair{144, 56}, std::pair{192, 28}, std::pair{576, 14}})
        all.push_back(convolution(OperationClass::Depthwise, channels, channels, channels, 3, side));
    all.push_back(product(197, 768, 768));
    all.push_back(product(197, 768, 3072));
    all.push_back(attention(12, 197, 64));
    const auto a = torch::randn({1, 256, 56, 56});
    const auto b = torch::randn({1, 256, 56, 56});
    const double gigabytes = 1e-9 * static_cast<double>(a.nbytes());
    all.push_back({OperationClass::Elementwise, 3 * gigabytes, [=] { return at::add(a, b); }});
    all.push_back({OperationClass::Elementwise, 2 * gigabytes, [=] { return at::relu(a); }});
    return all;
}

double timed(const Probe &probe)
{
    const Stopwatch watch;
    probe.run();
    return watch.elapsedMs();
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void measure(std::vector<Probe> &all, const CalibrationOptions &options)
{
    const auto tell = [&](int done, int of) {
        if (options.progress && !options.progress(done, of))
            throw Failure(ErrorCode::Cancelled, {{"what", "Calibrating this machine"}});
    };
    const auto start = Clock::now();
    const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
    for (int warmUp = 0; warmUp < 2; ++warmUp) {
        for (const auto &probe : all) {
            tell(0, 100);
            probe.run();
        }
    }
    for (int round = 0; round < mostRounds && (round < fewestRounds || elapsed() < options.seconds); ++round) {
        for (auto &probe : all) {
            tell(std::min(99, static_cast<int>(100 * elapsed() / options.seconds)), 100);
            probe.ms.push_back(timed(probe));
        }
    }
    tell(100, 100);
}

std::filesystem::path cacheFile(const std::optional<std::filesystem::path> &folder, int threads)
{
    const auto key = cpuName() + "|" + std::to_string(threads) + "|" + TORCH_VERSION;
    return folder.value_or(userCacheFolder()) / "boards" / (sha256Hex(key).substr(0, 16) + ".json");
}

} // namespace

Board calibrateBoard(const CalibrationOptions &options)
{
    if (options.threads > 0)
        setComputeThreads(options.threads);
    const torch::NoGradGuard noGradients;
    auto all = probes();
    measure(all, options);
    Board board;
    board.cpu = cpuName();
    board.threads = at::get_num_threads();
    board.libtorch = TORCH_VERSION;
    board.machine.name = board.cpu;
    board.machine.label = board.cpu;
    const auto source = "measured on " + board.cpu + " (splitscope-cli calibrate)";
    for (int i = 0; i < operationClassCount; ++i) {
        double work = 0.0;
        double ms = 0.0;
        for (const auto &probe : all) {
            if (probe.kind != static_cast<OperationClass>(i))
                continue;
            work += probe.work;
            ms += median(probe.ms);
        }
        board.machine.rates[static_cast<std::size_t>(i)] = {work / ms * 1e3, source, false};
    }
    const double bytes = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
    if (bytes > 0)
        board.machine.memoryMegabytes = Figure{bytes / 1e6, "the operating system", false};
    return board;
}

std::optional<Board> findCalibration(int threads, const std::optional<std::filesystem::path> &cacheFolder)
{
    const auto file = cacheFile(cacheFolder, threads > 0 ? threads : at::get_num_threads());
    std::error_code problem;
    if (!std::filesystem::exists(file, problem))
        return std::nullopt;
    try {
        return loadBoard(file);
    } catch (const Failure &) { // damaged: as if it were not there
        return std::nullopt;
    }
}

Board cachedCalibration(const CalibrationOptions &options)
{
    if (options.threads > 0)
        setComputeThreads(options.threads);
    if (!options.fresh) {
        if (auto known = findCalibration(0, options.cacheFolder))
            return *known;
    }
    const auto board = calibrateBoard(options);
    const auto file = cacheFile(options.cacheFolder, at::get_num_threads());
    try {
        ensureFolder(file.parent_path());
        writeTextAtomically(file, boardToJson(board));
    } catch (const Failure &) { // measured again the next time
    }
    return board;
}

} // namespace splitscope
