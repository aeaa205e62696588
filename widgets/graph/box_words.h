// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_picture.h"

#include <QFont>
#include <QStaticText>

#include <vector>

class QPainter;

namespace splitscope {

/// The words of boxes, shaped once: that is most of what reading them costs.
class BoxWords {
public:
    /// A box and where its upper left corner is drawn, in the scene's units.
    struct Place {
        int node = 0;
        QPointF corner;
    };

    /// Draws the words of all these boxes, one font after the other: changing it for each line takes its time. `font`
    /// gives the family; sizes are fixed.
    void draw(QPainter &painter, const GraphPicture &picture, const QFont &font, const std::vector<Place> &places);

private:
    struct Line {
        QStaticText text;
        QPointF offset; ///< from the corner of its box
    };
    struct Words {
        bool shaped = false;
        Line title;
        std::vector<Line> rest;
    };

    void prepare(const GraphPicture &picture, const QFont &font);
    void shapeCard(Words &words, const GraphPicture &picture, int node) const;
    void shapeEnd(Words &words, const GraphPicture &picture, int node) const;

    QFont m_font, m_titleFont, m_cardFont, m_endFont;
    int m_revision = -1; ///< GraphPicture::overlayRevision of what is kept
    std::vector<Words> m_words;
};

} // namespace splitscope
