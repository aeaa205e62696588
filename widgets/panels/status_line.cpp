// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/status_line.h"

#include "widgets/number_text.h"
#include "widgets/theme.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>

#include <cmath>

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
    m_predicted = add("statusPredicted");
    m_measured = add("statusMeasured");
    m_energy = add("statusEnergy");
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
    m_hasMeasured = false;
    m_down->setText(tr("down \u2013"));
    m_measured->setText(tr("measured \u2013"));
}

void StatusLine::setMeasured(std::int64_t bytesUp, std::int64_t bytesDown, double latencyMs)
{
    m_hasMeasured = true;
    m_up->setText(tr("up %1").arg(bytesText(bytesUp)));
    m_up->setToolTip(tr("Payload of the last frame's request, measured"));
    m_down->setText(tr("down %1").arg(bytesText(bytesDown)));
    m_down->setToolTip(tr("Payload of the last frame's answer, measured"));
    m_measured->setText(tr("measured %1").arg(millisecondsText(latencyMs)));
    m_measured->setToolTip(tr("From capture of a picture to its result, median of the last frames"));
}

void StatusLine::setPrediction(const std::optional<PlanFigures> &figures, bool estimated, double liveMs)
{
    m_idleMs = figures ? figures->latency.total() : 0.0;
    m_liveMs = liveMs;
    showPredictionTip();
    if (!figures) {
        m_predicted->setText(tr("predicted \u2013"));
        m_energy->setText(tr("energy \u2013"));
        return;
    }
    if (!m_hasMeasured) {
        m_up->setText(tr("up %1").arg(bytesText(std::llround(figures->uplinkBytes))));
        m_up->setToolTip(tr("What crosses, with the codec that is set"));
        m_down->setText(tr("down %1").arg(bytesText(std::llround(figures->downlinkBytes))));
        m_down->setToolTip(tr("What the tasks that the edge works out return, in the form that their users get"));
    }
    const auto ms = millisecondsText(figures->latency.total());
    auto text = estimated ? tr("estimated %1").arg(ms) : tr("predicted %1").arg(ms);
    if (framesWait())
        text += tr(" (live %1)").arg(millisecondsText(m_liveMs));
    m_predicted->setText(text);
    const auto &energy = figures->deviceEnergyMj;
    m_energy->setText(energy ? tr("energy %1").arg(energyText(*energy)) : tr("energy not known"));
}

void StatusLine::setSources(const std::vector<TermSource> &sources)
{
    m_sources = sources;
    m_device->setToolTip(sourceOf("device"));
    m_edge->setToolTip(sourceOf("edge"));
    m_energy->setToolTip(sourceOf("energy"));
    showPredictionTip();
}

/// By so much that three digits may show it.
bool StatusLine::framesWait() const { return m_liveMs > 1.005 * m_idleMs; }

void StatusLine::showPredictionTip()
{
    auto tip = tr("<p>A frame on an idle pipeline.</p>");
    if (framesWait())
        tip = tr("<p>A frame on an idle pipeline. Live, where frames wait for each other on the busiest stage: %1.</p>")
                  .arg(millisecondsText(m_liveMs));
    for (const char *term : {"device", "encode", "uplink", "edge", "downlink"})
        tip += sourceOf(term);
    m_predicted->setToolTip(tip);
}

QString StatusLine::sourceOf(const char *term) const
{
    for (const auto &source : m_sources) {
        if (source.term == term)
            return tr("<p><b>%1</b> (%2): %3</p>")
                .arg(QLatin1String(term), QString::fromLatin1(termSourceName(source.kind).data()),
                    QString::fromStdString(source.text).toHtmlEscaped());
    }
    return {};
}

void StatusLine::clear()
{
    m_sources.clear();
    setPrediction({}, false);
    m_device->setText(tr("device \u2013"));
    m_edge->setText(tr("edge \u2013"));
    m_up->setText(tr("up \u2013"));
    m_down->setText(tr("down \u2013"));
    m_measured->setText(tr("measured \u2013"));
}

} // namespace splitscope
