// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/spectrum_chart.h"

#include "widgets/charts/chart_text.h"
#include "widgets/charts/plot_parts.h"
#include "widgets/number_text.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr double fullPercent = 104.0; ///< the axis, so that the line at 100 % is seen
constexpr double markRadius = 4.0;

} // namespace

SpectrumChart::SpectrumChart(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("spectrumChart"));
    setAccessibleName(tr("Explained variance by components"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    makePlot();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    applyTheme();
    refresh();
}

void SpectrumChart::makePlot()
{
    m_plot = new QCustomPlot(this);
    m_plot->setObjectName(QStringLiteral("plot"));
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setMouseTracking(true);
    m_plot->setAttribute(Qt::WA_NoMousePropagation, false); // the wheel is for the column that it stands in
    m_plot->installEventFilter(this);
    auto *rect = m_plot->axisRect();
    rect->setMinimumMargins(QMargins(4, 6, 8, 2));
    m_key = rect->axis(QCPAxis::atBottom);
    m_value = rect->axis(QCPAxis::atLeft);
    m_key->setTicker(QSharedPointer<QCPAxisTicker>(new ValueTicker(tickText, true)));
    m_key->grid()->setVisible(false);
    m_value->setTicker(QSharedPointer<QCPAxisTicker>(
        new ValueTicker([](double percent) { return tr("%1 %").arg(tickText(percent)); })));
    m_value->ticker()->setTickCount(3);
    m_value->setSubTicks(false);
    m_value->setRange(0.0, fullPercent);
    new PaintedPlot(m_key, m_value, [this](QCPPainter &painter) {
        if (count() == 0)
            return paintMessage(painter);
        paintShares(painter);
        paintChosen(painter);
    });
}

void SpectrumChart::setSpectrum(std::shared_ptr<const TensorSpectrum> spectrum)
{
    const bool same = spectrum && m_spectrum ? *spectrum == *m_spectrum : spectrum == m_spectrum;
    if (same)
        return;
    m_spectrum = std::move(spectrum);
    refresh();
}

void SpectrumChart::setChosen(int components)
{
    if (components == m_chosen)
        return;
    m_chosen = components;
    refresh();
}

QString SpectrumChart::words() const
{
    if (count() == 0)
        return tr("Calibrate to see how many components say how much.");
    if (m_chosen < 1)
        return tr("%1 components").arg(count());
    const int chosen = std::min(m_chosen, count());
    const auto part = m_spectrum->explained[static_cast<std::size_t>(chosen) - 1];
    return tr("%1 of %2 components explain %3 of the variance").arg(chosen).arg(count()).arg(shareText(part));
}

QPoint SpectrumChart::placeOf(int components) const
{
    const QPointF place(m_key->coordToPixel(components), m_plot->axisRect()->center().y());
    return m_plot->mapTo(this, place.toPoint());
}

int SpectrumChart::componentsAt(double x) const
{
    return std::clamp(static_cast<int>(std::lround(m_key->pixelToCoord(x))), 1, std::max(1, count()));
}

void SpectrumChart::refresh()
{
    const bool any = count() > 0;
    for (auto *axis : {m_key, m_value})
        axis->setVisible(any);
    m_key->setLabel(any ? tr("Components") : QString());
    m_key->setRange(0.5, count() + 0.5);
    m_plot->setCursor(any ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setAccessibleDescription(words());
    auto tip = words();
    if (any)
        tip += QLatin1Char('\n')
            + tr("Calibrated on %1 frames of %2")
                  .arg(m_spectrum->frames)
                  .arg(QString::fromStdString(m_spectrum->source));
    setToolTip(tip);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void SpectrumChart::request(int components)
{
    if (count() == 0)
        return;
    const int wanted = std::clamp(components, 1, count());
    if (wanted == m_chosen)
        return;
    setChosen(wanted);
    Q_EMIT componentsRequested(wanted);
}

/// One bar a component; where they are narrower than a pixel, the first of each pixel shows: it is the largest.
void SpectrumChart::paintShares(QCPPainter &painter) const
{
    const auto colors = Theme::fromPalette(palette());
    const auto &explained = m_spectrum->explained;
    const QRectF area(m_plot->axisRect()->rect());
    const double zero = m_value->coordToPixel(0.0);
    QPolygonF line;
    double drawn = area.left() - 1.0;
    for (std::size_t i = 0; i < explained.size(); ++i) {
        const double at = static_cast<double>(i) + 1.0;
        line << QPointF(m_key->coordToPixel(at), m_value->coordToPixel(100.0 * explained[i]));
        const double left = std::round(m_key->coordToPixel(at - 0.5)),
                     right = std::round(m_key->coordToPixel(at + 0.5));
        if (right <= drawn)
            continue;
        const double share = explained[i] - (i > 0 ? explained[i - 1] : 0.0);
        const double gap = right - left >= 4.0 ? 1.0 : 0.0;
        const bool kept = m_chosen < 1 || static_cast<int>(i) < m_chosen;
        painter.fillRect(QRectF(QPointF(left, m_value->coordToPixel(100.0 * share)),
                             QPointF(std::max(right, left + 1.0) - gap, zero)),
            kept ? colors.wire : colors.line);
        drawn = std::max(right, left + 1.0);
    }
    painter.setAntialiasing(true);
    painter.setPen(QPen(colors.encode, 2.0));
    if (line.size() == 1)
        line << QPointF(area.right(), line.front().y());
    drawWithin(painter, line, area);
    painter.setAntialiasing(false);
}

void SpectrumChart::paintChosen(QCPPainter &painter) const
{
    if (m_chosen < 1)
        return;
    const auto colors = Theme::fromPalette(palette());
    const QRectF area(m_plot->axisRect()->rect());
    const int chosen = std::min(m_chosen, count());
    const double part = m_spectrum->explained[static_cast<std::size_t>(chosen) - 1];
    const QPointF place(std::round(m_key->coordToPixel(chosen)), m_value->coordToPixel(100.0 * part));
    painter.setPen(QPen(colors.focus, hasFocus() ? 2.5 : 1.5));
    painter.drawLine(QPointF(place.x(), area.top()), QPointF(place.x(), area.bottom()));
    painter.setAntialiasing(true);
    painter.setBrush(colors.canvas);
    painter.setPen(QPen(colors.encode, 2.0));
    painter.drawEllipse(place, markRadius, markRadius);
    painter.setAntialiasing(false);
    const auto name = tr("%1: %2").arg(chosen).arg(shareText(part));
    painter.setFont(m_key->tickLabelFont());
    const QFontMetrics metrics(painter.font());
    const double width = metrics.horizontalAdvance(name) + 6.0;
    const bool left = place.x() + 8.0 + width > area.right();
    const QRectF words(left ? place.x() - 8.0 - width : place.x() + 8.0, area.center().y() - 0.5 * metrics.height(),
        width, metrics.height());
    auto backing = colors.canvas;
    backing.setAlpha(210);
    painter.fillRect(words, backing);
    painter.setPen(QPen(colors.text));
    painter.drawText(words, Qt::AlignCenter, name);
}

void SpectrumChart::paintMessage(QCPPainter &painter) const
{
    painter.setPen(QPen(Theme::fromPalette(palette()).mutedText));
    painter.setFont(font());
    painter.drawText(m_plot->axisRect()->rect(), Qt::AlignCenter | Qt::TextWordWrap, words());
}

bool SpectrumChart::eventFilter(QObject *watched, QEvent *event)
{
    const auto type = event->type();
    if (watched == m_plot && type == QEvent::Wheel) {
        event->ignore();
        return true;
    }
    if (watched != m_plot
        || (type != QEvent::MouseButtonPress && type != QEvent::MouseMove && type != QEvent::MouseButtonRelease))
        return QWidget::eventFilter(watched, event);
    const auto *mouse = static_cast<QMouseEvent *>(event);
    if (type == QEvent::MouseButtonPress) {
        setFocus(Qt::MouseFocusReason);
        m_held = mouse->button() == Qt::LeftButton;
    }
    if (m_held)
        request(componentsAt(mouse->position().x()));
    if (type == QEvent::MouseButtonRelease)
        m_held = false;
    return type != QEvent::MouseMove;
}

void SpectrumChart::keyPressEvent(QKeyEvent *event)
{
    const int page = std::max(2, count() / 10);
    switch (event->key()) {
    case Qt::Key_Right:
        return request(m_chosen + 1);
    case Qt::Key_Left:
        return request(m_chosen - 1);
    case Qt::Key_PageUp:
        return request(m_chosen + page);
    case Qt::Key_PageDown:
        return request(m_chosen - page);
    case Qt::Key_Home:
        return request(1);
    case Qt::Key_End:
        return request(count());
    default:
        QWidget::keyPressEvent(event);
    }
}

void SpectrumChart::applyTheme()
{
    const auto colors = Theme::fromPalette(palette());
    const auto font = tabularFont(this->font());
    m_plot->setBackground(QBrush(colors.canvas));
    for (auto *axis : m_plot->axisRect()->axes()) {
        axis->setBasePen(QPen(colors.wire));
        axis->setTickPen(QPen(colors.wire));
        axis->setSubTickPen(QPen(colors.line));
        axis->setTickLabelFont(font);
        axis->setLabelFont(font);
        axis->setTickLabelColor(colors.mutedText);
        axis->setLabelColor(colors.mutedText);
        axis->setLabelPadding(2);
        axis->grid()->setPen(QPen(colors.line));
        axis->grid()->setZeroLinePen(QPen(Qt::NoPen));
    }
    m_plot->setLocale(QLocale());
}

void SpectrumChart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    const auto type = event->type();
    if (m_plot != nullptr
        && (type == QEvent::PaletteChange || type == QEvent::FontChange || type == QEvent::LocaleChange)) {
        applyTheme();
        refresh();
    }
}

void SpectrumChart::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    refresh();
}

void SpectrumChart::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    refresh();
}

QSize SpectrumChart::sizeHint() const { return {240, 9 * fontMetrics().height()}; }

QSize SpectrumChart::minimumSizeHint() const { return {160, 8 * fontMetrics().height()}; }

} // namespace splitscope
