// SPDX-License-Identifier: GPL-3.0-or-later
// What the picture of a layer's activation costs the frames that run: rounds with and without it in turn, in one
// window, so that whatever else disturbs the machine disturbs both.
#include "app/desktop/bundled_files.h"
#include "app/desktop/main_window.h"
#include "widgets/graph/graph_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

using namespace splitscope;

namespace {

constexpr int roundMs = 5000;
constexpr int rounds = 6;

struct Figures {
    std::vector<double> framesPerSecond;
    std::vector<double> latencyMs;
    double activationSeconds = 0.0; ///< processor time
};

void wait(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

/// Processor time of this process' threads of the lowest priority: those of the activations.
double lowestPrioritySeconds()
{
    long ticks = 0;
    for (const auto &task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream file(task.path() / "stat");
        std::string text((std::istreambuf_iterator<char>(file)), {});
        std::istringstream fields(text.substr(std::min(text.rfind(')') + 1, text.size())));
        std::vector<std::string> words; // from field 3 on, as in proc(5)
        for (std::string word; fields >> word;)
            words.push_back(word);
        if (words.size() > 16 && words[16] == "19")
            ticks += std::stol(words[11]) + std::stol(words[12]);
    }
    return static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void measure(MainWindow &window, int layer, Figures &into)
{
    std::vector<double> latencies;
    auto &workspace = window.workspace();
    window.graphView().setCurrentLayer(layer);
    wait(500);
    const auto frames = workspace.statistics().frames();
    const double before = lowestPrioritySeconds();
    const auto views = QObject::connect(
        &workspace, &Workspace::viewReady, &window, [&](const LiveView &view) { latencies.push_back(view.latencyMs); });
    QElapsedTimer timer;
    timer.start();
    wait(roundMs);
    const double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    QObject::disconnect(views);
    into.framesPerSecond.push_back(static_cast<double>(workspace.statistics().frames() - frames) / seconds);
    into.latencyMs.push_back(medianOf(latencies));
    into.activationSeconds += lowestPrioritySeconds() - before;
}

void print(const char *name, const Figures &figures)
{
    std::printf("%-22s %5.1f frames/s, latency %6.1f ms (medians of %d rounds), activations %.1f %% of a core\n", name,
        medianOf(figures.framesPerSecond), medianOf(figures.latencyMs), rounds,
        100.0 * figures.activationSeconds / (rounds * roundMs / 1000.0));
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    MainWindow window({std::filesystem::path(SPLITSCOPE_BIN_DIR) / "splitscope-edge",
        std::filesystem::path(SPLITSCOPE_BIN_DIR) / "splitscope-cli", 0});
    window.show();
    window.workspace().setLink({});
    window.openFile(argc > 1 ? QString::fromLocal8Bit(argv[1]) : bundledModelFile());
    for (int i = 0; i < 600 && window.workspace().statistics().frames() < 100; ++i)
        wait(100);
    if (!window.workspace().hasModel())
        return 1;
    const auto &graph = *window.workspace().model().graph;
    const int last = graph.outputs().front().tensor.layer; // the longest way that there is to go
    std::printf("%u cores; the activation of %s\n", std::thread::hardware_concurrency(), graph.layer(last).id.c_str());
    Figures without, with;
    for (int round = 0; round < rounds; ++round) {
        measure(window, -1, without);
        measure(window, last, with);
    }
    print("without", without);
    print("with an activation", with);
    return 0;
}
