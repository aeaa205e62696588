// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/find_bar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include <algorithm>

namespace splitscope {

FindBar::FindBar(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("findBar"));
    m_edit = new QLineEdit(this);
    m_edit->setObjectName(QStringLiteral("findEdit"));
    m_edit->setPlaceholderText(tr("Find"));
    m_edit->setAccessibleName(tr("Find layers"));
    m_edit->setToolTip(tr("Name, operation, module or shape; regular expressions work (Ctrl+F)"));
    m_edit->setClearButtonEnabled(true);
    m_edit->setMinimumWidth(80);
    m_edit->setMaximumWidth(200);
    m_edit->installEventFilter(this);
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("findCount"));
    const auto button = [this](const char *name, Qt::ArrowType arrow, const QString &help) {
        auto *made = new QToolButton(this);
        made->setObjectName(QLatin1String(name));
        made->setArrowType(arrow);
        made->setAutoRaise(true);
        made->setToolTip(help);
        made->setAccessibleName(help);
        return made;
    };
    m_previous = button("findPrevious", Qt::UpArrow, tr("Previous (Shift+Enter)"));
    m_next = button("findNext", Qt::DownArrow, tr("Next (Enter)"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 0, 4, 0);
    layout->setSpacing(4);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_count);
    layout->addWidget(m_previous);
    layout->addWidget(m_next);
    connect(m_edit, &QLineEdit::textChanged, this, &FindBar::search);
    connect(m_previous, &QToolButton::clicked, this, &FindBar::previous);
    connect(m_next, &QToolButton::clicked, this, &FindBar::next);
    showCount();
}

void FindBar::setGraph(std::shared_ptr<const LayerGraph> graph)
{
    m_graph = std::move(graph);
    m_current = -1;
    search();
}

void FindBar::setCurrentLayer(int layer)
{
    m_current = layer;
    showCount();
}

void FindBar::start()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FindBar::next() { step(1); }

void FindBar::previous() { step(-1); }

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            step(key->modifiers() & Qt::ShiftModifier ? -1 : 1);
            return true;
        }
        if (key->key() == Qt::Key_Escape) {
            m_edit->clear();
            Q_EMIT ended();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::search()
{
    m_result = m_graph ? searchLayers(*m_graph, m_edit->text()) : LayerSearch();
    showCount();
    Q_EMIT foundChanged(m_result.found);
    const auto &layers = m_result.layers;
    const bool here = std::find(layers.begin(), layers.end(), m_current) != layers.end();
    if (!layers.empty() && !here)
        step(1);
}

/// To the next one after the current layer, round the ends.
void FindBar::step(int by)
{
    const auto &layers = m_result.layers;
    if (layers.empty())
        return;
    int wanted = by > 0 ? layers.front() : layers.back();
    if (by > 0) {
        const auto after = std::upper_bound(layers.begin(), layers.end(), m_current);
        wanted = after == layers.end() ? layers.front() : *after;
    } else {
        const auto here = std::lower_bound(layers.begin(), layers.end(), m_current);
        wanted = here == layers.begin() ? layers.back() : *std::prev(here);
    }
    setCurrentLayer(wanted);
    Q_EMIT layerChosen(wanted);
}

void FindBar::showCount()
{
    const auto &layers = m_result.layers;
    const bool searching = !m_result.found.empty();
    for (auto *button : {m_previous, m_next}) {
        button->setVisible(searching); // the toolbar is narrow
        button->setEnabled(!layers.empty());
    }
    m_count->setVisible(searching);
    m_count->setToolTip(m_result.problem);
    const auto here = std::find(layers.begin(), layers.end(), m_current);
    if (!searching)
        m_count->clear();
    else if (layers.empty())
        m_count->setText(tr("none"));
    else if (here == layers.end())
        m_count->setText(tr("%1 found").arg(layers.size()));
    else
        m_count->setText(tr("%1 of %2").arg(here - layers.begin() + 1).arg(layers.size()));
}

} // namespace splitscope
