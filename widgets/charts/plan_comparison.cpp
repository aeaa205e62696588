// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plan_comparison.h"

#include "widgets/charts/chart_text.h"
#include "widgets/number_text.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace splitscope {

namespace {

constexpr int widestColumn = 170; ///< of a plan's name
constexpr int cellMargin = 12;

} // namespace

PlanComparison::PlanComparison(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("planComparison"));
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("planComparisonTable"));
    m_table->setAccessibleName(tr("Plans side by side"));
    m_table->setModel(&m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->setFont(tabularFont(font()));
    m_table->installEventFilter(this);

    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_table, 1);

    connect(m_table, &QTableView::doubleClicked, this, &PlanComparison::take);
    connect(m_table, &QTableView::customContextMenuRequested, this, &PlanComparison::showMenu);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &PlanComparison::fitColumns);
}

/// Wide enough for any figure with its difference, so that columns stand still while figures change.
void PlanComparison::fitColumns()
{
    const QFontMetrics metrics(m_table->font());
    const int figures = metrics.horizontalAdvance(tr("%1 (%2)").arg(timeText(8888.0), changeText(8.88)));
    for (int column = 0; column < m_model.columnCount(); ++column) {
        const auto name = m_model.index(PlanComparisonModel::Deployment, column).data().toString();
        m_table->setColumnWidth(
            column, std::max(figures, std::min(widestColumn, metrics.horizontalAdvance(name))) + cellMargin);
    }
}

void PlanComparison::take(const QModelIndex &index)
{
    const auto *plan = m_model.planOfColumn(index.column());
    if (plan != nullptr && index.column() > 0)
        Q_EMIT planRequested(*plan);
}

bool PlanComparison::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_table || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    const auto index = m_table->currentIndex();
    if (key == Qt::Key_Delete && index.column() > 0) {
        Q_EMIT unpinRequested(m_model.pinOfColumn(index.column()));
        return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        take(index);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void PlanComparison::showMenu(const QPoint &place)
{
    const auto index = m_table->indexAt(place);
    QMenu menu(this);
    if (index.column() > 0) {
        menu.addAction(tr("Use this plan"), this, [this, index] { take(index); })
            ->setEnabled(m_model.planOfColumn(index.column()) != nullptr);
        menu.addAction(tr("Take this pin out"), this,
            [this, index] { Q_EMIT unpinRequested(m_model.pinOfColumn(index.column())); });
        menu.addSeparator();
    }
    menu.addAction(tr("Export table\u2026"), this, &PlanComparison::tableExportRequested);
    menu.exec(m_table->viewport()->mapToGlobal(place));
}

void PlanComparison::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        m_table->setFont(tabularFont(font()));
}

} // namespace splitscope
