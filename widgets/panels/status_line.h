// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/plan.h"

#include <QWidget>

#include <optional>
#include <vector>

class QLabel;

namespace splitscope {

/// The reading at the bottom: what each side computes, what crosses, what was predicted and what was measured.
class StatusLine : public QWidget {
    Q_OBJECT

public:
    explicit StatusLine(QWidget *parent = nullptr);

    void setCut(const LayerGraph &graph, const Cut &cut);
    void setMeasured(std::int64_t bytesUp, std::int64_t bytesDown, double latencyMs);
    /// What the cut is predicted to cost; nothing: not known (yet). \param estimated from MACs, nothing was measured.
    /// \param liveMs latency with as many frames under way as the live run has, where that is more.
    void setPrediction(const std::optional<PlanFigures> &figures, bool estimated, double liveMs = 0.0);
    /// Where the terms of the prediction come from, for tool tips.
    void setSources(const std::vector<TermSource> &sources);
    void clear();

private:
    QString sourceOf(const char *term) const;
    void showPredictionTip();
    bool framesWait() const;

    std::vector<TermSource> m_sources;
    double m_idleMs = 0.0;
    double m_liveMs = 0.0;
    bool m_hasMeasured = false; ///< bytes and latency of the cut that is shown
    QLabel *m_device = nullptr;
    QLabel *m_edge = nullptr;
    QLabel *m_up = nullptr;
    QLabel *m_down = nullptr;
    QLabel *m_predicted = nullptr;
    QLabel *m_measured = nullptr;
    QLabel *m_energy = nullptr;
};

} // namespace splitscope
