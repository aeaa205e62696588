// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_figures.h"

#include <QComboBox>

#include <optional>

namespace splitscope {

/// Chooses what the layers' colours show. Times of machines that are not known are greyed and say why.
class OverlayBox : public QComboBox {
    Q_OBJECT

public:
    explicit OverlayBox(QWidget *parent = nullptr);

    void setFacts(const LayerFacts &facts);
    /// Nothing: sides only. Says nothing of its own.
    void setFigure(std::optional<LayerFigure> figure);

Q_SIGNALS:
    void figureChosen(std::optional<splitscope::LayerFigure> figure);

private:
    std::optional<LayerFigure> figureAt(int index) const;
};

} // namespace splitscope
