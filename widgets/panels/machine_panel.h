// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <string>
#include <vector>

class QComboBox;
class QLabel;

namespace splitscope {

class ValueSlider;

/// Which machine one side is: this one, a preset, or a board's file; and how much faster or slower than that.
class MachinePanel : public QWidget {
    Q_OBJECT

public:
    enum class Side { Device, Edge };

    explicit MachinePanel(Side side, QWidget *parent = nullptr);

    /// \param name as ContextChoice has it; a board's file is added to the list. Shows it; says nothing.
    void setMachine(const std::string &name, double speed);
    /// A board's file that can be chosen from now on.
    void addBoard(const std::string &file);
    /// What holds of this machine now: measured, estimated, emulated, planned only.
    void setNote(const QString &note);
    QString machineTitle() const; ///< "Raspberry Pi 4, 0.500 ×"

Q_SIGNALS:
    /// A hand asks for this.
    void machineRequested(const std::string &name);
    void speedRequested(double speed);
    void importRequested();

private:
    void take(int index);
    void refresh();

    std::string m_name = "this";
    double m_speed = 1.0;
    QComboBox *m_machine = nullptr;
    ValueSlider *m_slider = nullptr;
    QLabel *m_note = nullptr;
};

/// A preset's or board's name for people: "This machine", "Raspberry Pi 4", "board.json".
QString machineTitle(const std::string &name);
/// Where a preset's figures come from, as rich text for a tool tip; estimates are marked.
QString machineSources(const std::string &name);

} // namespace splitscope
