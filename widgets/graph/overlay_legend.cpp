// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/overlay_legend.h"

#include "widgets/help/glossary.h"
#include "widgets/number_text.h"

#include <QPainter>

#include <algorithm>

namespace splitscope {

namespace {

constexpr int inset = 8;
constexpr int barHeight = 8;
constexpr int barWidth = 200;
constexpr int mostWidth = 320;
constexpr int gap = 4;

} // namespace

OverlayLegend::OverlayLegend(const GraphPicture &picture, QWidget *parent)
    : QAbstractButton(parent)
    , m_picture(picture)
{
    setObjectName(QStringLiteral("overlayLegend"));
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    QFont small(tabularFont(font()));
    small.setPixelSize(12);
    setFont(small);
}

QString OverlayLegend::title() const
{
    const auto &overlay = m_picture.overlay;
    const auto name = overlay.estimated() ? tr("%1, estimated").arg(overlay.title()) : overlay.title();
    if (!overlay.hasValues() && overlay.figure() == LayerFigure::MeasuredMs)
        return tr("%1: not measured yet").arg(name);
    if (!overlay.isKnown())
        return tr("%1: not known").arg(name);
    if (!overlay.hasValues())
        return tr("%1: none here").arg(name);
    return overlay.scale() == OverlayScale::Linear ? tr("%1, linear").arg(name) : tr("%1, logarithmic").arg(name);
}

QSize OverlayLegend::sizeHint() const
{
    const int line = fontMetrics().height();
    const int words = m_picture.overlay.isOn() ? fontMetrics().horizontalAdvance(title()) + 2 : 0;
    return {std::clamp(words, barWidth, mostWidth) + 2 * inset, 2 * line + barHeight + 2 * gap + 2 * inset};
}

void OverlayLegend::refresh()
{
    setVisible(m_picture.graph && m_picture.overlay.isOn());
    if (!m_picture.overlay.isOn())
        return;
    const auto &overlay = m_picture.overlay;
    setAccessibleName(tr("Legend: %1, from %2 to %3")
                          .arg(title(), figureValueText(overlay.figure(), overlay.low()),
                              figureValueText(overlay.figure(), overlay.high())));
    const auto other = overlay.scale() == OverlayScale::Linear ? tr("logarithmic") : tr("linear");
    resize(sizeHint());
    setToolTip(termTip(termOf(overlay.figure()), tr("%1.\nClick: %2 scale").arg(overlay.source(), other)));
    update();
}

void OverlayLegend::paintEvent(QPaintEvent *)
{
    const auto &overlay = m_picture.overlay;
    if (!overlay.isOn())
        return;
    const auto &theme = m_picture.theme;
    QPainter painter(this);
    QColor back = theme.plainCard;
    back.setAlpha(235);
    painter.fillRect(rect(), back);
    painter.setPen(hasFocus() ? theme.focus : theme.line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    const QRect inner = rect().adjusted(inset, inset, -inset, -inset);
    const int line = fontMetrics().height();
    painter.setPen(theme.text);
    painter.drawText(QRect(inner.topLeft(), QSize(inner.width(), line)), Qt::AlignLeft | Qt::AlignVCenter,
        fontMetrics().elidedText(title(), Qt::ElideRight, inner.width()));
    const QRect bar(inner.left(), inner.top() + line + gap, inner.width(), barHeight);
    for (int x = 0; x < bar.width(); ++x)
        painter.fillRect(bar.left() + x, bar.top(), 1, barHeight, viridis(double(x) / (bar.width() - 1)));
    if (!overlay.hasValues())
        return;
    const QRect numbers(inner.left(), bar.bottom() + 1 + gap, inner.width(), line);
    painter.drawText(numbers, Qt::AlignLeft, figureValueText(overlay.figure(), overlay.low()));
    painter.drawText(numbers, Qt::AlignHCenter, figureValueText(overlay.figure(), overlay.valueAt(0.5)));
    painter.drawText(numbers, Qt::AlignRight, figureValueText(overlay.figure(), overlay.high()));
}

} // namespace splitscope
