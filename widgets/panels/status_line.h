// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"

#include <QWidget>

#include <optional>

class QLabel;

namespace splitscope {

/// The reading at the bottom: what each side computes, what crosses, and what was measured.
class StatusLine : public QWidget {
    Q_OBJECT

public:
    explicit StatusLine(QWidget *parent = nullptr);

    void setCut(const LayerGraph &graph, const Cut &cut);
    void setMeasured(std::int64_t bytesUp, std::int64_t bytesDown, double latencyMs);
    void clear();

private:
    QLabel *m_device = nullptr;
    QLabel *m_edge = nullptr;
    QLabel *m_up = nullptr;
    QLabel *m_down = nullptr;
    QLabel *m_measured = nullptr;
};

} // namespace splitscope
