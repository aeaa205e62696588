// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/live/stage_bars.h"

#include "widgets/help/glossary.h"
#include "widgets/number_text.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr int barHeight = 20;
constexpr int swatch = 10;
constexpr int columnGap = 16;

/// 1, 2, 5, 10, 20, 50, ... at or above a value: a scale that does not jump with every frame.
double roundScale(double ms)
{
    const double power = std::pow(10.0, std::floor(std::log10(std::max(ms, 1.0))));
    for (const double step : {1.0, 2.0, 5.0, 10.0}) {
        if (ms <= step * power)
            return step * power;
    }
    return 10.0 * power;
}

} // namespace

StageBars::StageBars(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("stageBars"));
    setAccessibleName(tr("Time of each stage"));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setFont(tabularFont(font()));
}

void StageBars::setStages(const StageTimes &stages, bool modelled)
{
    m_stages = stages;
    m_modelled = modelled;
    m_filled = true;
    const double wanted = roundScale(stages.total());
    // Grows at once, shrinks only when the bar would be shorter than a third.
    if (wanted > m_scaleMs || stages.total() < 0.33 * m_scaleMs)
        m_scaleMs = wanted;
    QStringList words;
    for (const auto &stage : this->stages())
        words << tr("%1 %2").arg(stage.name, millisecondsText(stage.ms));
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    update();
}

void StageBars::clear()
{
    m_filled = false;
    m_stages = {};
    m_scaleMs = 0.0;
    update();
}

std::array<StageBars::Stage, 5> StageBars::stages() const
{
    const auto theme = Theme::fromPalette(palette());
    const auto modelled = [&](const QString &name) { return m_modelled ? tr("%1, modelled").arg(name) : name; };
    const std::array<QString, 5> names{
        tr("Device"), tr("Encode"), modelled(tr("Uplink")), tr("Edge"), modelled(tr("Downlink"))};
    const auto inks = stageInks(theme);
    std::array<Stage, 5> all;
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = {names[i], inks[i].ink, m_stages.*inks[i].ms};
    return all;
}

int StageBars::rowHeight() const { return std::max(fontMetrics().height(), swatch) + 2; }

/// Two where names and figures fit beside each other.
int StageBars::columnsIn(int width) const
{
    int name = 0;
    for (const auto &stage : stages())
        name = std::max(name, fontMetrics().horizontalAdvance(stage.name));
    const int column = swatch + 6 + name + 8 + fontMetrics().horizontalAdvance(millisecondsText(9999.0));
    return width >= 2 * column + columnGap ? 2 : 1;
}

int StageBars::heightForWidth(int width) const { return barHeight + 8 + (6 / columnsIn(width)) * rowHeight(); }

QSize StageBars::sizeHint() const { return {316, heightForWidth(316)}; }

QSize StageBars::minimumSizeHint() const { return {200, barHeight + 8 + 3 * rowHeight()}; }

void StageBars::paintEvent(QPaintEvent *)
{
    const auto theme = Theme::fromPalette(palette());
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), barHeight), theme.canvas);
    const auto all = stages();
    double x = 0.0;
    for (const auto &stage : all) {
        const double part = m_scaleMs > 0.0 ? width() * stage.ms / m_scaleMs : 0.0;
        if (part > 0.0)
            fillWith(painter, QRectF(x, 0.0, part, barHeight), stage.ink);
        x += part;
    }
    painter.setPen(theme.line);
    painter.drawRect(0, 0, width() - 1, barHeight - 1);

    const auto writeRow = [&](int place, const QString &name, double ms, const Stage *stage) {
        const QRect row = rowOf(place);
        if (stage)
            fillWith(
                painter, QRectF(row.left(), row.top() + 0.5 * (row.height() - swatch), swatch, swatch), stage->ink);
        const QRect text = row.adjusted(swatch + 6, 0, 0, 0);
        QFont font(this->font());
        font.setBold(!stage);
        painter.setFont(font);
        painter.setPen(theme.text);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, name);
        painter.drawText(
            text, Qt::AlignRight | Qt::AlignVCenter, m_filled ? millisecondsText(ms) : QStringLiteral("\u2013"));
    };
    for (int i = 0; i < 5; ++i)
        writeRow(i, all[static_cast<std::size_t>(i)].name, all[static_cast<std::size_t>(i)].ms,
            &all[static_cast<std::size_t>(i)]);
    writeRow(5, tr("Sum"), m_stages.total(), nullptr);
}

/// Below the bar, column by column; the sixth place is the sum.
QRect StageBars::rowOf(int place) const
{
    const int columns = columnsIn(width());
    const int rows = 6 / columns;
    const int column = (width() - (columns - 1) * columnGap) / columns;
    return {(place / rows) * (column + columnGap), barHeight + 8 + (place % rows) * rowHeight(), column, rowHeight()};
}

QString StageBars::tipAt(const QPoint &point) const
{
    constexpr std::array terms{
        Term::DeviceStage, Term::EncodeStage, Term::UplinkStage, Term::EdgeStage, Term::DownlinkStage, Term::Latency};
    for (int place = 0; place < 6; ++place) {
        if (rowOf(place).contains(point))
            return termTip(terms[static_cast<std::size_t>(place)]);
    }
    double end = 0.0;
    const auto all = stages();
    for (std::size_t i = 0; i < all.size() && point.y() < barHeight; ++i) {
        end += m_scaleMs > 0.0 ? width() * all[i].ms / m_scaleMs : 0.0;
        if (point.x() < end)
            return termTip(terms[i], millisecondsText(all[i].ms));
    }
    return {};
}

bool StageBars::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const auto tip = tipAt(help->pos());
    if (tip.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), tip, this);
    return true;
}

} // namespace splitscope
