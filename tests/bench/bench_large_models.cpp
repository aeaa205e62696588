// SPDX-License-Identifier: GPL-3.0-or-later
// How opening, cutting and verifying grow with the number of layers: generated chains and branching models. All times
// are CPU time of one thread, which other work on the machine disturbs least.
#include "core/model/model.h"
#include "core/partition/halves.h"
#include "core/partition/verification.h"
#include "tests/support/large_model.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <vector>

#include <unistd.h>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

double cpuMs(const std::function<void()> &work)
{
    const auto now = [] {
        timespec time{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    };
    const auto start = now();
    work();
    return now() - start;
}

struct Row {
    int layers = 0;
    double loadMs = 0.0;   ///< torch::jit::load alone
    double openMs = 0.0;   ///< Model::open, which contains another load
    double cutMs = 0.0;    ///< both halves of the middle cut, and their first run
    double verifyMs = 0.0; ///< that cut against the module as loaded, on two inputs
    double sampleMs = 0.0; ///< `verify --cuts 1` as a person runs it, fast mode and timing with it
    bool exact = false;
};

bool equal(const std::vector<TensorValue> &a, const std::vector<TensorValue> &b)
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!(a[i].info == b[i].info) || *a[i].data != *b[i].data)
            return false;
    }
    return true;
}

Row measure(const std::filesystem::path &file)
{
    Row row;
    row.loadMs = cpuMs([&] { archiveLoadMs(file); });
    std::shared_ptr<const Model> model;
    row.openMs = cpuMs([&] { model = Model::open(file); });
    row.layers = model->graph().size();
    const auto inputs = model->sampleInputs(1);
    std::unique_ptr<Halves> halves;
    row.cutMs = cpuMs([&] {
        halves = std::make_unique<Halves>(
            model, Cut::upTo(model->graph(), {model->graph().size() / 2}), ExecutionMode::Reference);
        halves->run(inputs, OutputForm::Full);
    });
    row.exact = true;
    row.verifyMs = cpuMs([&] {
        for (const std::uint64_t seed : {1, 2}) {
            const auto given = model->sampleInputs(seed);
            row.exact = row.exact && equal(halves->run(given, OutputForm::Full), model->runOriginal(given));
        }
    });
    VerificationOptions options;
    options.sample = 1;
    row.sampleMs = cpuMs([&] { row.exact = verifyCuts(model, options).passed() && row.exact; });
    return row;
}

void print(const std::vector<Row> &rows, const char *title)
{
    std::printf("%s\n%8s %12s %12s %12s %12s %16s %6s\n", title, "layers", "load ms", "open ms", "cut ms", "verify ms",
        "verify 1 cut ms", "exact");
    for (const auto &row : rows)
        std::printf("%8d %12.1f %12.1f %12.1f %12.1f %16.1f %6s\n", row.layers, row.loadMs, row.openMs, row.cutMs,
            row.verifyMs, row.sampleMs, row.exact ? "yes" : "NO");
    const auto &first = rows.front();
    for (const auto &row : rows) {
        const double more = static_cast<double>(row.layers) / first.layers;
        std::printf("%7.1fx %12.1f %12.1f %12.1f %12.1f %16.1f  times as long, divided by times as many layers\n", more,
            row.loadMs / first.loadMs / more, row.openMs / first.openMs / more, row.cutMs / first.cutMs / more,
            row.verifyMs / first.verifyMs / more, row.sampleMs / first.sampleMs / more);
    }
}

} // namespace

int main(int argc, char **argv)
{
    std::vector<int> sizes{100, 500, 2000};
    if (argc > 1) {
        sizes.clear();
        for (int i = 1; i < argc; ++i)
            sizes.push_back(std::atoi(argv[i]));
    }
    setComputeThreads(1);
    const auto folder = std::filesystem::temp_directory_path() / ("splitscope-large-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    bool exact = true;
    for (const auto form : {LargeModelForm::Chain, LargeModelForm::Branching}) {
        measure(saveLargeModel(folder, form, 50)); // LibTorch's first use of everything is not the model's
        std::vector<Row> rows;
        for (const auto size : sizes) {
            rows.push_back(measure(saveLargeModel(folder, form, size)));
            exact = exact && rows.back().exact;
        }
        print(rows, form == LargeModelForm::Chain ? "chain" : "branching, with far skips");
    }
    std::filesystem::remove_all(folder);
    return exact ? 0 : 1;
}
