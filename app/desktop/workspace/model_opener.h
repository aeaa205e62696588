// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/open_model.h"
#include "core/graph/error.h"

#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <filesystem>

namespace splitscope {

/// Opens models in the background, one wish at a time: a new wish or `cancel` drops the one before, and what that one
/// still brings is thrown away.
class ModelOpener : public QObject {
    Q_OBJECT

public:
    /// \param probe program that tries unknown files; empty: the one beside this program.
    explicit ModelOpener(std::filesystem::path probe, QObject *parent = nullptr);
    ~ModelOpener() override;

    void open(const QString &file);
    void cancel();
    bool busy() const { return m_busy; }

Q_SIGNALS:
    void opened(const splitscope::OpenModel &model);
    void failed(const splitscope::Error &error);
    /// `cancel` was called while a file was being opened.
    void cancelled();

private:
    void work(const QString &file, std::uint64_t wish);

    const std::filesystem::path m_probe;
    std::atomic<std::uint64_t> m_wish{0}; ///< generation: results of older wishes are stale
    bool m_busy = false;
    QThreadPool m_pool;
};

} // namespace splitscope
