// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/node_item.h"

#include "widgets/graph/node_text.h"

namespace splitscope {

NodeItem::NodeItem(const GraphPicture &picture, int node)
    : m_picture(picture)
    , m_node(node)
{
    setFlag(ItemHasNoContents);
}

int NodeItem::layer() const
{
    const auto layers = m_picture.layout->layersOf(node());
    return layers.empty() ? -1 : layers.back();
}

QRectF NodeItem::boundingRect() const { return node().box.adjusted(-6.0, -8.0, 8.0, 6.0); }

QString NodeItem::toolTipText() const { return nodeToolTip(m_picture, m_node); }

} // namespace splitscope
