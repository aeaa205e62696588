// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/link_panel.h"

#include "widgets/number_text.h"
#include "widgets/panels/quantity_text.h"
#include "widgets/panels/value_slider.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>

namespace splitscope {

namespace {

constexpr double lowestMbps = 0.1;
constexpr double highestMbps = 1000.0;
constexpr double highestRttMs = 500.0;
constexpr double highestJitterMs = 200.0;
constexpr double highestLossPermille = 100.0;

/// What the sliders stand at when shaping is turned on by moving one of them, and where a double click leads.
LinkSpec startingLink()
{
    LinkSpec link;
    link.shaped = true;
    link.uplinkMbps = link.downlinkMbps = 20.0;
    link.rttMs = 20.0;
    return link;
}

ValueSlider *rateSlider(const QString &name, const char *objectName, QWidget *parent)
{
    auto *slider =
        new ValueSlider({name, mbpsText, [](const QString &text, double &value) { return mbpsFromText(text, value); },
                            QStringLiteral("5 Mbit/s, 300k")},
            SliderScale::logarithmic(lowestMbps, highestMbps), startingLink().uplinkMbps, parent);
    slider->setObjectName(QLatin1String(objectName));
    return slider;
}

} // namespace

LinkPanel::LinkPanel(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("linkPanel"));
    m_preset = new QComboBox(this);
    m_preset->setObjectName(QStringLiteral("linkPreset"));
    m_preset->setAccessibleName(tr("Link preset"));
    m_preset->addItem(tr("No shaping"));
    m_preset->addItem(tr("Own values"));
    for (const auto &preset : linkPresets()) {
        m_preset->addItem(QString::fromStdString(preset.name));
        m_preset->setItemData(m_preset->count() - 1, QString::fromStdString(preset.source), Qt::ToolTipRole);
    }
    m_uplink = rateSlider(tr("&Uplink"), "uplinkSlider", this);
    m_downlink = rateSlider(tr("Do&wnlink"), "downlinkSlider", this);
    m_roundTrip =
        new ValueSlider({tr("&Round trip"), millisecondsText,
                            [](const QString &text, double &value) { return millisecondsFromText(text, value); },
                            QStringLiteral("20 ms, 0.2 s")},
            SliderScale::even(0.0, highestRttMs, 5.0), startingLink().rttMs, this);
    m_roundTrip->setObjectName(QStringLiteral("rttSlider"));
    m_sameRateBox = new QCheckBox(tr("Downlink as fast as the uplink"), this);
    m_sameRateBox->setObjectName(QStringLiteral("sameRate"));
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("linkNote"));
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_preset);
    layout->addWidget(m_uplink);
    layout->addWidget(m_sameRateBox);
    layout->addWidget(m_downlink);
    layout->addWidget(m_roundTrip);
    makeTrouble();
    layout->addWidget(m_note);

    connect(m_preset, &QComboBox::activated, this, &LinkPanel::takePreset);
    connect(m_uplink, &ValueSlider::valueChanged, this, &LinkPanel::takeUplink);
    connect(m_downlink, &ValueSlider::valueChanged, this, &LinkPanel::takeDownlink);
    connect(m_roundTrip, &ValueSlider::valueChanged, this, &LinkPanel::takeRoundTrip);
    connect(m_sameRateBox, &QCheckBox::toggled, this, &LinkPanel::takeSameRate);
    showLink();
}

void LinkPanel::makeTrouble()
{
    m_troubleBox = new QCheckBox(tr("Jitter and loss"), this);
    m_troubleBox->setObjectName(QStringLiteral("troubleBox"));
    m_troubleBox->setToolTip(tr("A delay that varies, and segments that are sent again: modelled as TCP behaves"));
    m_jitter = new ValueSlider({tr("&Jitter"), millisecondsText,
                                   [](const QString &text, double &value) { return millisecondsFromText(text, value); },
                                   QStringLiteral("10 ms")},
        SliderScale::even(0.0, highestJitterMs, 2.0), 0.0, this);
    m_jitter->setObjectName(QStringLiteral("jitterSlider"));
    m_loss = new ValueSlider({tr("&Loss"), [](double permille) { return percentText(permille / 10.0); },
                                 [](const QString &text, double &permille) {
                                     const bool good = percentFromText(text, permille);
                                     permille *= 10.0;
                                     return good;
                                 },
                                 QStringLiteral("1 %")},
        SliderScale::even(0.0, highestLossPermille, 1.0), 0.0, this);
    m_loss->setObjectName(QStringLiteral("lossSlider"));
    for (QWidget *one :
        {static_cast<QWidget *>(m_troubleBox), static_cast<QWidget *>(m_jitter), static_cast<QWidget *>(m_loss)})
        layout()->addWidget(one);
    connect(m_troubleBox, &QCheckBox::toggled, this, [this](bool wanted) {
        if (!wanted && (m_link.jitterMs > 0.0 || m_link.loss > 0.0))
            return takeTrouble(0.0, 0.0);
        showLink();
    });
    connect(m_jitter, &ValueSlider::valueChanged, this, [this](double ms) { takeTrouble(ms, m_link.loss); });
    connect(m_loss, &ValueSlider::valueChanged, this,
        [this](double permille) { takeTrouble(m_link.jitterMs, permille / 1000.0); });
}

void LinkPanel::takeTrouble(double jitterMs, double loss)
{
    auto link = m_link.shaped ? m_link : startingLink();
    link.jitterMs = jitterMs;
    link.loss = loss;
    request(link);
}

void LinkPanel::setLink(const LinkSpec &link)
{
    // While both rates are equal the box stays as the person left it; rates that differ cannot be "the same".
    m_sameRate = link.shaped ? link.uplinkMbps == link.downlinkMbps : m_sameRate;
    m_link = link;
    showLink();
}

void LinkPanel::takePreset(int index)
{
    if (index == 0)
        return request({});
    if (index == 1) {
        auto link = m_link.shaped ? m_link : startingLink();
        return request(link);
    }
    request(linkPresets().at(static_cast<std::size_t>(index - 2)).link);
}

void LinkPanel::takeUplink(double mbps)
{
    auto link = m_link.shaped ? m_link : startingLink();
    link.uplinkMbps = mbps;
    if (m_sameRate || !m_link.shaped)
        link.downlinkMbps = mbps;
    request(link);
}

void LinkPanel::takeDownlink(double mbps)
{
    auto link = m_link.shaped ? m_link : startingLink();
    link.downlinkMbps = mbps;
    request(link);
}

void LinkPanel::takeRoundTrip(double ms)
{
    auto link = m_link.shaped ? m_link : startingLink();
    link.rttMs = ms;
    request(link);
}

void LinkPanel::takeSameRate(bool same)
{
    m_sameRate = same;
    if (same && m_link.shaped && m_link.downlinkMbps != m_link.uplinkMbps) {
        auto link = m_link;
        link.downlinkMbps = link.uplinkMbps;
        return request(link);
    }
    showLink();
}

void LinkPanel::request(const LinkSpec &link)
{
    const bool keepOwnDownlink = !m_sameRate && link.uplinkMbps == link.downlinkMbps;
    setLink(link);
    if (keepOwnDownlink) {
        m_sameRate = false;
        showLink();
    }
    Q_EMIT linkRequested(m_link);
}

void LinkPanel::showLink()
{
    const QSignalBlocker quietBox(m_sameRateBox);
    const auto shown = m_link.shaped ? m_link : startingLink();
    m_uplink->setValue(shown.uplinkMbps);
    m_downlink->setValue(shown.downlinkMbps);
    m_roundTrip->setValue(shown.rttMs);
    m_sameRateBox->setChecked(m_sameRate);
    m_downlink->setVisible(!m_sameRate);
    if (shown.jitterMs > 0.0 || shown.loss > 0.0) {
        const QSignalBlocker quietTrouble(m_troubleBox);
        m_troubleBox->setChecked(true);
    }
    m_jitter->setValue(shown.jitterMs);
    m_loss->setValue(1000.0 * shown.loss);
    m_jitter->setVisible(m_troubleBox->isChecked());
    m_loss->setVisible(m_troubleBox->isChecked());

    int index = m_link.shaped ? 1 : 0;
    for (std::size_t i = 0; i < linkPresets().size() && m_link.shaped; ++i) {
        if (linkPresets()[i].link == m_link)
            index = static_cast<int>(i) + 2;
    }
    m_preset->setCurrentIndex(index);
    m_preset->setToolTip(m_preset->itemData(index, Qt::ToolTipRole).toString());
    m_note->setText(m_link.shaped
            ? tr("Emulated on this machine.")
            : tr("Not shaped: as fast as this machine's loopback. Move a slider to emulate a link."));
}

} // namespace splitscope
