// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/table/layer_table.h"

#include "widgets/graph/cut_wish.h"
#include "widgets/graph/layer_search.h"
#include "widgets/number_text.h"
#include "widgets/table/layer_filter.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScopedValueRollback>
#include <QStyledItemDelegate>
#include <QTreeView>

#include <algorithm>
#include <array>

namespace splitscope {

namespace {

/// Both ends of a path tell layers apart.
class PathDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->textElideMode = Qt::ElideMiddle;
    }
};

} // namespace

LayerTable::LayerTable(QWidget *parent)
    : QWidget(parent)
    , m_model(this)
{
    setObjectName(QStringLiteral("layerTable"));
    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("layerTableFilter"));
    m_search->setPlaceholderText(tr("Filter: name, operation, module or shape"));
    m_search->setAccessibleName(tr("Filter the layers"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(320);
    m_count = new QLabel;
    m_count->setObjectName(QStringLiteral("layerTableCount"));
    makeView();
    const auto sums = [this](const char *name) {
        auto *label = new QLabel(this);
        label->setObjectName(QLatin1String(name));
        label->setFont(tabularFont(label->font()));
        return label;
    };
    m_deviceSums = sums("layerTableDeviceSums");
    m_edgeSums = sums("layerTableEdgeSums");
    auto *top = new QHBoxLayout;
    top->addWidget(m_search, 1);
    top->addWidget(m_count);
    top->addStretch();
    auto *bottom = new QHBoxLayout;
    bottom->setSpacing(16);
    bottom->addWidget(m_deviceSums);
    bottom->addWidget(m_edgeSums);
    bottom->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(4);
    layout->addLayout(top);
    layout->addWidget(m_view, 1);
    layout->addLayout(bottom);
    connect(m_search, &QLineEdit::textChanged, this, &LayerTable::filter);
    showSums();
}

void LayerTable::makeView()
{
    m_filter = new LayerFilter(this);
    m_filter->setSourceModel(&m_model);
    m_view = new QTreeView;
    m_view->setObjectName(QStringLiteral("layerTableView"));
    m_view->setAccessibleName(tr("Layers"));
    m_view->setModel(m_filter);
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setAlternatingRowColors(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setItemDelegateForColumn(LayerTableModel::Name, new PathDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setFont(tabularFont(m_view->font()));
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(LayerTableModel::Name, Qt::AscendingOrder);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->header()->setStretchLastSection(true);
    const int character = m_view->fontMetrics().averageCharWidth();
    constexpr std::array<int, LayerTableModel::columns> widths{28, 22, 13, 10, 12, 15, 16, 15, 18, 16, 26, 26, 8, 20};
    for (int column = 0; column < LayerTableModel::columns; ++column)
        m_view->setColumnWidth(column,
            std::max(
                widths.at(std::size_t(column)) * character, m_view->header()->sectionSizeHint(column) + 2 * character));
    showKnownColumns();
    m_view->installEventFilter(this);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &now) {
        if (m_quiet || !now.isValid())
            return;
        m_layer = currentLayer();
        Q_EMIT currentLayerChanged(m_layer);
    });
    connect(m_view, &QTreeView::doubleClicked, this, &LayerTable::showRequested);
    connect(m_view, &QTreeView::customContextMenuRequested, this, &LayerTable::showMenu);
}

void LayerTable::setGraph(
    std::shared_ptr<const LayerGraph> graph, std::shared_ptr<const LayerFacts> facts, const Cut &cut)
{
    m_quiet = true;
    m_layer = -1;
    m_search->clear();
    m_model.setGraph(std::move(graph), std::move(facts), cut);
    showKnownColumns();
    m_quiet = false;
    filter({});
    showSums();
}

void LayerTable::clearGraph()
{
    m_layer = -1;
    m_model.clearGraph();
    filter({});
    showSums();
}

void LayerTable::setCut(const Cut &cut)
{
    m_quiet = true; // rows may move where they are sorted by side
    m_model.setCut(cut);
    m_quiet = false;
    showSums();
}

void LayerTable::setFacts(std::shared_ptr<const LayerFacts> facts)
{
    m_model.setFacts(std::move(facts));
    showKnownColumns();
    showSums();
}

/// Columns of times that nobody knows would only be dashes.
void LayerTable::showKnownColumns()
{
    const auto *facts = m_model.facts();
    m_view->setColumnHidden(LayerTableModel::MeasuredMs, !facts || !facts->profile);
    m_view->setColumnHidden(LayerTableModel::DeviceMs, !facts || !facts->deviceTimes);
    m_view->setColumnHidden(LayerTableModel::EdgeMs, !facts || !facts->edgeTimes);
    m_view->setColumnHidden(LayerTableModel::CodedBytes, !facts || !facts->codedBytes);
    m_view->setColumnHidden(LayerTableModel::CodecError, !facts || !facts->codecErrors);
}

void LayerTable::setCurrentLayer(int layer)
{
    m_layer = layer;
    if (layer == currentLayer())
        return;
    m_quiet = true;
    const auto row = layer >= 0 ? m_filter->mapFromSource(m_model.index(layer, 0)) : QModelIndex();
    m_view->selectionModel()->setCurrentIndex(row, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (row.isValid())
        m_view->scrollTo(row);
    m_quiet = false;
}

int LayerTable::currentLayer() const
{
    const auto row = m_filter->mapToSource(m_view->currentIndex());
    return row.isValid() ? row.row() : -1;
}

bool LayerTable::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const auto modifiers = key->modifiers() & ~Qt::KeypadModifier;
        const bool taken = currentLayer() >= 0
            && ((modifiers == Qt::NoModifier && takeKey(key->key()))
                || (modifiers == Qt::ShiftModifier && takeKeyWithShift(key->key())));
        if (taken)
            return true;
        if (key->matches(QKeySequence::Copy) && currentLayer() >= 0) {
            copyRow();
            return true;
        }
        if (key->key() == Qt::Key_C && modifiers == (Qt::ControlModifier | Qt::ShiftModifier)) {
            copyTable();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

bool LayerTable::takeKey(int key)
{
    switch (key) {
    case Qt::Key_D:
        request(cutWithOnDevice(*m_model.graph(), m_model.cut(), {currentLayer()}));
        return true;
    case Qt::Key_E:
        request(cutWithOnEdge(*m_model.graph(), m_model.cut(), {currentLayer()}));
        return true;
    case Qt::Key_C:
        Q_EMIT collapseRequested();
        return true;
    case Qt::Key_O:
        Q_EMIT expandRequested();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT showRequested();
        return true;
    default:
        return false;
    }
}

bool LayerTable::takeKeyWithShift(int key)
{
    if (key != Qt::Key_Left && key != Qt::Key_Right)
        return false;
    Q_EMIT splitPointMoveRequested(key == Qt::Key_Right);
    return true;
}

/// The columns that are shown, with tabs between them, as spreadsheets read them; the head for row -1.
QString LayerTable::rowText(int row) const
{
    QStringList cells;
    for (int column = 0; column < LayerTableModel::columns; ++column) {
        if (!m_view->isColumnHidden(column))
            cells << (row < 0 ? m_filter->headerData(column, Qt::Horizontal) : m_filter->index(row, column).data())
                         .toString()
                         .replace(QLatin1Char('\t'), QLatin1Char(' '))
                         .replace(QLatin1Char('\n'), QLatin1Char(' '));
    }
    return cells.join(QLatin1Char('\t'));
}

void LayerTable::copyRow() const { QApplication::clipboard()->setText(rowText(m_view->currentIndex().row())); }

void LayerTable::copyTable() const
{
    QStringList lines{rowText(-1)};
    for (int row = 0; row < m_filter->rowCount(); ++row)
        lines << rowText(row);
    QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')) + QLatin1Char('\n'));
}

void LayerTable::request(const Cut &cut)
{
    const auto why = whyIllegal(*m_model.graph(), cut);
    if (!why.empty())
        Q_EMIT refused(tr("This cut cannot be made: %1").arg(QString::fromStdString(why)));
    else if (!(cut == m_model.cut()))
        Q_EMIT cutRequested(cut);
}

void LayerTable::filter(const QString &text)
{
    const bool any = m_model.graph() != nullptr;
    const auto result = any ? searchLayers(*m_model.graph(), text) : LayerSearch();
    {
        const QScopedValueRollback quiet(m_quiet, true); // a row that is filtered away is no choice of another
        m_filter->setFound(result.found);
    }
    if (any)
        setCurrentLayer(m_layer);
    if (!result.problem.isEmpty())
        m_count->setText(result.problem);
    else if (any && !text.isEmpty())
        m_count->setText(tr("%1 of %2").arg(m_filter->rowCount()).arg(m_model.rowCount()));
    else
        m_count->setText(any ? tr("Layers: %1").arg(m_model.rowCount()) : QString());
}

void LayerTable::showMenu(const QPoint &place)
{
    const int layer = currentLayer();
    if (layer < 0)
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("layerTableMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto addCut = [&](const QString &text, const QKeySequence &key, const Cut &cut) {
        auto *action = menu->addAction(text, this, [this, cut] { request(cut); });
        action->setShortcut(key);
        action->setEnabled(!(cut == m_model.cut()));
    };
    addCut(tr("Device up to here"), Qt::Key_D, cutWithOnDevice(*m_model.graph(), m_model.cut(), {layer}));
    addCut(tr("Edge from here"), Qt::Key_E, cutWithOnEdge(*m_model.graph(), m_model.cut(), {layer}));
    menu->addSeparator();
    const auto add = [&](const QString &text, const QKeySequence &key, auto act) {
        menu->addAction(text, this, act)->setShortcut(key);
    };
    add(tr("Show in the graph"), Qt::Key_Return, &LayerTable::showRequested);
    add(tr("Collapse its module"), Qt::Key_C, &LayerTable::collapseRequested);
    add(tr("Expand its module"), Qt::Key_O, &LayerTable::expandRequested);
    menu->addSeparator();
    add(tr("Copy row"), QKeySequence::Copy, &LayerTable::copyRow);
    add(tr("Copy table"), Qt::CTRL | Qt::SHIFT | Qt::Key_C, &LayerTable::copyTable);
    menu->popup(m_view->viewport()->mapToGlobal(place));
}

void LayerTable::showSums()
{
    const auto text = [&](const QString &side, bool device) {
        if (!m_model.graph())
            return QString();
        const auto sums = sumsOf(*m_model.graph(), *m_model.facts(), m_model.cut(), device);
        auto line = tr("%1: %2 MACs, %3 parameters, layers: %4")
                        .arg(side, countText(sums.macs), countText(sums.parameters))
                        .arg(sums.layers);
        if (sums.predictedMs)
            line += tr(", %1 on this machine").arg(millisecondsText(*sums.predictedMs));
        return line;
    };
    m_deviceSums->setText(text(tr("Device"), true));
    m_edgeSums->setText(text(tr("Edge"), false));
}

} // namespace splitscope
