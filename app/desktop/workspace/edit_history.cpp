// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/edit_history.h"

#include "app/desktop/workspace/codec_change.h"
#include "app/desktop/workspace/planning_service.h"
#include "app/desktop/workspace/value_command.h"
#include "app/desktop/workspace/workspace.h"
#include "widgets/graph/cut_wish.h"
#include "widgets/panels/goal_panel.h"
#include "widgets/panels/machine_panel.h"

#include <QUndoCommand>

namespace splitscope {

namespace {

constexpr int linkId = 1;
constexpr int choiceId = 2;
constexpr int codecId = 3;

class CutCommand : public QUndoCommand {
public:
    /// \param codec nothing: the one that goes with the cut
    CutCommand(Workspace &workspace, Cut wanted, std::optional<CodecChoice> codec = {})
        : QUndoCommand(EditHistory::tr("Cut: %1").arg(cutChangeText(*workspace.model().graph, workspace.cut(), wanted)))
        , m_workspace(workspace)
        , m_before(workspace.cut())
        , m_wanted(std::move(wanted))
        , m_codecBefore(workspace.codec())
        , m_codec(std::move(codec))
    {
    }

    void redo() override
    {
        if (m_codec)
            m_workspace.setCutAndCodec(m_wanted, *m_codec);
        else
            m_workspace.setCut(m_wanted);
        setObsolete(!(m_workspace.cut() == m_wanted));
        m_codec = m_workspace.codec(); // made again, it is the same step
    }

    void undo() override { m_workspace.setCutAndCodec(m_before, m_codecBefore); }

private:
    Workspace &m_workspace;
    Cut m_before;
    Cut m_wanted;
    CodecChoice m_codecBefore;
    std::optional<CodecChoice> m_codec;
};

QUndoCommand *codecCommand(Workspace &workspace, const CodecChoice &wanted)
{
    const auto change = codecChangeText(workspace.codec().codec, wanted.codec);
    return new ValueCommand<CodecChoice>(codecId, EditHistory::tr("Codec: %1").arg(change),
        {[&workspace] { return workspace.codec(); }, [&workspace](const auto &codec) { workspace.setCodec(codec); }},
        wanted, change != codecTitle(wanted.codec));
}

QString linkChangeText(const LinkSpec &before, const LinkSpec &after)
{
    const bool up = before.uplinkMbps != after.uplinkMbps;
    const bool down = before.downlinkMbps != after.downlinkMbps;
    const bool trip = before.rttMs != after.rttMs;
    if (up && down && !trip)
        return EditHistory::tr("rate");
    if (up && !down && !trip)
        return EditHistory::tr("uplink rate");
    if (down && !up && !trip)
        return EditHistory::tr("downlink rate");
    if (trip && !up && !down)
        return EditHistory::tr("round trip");
    if (!up && !down && !trip && before.shaped == after.shaped)
        return before.loss != after.loss ? EditHistory::tr("loss") : EditHistory::tr("jitter");
    return EditHistory::tr("preset");
}

QUndoCommand *linkCommand(Workspace &workspace, const LinkSpec &wanted)
{
    const auto now = [&workspace] { return workspace.settings().link; };
    return new ValueCommand<LinkSpec>(linkId, EditHistory::tr("Link: %1").arg(linkChangeText(now(), wanted)),
        {now, [&workspace](const auto &link) { workspace.setLink(link); }}, wanted, true);
}

/// What a person changed, in the words of the context panel; sliders without their value, so that a drag has one text.
QString choiceChangeText(const PlanningChoice &before, const PlanningChoice &after)
{
    if (before.device != after.device)
        return EditHistory::tr("Device: %1").arg(machineTitle(after.device));
    if (before.edge != after.edge)
        return EditHistory::tr("Edge: %1").arg(machineTitle(after.edge));
    if (before.deviceSpeed != after.deviceSpeed && before.edgeSpeed != after.edgeSpeed)
        return EditHistory::tr("Speeds as measured");
    if (before.deviceSpeed != after.deviceSpeed)
        return EditHistory::tr("Device: speed");
    if (before.edgeSpeed != after.edgeSpeed)
        return EditHistory::tr("Edge: speed");
    if (!(before.objective == after.objective))
        return EditHistory::tr("Best is: %1").arg(objectiveTitle(after.objective));
    if (before.results != after.results)
        return after.results == ResultsAt::Device ? EditHistory::tr("Results wanted on the device")
                                                  : EditHistory::tr("Results wanted on the edge");
    if (before.picture != after.picture)
        return EditHistory::tr("Picture sent whole");
    if (before.limits.latencyMs != after.limits.latencyMs)
        return EditHistory::tr("Latency limit");
    return before.limits.deviceEnergyMj != after.limits.deviceEnergyMj ? EditHistory::tr("Energy limit")
                                                                       : EditHistory::tr("Limit of bytes");
}

bool isSlider(const PlanningChoice &before, const PlanningChoice &after)
{
    auto moved = before;
    moved.deviceSpeed = after.deviceSpeed;
    moved.edgeSpeed = after.edgeSpeed;
    moved.limits = after.limits;
    return moved == after;
}

QUndoCommand *choiceCommand(PlanningService &planning, const PlanningChoice &wanted)
{
    const auto now = [&planning] { return planning.choice(); };
    return new ValueCommand<PlanningChoice>(choiceId, choiceChangeText(now(), wanted),
        {now, [&planning](const auto &choice) { planning.setChoice(choice); }}, wanted, isSlider(now(), wanted));
}

class PinsCommand : public QUndoCommand {
public:
    PinsCommand(PlanningService &planning, std::vector<PinnedPlan> wanted)
        : QUndoCommand(wanted.size() > planning.pins().size()
                ? EditHistory::tr("Pin %1").arg(QString::fromStdString(wanted.back().label))
                : EditHistory::tr("Remove pin"))
        , m_planning(planning)
        , m_before(planning.pins())
        , m_wanted(std::move(wanted))
    {
    }

    void redo() override { m_planning.setPins(m_wanted); }
    void undo() override { m_planning.setPins(m_before); }

private:
    PlanningService &m_planning;
    std::vector<PinnedPlan> m_before;
    std::vector<PinnedPlan> m_wanted;
};

} // namespace

EditHistory::EditHistory(Workspace &workspace, PlanningService &planning, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_planning(planning)
{
    connect(&workspace, &Workspace::modelOpened, &m_stack, &QUndoStack::clear);
}

void EditHistory::requestCut(const Cut &cut)
{
    if (m_workspace.hasModel() && !(cut == m_workspace.cut()))
        m_stack.push(new CutCommand(m_workspace, cut));
}

void EditHistory::requestCodec(const CodecChoice &codec)
{
    if (m_workspace.hasModel() && !(codec == m_workspace.codec()))
        m_stack.push(codecCommand(m_workspace, codec));
}

void EditHistory::requestCutAndCodec(const Cut &cut, const CodecChoice &codec)
{
    if (!m_workspace.hasModel())
        return;
    if (cut == m_workspace.cut())
        return requestCodec(codec);
    m_stack.push(new CutCommand(m_workspace, cut, codec));
}

void EditHistory::requestLink(const LinkSpec &link)
{
    if (!(link == m_workspace.settings().link))
        m_stack.push(linkCommand(m_workspace, link));
}

void EditHistory::requestChoice(const PlanningChoice &choice)
{
    if (!(choice == m_planning.choice()))
        m_stack.push(choiceCommand(m_planning, choice));
}

void EditHistory::requestPins(const std::vector<PinnedPlan> &pins) { m_stack.push(new PinsCommand(m_planning, pins)); }

} // namespace splitscope
