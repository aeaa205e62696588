// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/metadata_trial.h"

#include "core/graph/atomic_file.h"
#include "core/graph/user_cache.h"
#include "core/model/guarded_open.h"

#include <QCoreApplication>
#include <QFile>

namespace splitscope {

namespace {

std::filesystem::path pathOf(const QString &file) { return QFile::encodeName(file).toStdString(); }

/// A description as a file, for the process that tries it; gone with this object.
class Draft {
public:
    Draft(const ModelMetadata &metadata, std::uint64_t wish)
        : m_file(userCacheFolder() / "drafts"
            / (std::to_string(QCoreApplication::applicationPid()) + "-" + std::to_string(wish) + ".json"))
    {
        ensureFolder(m_file.parent_path());
        writeTextAtomically(m_file, metadataToJson(metadata));
    }
    ~Draft()
    {
        std::error_code ignored;
        std::filesystem::remove(m_file, ignored);
    }
    Draft(const Draft &) = delete;
    Draft &operator=(const Draft &) = delete;

    const std::filesystem::path &file() const { return m_file; }

private:
    std::filesystem::path m_file;
};

} // namespace

MetadataTrial::MetadataTrial(std::filesystem::path probe, QObject *parent)
    : QObject(parent)
    , m_probe(std::move(probe))
{
    m_pool.setMaxThreadCount(2); // a new wish does not wait for one that is being dropped
}

MetadataTrial::~MetadataTrial()
{
    ++m_wish;
    m_pool.waitForDone();
}

QString MetadataTrial::sidecarOf(const QString &file) { return file + QStringLiteral(".meta.json"); }

void MetadataTrial::start(const QString &file, const ModelMetadata &metadata, Keep keep)
{
    const auto wish = ++m_wish;
    m_pool.start([this, file, metadata, keep, wish] { work(file, metadata, keep, wish); });
}

void MetadataTrial::work(const QString &file, const ModelMetadata &metadata, Keep keep, std::uint64_t wish)
{
    const auto stale = [this, wish] { return m_wish != wish; };
    const auto post = [this, stale](auto report) {
        const auto unlessStale = [stale, report] {
            if (!stale())
                report();
        };
        QMetaObject::invokeMethod(this, unlessStale, Qt::QueuedConnection);
    };
    try {
        const Draft draft(metadata, wish);
        ModelOptions options;
        options.metadataFile = draft.file();
        GuardOptions guard;
        guard.probeProgram = m_probe;
        guard.cancelled = stale;
        const auto model = openModelGuarded(pathOf(file), options, guard);
        if (stale())
            return;
        if (keep == Keep::Yes) {
            writeTextAtomically(pathOf(sidecarOf(file)), metadataToJson(metadata));
            post([this] { Q_EMIT kept(); });
        } else {
            post([this, outputs = model->graph().outputs()] { Q_EMIT found(outputs); });
        }
    } catch (const Failure &failure) {
        auto error = failure.error();
        for (auto &[name, value] : error.arguments) {
            if (error.code == ErrorCode::MetadataInvalid && name == "file")
                value = file.toStdString(); // the draft is nothing that a person has seen
        }
        post([this, error] { Q_EMIT failed(error); });
    } catch (const std::exception &exception) {
        const Error error{ErrorCode::Internal, {{"why", exception.what()}}};
        post([this, error] { Q_EMIT failed(error); });
    }
}

} // namespace splitscope
