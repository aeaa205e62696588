// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/graph_arranger.h"

#include "widgets/graph/dot_text.h"
#include "widgets/graph/layout_cost.h"

#include <QDeadlineTimer>
#include <QProcess>
#include <QStandardPaths>

namespace splitscope {

namespace {

constexpr int stepMs = 10;
constexpr int longestEndMs = 1000; ///< for a killed process to be gone

bool isCancelled(const ArrangeOptions &options) { return options.cancelled && options.cancelled(); }

} // namespace

std::optional<LayeredResult> arrangeByDot(const LayeredProblem &problem, const ArrangeOptions &options)
{
    const auto program = options.program.isEmpty() ? QString() : QStandardPaths::findExecutable(options.program);
    if (program.isEmpty() || problem.boxes.empty())
        return std::nullopt;
    const QDeadlineTimer deadline(options.timeout);
    QProcess dot;
    dot.setProcessChannelMode(QProcess::SeparateChannels);
    dot.setStandardErrorFile(QProcess::nullDevice());
    dot.start(program, {QStringLiteral("-Tplain")});
    if (!dot.waitForStarted(static_cast<int>(deadline.remainingTime())))
        return std::nullopt;
    dot.write(dotText(problem));
    dot.closeWriteChannel();
    while (!dot.waitForFinished(stepMs) && dot.state() != QProcess::NotRunning) {
        if (!deadline.hasExpired() && !isCancelled(options))
            continue;
        dot.kill();
        dot.waitForFinished(longestEndMs);
        return std::nullopt;
    }
    if (dot.exitStatus() != QProcess::NormalExit || dot.exitCode() != 0)
        return std::nullopt;
    return layoutFromPlain(dot.readAllStandardOutput(), problem);
}

std::shared_ptr<const GraphLayout> arrangeGraph(
    const LayerGraph &graph, const LayoutWish &wish, const ArrangeOptions &options, bool *fromDot)
{
    bool done = false;
    auto layout = layoutGraph(graph, wish, [&](const LayeredProblem &problem) {
        auto own = layeredLayout(problem);
        auto result = arrangeByDot(problem, options);
        done = result && layoutCost(*result, problem).sum() < layoutCost(own, problem).sum();
        return done ? std::move(*result) : std::move(own);
    });
    if (fromDot)
        *fromDot = done;
    return isCancelled(options) ? nullptr : layout;
}

} // namespace splitscope
