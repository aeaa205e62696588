// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/layer_figures.h"

#include <QAbstractTableModel>

namespace splitscope {

/// The layers of a model as rows, in graph order, with every fact that the graph shows. `Qt::DisplayRole` is for
/// reading, `sortRole` the plain value.
class LayerTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Name,
        Operation,
        Shape,
        Macs,
        Parameters,
        OutputBytes,
        CrossingBytes,
        MeasuredMs,
        DeviceMs,
        EdgeMs,
        CodedBytes,
        CodecError,
        Side,
        Note
    };
    static constexpr int columns = Note + 1;
    static constexpr int sortRole = Qt::UserRole;

    explicit LayerTableModel(QObject *parent = nullptr);

    void setGraph(std::shared_ptr<const LayerGraph> graph, std::shared_ptr<const LayerFacts> facts, const Cut &cut);
    void clearGraph();
    void setCut(const Cut &cut);
    void setFacts(std::shared_ptr<const LayerFacts> facts);

    const LayerGraph *graph() const { return m_graph.get(); }
    const LayerFacts *facts() const { return m_facts.get(); }
    const Cut &cut() const { return m_cut; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// The figure that a column shows; nothing for columns of words.
    static std::optional<LayerFigure> figureOfColumn(int column);

private:
    QString text(int layer, int column) const;
    QVariant value(int layer, int column) const;
    QString note(int layer) const;
    QString tipOf(int column) const;

    std::shared_ptr<const LayerGraph> m_graph;
    std::shared_ptr<const LayerFacts> m_facts;
    Cut m_cut;
};

/// What one side of the cut adds up to.
struct SideSums {
    int layers = 0;
    std::int64_t macs = 0;
    std::int64_t parameters = 0;
    std::int64_t outputBytes = 0;
    std::optional<double> predictedMs; ///< of the half in fast mode, where the layers were measured
};

SideSums sumsOf(const LayerGraph &graph, const LayerFacts &facts, const Cut &cut, bool device);

} // namespace splitscope
