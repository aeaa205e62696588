// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_reading.h"

#include <QWidget>

#include <memory>

class QCPAxis;
class QCPPainter;
class QCustomPlot;

namespace splitscope {

/// How much of a tensor's variance its first components explain: bars for each, a line for all up to it, and a mark at
/// the number that is chosen. A click or a drag chooses another; so do Left and Right by one, PageUp and PageDown by a
/// tenth, Home and End.
class SpectrumChart : public QWidget {
    Q_OBJECT

public:
    explicit SpectrumChart(QWidget *parent = nullptr);

    /// Null: not calibrated.
    void setSpectrum(std::shared_ptr<const TensorSpectrum> spectrum);
    /// 0: no components are chosen; then nothing is marked.
    void setChosen(int components);
    int chosen() const { return m_chosen; }

    /// "16 of 64 components explain 97.3 % of the variance"; or why there is nothing to see.
    QString words() const;
    /// Where a pointer finds a number of components, in the chart.
    QPoint placeOf(int components) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// A hand asks for so many.
    void componentsRequested(int components);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    int count() const { return m_spectrum ? m_spectrum->components() : 0; }
    void makePlot();
    void applyTheme();
    void refresh();
    void request(int components);
    int componentsAt(double x) const;
    void paintShares(QCPPainter &painter) const;
    void paintChosen(QCPPainter &painter) const;
    void paintMessage(QCPPainter &painter) const;

    std::shared_ptr<const TensorSpectrum> m_spectrum;
    int m_chosen = 0;
    bool m_held = false;           ///< a button is down
    QCustomPlot *m_plot = nullptr; // child of the chart
    QCPAxis *m_key = nullptr;      // of the plot
    QCPAxis *m_value = nullptr;
};

} // namespace splitscope
