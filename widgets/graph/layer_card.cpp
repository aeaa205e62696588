// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/layer_card.h"

#include "widgets/graph/activation_box.h"
#include "widgets/graph/cut_wish.h"
#include "widgets/graph/node_text.h"
#include "widgets/help/glossary.h"
#include "widgets/number_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QToolTip>

#include <algorithm>
#include <array>

namespace splitscope {

namespace {

/// The name explains itself under the pointer: it is a link that looks like the words around it.
QString row(const QString &name, const QString &value, Term term)
{
    return QStringLiteral("<tr><td style='padding-right:8px;white-space:nowrap'><a href='%3' style='%4'>%1</a></td>"
                          "<td align='right'>%2</td></tr>")
        .arg(name.toHtmlEscaped(), value.toHtmlEscaped(), QString::number(static_cast<int>(term)),
            QStringLiteral("color:palette(window-text);text-decoration:none"));
}

/// What is not known of a layer is left out.
constexpr std::array shownFigures{LayerFigure::Macs, LayerFigure::Parameters, LayerFigure::MeasuredMs,
    LayerFigure::DeviceMs, LayerFigure::EdgeMs};

/// Where a line may break: long ids have no spaces.
QString breakable(QString text)
{
    return text.toHtmlEscaped()
        .replace(QLatin1Char('.'), QStringLiteral(".\u200b"))
        .replace(QLatin1Char('_'), QStringLiteral("_\u200b"));
}

} // namespace

LayerCard::LayerCard(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("layerCard"));
    setAccessibleName(tr("Chosen layer"));
    const auto label = [this](const char *name) {
        auto *made = new QLabel(this);
        made->setObjectName(QLatin1String(name));
        made->setWordWrap(true);
        made->setTextInteractionFlags(Qt::TextSelectableByMouse);
        made->setFont(tabularFont(made->font()));
        return made;
    };
    m_title = label("layerCardTitle");
    m_facts = label("layerCardFacts");
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse);
    connect(m_facts, &QLabel::linkHovered, this, &LayerCard::explain);
    m_activation = new ActivationBox(this);
    m_activation->hide();
    m_crossing = label("layerCardCrossing");
    m_warning = label("layerCardWarning");
    m_warning->setAutoFillBackground(true);
    m_warning->setMargin(4);
    m_close = new QToolButton(this);
    m_close->setObjectName(QStringLiteral("layerCardClose"));
    m_close->setText(QStringLiteral("\u2715"));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Close (Esc in the graph)"));
    m_close->setAccessibleName(tr("Close"));
    m_device = new QPushButton(tr("Device up to here"), this);
    m_device->setObjectName(QStringLiteral("layerCardDevice"));
    m_edge = new QPushButton(tr("Edge from here"), this);
    m_edge->setObjectName(QStringLiteral("layerCardEdge"));
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_close, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 8, 12);
    layout->setSpacing(8);
    layout->addLayout(head);
    for (QWidget *part : {static_cast<QWidget *>(m_facts), static_cast<QWidget *>(m_activation),
             static_cast<QWidget *>(m_crossing), static_cast<QWidget *>(m_warning), static_cast<QWidget *>(m_device),
             static_cast<QWidget *>(m_edge)})
        layout->addWidget(part);
    connect(m_device, &QPushButton::clicked, this, &LayerCard::deviceUpToHereRequested);
    connect(m_edge, &QPushButton::clicked, this, &LayerCard::edgeFromHereRequested);
    connect(m_close, &QToolButton::clicked, this, &LayerCard::closeRequested);
    hide();
}

void LayerCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.plainCard);
    painter.setPen(m_theme.line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void LayerCard::setPicture(const GraphPicture &picture)
{
    if (!picture.graph || picture.currentLayer < 0)
        return hide();
    m_theme = picture.theme;
    const auto &node = picture.layout->node(picture.layout->nodeOfLayer(picture.currentLayer));
    const bool module = node.kind == GraphNode::Kind::Module;
    const auto layers = picture.layout->layersOf(node);
    const auto &title = module ? picture.layout->moduleOf(node).module : picture.graph->layer(node.index).id;
    m_title->setText(QStringLiteral("<b>%1</b>").arg(breakable(QString::fromStdString(title))));
    const auto rows = module ? moduleFacts(picture, picture.layout->moduleOf(node)) : layerFacts(picture, node.index);
    m_facts->setText(QStringLiteral("<table width='100%'>%1</table>").arg(rows.join(QString())));
    const auto warning = module ? QString() : QString::fromStdString(picture.graph->layer(node.index).warning);
    m_warning->setVisible(!warning.isEmpty());
    m_warning->setText(warning);
    QPalette warningColors(palette());
    warningColors.setColor(QPalette::Window, picture.theme.warningCard);
    m_warning->setPalette(warningColors);
    showCuts(picture, layers);
    fitHeight();
    show();
}

void LayerCard::setActivation(SharedPicture picture, const QString &caption, const QString &source)
{
    m_activationWanted = true;
    m_activation->setActivation(std::move(picture), caption, source);
}

void LayerCard::clearActivation() { m_activationWanted = false; }

void LayerCard::fitInto(int highest)
{
    m_activation->setVisible(m_activationWanted);
    fitHeight();
    if (!m_activationWanted || height() <= highest)
        return;
    m_activation->hide();
    fitHeight();
}

void LayerCard::explain(const QString &term)
{
    bool known = false;
    const int number = term.toInt(&known);
    QToolTip::showText(QCursor::pos(), known ? termTip(static_cast<Term>(number)) : QString(), m_facts);
}

/// Rich text that wraps reports its height only for a width that it was given.
void LayerCard::fitHeight()
{
    setFixedWidth(cardWidth);
    const auto margins = layout()->contentsMargins();
    const int inner = cardWidth - margins.left() - margins.right();
    for (auto *label : {m_facts, m_crossing, m_warning})
        label->setFixedHeight(std::max(0, label->heightForWidth(inner))); // -1 for one without a text
    const int titleWidth = inner - m_close->sizeHint().width() - layout()->spacing();
    m_title->setFixedHeight(m_title->heightForWidth(titleWidth));
    layout()->invalidate();
    layout()->activate();
    resize(cardWidth, layout()->totalHeightForWidth(cardWidth));
}

QStringList LayerCard::layerFacts(const GraphPicture &picture, int layer) const
{
    const auto &facts = picture.graph->layer(layer);
    QStringList rows{row(tr("Operation"), longOperation(facts.op), Term::Operation)};
    for (const auto &output : outputTypeTexts(facts))
        rows << row(tr("Output"), output, Term::Activation);
    rows << row(tr("Size"), bytesText(facts.outputBytes()), Term::Activation);
    for (const auto figure : shownFigures) {
        if (const auto value = figureOf(*picture.graph, *picture.facts, figure, layer))
            rows << row(figureTitle(figure), figureValueText(figure, *value), termOf(figure));
    }
    const bool device = picture.cut.onDevice(layer);
    rows << row(tr("Side"), device ? tr("device") : tr("edge"), device ? Term::Device : Term::Edge);
    return rows;
}

QStringList LayerCard::moduleFacts(const GraphPicture &picture, const GraphUnit &module) const
{
    QStringList rows{
        row(tr("Layers"), QLocale().toString(static_cast<qulonglong>(module.layers.size())), Term::Layer)};
    for (const auto figure : shownFigures) {
        if (const auto value = figureOf(*picture.graph, *picture.facts, figure, module.layers))
            rows << row(tr("%1 in all").arg(figureTitle(figure)), figureValueText(figure, *value), termOf(figure));
    }
    rows << row(tr("Output"), bytesText(bytesLeaving(*picture.graph, module.layers)), Term::Activation);
    return rows;
}

void LayerCard::showCuts(const GraphPicture &picture, const std::vector<int> &layers)
{
    const auto &graph = *picture.graph;
    const auto after = Cut::upTo(graph, layers);
    const auto crossing = crossingTensors(graph, after);
    const auto why = whyIllegal(graph, after);
    if (!why.empty())
        m_crossing->setText(tr("Cannot be cut here: %1").arg(QString::fromStdString(why)));
    else if (crossing.empty())
        m_crossing->setText(tr("Cut here: nothing crosses."));
    else
        m_crossing->setText(crossing.size() == 1
                ? tr("Cut here: %1 would cross.").arg(bytesText(crossingBytes(graph, after)))
                : tr("Cut here: %1 in %2 tensors would cross.")
                      .arg(bytesText(crossingBytes(graph, after)))
                      .arg(crossing.size()));
    const auto enable = [&](QPushButton *button, const Cut &cut) {
        const auto whyNot = whyIllegal(graph, cut);
        button->setEnabled(!(cut == picture.cut) && whyNot.empty());
        button->setToolTip(whyNot.empty() ? QString() : QString::fromStdString(whyNot));
    };
    enable(m_device, cutWithOnDevice(graph, picture.cut, layers));
    enable(m_edge, cutWithOnEdge(graph, picture.cut, layers));
}

} // namespace splitscope
