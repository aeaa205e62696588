// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/graph_export.h"

#include "core/graph/error.h"
#include "widgets/graph/graph_scene.h"
#include "widgets/graph/overlay_legend.h"

#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr double margin = 48.0;
constexpr double pointsPerInch = 72.0;

[[noreturn]] void fail(const QString &file, const QString &why)
{
    throw Failure(ErrorCode::FileUnwritable, {{"file", file.toStdString()}, {"why", why.toStdString() + "."}});
}

/// All or nothing: a full disk must not cost an earlier picture.
void save(const QString &file, const QByteArray &bytes)
{
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(bytes) != bytes.size() || !target.commit())
        fail(file, target.errorString());
}

void play(QPainter &painter, const GraphRecording &recording)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(), recording.size), recording.background);
    painter.drawPicture(0, 0, recording.picture);
}

} // namespace

GraphRecording recordGraph(GraphScene &scene, const QString &title)
{
    const auto &picture = scene.picture();
    OverlayLegend legend(picture);
    legend.refresh();
    const QSizeF legendSize = picture.overlay.isOn() ? QSizeF(legend.sizeHint()) : QSizeF();
    const QRectF source = picture.layout->bounds.adjusted(-margin, -margin, margin, margin);

    GraphRecording recording;
    recording.title = title;
    recording.background = picture.theme.canvas;
    recording.size = QSizeF(std::max(source.width(), legendSize.width() + 2.0 * margin),
        source.height() + (legendSize.isEmpty() ? 0.0 : legendSize.height() + margin));
    QPainter painter(&recording.picture);
    painter.setRenderHint(QPainter::Antialiasing);
    scene.render(&painter, QRectF(QPointF(), source.size()), source);
    if (!legendSize.isEmpty()) {
        legend.resize(legendSize.toSize());
        legend.render(&painter, QPoint(int(margin), int(source.height())), {}, QWidget::DrawChildren);
    }
    return recording;
}

void writeSvg(const GraphRecording &recording, const QString &file)
{
    QBuffer buffer;
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setTitle(recording.title);
    svg.setResolution(recording.picture.logicalDpiX()); // it would be played smaller at another
    svg.setSize(recording.size.toSize());
    svg.setViewBox(QRectF(QPointF(), recording.size));
    QPainter painter(&svg);
    play(painter, recording);
    painter.end();
    save(file, buffer.data());
}

void writePdf(const GraphRecording &recording, const QString &file)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    pdf.setTitle(recording.title);
    pdf.setCreator(QStringLiteral("Splitscope"));
    pdf.setResolution(recording.picture.logicalDpiX()); // it would be played smaller at another
    pdf.setPageMargins(QMarginsF());
    // Readers stop at 14,400 points a side (PDF 1.7, annex C).
    const double scale = std::min(1.0, 14400.0 / std::max(recording.size.width(), recording.size.height()));
    pdf.setPageSize(QPageSize(recording.size * scale, QPageSize::Point, {}, QPageSize::ExactMatch));
    QPainter painter(&pdf);
    const double dots = scale * pdf.resolution() / pointsPerInch;
    painter.scale(dots, dots);
    play(painter, recording);
    painter.end();
    save(file, buffer.data());
}

double pngScale(const QSizeF &size, double wanted)
{
    const double bySide = longestPngSide / std::max({size.width(), size.height(), 1.0});
    const double byArea = std::sqrt(mostPngPixels / std::max(size.width() * size.height(), 1.0));
    return std::min({wanted, bySide, byArea});
}

double writePng(const GraphRecording &recording, const QString &file, double scale)
{
    const double used = pngScale(recording.size, scale);
    const QSize pixels(std::max(1, static_cast<int>(recording.size.width() * used)),
        std::max(1, static_cast<int>(recording.size.height() * used)));
    QImage image(pixels, QImage::Format_RGB32);
    if (image.isNull())
        fail(file, QStringLiteral("there is not enough memory for the picture"));
    QPainter painter(&image);
    painter.scale(used, used);
    play(painter, recording);
    painter.end();
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, "PNG"))
        fail(file, QStringLiteral("the picture could not be packed"));
    save(file, buffer.data());
    return used;
}

} // namespace splitscope
