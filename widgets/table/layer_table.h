// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/table/layer_table_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QTreeView;

namespace splitscope {

class LayerFilter;

/// Every fact of every layer in words, with sums for both sides: sortable, filterable, and the way in for the keyboard
/// and for screen readers. Keys: Shift+Right and Shift+Left move the split point of the chosen layer's branch; D puts
/// the device's part up to it, E the edge's from it; C and O collapse and expand its module in the graph, Enter shows
/// it there; Ctrl+C copies its row, Ctrl+Shift+C the table as it is filtered and sorted. The context menu holds the
/// same.
class LayerTable : public QWidget {
    Q_OBJECT

public:
    explicit LayerTable(QWidget *parent = nullptr);

    void setGraph(std::shared_ptr<const LayerGraph> graph, std::shared_ptr<const LayerFacts> facts, const Cut &cut);
    void clearGraph();
    void setCut(const Cut &cut);
    void setFacts(std::shared_ptr<const LayerFacts> facts);
    void setCurrentLayer(int layer); ///< shows it; says nothing
    int currentLayer() const;        ///< -1: none, or it is filtered away

Q_SIGNALS:
    void currentLayerChanged(int layer);
    /// A hand asks for this cut.
    void cutRequested(const splitscope::Cut &cut);
    void splitPointMoveRequested(bool towardsOutput);
    void collapseRequested(); ///< the chosen layer's module, in the graph
    void expandRequested();
    void showRequested(); ///< the chosen layer, in the graph
    /// Why something that was asked for cannot be done.
    void refused(const QString &sentence);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeView();
    bool takeKey(int key);
    bool takeKeyWithShift(int key);
    void copyRow() const;
    void copyTable() const;
    QString rowText(int row) const;
    void request(const Cut &cut);
    void filter(const QString &text);
    void showKnownColumns();
    void showMenu(const QPoint &place);
    void showSums();

    LayerTableModel m_model;
    LayerFilter *m_filter = nullptr; // children of the widget
    QLineEdit *m_search = nullptr;
    QLabel *m_count = nullptr;
    QTreeView *m_view = nullptr;
    QLabel *m_deviceSums = nullptr;
    QLabel *m_edgeSums = nullptr;
    int m_layer = -1;     ///< that was chosen last; kept while a filter hides it
    bool m_quiet = false; ///< a choice that is only shown
};

} // namespace splitscope
