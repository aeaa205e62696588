// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/status_line.h"

#include "widgets/number_text.h"
#include "widgets/theme.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>

namespace splitscope {

StatusLine::StatusLine(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("statusLine"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 2, 8, 2);
    layout->setSpacing(12);
    const auto add = [&](const char *name) {
        if (layout->count() > 0) {
            auto *separator = new QFrame(this);
            separator->setFrameShape(QFrame::VLine);
            separator->setForegroundRole(QPalette::Mid);
            layout->addWidget(separator);
        }
        auto *label = new QLabel(this);
        label->setObjectName(QLatin1String(name));
        label->setFont(tabularFont(label->font()));
        layout->addWidget(label);
        return label;
    };
    m_device = add("statusDevice");
    m_edge = add("statusEdge");
    m_up = add("statusUp");
    m_down = add("statusDown");
    m_measured = add("statusMeasured");
    layout->addStretch();
    clear();
}

void StatusLine::setCut(const LayerGraph &graph, const Cut &cut)
{
    std::int64_t device = 0;
    for (int i = 0; i < graph.size(); ++i)
        device += cut.onDevice(i) ? graph.layer(i).macs : 0;
    m_device->setText(tr("device %1 MACs").arg(countText(device)));
    m_edge->setText(tr("edge %1 MACs").arg(countText(graph.totalMacs() - device)));
    m_up->setText(tr("up %1").arg(bytesText(crossingBytes(graph, cut))));
    m_up->setToolTip(tr("All tensors that cross, without a codec"));
    m_down->setText(tr("down \u2013"));
    m_measured->setText(tr("measured \u2013"));
}

void StatusLine::setMeasured(std::int64_t bytesUp, std::int64_t bytesDown, double latencyMs)
{
    m_up->setText(tr("up %1").arg(bytesText(bytesUp)));
    m_up->setToolTip(tr("Payload of the last frame's request, measured"));
    m_down->setText(tr("down %1").arg(bytesText(bytesDown)));
    m_down->setToolTip(tr("Payload of the last frame's answer, measured"));
    m_measured->setText(tr("measured %1").arg(millisecondsText(latencyMs)));
    m_measured->setToolTip(tr("From capture of a picture to its result, median of the last frames"));
}

void StatusLine::clear()
{
    m_device->setText(tr("device \u2013"));
    m_edge->setText(tr("edge \u2013"));
    m_up->setText(tr("up \u2013"));
    m_down->setText(tr("down \u2013"));
    m_measured->setText(tr("measured \u2013"));
}

} // namespace splitscope
