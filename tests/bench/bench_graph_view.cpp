// SPDX-License-Identifier: GPL-3.0-or-later
// Time of a full repaint of the graph at 1600 x 1000, offscreen, while it is moved by hand, zoomed, and cut. Limits of
// the project: 8 ms in the median, 16 ms at the 95th percentile, with 2,000 layers on 2 cores without a GPU. Processor
// time of the thread stands beside the clock's, for machines that do something else too.
//   QT_QPA_PLATFORM=offscreen bench_graph_view [LAYERS]
#include "tests/widgets/sample_graph.h"
#include "widgets/graph/graph_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <thread>
#include <vector>

using namespace splitscope;

namespace {

constexpr int frames = 120;

double threadMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

double quantile(std::vector<double> values, double part)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

/// \param change what a hand does before each frame; its own time counts, the paint follows it.
void measure(const char *name, GraphView &view, const std::function<void(int frame)> &change)
{
    std::vector<double> wall, own;
    for (int frame = 0; frame < frames; ++frame) {
        QElapsedTimer clock;
        clock.start();
        const double before = threadMs();
        change(frame);
        view.viewport()->update();
        QApplication::processEvents(); // paints it all: the view, its overview and its legend
        own.push_back(threadMs() - before);
        wall.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    std::printf("%-34s zoom %5.3f  clock median %6.2f p95 %6.2f ms  thread median %6.2f p95 %6.2f ms\n", name,
        view.zoom(), quantile(wall, 0.5), quantile(wall, 0.95), quantile(own, 0.5), quantile(own, 0.95));
}

void measureMoving(const char *name, GraphView &view)
{
    measure(name, view, [&](int frame) { // to and fro, so that every frame differs
        view.horizontalScrollBar()->setValue(view.horizontalScrollBar()->value() + (frame / 30 % 2 == 0 ? 17 : -17));
    });
}

void measureZooming(GraphView &view)
{
    measure("  zooming, 0.36 to 1", view, [&](int frame) {
        const double zoom = 0.36 + 0.64 * (frame % 60) / 59.0;
        view.setTransform(QTransform::fromScale(zoom, zoom));
    });
}

void measureCutting(GraphView &view, const LayerGraph &graph)
{
    measure("  another cut", view,
        [&](int frame) { view.setCut(Cut::upTo(graph, {graph.size() / 2 + (frame % 2 == 0 ? 40 : -40)})); });
}

void measureModel(const char *name, const LayerGraph &model, bool topDown)
{
    const auto graph = std::make_shared<const LayerGraph>(model);
    const auto start = threadMs();
    const auto layout = layoutGraph(*graph, {{}, topDown});
    const double laidOut = threadMs() - start;
    GraphView view;
    view.resize(1600, 1000);
    view.setGraph(graph, layout, Cut::upTo(*graph, {graph->size() / 2}));
    view.show();
    QApplication::processEvents();
    std::printf("%s: %d layers%s, own layout %.1f ms\n", name, graph->size(), topDown ? ", top down" : "", laidOut);
    view.fitAll();
    measureMoving("  whole model", view);
    view.showCutPlace();
    for (const double zoom : {0.15, 0.36, 0.51, 1.0}) {
        view.setTransform(QTransform::fromScale(zoom, zoom));
        view.showCutPlace();
        measureMoving("  around the cut", view);
    }
    measureZooming(view);
    view.setTransform(QTransform::fromScale(0.51, 0.51));
    view.showCutPlace();
    measureCutting(view, *graph);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const int layers = argc > 1 ? std::max(20, std::atoi(argv[1])) : 2000;
    std::printf("%u cores, 1600 x 1000, %d frames each\n", std::thread::hardware_concurrency(), frames);
    measureModel("residual network", testing::residualNetwork(layers), false);
    measureModel("residual network", testing::residualNetwork(layers), true);
    measureModel("chain", testing::chain(layers), false);
    const int branches = std::max(2, static_cast<int>(std::sqrt(layers)));
    measureModel("many branches", testing::manyBranches(branches, layers / branches), false);
    measureModel("dense blocks", testing::denseBlocks(layers), false);
    return 0;
}
