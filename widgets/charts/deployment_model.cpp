// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/deployment_model.h"

#include "widgets/charts/chart_text.h"
#include "widgets/charts/csv_text.h"
#include "widgets/number_text.h"

#include <limits>

namespace splitscope {

namespace {

using Column = DeploymentModel::Column;

/// How many times better the best plan is than the one that a column stands for.
std::optional<double> gain(const DeploymentRow &row, int column, const Objective &objective)
{
    switch (column) {
    case Column::OverDevice:
        return gainOver(row, row.deviceOnly, objective);
    case Column::OverEdge:
        return gainOver(row, row.edgeOnly, objective);
    case Column::OverPicture:
        return gainOver(row, row.edgeOnlyJpeg, objective);
    case Column::OverFixed:
        return gainOver(row, row.fixed, objective);
    default:
        return std::nullopt;
    }
}

QString line(const QString &name, const std::optional<Plan> &plan)
{
    return plan ? QStringLiteral("\n%1: %2").arg(name, timeText(plan->figures.latency.total())) : QString();
}

} // namespace

DeploymentModel::DeploymentModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void DeploymentModel::setTable(std::shared_ptr<const DeploymentTable> table)
{
    if (table == m_table)
        return;
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

int DeploymentModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_table ? 0 : static_cast<int>(m_table->rows.size());
}

int DeploymentModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : columns; }

QString DeploymentModel::text(const DeploymentRow &row, int column) const
{
    const auto none = QStringLiteral("\u2013");
    switch (column) {
    case DeviceName:
        return QString::fromStdString(row.context.device.name);
    case LinkName:
        return QString::fromStdString(row.context.linkName);
    case EdgeName:
        return QString::fromStdString(row.context.edge.name);
    case BestCut:
        return row.best ? planName(row.best->plan) : tr("No plan keeps every limit");
    case Latency:
        return row.best ? timeText(row.best->plan.figures.latency.total()) : none;
    case Energy:
        return row.best && row.best->plan.figures.deviceEnergyMj ? energyText(*row.best->plan.figures.deviceEnergyMj)
                                                                 : none;
    default: {
        const auto times = gain(row, column, m_table->objective);
        return times ? tr("%1 \u00d7").arg(threeDigits(*times)) : none;
    }
    }
}

/// What is not known comes last where the largest comes first.
QVariant DeploymentModel::sortValue(const DeploymentRow &row, int column) const
{
    constexpr double unknown = -std::numeric_limits<double>::infinity();
    if (column < Latency)
        return text(row, column);
    if (column == Latency)
        return row.best ? row.best->plan.figures.latency.total() : unknown;
    if (column == Energy)
        return row.best ? row.best->plan.figures.deviceEnergyMj.value_or(unknown) : unknown;
    return gain(row, column, m_table->objective).value_or(unknown);
}

QString DeploymentModel::tip(const DeploymentRow &row) const
{
    auto text = QString::fromStdString(row.context.name);
    if (row.impossible)
        return text + QLatin1Char('\n')
            + (m_errorWords ? m_errorWords(*row.impossible) : QString::fromStdString(row.impossible->sentence()));
    if (row.best)
        text += line(tr("Best"), row.best->plan);
    text += line(tr("Device alone"), row.deviceOnly) + line(tr("Edge alone"), row.edgeOnly)
        + line(tr("Edge, JPEG picture"), row.edgeOnlyJpeg) + line(tr("Best single deployment"), row.fixed);
    if (row.best && row.best->gap > 0.0)
        text += QLatin1Char('\n')
            + tr("Not searched to the end: at most %1 better is possible.").arg(shareText(row.best->gap));
    return text + QLatin1Char('\n') + tr("Device: %1").arg(QString::fromStdString(row.context.device.timeSource))
        + QLatin1Char('\n') + tr("Link: %1").arg(QString::fromStdString(row.context.linkSource));
}

QVariant DeploymentModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &row = m_table->rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case sortRole:
        return sortValue(row, index.column());
    case Qt::AccessibleTextRole:
        return tr("%1: %2").arg(
            headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(), text(row, index.column()));
    case Qt::ToolTipRole:
        return tip(row);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((index.column() < Latency ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant DeploymentModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns)
        return QAbstractTableModel::headerData(section, orientation, role);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((section < Latency ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    if (role == Qt::ToolTipRole && section == OverPicture)
        return tr(
            "How many times better the best plan is than the JPEG picture sent whole, by the objective. Below 1 the "
            "picture would be better; it loses accuracy, so that plans take it only where it was chosen.");
    if (role == Qt::ToolTipRole && section >= OverDevice)
        return tr("How many times better the best plan is, by the objective; all of it is predicted");
    if (role != Qt::DisplayRole)
        return {};
    const QString names[columns] = {tr("Device"), tr("Link"), tr("Edge"), tr("Best plan"), tr("Latency"), tr("Energy"),
        tr("Over device"), tr("Over edge"), tr("Over JPEG"), tr("Over fixed")};
    return names[section];
}

std::string DeploymentModel::csv() const
{
    CsvText table;
    for (const char *heading : {"context", "device", "link", "edge", "objective", "best_cut", "codec",
             "operating_point", "latency_ms", "device_energy_mj", "over_device_only", "over_edge_only",
             "over_edge_only_jpeg", "over_best_fixed", "impossible"})
        table.words(heading);
    table.endLine();
    for (int i = 0; i < rowCount(); ++i) {
        const auto &row = m_table->rows[static_cast<std::size_t>(i)];
        const auto plan = row.best ? row.best->plan : Plan{"", {}, "", "", {}};
        table.words(row.context.name).words(row.context.device.name).words(row.context.linkName);
        table.words(row.context.edge.name).words(m_table->objective.text());
        table.words(plan.cutText).words(plan.codec).words(plan.operatingPoint);
        table.number(row.best ? std::optional(plan.figures.latency.total()) : std::nullopt);
        table.number(row.best ? plan.figures.deviceEnergyMj : std::nullopt);
        for (const int column : {OverDevice, OverEdge, OverPicture, OverFixed})
            table.number(gain(row, column, m_table->objective));
        table.words(row.impossible ? row.impossible->sentence() : std::string()).endLine();
    }
    return table.text();
}

} // namespace splitscope
