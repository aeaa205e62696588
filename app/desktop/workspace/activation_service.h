// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/error.h"
#include "core/model/model.h"
#include "widgets/live/live_view.h"

#include <QObject>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace splitscope {

/// What the chosen layer puts out for the newest frame, as a small picture. Computed here, beside what is live and
/// after it: on a thread of the lowest priority, at most twice a second, and never for more than a twentieth of the
/// time.
class ActivationService : public QObject {
    Q_OBJECT

public:
    explicit ActivationService(QObject *parent = nullptr);
    ~ActivationService() override;

    struct View {
        SharedPicture picture;
        float low = 0.0F; ///< values at the two ends of the colours
        float high = 0.0F;
        std::int64_t averaged = 1; ///< channels that each pixel is the mean of
        bool vector = false;       ///< values without places
        std::uint64_t frame = 0;
    };

    /// What to look at from now on; a null model: nothing. What was begun for another layer does not arrive any more.
    void choose(std::shared_ptr<const Model> model, int layer);
    /// The newest frame; replaces one that waits. Returns at once.
    void submit(SharedPicture picture, std::uint64_t frame);

Q_SIGNALS:
    void ready(const splitscope::ActivationService::View &view);
    /// There is no picture of this layer, and none will follow.
    void failed(const splitscope::Error &error);
    /// As above: nobody reads the layer's output, or it is no more than one value.
    void nothingToShow();

private:
    struct Wish {
        std::shared_ptr<const Model> model;
        int layer = -1;
        std::uint64_t number = 0; ///< generation
    };
    struct Waiting {
        SharedPicture picture;
        std::uint64_t frame = 0;
    };

    void work();
    void serve(std::unique_lock<std::mutex> &lock);
    template <typename Report>
    void post(std::uint64_t number, Report report);

    std::mutex m_mutex;
    std::condition_variable m_wake;
    Wish m_wish;
    std::optional<Waiting> m_waiting;
    bool m_stop = false;
    std::thread m_thread;
};

} // namespace splitscope
