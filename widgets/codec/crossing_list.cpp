// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codec/crossing_list.h"

#include "widgets/help/term_hover.h"
#include "widgets/number_text.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace splitscope {

namespace {

enum Column { Name, Sent };

constexpr int mostRowsSeen = 6;

} // namespace

CrossingList::CrossingList(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("crossingList"));
    m_all = new QCheckBox(this);
    m_all->setObjectName(QStringLiteral("crossingAll"));
    explainOnHover(m_all, Term::CrossingTensor);
    m_rows = new QTreeWidget(this);
    m_rows->setObjectName(QStringLiteral("crossingRows"));
    m_rows->setAccessibleName(tr("Crossing tensors"));
    m_rows->setRootIsDecorated(false);
    m_rows->setHeaderHidden(true);
    m_rows->setColumnCount(2);
    m_rows->setTextElideMode(Qt::ElideMiddle);
    m_rows->setUniformRowHeights(true);
    m_rows->setFont(tabularFont(m_rows->font()));
    m_rows->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_rows->header()->setStretchLastSection(false);
    m_rows->header()->setMinimumSectionSize(24);
    m_rows->header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    m_rows->header()->setSectionResizeMode(Sent, QHeaderView::ResizeToContents);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_all);
    layout->addWidget(m_rows);
    connect(m_all, &QCheckBox::clicked, this, &CrossingList::takeAll);
    connect(m_rows, &QTreeWidget::itemChanged, this, &CrossingList::takeRow);
    connect(m_rows, &QTreeWidget::currentItemChanged, this, &CrossingList::currentChanged);
}

void CrossingList::setTensors(const std::vector<CrossingTensor> &tensors)
{
    if (tensors == m_tensors)
        return;
    const QSignalBlocker quiet(m_rows);
    std::set<std::string> known, unchecked;
    for (int i = 0; i < m_rows->topLevelItemCount(); ++i) {
        known.insert(m_tensors[static_cast<std::size_t>(i)].name);
        if (m_rows->topLevelItem(i)->checkState(Name) == Qt::Unchecked)
            unchecked.insert(m_tensors[static_cast<std::size_t>(i)].name);
    }
    const auto before = current() >= 0 ? m_tensors[static_cast<std::size_t>(current())].name : std::string();
    const bool allNew = std::none_of(
        tensors.begin(), tensors.end(), [&](const CrossingTensor &one) { return known.contains(one.name); });
    m_rows->clear();
    m_tensors = tensors;
    int shown = 0;
    bool any = false;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        auto *row = new QTreeWidgetItem(m_rows);
        const auto name = QString::fromStdString(tensors[i].name);
        row->setText(Name, name);
        row->setToolTip(Name, tr("%1\n%2").arg(name, shortShape(tensors[i].info.shape)));
        row->setSizeHint(Name, {0, rowHeight()});
        row->setTextAlignment(Sent, Qt::AlignRight | Qt::AlignVCenter);
        const bool on = allNew || !unchecked.contains(tensors[i].name);
        row->setCheckState(Name, on ? Qt::Checked : Qt::Unchecked);
        any |= on;
        if (tensors[i].name == before)
            shown = static_cast<int>(i);
    }
    if (!tensors.empty()) {
        m_rows->setCurrentItem(m_rows->topLevelItem(shown));
        if (!any)
            m_rows->topLevelItem(shown)->setCheckState(Name, Qt::Checked);
    }
    showAll();
    fitHeight();
}

void CrossingList::setWords(int tensor, const QString &codec, const QString &bytes)
{
    const QSignalBlocker quiet(m_rows);
    auto *row = m_rows->topLevelItem(tensor);
    row->setText(Sent, bytes);
    row->setToolTip(Sent, codec);
    row->setData(Name, Qt::AccessibleTextRole, tr("%1: %2, %3").arg(row->text(Name), codec, bytes));
}

std::vector<int> CrossingList::checked() const
{
    std::vector<int> rows;
    for (int i = 0; i < m_rows->topLevelItemCount(); ++i) {
        if (m_rows->topLevelItem(i)->checkState(Name) == Qt::Checked)
            rows.push_back(i);
    }
    return rows;
}

int CrossingList::current() const { return m_rows->indexOfTopLevelItem(m_rows->currentItem()); }

/// Without all of them it is the current one alone: a choice is always for something.
void CrossingList::takeAll(bool all)
{
    {
        const QSignalBlocker quiet(m_rows);
        for (int i = 0; i < m_rows->topLevelItemCount(); ++i)
            m_rows->topLevelItem(i)->setCheckState(Name, all || i == current() ? Qt::Checked : Qt::Unchecked);
    }
    showAll();
    Q_EMIT checkedChanged();
}

void CrossingList::takeRow()
{
    if (checked().empty()) {
        const QSignalBlocker quiet(m_rows);
        m_rows->topLevelItem(std::max(0, current()))->setCheckState(Name, Qt::Checked);
    }
    showAll();
    Q_EMIT checkedChanged();
}

void CrossingList::showAll()
{
    const auto on = static_cast<int>(checked().size());
    const int count = m_rows->topLevelItemCount();
    m_all->setChecked(on == count);
    m_all->setText(
        on == count ? tr("All %1 crossing tensors").arg(count) : tr("%1 of %2 crossing tensors").arg(on).arg(count));
}

void CrossingList::fitHeight()
{
    const int rows = std::clamp(m_rows->topLevelItemCount(), 1, mostRowsSeen);
    m_rows->setFixedHeight(rows * rowHeight() + 2 * m_rows->frameWidth());
}

int CrossingList::rowHeight() const { return m_rows->fontMetrics().height() + 8; }

} // namespace splitscope
