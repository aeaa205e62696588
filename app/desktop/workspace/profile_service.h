// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/newest_wish.h"
#include "core/graph/board.h"
#include "core/graph/error.h"
#include "core/graph/layer_profile.h"
#include "core/model/model.h"

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace splitscope {

/// Measured times of a model's layers, and of this machine by kinds of operation, looked up or measured beside the GUI
/// thread. A new wish ends the one before.
class ProfileService : public QObject {
    Q_OBJECT

public:
    /// \param seconds about how long a measurement may take
    explicit ProfileService(double seconds = 20.0, QObject *parent = nullptr);
    ~ProfileService() override;

    bool measuring() const { return m_measuring; }

public Q_SLOTS:
    /// `ready` and `calibrated` follow where an earlier measurement is in the cache; nothing where not.
    void lookUp(std::shared_ptr<const splitscope::Model> model, int threads);
    /// Takes the processor for itself: hold the camera first. `ended` follows however it went.
    void measure(std::shared_ptr<const splitscope::Model> model, int threads);
    void cancel();

Q_SIGNALS:
    void progressed(int done, int all);
    void ready(std::shared_ptr<const splitscope::LayerProfile> profile);
    void calibrated(const splitscope::Board &here);
    void failed(const splitscope::Error &error); ///< not where it was cancelled
    void ended();

private:
    void runMeasurement(std::shared_ptr<const Model> model, int threads, std::uint64_t wish);
    void calibrate(int threads, std::uint64_t wish);
    /// For measurements: tells how far they are, in percent from one to another, and whether to go on.
    std::function<bool(int, int)> progressFrom(int from, int to, std::uint64_t wish);
    void end();

    const double m_seconds;
    NewestWish m_wish{*this};
    bool m_measuring = false;
    QThreadPool m_pool;
};

} // namespace splitscope
