// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/machine_panel.h"

#include "core/planning/planning_choice.h"
#include "core/planning/presets.h"
#include "widgets/number_text.h"
#include "widgets/panels/quantity_text.h"
#include "widgets/panels/value_slider.h"

#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QSlider>
#include <QVBoxLayout>

namespace splitscope {

namespace {

constexpr const char *importEntry = "import";

QString figureRow(const QString &what, const std::optional<Figure> &figure, const QString &unit)
{
    if (!figure)
        return MachinePanel::tr("<b>%1</b>: not known<br>").arg(what);
    const auto mark = figure->estimate ? MachinePanel::tr(" (estimate)") : QString();
    return MachinePanel::tr("<b>%1</b>: %2 %3%4. %5<br>")
        .arg(what, threeDigits(figure->value), unit, mark, QString::fromStdString(figure->source).toHtmlEscaped());
}

const MachineSpec *specOf(const std::string &name)
{
    for (const auto &preset : machinePresets()) {
        if (preset.name == name)
            return &preset;
    }
    return nullptr;
}

} // namespace

QString machineTitle(const std::string &name)
{
    if (name == "this")
        return MachinePanel::tr("This machine");
    if (const auto *preset = specOf(name))
        return QString::fromStdString(preset->label);
    return QFileInfo(QString::fromStdString(name)).fileName();
}

QString machineSources(const std::string &name)
{
    if (name == "this")
        return MachinePanel::tr("This machine as it is: times measured here.");
    const auto *preset = specOf(name);
    if (preset == nullptr)
        return MachinePanel::tr("A board that was calibrated: %1").arg(QString::fromStdString(name).toHtmlEscaped());
    QString text;
    for (int i = 0; i < operationClassCount; ++i) {
        const auto kind = static_cast<OperationClass>(i);
        const auto unit = kind == OperationClass::Elementwise ? QStringLiteral("GB/s") : QStringLiteral("GMAC/s");
        text += figureRow(
            QString::fromLatin1(operationClassName(kind).data()), preset->rates[static_cast<std::size_t>(i)], unit);
    }
    text += figureRow(MachinePanel::tr("memory"), preset->memoryMegabytes, QStringLiteral("MB"));
    text += figureRow(MachinePanel::tr("power, computing"), preset->computeWatts, QStringLiteral("W"));
    text += figureRow(MachinePanel::tr("power, waiting"), preset->idleWatts, QStringLiteral("W"));
    text += figureRow(MachinePanel::tr("price"), preset->pricePerHour, MachinePanel::tr("US dollars an hour"));
    return text;
}

MachinePanel::MachinePanel(Side side, QWidget *parent)
    : QWidget(parent)
{
    const bool device = side == Side::Device;
    const QString prefix = device ? QStringLiteral("device") : QStringLiteral("edge");
    setObjectName(prefix + QStringLiteral("Panel"));
    m_machine = new QComboBox(this);
    m_machine->setObjectName(prefix + QStringLiteral("Machine"));
    m_machine->setAccessibleName(device ? tr("Device") : tr("Edge"));
    m_machine->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_machine->setMinimumContentsLength(8);
    const auto add = [this](const std::string &name) {
        m_machine->addItem(splitscope::machineTitle(name), QString::fromStdString(name));
        m_machine->setItemData(m_machine->count() - 1, machineSources(name), Qt::ToolTipRole);
    };
    add("this");
    for (const auto &preset : machinePresets())
        add(preset.name);
    m_machine->addItem(tr("Import board\u2026"), QLatin1String(importEntry));
    m_machine->setItemData(m_machine->count() - 1,
        tr("A file that 'splitscope-cli calibrate --out board.json' wrote on that board"), Qt::ToolTipRole);

    m_slider =
        new ValueSlider({device ? tr("&Speed") : tr("Sp&eed"), factorText, factorFromText, QStringLiteral("2 x, 0.5")},
            SliderScale::logarithmic(slowestSpeed, fastestSpeed), 1.0, this);
    m_slider->setObjectName(prefix + QStringLiteral("Speed"));
    m_note = new QLabel(this);
    m_note->setObjectName(prefix + QStringLiteral("Note"));
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_machine);
    layout->addWidget(m_slider);
    layout->addWidget(m_note);
    connect(m_machine, &QComboBox::activated, this, &MachinePanel::take);
    connect(m_slider, &ValueSlider::valueChanged, this, [this](double speed) {
        m_speed = speed;
        Q_EMIT speedRequested(speed);
    });
    refresh();
}

void MachinePanel::setMachine(const std::string &name, double speed)
{
    m_name = name;
    m_speed = speed;
    addBoard(name);
    refresh();
}

void MachinePanel::addBoard(const std::string &file)
{
    const auto data = QString::fromStdString(file);
    if (m_machine->findData(data) >= 0)
        return;
    const int index = m_machine->count() - 1; // before the entry that imports
    m_machine->insertItem(index, splitscope::machineTitle(file), data);
    m_machine->setItemData(index, machineSources(file), Qt::ToolTipRole);
}

void MachinePanel::setNote(const QString &note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

QString MachinePanel::machineTitle() const
{
    const auto title = splitscope::machineTitle(m_name);
    return m_speed == 1.0 ? title : tr("%1, %2").arg(title, factorText(m_speed));
}

void MachinePanel::take(int index)
{
    const auto name = m_machine->itemData(index).toString();
    refresh(); // what was asked for is shown when it is so
    if (name == QLatin1String(importEntry))
        Q_EMIT importRequested();
    else if (name.toStdString() != m_name)
        Q_EMIT machineRequested(name.toStdString());
}

void MachinePanel::refresh()
{
    const int index = m_machine->findData(QString::fromStdString(m_name));
    m_machine->setCurrentIndex(index);
    m_machine->setToolTip(m_machine->itemData(index, Qt::ToolTipRole).toString());
    m_slider->setValue(m_speed);
}

} // namespace splitscope
