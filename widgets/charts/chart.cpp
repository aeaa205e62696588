// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/chart.h"

#include "widgets/charts/plot_parts.h"
#include "widgets/number_text.h"
#include "widgets/theme.h"

#include <QLabel>
#include <QScopedValueRollback>
#include <QStackedLayout>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr QSize smallestRecording(720, 360);
constexpr double zoomFactor = 0.8; ///< of one notch of the wheel

bool nearly(const std::pair<double, double> &a, const QCPRange &b)
{
    const double size = std::abs(a.second - a.first);
    return std::abs(a.first - b.lower) <= 1e-3 * size && std::abs(a.second - b.upper) <= 1e-3 * size;
}

} // namespace

Chart::Chart(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(title);
    m_message = new QLabel(this);
    m_message->setObjectName(QStringLiteral("chartMessage"));
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_message->setMargin(16);
    makePlot();
    m_pages = new QStackedLayout(this);
    m_pages->addWidget(m_message);
    m_pages->addWidget(m_plot);
    m_click = new QTimer(this);
    m_click->setSingleShot(true);
    connect(m_click, &QTimer::timeout, this, [this] { takeAt(m_clicked); });
}

Chart::~Chart() = default;

void Chart::makePlot()
{
    m_plot = new QCustomPlot(this);
    m_plot->setObjectName(QStringLiteral("plot"));
    m_plot->setAutoAddPlottableToLegend(false);
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->installEventFilter(this);
    m_plot->plotLayout()->clear();
    m_plot->plotLayout()->setRowSpacing(0);
    m_plot->addLayer(QStringLiteral("cursor"));
    m_plot->layer(QStringLiteral("cursor"))->setMode(QCPLayer::lmBuffered);
    m_header = new ChartHeader(m_plot);
    m_header->setTitle(m_title);
    m_plot->plotLayout()->addElement(0, 0, m_header);
    new CursorPlot(m_plot, QStringLiteral("cursor"), [this](QCPPainter &painter) {
        if (!m_recording && m_mark >= 0 && m_mark < markCount())
            paintCursor(painter, m_mark);
    });
}

Theme Chart::theme() const { return Theme::fromPalette(palette()); }

QString Chart::note() const { return m_header->note(); }

QString Chart::stateText() const { return m_view ? whyEmpty() : emptyText(); }

void Chart::setView(std::shared_ptr<const PlanningView> view)
{
    if (!view || !m_view || view->graph != m_view->graph) {
        m_zoomed = false;
        m_mark = -1;
    }
    m_view = std::move(view);
    refill();
}

void Chart::ensureFilled()
{
    if (!m_stale)
        return;
    m_stale = false;
    const auto state = stateText();
    m_message->setText(state);
    setAccessibleDescription(state);
    if (state.isEmpty()) {
        applyTheme();
        fill();
        m_drawable = true;
        m_mark = std::min(m_mark, countMarks() - 1);
        if (!m_zoomed)
            fillRanges();
        setAccessibleDescription(note());
    }
    m_pages->setCurrentWidget(state.isEmpty() ? static_cast<QWidget *>(m_plot) : m_message);
    redraw();
}

void Chart::refill(bool whole)
{
    m_zoomed = m_zoomed && !whole;
    m_stale = true;
    m_drawable = false;
    if (isVisible())
        ensureFilled();
}

void Chart::redraw() { m_plot->replot(QCustomPlot::rpQueuedReplot); }

void Chart::redrawCursor()
{
    if (m_drawable)
        m_plot->layer(QStringLiteral("cursor"))->replot();
}

void Chart::setNote(const QString &words)
{
    if (m_view->impossible)
        m_header->setNote(tr("No plan keeps every limit. %1").arg(words).trimmed(), true);
    else if (m_view->estimated)
        m_header->setNote(tr("Estimated, not measured. %1").arg(words));
    else
        m_header->setNote(words);
}

void Chart::paintWithin(QCPAxis *key, QCPAxis *value, const std::function<void(QCPPainter &)> &paint)
{
    // QCustomPlot draws whenever it gets a size, also before a view that came while it was hidden was filled in.
    new PaintedPlot(key, value, [this, paint](QCPPainter &painter) {
        if (m_drawable)
            paint(painter);
    });
}

void Chart::useAxis(QCPAxis *axis, const std::function<std::pair<double, double>()> &bounds)
{
    m_axes.push_back({axis, bounds, {}});
    const auto place = m_axes.size() - 1;
    connect(axis, qOverload<const QCPRange &>(&QCPAxis::rangeChanged), this, [this, place] {
        if (!m_settingRanges)
            keepWithin(m_axes[place]);
    });
}

void Chart::keepWithin(UsedAxis &used)
{
    const QScopedValueRollback guard(m_settingRanges, true);
    const auto bounds = used.bounds();
    used.axis->setRange(keptWithin(
        used.axis->range(), QCPRange(bounds.first, bounds.second), used.axis->scaleType() == QCPAxis::stLogarithmic));
    m_zoomed = std::any_of(
        m_axes.begin(), m_axes.end(), [](const UsedAxis &one) { return !nearly(one.full, one.axis->range()); });
}

void Chart::fillRanges()
{
    const QScopedValueRollback guard(m_settingRanges, true);
    setFullRanges();
    for (auto &used : m_axes)
        used.full = {used.axis->range().lower, used.axis->range().upper};
    m_zoomed = false;
}

void Chart::showAll()
{
    if (!m_drawable)
        return;
    fillRanges();
    redraw();
}

void Chart::zoomBy(double factor)
{
    if (!m_drawable || m_axes.empty())
        return;
    auto *axis = m_axes.front().axis;
    const auto range = axis->range();
    const double middle = axis->scaleType() == QCPAxis::stLogarithmic ? std::sqrt(range.lower * range.upper)
                                                                      : 0.5 * (range.lower + range.upper);
    axis->scaleRange(1.0 / factor, middle);
    redraw();
}

GraphRecording Chart::recording()
{
    const bool wasStale = m_stale;
    ensureFilled();
    GraphRecording recording;
    recording.title = m_title;
    recording.background = theme().canvas;
    const QSize size = wasStale ? smallestRecording : m_plot->size().expandedTo(smallestRecording);
    recording.size = size;
    if (!m_drawable)
        return recording;
    const QScopedValueRollback guard(m_recording, true);
    QCPPainter painter(&recording.picture);
    m_plot->toPainter(&painter, size.width(), size.height());
    painter.end();
    redraw();
    return recording;
}

int Chart::markCount() const { return m_drawable ? countMarks() : 0; }

QString Chart::markText(int mark) const { return mark >= 0 && mark < markCount() ? wordsOf(mark) : QString(); }

QPoint Chart::markPlace(int mark) const
{
    return mark >= 0 && mark < markCount() ? m_plot->mapTo(this, placeOf(mark).toPoint()) : QPoint();
}

void Chart::setCurrentMark(int mark)
{
    mark = std::clamp(mark, -1, markCount() - 1);
    if (mark == m_mark)
        return;
    m_mark = mark;
    setAccessibleDescription(mark >= 0 ? markText(mark) : note());
    redrawCursor();
}

void Chart::applyTheme()
{
    const auto colors = theme();
    m_plot->setBackground(QBrush(colors.canvas));
    const auto font = tabularFont(this->font());
    m_plot->setFont(font);
    for (auto *rect : m_plot->axisRects()) {
        for (auto *axis : rect->axes()) {
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
    }
    m_plot->setLocale(QLocale());
}

QSize Chart::sizeHint() const { return {720, 240}; }

QSize Chart::minimumSizeHint() const { return {320, 140}; }

void Chart::showEvent(QShowEvent *event)
{
    ensureFilled();
    QWidget::showEvent(event);
}

void Chart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    const auto type = event->type();
    if (type == QEvent::PaletteChange || type == QEvent::FontChange || type == QEvent::LocaleChange)
        refill();
}

} // namespace splitscope
