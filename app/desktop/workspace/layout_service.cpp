// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/layout_service.h"

#include <algorithm>

namespace splitscope {

namespace {

constexpr std::size_t mostKept = 32;

} // namespace

LayoutService::LayoutService(ArrangeOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
    // Two, so that a new wish does not wait for one that is being dropped.
    m_pool.setMaxThreadCount(2);
}

LayoutService::~LayoutService()
{
    ++m_number;
    m_pool.waitForDone();
}

void LayoutService::setGraph(std::shared_ptr<const LayerGraph> graph, std::shared_ptr<const GraphLayout> first)
{
    cancel();
    m_graph = std::move(graph);
    m_kept.clear();
    keep(std::move(first));
}

void LayoutService::request(const LayoutWish &wish)
{
    const auto number = ++m_number;
    if (!m_graph)
        return;
    const auto known =
        std::find_if(m_kept.begin(), m_kept.end(), [&](const auto &layout) { return layout->wish == wish; });
    if (known != m_kept.end()) {
        const auto layout = *known; // a copy: who is told may ask for the next
        Q_EMIT ready(layout);
        return;
    }
    m_pool.start([this, graph = m_graph, wish, number] { work(graph, wish, number); });
}

void LayoutService::cancel() { ++m_number; }

void LayoutService::work(std::shared_ptr<const LayerGraph> graph, const LayoutWish &wish, std::uint64_t number)
{
    auto options = m_options;
    options.cancelled = [this, number] { return m_number != number; };
    auto layout = arrangeGraph(*graph, wish, options);
    if (!layout)
        return;
    QMetaObject::invokeMethod(
        this, [this, layout, number] { take(layout, number); }, Qt::QueuedConnection);
}

void LayoutService::take(std::shared_ptr<const GraphLayout> layout, std::uint64_t number)
{
    if (m_number != number)
        return;
    keep(layout);
    Q_EMIT ready(layout);
}

void LayoutService::keep(std::shared_ptr<const GraphLayout> layout)
{
    m_kept.push_front(std::move(layout));
    if (m_kept.size() > mostKept)
        m_kept.pop_back();
}

} // namespace splitscope
