// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The parts that charts add to QCustomPlot. Only sources of widgets/charts include this.
#include "widgets/charts/plot_library.h"
#include "widgets/charts/stage_style.h"

#include <functional>
#include <vector>

namespace splitscope {

/// Around the axes of a chart: room for the last tick's words at the right.
inline constexpr QMargins chartMargins(8, 6, 24, 4);

/// Something that a chart draws itself, between the grid and the axes, clipped to the rectangle of its two axes.
class PaintedPlot : public QCPAbstractPlottable {
public:
    using Paint = std::function<void(QCPPainter &)>;

    PaintedPlot(QCPAxis *key, QCPAxis *value, Paint paint);

    double selectTest(const QPointF &, bool, QVariant *) const override { return -1.0; }
    QCPRange getKeyRange(bool &found, QCP::SignDomain) const override;
    QCPRange getValueRange(bool &found, QCP::SignDomain, const QCPRange &) const override;

protected:
    void draw(QCPPainter *painter) override;
    void drawLegendIcon(QCPPainter *, const QRectF &) const override { }

private:
    Paint m_paint;
};

/// What moves with a hand: on a layer of its own, so that it is drawn again without the chart.
class CursorPlot : public QCPLayerable {
public:
    CursorPlot(QCustomPlot *plot, const QString &layer, PaintedPlot::Paint paint);

protected:
    void applyDefaultAntialiasingHint(QCPPainter *) const override { }
    void draw(QCPPainter *painter) override;

private:
    PaintedPlot::Paint m_paint;
};

/// The line above a chart: its name, what it says in words, and what its colours mean. The words give way first; where
/// the legend does not fit beside the name it takes a line of its own.
class ChartHeader : public QCPLayoutElement {
public:
    enum class Sign { Box, Line, Dashes, Dots, Disc, Square, Ring, Cross };
    struct Entry {
        QString name;
        Ink ink;
        Sign sign = Sign::Box;
    };

    explicit ChartHeader(QCustomPlot *plot);

    void setTitle(const QString &title) { m_title = title; }
    void setNote(const QString &note, bool warning = false);
    void setEntries(std::vector<Entry> entries) { m_entries = std::move(entries); }
    const QString &note() const { return m_note; }

    QSize minimumOuterSizeHint() const override;
    QSize maximumOuterSizeHint() const override;

protected:
    void draw(QCPPainter *painter) override;

private:
    QFont titleFont() const;
    int rowHeight() const;
    int entryWidth(const Entry &entry) const;
    int entriesWidth() const;
    bool legendBeside() const;
    void drawEntry(QCPPainter &painter, const Entry &entry, int left, int top) const;

    QString m_title;
    QString m_note;
    bool m_warning = false;
    std::vector<Entry> m_entries;
};

/// Ticks with labels of our own, a whole step apart at least where `whole` says so.
class ValueTicker : public QCPAxisTicker {
public:
    explicit ValueTicker(std::function<QString(double)> text, bool whole = false);

protected:
    double getTickStep(const QCPRange &range) override;
    int getSubTickCount(double tickStep) override;
    QString getTickLabel(double tick, const QLocale &, QChar, int) override { return m_text(tick); }

private:
    std::function<QString(double)> m_text;
    bool m_whole;
};

/// Ticks of a logarithmic axis: powers of ten, with 2 and 5 between them where there are few, and even steps where
/// there is not one power in sight.
class DecadeTicker : public QCPAxisTicker {
public:
    /// \param length of the axis in pixels, where it may be too short for labels at 2 and 5
    explicit DecadeTicker(std::function<QString(double)> text, std::function<double()> length = {});

protected:
    QVector<double> createTickVector(double tickStep, const QCPRange &range) override;
    QString getTickLabel(double tick, const QLocale &, QChar, int) override { return m_text(tick); }

private:
    std::function<QString(double)> m_text;
    std::function<double()> m_length;
};

/// Draws those parts of a line that lie in `area`: SVG files keep no clipping.
void drawWithin(QPainter &painter, const QPolygonF &line, const QRectF &area);

/// 1, 1.5, 2, 3, 5, 7, 10, 15, ... at or above a value above 0.
double roundUp(double value);

/// The upper end of an axis that stands still while a hand moves a knob: grows at once, shrinks only when the values
/// fill less than a third of it.
double steadyEnd(double now, double wanted);

/// `range` moved, and shrunk where it must be, to lie within `bounds`; in decades if the axis is logarithmic.
QCPRange keptWithin(const QCPRange &range, const QCPRange &bounds, bool logarithmic);

} // namespace splitscope
