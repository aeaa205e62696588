// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plan_comparison_model.h"

#include "widgets/charts/chart_text.h"
#include "widgets/charts/csv_text.h"
#include "widgets/charts/plan_figure.h"
#include "widgets/number_text.h"

#include <cmath>

namespace splitscope {

namespace {

using Row = PlanComparisonModel::Row;

std::optional<double> valueOf(const Plan &plan, int row)
{
    const auto &figures = plan.figures;
    switch (row) {
    case Row::Latency:
        return figures.latency.total();
    case Row::Device:
        return figures.latency.device;
    case Row::Encode:
        return figures.latency.encode;
    case Row::Uplink:
        return figures.latency.uplink;
    case Row::Edge:
        return figures.latency.edge;
    case Row::Downlink:
        return figures.latency.downlink;
    case Row::Energy:
        return figures.deviceEnergyMj;
    case Row::Up:
        return figures.uplinkBytes;
    case Row::Down:
        return figures.downlinkBytes;
    case Row::Price:
        return figures.price;
    case Row::Rate:
        return figures.throughputFps;
    case Row::Accuracy:
        return figures.accuracy;
    default:
        return std::nullopt;
    }
}

QString valueText(int row, double value)
{
    switch (row) {
    case Row::Energy:
        return energyText(value);
    case Row::Up:
    case Row::Down:
        return bytesText(std::llround(value));
    case Row::Price:
        return threeDigits(value * 1e6);
    case Row::Rate:
        return figureText(PlanFigure::Throughput, value);
    case Row::Accuracy:
        return shareText(value);
    default:
        return timeText(value);
    }
}

} // namespace

PlanComparisonModel::PlanComparisonModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

/// Moving a knob changes figures alone; the columns change where pins come and go.
void PlanComparisonModel::setView(std::shared_ptr<const PlanningView> view)
{
    const auto pins = [](const auto &one) { return one ? static_cast<int>(one->pins.size()) : -1; };
    if (pins(view) != pins(m_view)) {
        beginResetModel();
        m_view = std::move(view);
        endResetModel();
        return;
    }
    m_view = std::move(view);
    if (!m_view)
        return;
    Q_EMIT dataChanged(index(0, 0), index(rows - 1, columnCount() - 1));
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

const Plan *PlanComparisonModel::planOfColumn(int column) const
{
    if (!m_view || column < 0 || column >= columnCount())
        return nullptr;
    if (column == 0)
        return &m_view->current;
    const auto &pin = m_view->pins[static_cast<std::size_t>(column - 1)];
    return pin.now ? &*pin.now : nullptr;
}

int PlanComparisonModel::rowCount(const QModelIndex &parent) const { return parent.isValid() || !m_view ? 0 : rows; }

int PlanComparisonModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_view ? 0 : 1 + static_cast<int>(m_view->pins.size());
}

QString PlanComparisonModel::text(int row, int column) const
{
    const auto *plan = planOfColumn(column);
    if (plan == nullptr)
        return row == Deployment ? tr("not in this model") : QStringLiteral("\u2013");
    if (row == Deployment)
        return planName(*plan);
    const auto value = valueOf(*plan, row);
    return value ? valueText(row, *value) : QStringLiteral("\u2013");
}

QString PlanComparisonModel::difference(int row, int column) const
{
    const auto *plan = planOfColumn(column);
    if (plan == nullptr || column == 0 || row == Deployment)
        return {};
    const auto now = valueOf(m_view->current, row);
    const auto value = valueOf(*plan, row);
    return now && value && *now > 0.0 ? changeText(*value / *now - 1.0) : QString();
}

QString PlanComparisonModel::tip(int column) const
{
    if (column == 0)
        return planTip(*m_view, m_view->current);
    const auto &pin = m_view->pins[static_cast<std::size_t>(column - 1)];
    return tr("Pinned in %1 at %2")
        .arg(QString::fromStdString(pin.contextName), timeText(pin.then.figures.latency.total()));
}

QVariant PlanComparisonModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_view)
        return {};
    const int row = index.row(), column = index.column();
    switch (role) {
    case Qt::DisplayRole: {
        const auto change = difference(row, column);
        return change.isEmpty() ? text(row, column) : tr("%1 (%2)").arg(text(row, column), change);
    }
    case Qt::AccessibleTextRole:
        return tr("%1, %2: %3")
            .arg(headerData(row, Qt::Vertical, Qt::DisplayRole).toString(),
                headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
                data(index, Qt::DisplayRole).toString());
    case Qt::ToolTipRole:
        return tip(column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((row == Deployment ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant PlanComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::ToolTipRole && orientation == Qt::Horizontal && section > 0)
        return tr("Differences are against the present plan");
    if (role != Qt::DisplayRole || section < 0)
        return QAbstractTableModel::headerData(section, orientation, role);
    if (orientation == Qt::Horizontal) {
        if (section == 0 || section >= columnCount())
            return tr("Now");
        return QString::fromStdString(m_view->pins[static_cast<std::size_t>(section - 1)].label);
    }
    const QString names[rows] = {tr("Deployment"), tr("Latency"), tr("Device"), tr("Encode"), tr("Uplink"), tr("Edge"),
        tr("Downlink"), tr("Energy"), tr("Sent up"), tr("Sent down"), tr("$ per million"), tr("Throughput"),
        tr("Accuracy")};
    return section < rows ? QVariant(names[section]) : QVariant();
}

std::string PlanComparisonModel::csv() const
{
    CsvText table;
    table.words("figure");
    for (int column = 0; column < columnCount(); ++column)
        table.words(headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().toStdString());
    table.endLine();
    static const char *const figures[rows] = {"cut", "latency_ms", "device_ms", "encode_ms", "uplink_ms", "edge_ms",
        "downlink_ms", "device_energy_mj", "uplink_bytes", "downlink_bytes", "price_usd", "throughput_fps", "accuracy"};
    for (int row = 0; row < rowCount(); ++row) {
        table.words(figures[row]);
        for (int column = 0; column < columnCount(); ++column) {
            const auto *plan = planOfColumn(column);
            if (row == Deployment)
                table.words(plan != nullptr ? plan->cutText : std::string());
            else
                table.number(plan != nullptr ? valueOf(*plan, row) : std::nullopt);
        }
        table.endLine();
    }
    return table.text();
}

} // namespace splitscope
