// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/newest_wish.h"
#include "app/desktop/workspace/study_view.h"
#include "core/graph/error.h"
#include "core/model/model.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace splitscope {

/// Compression studies of the open model, read from files or made beside the GUI thread. A new wish ends the one
/// before. What was measured stays in the user's cache: a study that was stopped goes on there.
class StudyService : public QObject {
    Q_OBJECT

public:
    /// How much a study in the window looks at: minutes, not hours.
    struct Extent {
        int frames = 20;
        int calibrationFrames = 32;
        int cuts = 24;
    };

    explicit StudyService(const Extent &extent, QObject *parent = nullptr);
    explicit StudyService(QObject *parent = nullptr)
        : StudyService(Extent(), parent)
    {
    }
    ~StudyService() override;

    bool running() const { return m_running; }

public Q_SLOTS:
    /// `study.json` of `splitscope-cli study`. `ready` follows, or `failed`: also where it is of another model.
    void read(std::shared_ptr<const splitscope::Model> model, const QString &file);
    /// \param source whose frames are looked at; live ones cannot be: synthetic scenes then
    void run(std::shared_ptr<const splitscope::Model> model, const QString &source);
    void cancel();

Q_SIGNALS:
    void progressed(int percent, const QString &what);
    void ready(const splitscope::StudyView &view);
    void failed(const splitscope::Error &error);
    void ended(); ///< a run, however it went

private:
    void start(const std::shared_ptr<const Model> &model, const std::function<Study(std::uint64_t wish)> &make);
    void end();

    const Extent m_extent;
    NewestWish m_wish{*this};
    bool m_running = false;
    QThreadPool m_pool;
};

} // namespace splitscope
