// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/overlay_box.h"

#include "widgets/graph/overlay.h"
#include "widgets/help/glossary.h"

#include <QSignalBlocker>
#include <QStandardItemModel>

namespace splitscope {

OverlayBox::OverlayBox(QWidget *parent)
    : QComboBox(parent)
{
    setObjectName(QStringLiteral("overlayBox"));
    setAccessibleName(tr("Colours of the layers"));
    setToolTip(tr("What the colours and bars of the layers show"));
    addItem(tr("Sides only"));
    for (const auto figure : allLayerFigures())
        addItem(figureTitle(figure), static_cast<int>(figure));
    setFacts({});
    connect(this, &QComboBox::currentIndexChanged, this, [this](int index) { Q_EMIT figureChosen(figureAt(index)); });
}

std::optional<LayerFigure> OverlayBox::figureAt(int index) const
{
    const auto figure = itemData(index);
    return figure.isValid() ? std::optional(static_cast<LayerFigure>(figure.toInt())) : std::nullopt;
}

void OverlayBox::setFacts(const LayerFacts &facts)
{
    auto *entries = qobject_cast<QStandardItemModel *>(model());
    for (int index = 0; index < count(); ++index) {
        const auto figure = figureAt(index);
        if (!figure)
            continue;
        // The layers' own times can be asked for by choosing them; a machine's follow from what was chosen elsewhere.
        const auto why = *figure == LayerFigure::MeasuredMs ? QString() : figureAbsence(*figure, facts);
        entries->item(index)->setEnabled(why.isEmpty());
        entries->item(index)->setText(figureTitle(*figure, facts));
        const auto said = why.isEmpty() ? figureSource(*figure, facts) : why;
        setItemData(index, termTip(termOf(*figure), said), Qt::ToolTipRole);
        setItemData(index, said, Qt::AccessibleDescriptionRole);
    }
}

void OverlayBox::setFigure(std::optional<LayerFigure> figure)
{
    const QSignalBlocker quiet(this);
    setCurrentIndex(figure ? findData(static_cast<int>(*figure)) : 0);
}

} // namespace splitscope
