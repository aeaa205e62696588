// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/error.h"
#include "widgets/graph/graph_export.h"

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <string>

namespace splitscope {

/// Writes files beside the GUI thread, one after another. All or nothing each.
class ExportService : public QObject {
    Q_OBJECT

public:
    explicit ExportService(QObject *parent = nullptr);
    ~ExportService() override;

    /// SVG, PDF or PNG, by the file's ending (PNG where it has another). A PNG has twice the size of the screen's 100
    /// %, or as much as graphExport allows.
    void writePicture(const GraphRecording &recording, const QString &file);
    /// `make` is called on the worker and captures values only.
    void writeText(const std::function<std::string()> &make, const QString &file);
    /// Files of another kind: `write` writes them, on the worker, and captures values only. \param place as it is said
    void write(const std::function<void()> &write, const QString &place);

Q_SIGNALS:
    void written(const QString &file, const QString &note); ///< `note` is empty where all is as was asked for
    void failed(const splitscope::Error &error);

private:
    void run(const QString &file, const std::function<QString()> &work);

    QThreadPool m_pool;
};

} // namespace splitscope
