// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/graph_arranger.h"

#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <deque>

namespace splitscope {

/// Works out layouts beside the GUI thread. A new wish ends the one before; layouts of the open model are kept, so that
/// opening and closing a module again is at once.
class LayoutService : public QObject {
    Q_OBJECT

public:
    explicit LayoutService(ArrangeOptions options = {}, QObject *parent = nullptr);
    ~LayoutService() override;

    /// For another model: forgets what was kept. `first` is the layout that it came with.
    void setGraph(std::shared_ptr<const LayerGraph> graph, std::shared_ptr<const GraphLayout> first);

public Q_SLOTS:
    void request(const splitscope::LayoutWish &wish);
    void cancel();

Q_SIGNALS:
    void ready(std::shared_ptr<const splitscope::GraphLayout> layout);

private:
    void work(std::shared_ptr<const LayerGraph> graph, const LayoutWish &wish, std::uint64_t number);
    void take(std::shared_ptr<const GraphLayout> layout, std::uint64_t number);
    void keep(std::shared_ptr<const GraphLayout> layout);

    const ArrangeOptions m_options;
    std::shared_ptr<const LayerGraph> m_graph;
    std::deque<std::shared_ptr<const GraphLayout>> m_kept; ///< the newest first
    std::atomic<std::uint64_t> m_number{0};                ///< of the newest wish
    QThreadPool m_pool;
};

} // namespace splitscope
