// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/deployment_view.h"

#include "widgets/charts/chart_text.h"
#include "widgets/number_text.h"

#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QTreeView>
#include <QVBoxLayout>

namespace splitscope {

namespace {

constexpr int widestColumn = 260;

} // namespace

DeploymentView::DeploymentView(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("deploymentView"));
    m_message = new QLabel;
    m_message->setObjectName(QStringLiteral("deploymentMessage"));
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_message->setMargin(16);
    m_summary = new QLabel;
    m_summary->setObjectName(QStringLiteral("deploymentSummary"));
    m_summary->setContentsMargins(8, 4, 8, 4);
    m_summary->setWordWrap(true);
    makeTable();

    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_summary);
    layout->addWidget(m_table, 1);
    m_pages = new QStackedLayout(this);
    m_pages->addWidget(m_message);
    m_pages->addWidget(page);
    setView(nullptr);
}

void DeploymentView::makeTable()
{
    m_sorted = new QSortFilterProxyModel(this);
    m_sorted->setSourceModel(&m_model);
    m_sorted->setSortRole(DeploymentModel::sortRole);
    m_sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_table = new QTreeView;
    m_table->setObjectName(QStringLiteral("deploymentTable"));
    m_table->setAccessibleName(tr("Deployment table"));
    m_table->setModel(m_sorted);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAlternatingRowColors(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setSortingEnabled(true);
    m_table->header()->setStretchLastSection(false);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setFont(tabularFont(font()));
    connect(m_table, &QTreeView::activated, this, &DeploymentView::activate);
    connect(m_table, &QTreeView::customContextMenuRequested, this, &DeploymentView::showMenu);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &DeploymentView::fitColumns);
}

void DeploymentView::setView(const std::shared_ptr<const PlanningView> &view)
{
    const auto table = view ? view->deployments : nullptr;
    m_model.setTable(table);
    m_message->setText(view ? tr("The deployment table is being worked out\u2026")
                            : tr("Open a model to see where each of its deployments wins."));
    m_summary->setText(summary());
    m_pages->setCurrentIndex(table ? 1 : 0);
}

QString DeploymentView::summary() const
{
    const auto *table = m_model.table();
    if (table == nullptr)
        return {};
    if (!table->fixed || !table->fixedGain)
        return tr("No single deployment suits all of these contexts. All figures are predicted.");
    return tr(
        "Best single deployment for all of them: %1. Choosing by context is %2 times better in the geometric mean "
        "(%3). All figures are predicted.")
        .arg(planName(*table->fixed), threeDigits(*table->fixedGain), QString::fromStdString(table->objective.text()));
}

void DeploymentView::fitColumns()
{
    for (int column = 0; column < DeploymentModel::columns; ++column) {
        m_table->resizeColumnToContents(column);
        m_table->setColumnWidth(column, std::min(widestColumn, m_table->columnWidth(column) + 8));
    }
}

void DeploymentView::activate(const QModelIndex &index)
{
    const int row = m_sorted->mapToSource(index).row();
    if (m_model.table() != nullptr && row >= 0)
        Q_EMIT contextRequested(m_model.table()->rows[static_cast<std::size_t>(row)].context);
}

void DeploymentView::showMenu(const QPoint &place)
{
    const auto index = m_table->indexAt(place);
    QMenu menu(this);
    if (index.isValid()) {
        menu.addAction(tr("Use this context"), this, [this, index] { activate(index); });
        menu.addSeparator();
    }
    menu.addAction(tr("Export table\u2026"), this, &DeploymentView::tableExportRequested);
    menu.exec(m_table->viewport()->mapToGlobal(place));
}

void DeploymentView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        m_table->setFont(tabularFont(font()));
}

} // namespace splitscope
