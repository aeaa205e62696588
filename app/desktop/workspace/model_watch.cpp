// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/model_watch.h"

#include "core/graph/error.h"
#include "core/graph/sha256.h"

#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

namespace splitscope {

namespace {

/// An archive ends with the directory of its files ("end of central directory", APPNOTE.TXT 4.3.16); one that is still
/// being written has none yet.
bool isWhole(const QString &name)
{
    constexpr qint64 searched = 1024; // the record is 22 bytes long; a comment may follow
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    file.seek(std::max<qint64>(0, file.size() - searched));
    return file.read(searched).contains(QByteArrayLiteral("PK\x05\x06"));
}

/// Empty where the file cannot be read, or is not whole.
std::string hashOf(const QString &name)
{
    try {
        return isWhole(name) ? sha256OfFile(std::filesystem::path(QFile::encodeName(name).toStdString()))
                             : std::string();
    } catch (const Failure &) {
        return {}; // gone again
    }
}

} // namespace

ModelWatch::ModelWatch(std::chrono::milliseconds settled, QObject *parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_settle.setSingleShot(true);
    m_settle.setInterval(settled);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &ModelWatch::look);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &ModelWatch::look);
    connect(&m_settle, &QTimer::timeout, this, &ModelWatch::lookWhetherSettled);
}

ModelWatch::~ModelWatch() { m_pool.waitForDone(); }

void ModelWatch::watch(const QString &file, const std::string &hash)
{
    ++m_wish;
    m_settle.stop();
    if (const auto all = m_watcher.files() + m_watcher.directories(); !all.isEmpty())
        m_watcher.removePaths(all);
    m_file = file;
    m_opened = m_said = hash;
    if (file.isEmpty())
        return;
    m_watcher.addPath(QFileInfo(file).absolutePath()); // for a file that is put in its place
    m_seen = factsNow();
    if (m_seen.exists)
        m_watcher.addPath(file);
}

ModelWatch::Facts ModelWatch::factsNow() const
{
    struct stat facts { };
    if (stat(QFile::encodeName(m_file).constData(), &facts) != 0)
        return {};
    return {true, facts.st_ino, facts.st_size, facts.st_mtim.tv_sec * 1'000'000'000LL + facts.st_mtim.tv_nsec};
}

void ModelWatch::look()
{
    const auto now = factsNow();
    if (now.exists && !m_watcher.files().contains(m_file))
        m_watcher.addPath(m_file); // a file that was replaced is no longer watched
    if (now == m_seen)
        return;
    m_seen = now;
    m_settle.start();
}

void ModelWatch::lookWhetherSettled()
{
    if (const auto now = factsNow(); !(now == m_seen)) {
        m_seen = now;
        return m_settle.start();
    }
    if (!m_seen.exists)
        return; // another may follow
    const auto wish = ++m_wish;
    m_pool.start([this, file = m_file, wish] {
        const auto hash = hashOf(file);
        QMetaObject::invokeMethod(
            this, [this, hash, wish] { take(hash, wish); }, Qt::QueuedConnection);
    });
}

void ModelWatch::take(const std::string &hash, std::uint64_t wish)
{
    if (wish != m_wish || hash.empty() || hash == m_said || !(factsNow() == m_seen))
        return;
    m_said = hash;
    if (hash == m_opened)
        Q_EMIT changedBack();
    else
        Q_EMIT changed(m_file);
}

} // namespace splitscope
