// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/frame_painter.h"

#include "core/graph/error.h"
#include "core/rendering/render_task.h"
#include "widgets/number_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::FramePainter)
};

/// 25 pictures a second look like motion; more would take time from the model that is measured.
constexpr std::chrono::milliseconds betweenViews{40};

SharedPicture shared(Picture picture) { return std::make_shared<const Picture>(std::move(picture)); }

TaskView taskView(const TaskResult &task, const Backdrop &backdrop)
{
    TaskView view;
    view.name = QString::fromStdString(task.task.name);
    view.agreement = agreementText(task.agreement);
    try {
        view.split = shared(renderTask(task.task, task.split, backdrop));
        if (task.whole) {
            view.whole = shared(renderTask(task.task, *task.whole, backdrop));
            view.difference = shared(renderDifference(task.task, task.split, *task.whole, backdrop));
        }
    } catch (const std::exception &) {
        // An output that cannot be drawn leaves its place empty; the figures are still right.
    }
    return view;
}

LiveView liveView(const FrameResult &result, const Shape &input)
{
    Backdrop backdrop{&result.frame.picture, 0, 0};
    if (input.size() == 4) { // N x C x H x W
        backdrop.inputWidth = static_cast<int>(input[3]);
        backdrop.inputHeight = static_cast<int>(input[2]);
    }
    LiveView view;
    view.frameNumber = result.frame.number;
    view.settingsGeneration = result.settingsGeneration;
    view.camera = shared(result.frame.picture);
    for (const auto &task : result.tasks)
        view.tasks.push_back(taskView(task, backdrop));
    view.ranOn = result.ranOn;
    view.stages = result.stages;
    view.stagesModelled = result.stagesModelled;
    view.latencyMs = result.latencyMs;
    view.bytesUp = result.bytesUp;
    view.bytesDown = result.bytesDown;
    view.wholeMs = result.wholeMs;
    return view;
}

QString scoreName(const std::string &metric)
{
    if (metric == "map")
        return Tr::tr("mAP");
    return metric == "miou" ? Tr::tr("mIoU") : QString::fromStdString(metric);
}

} // namespace

QString agreementText(const std::vector<TaskAgreement> &agreement)
{
    if (agreement.empty())
        return {};
    // Of several figures the one that says most at a look.
    auto chosen = std::find_if(
        agreement.begin(), agreement.end(), [](const TaskAgreement &a) { return a.metric == "pixel_agreement"; });
    if (chosen == agreement.end())
        chosen = agreement.begin();
    if (chosen->metric == "top1")
        return chosen->value >= 1.0 ? Tr::tr("same class") : Tr::tr("another class");
    const bool higherIsBetter = chosen->metric == "pixel_agreement" || chosen->metric == "miou"
        || chosen->metric == "f1" || chosen->metric == "map";
    if (higherIsBetter) {
        // Only all of them are 100 %: 99.996 must not be rounded up to it.
        const bool all = chosen->value > 1.0 - 1e-9; // a mean of ones may miss one by rounding
        const double percent = all ? 100.0 : std::min(100.0 * chosen->value, 99.99);
        const auto number = QLocale().toString(percent, 'f', percent >= 100.0 ? 0 : percent > 99.9 ? 2 : 1);
        return chosen->metric == "pixel_agreement" ? Tr::tr("%1 % of pixels equal").arg(number)
                                                   : Tr::tr("%1 %2 %").arg(scoreName(chosen->metric), number);
    }
    if (chosen->value == 0.0)
        return Tr::tr("equal");
    const bool angle = chosen->metric == "angle_deg";
    const double size = angle ? chosen->value : 100.0 * chosen->value;
    if (size < 0.001)
        return angle ? Tr::tr("off by < 0.001\u00b0") : Tr::tr("off by < 0.001 %");
    return angle ? Tr::tr("off by %1\u00b0").arg(threeDigits(size)) : Tr::tr("off by %1 %").arg(threeDigits(size));
}

FramePainter::FramePainter(QObject *parent)
    : QObject(parent)
    , m_thread([this] { work(); })
{
}

FramePainter::~FramePainter()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

std::uint64_t FramePainter::run() const
{
    const std::lock_guard lock(m_mutex);
    return m_run;
}

void FramePainter::submit(const FrameResult &result, std::uint64_t run, const Shape &input)
{
    {
        const std::lock_guard lock(m_mutex);
        if (run != m_run)
            return;
        m_statistics.add(result, RunStatistics::Clock::now());
        m_latest = result;
        m_input = input;
    }
    m_wake.notify_all();
}

void FramePainter::clear()
{
    const std::lock_guard lock(m_mutex);
    ++m_run;
    m_latest.reset();
    m_statistics.clear();
}

RunStatistics FramePainter::statistics() const
{
    const std::lock_guard lock(m_mutex);
    return m_statistics;
}

void FramePainter::work()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stop || (m_latest && m_shown); });
        if (m_stop)
            return;
        const auto result = std::exchange(m_latest, std::nullopt);
        const auto input = m_input;
        const auto run = m_run;
        m_shown = false;
        lock.unlock();
        auto view = liveView(*result, input);
        lock.lock();
        const auto now = RunStatistics::Clock::now();
        view.framesPerSecond = m_statistics.framesPerSecond(now);
        view.latencyP50Ms = m_statistics.latencyP50Ms();
        if (view.settingsGeneration == m_statistics.settingsGeneration())
            view.settingsSinceFrame = m_statistics.settingsSinceFrame();
        else
            view.settingsSinceFrame = view.frameNumber;
        post(std::move(view), run);
        m_wake.wait_for(lock, betweenViews, [this] { return m_stop; });
    }
}

void FramePainter::post(LiveView view, std::uint64_t run)
{
    QMetaObject::invokeMethod(
        this,
        [this, view = std::move(view), run] {
            bool wanted = false;
            {
                const std::lock_guard lock(m_mutex);
                wanted = run == m_run;
                m_shown = true;
            }
            if (wanted)
                Q_EMIT viewReady(view);
            m_wake.notify_all();
        },
        Qt::QueuedConnection);
}

} // namespace splitscope
