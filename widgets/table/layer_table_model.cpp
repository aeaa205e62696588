// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/table/layer_table_model.h"

#include "widgets/graph/node_text.h"
#include "widgets/graph/overlay.h"
#include "widgets/help/glossary.h"

namespace splitscope {

LayerTableModel::LayerTableModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void LayerTableModel::setGraph(
    std::shared_ptr<const LayerGraph> graph, std::shared_ptr<const LayerFacts> facts, const Cut &cut)
{
    beginResetModel();
    m_graph = std::move(graph);
    m_facts = std::move(facts);
    m_cut = cut;
    endResetModel();
}

void LayerTableModel::clearGraph() { setGraph({}, {}, {}); }

void LayerTableModel::setCut(const Cut &cut)
{
    if (!m_graph || cut == m_cut)
        return;
    m_cut = cut;
    Q_EMIT dataChanged(index(0, Side), index(rowCount() - 1, Side));
}

void LayerTableModel::setFacts(std::shared_ptr<const LayerFacts> facts)
{
    m_facts = std::move(facts);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Macs), index(rowCount() - 1, CodecError));
    Q_EMIT headerDataChanged(Qt::Horizontal, CodedBytes, CodecError);
}

int LayerTableModel::rowCount(const QModelIndex &parent) const
{
    return m_graph && !parent.isValid() ? m_graph->size() : 0;
}

int LayerTableModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : columns; }

std::optional<LayerFigure> LayerTableModel::figureOfColumn(int column)
{
    switch (column) {
    case Macs:
        return LayerFigure::Macs;
    case Parameters:
        return LayerFigure::Parameters;
    case OutputBytes:
        return LayerFigure::OutputBytes;
    case CrossingBytes:
        return LayerFigure::CrossingBytes;
    case MeasuredMs:
        return LayerFigure::MeasuredMs;
    case DeviceMs:
        return LayerFigure::DeviceMs;
    case EdgeMs:
        return LayerFigure::EdgeMs;
    case CodedBytes:
        return LayerFigure::CodedBytes;
    case CodecError:
        return LayerFigure::CodecError;
    default:
        return std::nullopt;
    }
}

QVariant LayerTableModel::data(const QModelIndex &index, int role) const
{
    if (!m_graph || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), index.column());
    case sortRole:
        return value(index.row(), index.column());
    case Qt::TextAlignmentRole:
        return int((figureOfColumn(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return index.column() == Note || index.column() == Name || index.column() == Operation
            ? text(index.row(), index.column())
            : QVariant();
    case Qt::AccessibleTextRole: // a screen reader comes past one cell at a time
        return tr("%1: %2").arg(
            headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(), text(index.row(), index.column()));
    default:
        return {};
    }
}

QString LayerTableModel::text(int layer, int column) const
{
    const auto &facts = m_graph->layer(layer);
    if (const auto figure = figureOfColumn(column)) {
        const auto number = figureOf(*m_graph, *m_facts, *figure, layer);
        return number ? figureValueText(*figure, *number) : QStringLiteral("\u2013");
    }
    switch (column) {
    case Name:
        return QString::fromStdString(facts.id);
    case Operation:
        return longOperation(facts.op);
    case Shape:
        return outputText(facts);
    case Side:
        return m_cut.onDevice(layer) ? tr("device") : tr("edge");
    case Note:
        return note(layer);
    default:
        return {};
    }
}

QString LayerTableModel::note(int layer) const
{
    const auto &facts = m_graph->layer(layer);
    QStringList notes;
    if (!facts.warning.empty())
        notes << QString::fromStdString(facts.warning);
    if (const auto &why = m_facts->cuts.at(static_cast<std::size_t>(layer)).whyNot; !why.empty())
        notes << tr("no cut here: %1").arg(QString::fromStdString(why));
    return notes.join(QStringLiteral("; "));
}

QVariant LayerTableModel::value(int layer, int column) const
{
    if (const auto figure = figureOfColumn(column))
        return figureOf(*m_graph, *m_facts, *figure, layer).value_or(-1.0); // what is not known is less than nothing
    switch (column) {
    case Name:
        return layer; // the order of the graph
    case Shape:
        return static_cast<double>(
            m_graph->layer(layer).outputs.empty() ? 0 : m_graph->layer(layer).outputs.front().elements());
    case Side:
        return m_cut.onDevice(layer) ? 0 : 1;
    default:
        return text(layer, column);
    }
}

QVariant LayerTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns)
        return {};
    const auto figure = figureOfColumn(section);
    if (role == Qt::TextAlignmentRole)
        return int((figure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return tipOf(section);
    if (role != Qt::DisplayRole)
        return {};
    if (figure)
        return m_facts ? figureTitle(*figure, *m_facts) : figureTitle(*figure);
    switch (section) {
    case Name:
        return tr("Layer");
    case Operation:
        return tr("Operation");
    case Shape:
        return tr("Output");
    case Side:
        return tr("Side");
    default:
        return tr("Note");
    }
}

QString LayerTableModel::tipOf(int column) const
{
    if (const auto figure = figureOfColumn(column))
        return termTip(termOf(*figure), m_facts ? figureSource(*figure, *m_facts) : QString());
    switch (column) {
    case Name:
        return termTip(Term::Layer);
    case Operation:
        return termTip(Term::Operation);
    case Shape:
        return termTip(Term::Activation, tr("Here: its shape, and its type where that is not float32"));
    case Side:
        return termTip(Term::Cut);
    default:
        return {};
    }
}

SideSums sumsOf(const LayerGraph &graph, const LayerFacts &facts, const Cut &cut, bool device)
{
    SideSums sums;
    for (int layer = 0; layer < graph.size(); ++layer) {
        if (cut.onDevice(layer) != device)
            continue;
        ++sums.layers;
        sums.macs += graph.layer(layer).macs;
        sums.parameters += graph.layer(layer).parameters;
        sums.outputBytes += graph.layer(layer).outputBytes();
    }
    if (facts.profile && facts.profile->shareMs.size() == graph.layers().size())
        sums.predictedMs = device ? predictedHeadMs(*facts.profile, cut) : predictedTailMs(*facts.profile, cut);
    return sums;
}

} // namespace splitscope
