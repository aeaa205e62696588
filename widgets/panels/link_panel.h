// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/link_spec.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;

namespace splitscope {

class ValueSlider;

/// The network between device and edge, emulated: preset, rates, round trip; jitter and loss, which hide until they are
/// wanted.
class LinkPanel : public QWidget {
    Q_OBJECT

public:
    explicit LinkPanel(QWidget *parent = nullptr);

    const LinkSpec &link() const { return m_link; }
    void setLink(const LinkSpec &link); ///< shows it; says nothing

Q_SIGNALS:
    /// A hand asks for this link.
    void linkRequested(const splitscope::LinkSpec &link);

private:
    void takePreset(int index);
    void takeUplink(double mbps);
    void takeDownlink(double mbps);
    void takeRoundTrip(double ms);
    void takeSameRate(bool same);
    void takeTrouble(double jitterMs, double loss);
    void makeTrouble();
    void request(const LinkSpec &link);
    void showLink();

    LinkSpec m_link;
    bool m_sameRate = true;
    QComboBox *m_preset = nullptr;
    ValueSlider *m_uplink = nullptr;
    ValueSlider *m_downlink = nullptr;
    ValueSlider *m_roundTrip = nullptr;
    QCheckBox *m_sameRateBox = nullptr;
    QCheckBox *m_troubleBox = nullptr;
    ValueSlider *m_jitter = nullptr;
    ValueSlider *m_loss = nullptr; ///< tenths of a percent
    QLabel *m_note = nullptr;
};

} // namespace splitscope
