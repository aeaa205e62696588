// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/export_service.h"

#include "core/graph/atomic_file.h"

#include <QFile>
#include <QLocale>

namespace splitscope {

namespace {

constexpr double pngScaleWanted = 2.0;

} // namespace

ExportService::ExportService(QObject *parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

ExportService::~ExportService() { m_pool.waitForDone(); }

void ExportService::writePicture(const GraphRecording &recording, const QString &file)
{
    run(file, [recording, file]() -> QString {
        if (file.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
            writeSvg(recording, file);
        } else if (file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive)) {
            writePdf(recording, file);
        } else {
            const double scale = writePng(recording, file, pngScaleWanted);
            if (scale < pngScaleWanted)
                return tr("The picture is very large, so it was written at %1 % of its size.")
                    .arg(QLocale().toString(100.0 * scale, 'f', 0));
        }
        return {};
    });
}

void ExportService::writeText(const std::function<std::string()> &make, const QString &file)
{
    run(file, [make, file] {
        writeTextAtomically(std::filesystem::path(QFile::encodeName(file).toStdString()), make());
        return QString();
    });
}

void ExportService::write(const std::function<void()> &write, const QString &place)
{
    run(place, [write] {
        write();
        return QString();
    });
}

void ExportService::run(const QString &file, const std::function<QString()> &work)
{
    m_pool.start([this, file, work] {
        const auto post = [this](const std::function<void()> &report) {
            QMetaObject::invokeMethod(this, report, Qt::QueuedConnection);
        };
        try {
            const auto note = work();
            post([this, file, note] { Q_EMIT written(file, note); });
        } catch (const Failure &failure) {
            post([this, error = failure.error()] { Q_EMIT failed(error); });
        } catch (const std::exception &exception) {
            const Error error{ErrorCode::Internal, {{"why", exception.what()}}};
            post([this, error] { Q_EMIT failed(error); });
        }
    });
}

} // namespace splitscope
