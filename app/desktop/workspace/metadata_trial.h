// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/error.h"
#include "core/graph/layer_graph.h"
#include "core/graph/model_metadata.h"

#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <filesystem>
#include <vector>

namespace splitscope {

/// Tries a description of a model in the background by opening the model with it, as any unknown file in a process of
/// its own first; then keeps it beside the model, if that is wanted. A new wish or `cancel` drops the one before.
class MetadataTrial : public QObject {
    Q_OBJECT

public:
    enum class Keep { No, Yes };

    /// \param probe as for ModelOpener.
    explicit MetadataTrial(std::filesystem::path probe, QObject *parent = nullptr);
    ~MetadataTrial() override;

    void start(const QString &file, const ModelMetadata &metadata, Keep keep);
    void cancel() { ++m_wish; }

    /// Where the description of a model is kept: MODEL.pt.meta.json.
    static QString sidecarOf(const QString &file);

Q_SIGNALS:
    void found(const std::vector<splitscope::ModelOutput> &outputs);
    /// The sidecar file is written.
    void kept();
    void failed(const splitscope::Error &error);

private:
    void work(const QString &file, const ModelMetadata &metadata, Keep keep, std::uint64_t wish);

    const std::filesystem::path m_probe;
    std::atomic<std::uint64_t> m_wish{0}; ///< generation: results of older wishes are stale
    QThreadPool m_pool;
};

} // namespace splitscope
