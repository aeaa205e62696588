// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <chrono>
#include <cstdint>
#include <string>

namespace splitscope {

/// Notices that the file of the open model holds another model: written anew in its place, or replaced by another
/// file of that name. Says so once it has stood still and is whole, and only if the content differs.
class ModelWatch : public QObject {
    Q_OBJECT

public:
    /// \param settled how long a file has to stand still
    explicit ModelWatch(std::chrono::milliseconds settled = std::chrono::milliseconds(700), QObject *parent = nullptr);
    ~ModelWatch() override;

    /// \param file of the open model; empty: none. \param hash SHA-256 of what was opened
    void watch(const QString &file, const std::string &hash);

Q_SIGNALS:
    /// Another content, once for each.
    void changed(const QString &file);
    /// After `changed`: the file is again what was opened.
    void changedBack();

private:
    struct Facts {
        bool exists = false;
        std::uint64_t inode = 0;
        std::int64_t size = 0;
        std::int64_t changedNs = 0;

        bool operator==(const Facts &) const = default;
    };

    Facts factsNow() const;
    void look();
    void lookWhetherSettled();
    void take(const std::string &hash, std::uint64_t wish);

    QFileSystemWatcher m_watcher;
    QTimer m_settle;
    QString m_file;
    std::string m_opened; ///< hashes
    std::string m_said;   ///< of what was said last
    Facts m_seen;
    std::uint64_t m_wish = 0; ///< generation
    QThreadPool m_pool;       ///< reads the file
};

} // namespace splitscope
