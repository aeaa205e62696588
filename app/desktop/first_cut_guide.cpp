// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/first_cut_guide.h"

#include "app/desktop/first_cut_targets.h"
#include "app/desktop/workspace/edit_history.h"
#include "app/desktop/workspace/workspace.h"
#include "widgets/graph/graph_view.h"
#include "widgets/graph/overlay_box.h"
#include "widgets/help/guide_bar.h"
#include "widgets/help/outline.h"
#include "widgets/number_text.h"

#include <algorithm>
#include <utility>

namespace splitscope {

namespace {

constexpr int readMs = 3000; ///< to read what came of a step before the next begins
constexpr int handleSize = 28;
constexpr int expensive = 1, smallest = 2, cutThere = 3, slowLink = 4, ownSplitPoint = 5;

} // namespace

FirstCutGuide::FirstCutGuide(const Surroundings &surroundings, QWidget *window)
    : QObject(window)
    , m_in(surroundings)
    , m_outline(new Outline(window))
    , m_second(new Outline(window))
{
    m_second->setObjectName(QStringLiteral("guideSecondOutline"));
    m_readTime.setSingleShot(true);
    m_readTime.setInterval(readMs);
    connect(&m_readTime, &QTimer::timeout, this, &FirstCutGuide::next);
    connect(&m_in.bar, &GuideBar::nextRequested, this, &FirstCutGuide::next);
    connect(&m_in.bar, &GuideBar::backRequested, this, &FirstCutGuide::back);
    connect(&m_in.bar, &GuideBar::closeRequested, this, &FirstCutGuide::stop);
    connect(&m_in.graph, &GraphView::currentLayerChanged, this, &FirstCutGuide::look);
    connect(&m_in.overlay, &OverlayBox::figureChosen, this, &FirstCutGuide::look);
    connect(&m_in.workspace, &Workspace::cutChanged, this, [this] {
        m_view.reset(); // of the cut before
        look();
    });
    connect(&m_in.workspace, &Workspace::linkChanged, this, [this] {
        m_view.reset();
        if (m_step == slowLink && std::exchange(m_done, false))
            m_readTime.stop(); // the hand goes on
        look();
    });
    connect(&m_in.workspace, &Workspace::viewReady, this, [this](const LiveView &view) {
        if (!view.settingsInUse || !running())
            return;
        m_view = view;
        if (m_step == slowLink)
            look();
    });
    connect(&m_in.workspace, &Workspace::modelOpened, this, [this] {
        if (running())
            start(); // what was spoken of is gone
    });
}

void FirstCutGuide::start()
{
    chooseTargets();
    m_framed = 0;
    m_in.graph.fitAll();
    m_in.bar.show();
    m_in.graph.setFocus();
    enter(expensive);
}

void FirstCutGuide::stop()
{
    m_step = 0;
    m_readTime.stop();
    m_framed = 0;
    m_outline->clear();
    m_second->clear();
    m_in.bar.hide();
    m_in.graph.setFocus();
}

void FirstCutGuide::chooseTargets()
{
    const auto &model = m_in.workspace.model();
    m_expensive = mostExpensiveLayer(*model.graph).value_or(-1);
    m_smallest = smallestPlaceToCut(*model.graph, model.facts->cuts).value_or(-1);
}

void FirstCutGuide::enter(int step)
{
    m_readTime.stop();
    m_step = 0;                     // what is set up here is not done by the person
    m_in.graph.setCurrentLayer(-1); // its card would lie over other layers
    const auto &graph = *m_in.workspace.model().graph;
    if (step == cutThere && m_smallest >= 0)
        m_in.history.requestCut(Cut::edge(graph));
    m_cutBefore = m_in.workspace.cut();
    m_linkBefore = m_in.workspace.settings().link;
    m_viewBefore = m_view;
    if (step == ownSplitPoint) {
        m_ownLayer = -1;
        for (int output = 0; output < static_cast<int>(graph.outputs().size()) && m_ownLayer < 0; ++output) {
            const auto own = ownLayersOf(graph, output);
            const auto first =
                std::find_if(own.begin(), own.end(), [this](int layer) { return !m_cutBefore.onDevice(layer); });
            m_ownLayer = first == own.end() ? -1 : *first;
        }
    }
    bringIntoSight(step == expensive ? m_expensive
            : step == ownSplitPoint  ? m_ownLayer
            : step <= cutThere       ? m_smallest
                                     : -1);
    m_step = step;
    m_done = false;
    look();
}

void FirstCutGuide::next()
{
    if (m_step >= steps)
        stop();
    else if (running())
        enter(m_step + 1);
}

void FirstCutGuide::back()
{
    if (m_step > 1)
        enter(m_step - 1);
}

void FirstCutGuide::look()
{
    if (!running() || !m_in.workspace.hasModel())
        return;
    if (!m_done) {
        const auto said = result();
        m_done = said.has_value();
        if (!m_done)
            m_in.bar.showStep(m_step, steps, title(), sentence());
        else
            m_in.bar.showDone(*said);
        if (m_done && m_step < steps)
            m_readTime.start();
    }
    showFrames();
}

QString FirstCutGuide::title() const
{
    switch (m_step) {
    case expensive:
        return tr("Find the most expensive layer");
    case smallest:
        return tr("Find the smallest place to cut");
    case cutThere:
        return tr("Cut there");
    case slowLink:
        return tr("Make the link slower");
    default:
        return tr("Give one task its own split point");
    }
}

QString FirstCutGuide::sentence() const
{
    switch (m_step) {
    case expensive:
        return shows(LayerFigure::Macs)
            ? tr("The brighter a layer's bar, the more it computes. Click the framed layer, or walk to it with the "
                 "arrow keys.")
            : tr("Let the colours show MACs, how much each layer computes: choose them in the framed list.");
    case smallest:
        return shows(LayerFigure::CrossingBytes)
            ? tr("Behind the framed layer the fewest bytes would cross the link. Click it.")
            : tr("Now let the colours show what would have to be sent: choose \u201cBytes if cut here\u201d in the "
                 "framed list.");
    case cutThere:
        return tr("All runs on the edge now. Drag the round handle behind the framed layer, or choose it and press "
                  "D.");
    case slowLink:
        return tr("Move the uplink to half of its rate or less, and watch the bars of time at the right.");
    default:
        return m_ownLayer < 0 ? tr("Drag a handle to another layer.")
                              : tr("Each task may be cut elsewhere. Choose the framed layer of %1 and press D, or drag "
                                   "a handle behind it.")
                                    .arg(taskOf(m_ownLayer));
    }
}

std::optional<QString> FirstCutGuide::result() const
{
    const auto &graph = *m_in.workspace.model().graph;
    const auto &cut = m_in.workspace.cut();
    switch (m_step) {
    case expensive:
        if (m_expensive < 0 || !shows(LayerFigure::Macs) || !chosen(m_expensive))
            return std::nullopt;
        return tr("This one layer does %1 % of all the model's MACs.")
            .arg(QLocale().toString(100.0 * static_cast<double>(graph.layer(m_expensive).macs)
                    / static_cast<double>(std::max<std::int64_t>(graph.totalMacs(), 1)),
                'f', 0));
    case smallest:
        if (m_smallest < 0 || !shows(LayerFigure::CrossingBytes) || !chosen(m_smallest))
            return std::nullopt;
        return tr("%1 would cross here; the picture as the model takes it has %2.")
            .arg(bytesText(crossingBytes(graph, Cut::upTo(graph, {m_smallest}))),
                bytesText(crossingBytes(graph, Cut::edge(graph))));
    case cutThere:
        if (m_smallest < 0 || !(cut == Cut::upTo(graph, {m_smallest})))
            return std::nullopt;
        return tr("The device runs the hatched side now; %1 cross for each picture.").arg(bytesCrossing());
    case slowLink:
        return resultOfLink();
    default:
        if (!movesSomeTasksOnly(graph, m_cutBefore, cut))
            return std::nullopt;
        return tr("The tasks part now: %1 cross. That was a first cut; Ctrl+Z takes back each step of it.")
            .arg(bytesCrossing());
    }
}

std::optional<QString> FirstCutGuide::resultOfLink() const
{
    const auto &link = m_in.workspace.settings().link;
    if (!link.shaped || (m_linkBefore.shaped && 2.0 * link.uplinkMbps > m_linkBefore.uplinkMbps))
        return std::nullopt;
    const auto state = m_in.workspace.state();
    if (!m_view && (state == LiveState::Live || state == LiveState::Starting))
        return std::nullopt; // a frame will tell
    if (!m_view || !m_viewBefore)
        return tr("What crosses is longer on its way now.");
    return tr("Uplink took %1 of a frame's time and takes %2 now.")
        .arg(millisecondsText(m_viewBefore->stages.uplink), millisecondsText(m_view->stages.uplink));
}

void FirstCutGuide::showFrames()
{
    const bool coloured = shows(m_step == expensive ? LayerFigure::Macs : LayerFigure::CrossingBytes);
    const int wanted = 4 * m_step + (m_done ? 2 : 0) + (coloured ? 1 : 0);
    if (wanted == std::exchange(m_framed, wanted))
        return;
    m_second->clear();
    if (m_done && m_step != slowLink) // there it is the frames that show what came of it
        return m_outline->clear();
    auto *viewport = m_in.graph.viewport();
    const auto frameLayer = [&](int layer) {
        if (layer < 0)
            m_outline->clear();
        else
            m_outline->frame(viewport, [this, layer] { return QList<QRect>{boxOf(layer)}; });
    };
    switch (m_step) {
    case expensive:
    case smallest:
        if (coloured)
            frameLayer(m_step == expensive ? m_expensive : m_smallest);
        else
            m_outline->frame(&m_in.overlay);
        break;
    case cutThere:
        m_outline->frame(viewport, [this] {
            auto areas = handles();
            if (m_smallest >= 0)
                areas << boxOf(m_smallest);
            return areas;
        });
        break;
    case slowLink:
        m_outline->frame(&m_in.uplink);
        m_second->frame(&m_in.stages);
        break;
    default:
        frameLayer(m_ownLayer);
    }
}

bool FirstCutGuide::shows(LayerFigure figure) const
{
    const auto &overlay = m_in.graph.graphScene().picture().overlay;
    return overlay.isOn() && overlay.figure() == figure;
}

bool FirstCutGuide::chosen(int layer) const
{
    const auto layers = m_in.graph.currentLayers(); // all of a folded module
    return std::find(layers.begin(), layers.end(), layer) != layers.end();
}

QRect FirstCutGuide::boxOf(int layer) const
{
    const auto &picture = m_in.graph.graphScene().picture();
    if (!picture.graph || layer >= picture.graph->size())
        return {};
    return m_in.graph.mapFromScene(picture.layout->node(picture.layout->nodeOfLayer(layer)).box).boundingRect();
}

QList<QRect> FirstCutGuide::handles() const
{
    QList<QRect> places;
    for (const auto &handle : m_in.graph.graphScene().frontier().handles) {
        QRect place(0, 0, handleSize, handleSize);
        place.moveCenter(m_in.graph.mapFromScene(handle.position));
        places << place;
    }
    return places;
}

void FirstCutGuide::bringIntoSight(int layer)
{
    if (layer < 0)
        return;
    const auto &layout = *m_in.graph.graphScene().picture().layout;
    m_in.graph.ensureVisible(layout.node(layout.nodeOfLayer(layer)).box, 60, 40);
}

QString FirstCutGuide::bytesCrossing() const
{
    return bytesText(crossingBytes(*m_in.workspace.model().graph, m_in.workspace.cut()));
}

QString FirstCutGuide::taskOf(int layer) const
{
    const auto &model = m_in.workspace.model();
    const auto reached = outputsReachedFrom(*model.graph)[static_cast<std::size_t>(layer)];
    const auto &tasks = model.model->metadata().tasks;
    for (int task = 0; task < static_cast<int>(tasks.size()); ++task) {
        if (reached[static_cast<std::size_t>(model.model->outputOfTask(task))])
            return QString::fromStdString(tasks[static_cast<std::size_t>(task)].name);
    }
    return {};
}

} // namespace splitscope
