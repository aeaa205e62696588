// SPDX-License-Identifier: GPL-3.0-or-later
// What a moved slider costs the window's thread, with the chart of latency by cut in sight: processor time of each step
// of a hand that moves the uplink 30 times a second, and how many steps got a plan of their own.
// `QT_QPA_PLATFORM=offscreen build/release/bench/bench_slider [MODEL.pt]`; the camera waits meanwhile.
#include "app/desktop/main_window.h"
#include "widgets/panels/value_slider.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QSlider>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

using namespace splitscope;

namespace {

constexpr int steps = 150;
constexpr int stepMs = 33;
constexpr int patienceMs = 60000;

double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

void waitMs(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

bool waitFor(const std::function<bool()> &done)
{
    QElapsedTimer clock;
    clock.start();
    while (!done() && clock.elapsed() < patienceMs)
        waitMs(20);
    return done();
}

void moveSlider(MainWindow &window, const char *dock)
{
    for (auto *one : window.findChildren<QDockWidget *>(QLatin1String(dock)))
        one->raise();
    waitMs(200);
    int views = 0;
    const auto count =
        QObject::connect(&window.planning(), &PlanningService::viewReady, &window, [&views] { ++views; });
    auto *slider = window.findChild<ValueSlider *>(QStringLiteral("uplinkSlider"))->slider();
    std::vector<double> times;
    for (int step = 0; step < steps; ++step) {
        const double start = cpuMs();
        slider->setValue(slider->maximum() / 4 + 3 * step % (slider->maximum() / 2)); // another rate each time
        waitMs(stepMs);
        times.push_back(cpuMs() - start);
    }
    QObject::disconnect(count);
    std::sort(times.begin(), times.end());
    std::printf("  %-16s %8.2f %8.2f %8.2f   %d of %d\n", dock, times[steps / 2], times[steps * 95 / 100], times.back(),
        std::min(views, steps), steps);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    installTheme(application, ThemeChoice::Light);
    const auto file = argc > 1 ? QString::fromLocal8Bit(argv[1])
                               : QStringLiteral(SPLITSCOPE_SOURCE_DIR "/sample_models/scenes/scenes.pt");
    MainWindow window({SPLITSCOPE_BIN_DIR "/splitscope-edge", SPLITSCOPE_BIN_DIR "/splitscope-cli", 0});
    window.resize(1280, 800);
    window.show();
    window.workspace().setPaused(true);
    window.openFile(file);
    if (!waitFor([&] { return window.planning().isCurrent(); })) {
        std::fprintf(stderr, "no plan came within %d s\n", patienceMs / 1000);
        return 1;
    }
    std::printf("%d cores; QT_QPA_PLATFORM=offscreen build/release/bench/bench_slider; %d layers, 1280x800\n",
        QThread::idealThreadCount(), window.planning().view()->graph->size());
    std::printf("  %-16s %8s %8s %8s   steps with a plan\n", "in sight", "median", "p95", "most ms");
    moveSlider(window, "no chart");
    window.actions().action(QStringLiteral("charts"))->trigger();
    for (const char *dock : {"latencyDock", "rateDock", "paretoDock", "profileDock"})
        moveSlider(window, dock);
    return 0;
}
