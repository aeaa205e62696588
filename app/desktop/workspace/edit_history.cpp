// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/edit_history.h"

#include "app/desktop/workspace/workspace.h"
#include "widgets/graph/cut_wish.h"

#include <QElapsedTimer>
#include <QUndoCommand>

namespace splitscope {

namespace {

constexpr qint64 pauseMs = 1000; ///< between two values of one link that are two steps
constexpr int linkId = 1;

class CutCommand : public QUndoCommand {
public:
    CutCommand(Workspace &workspace, Cut wanted)
        : QUndoCommand(EditHistory::tr("Cut: %1").arg(cutChangeText(*workspace.model().graph, workspace.cut(), wanted)))
        , m_workspace(workspace)
        , m_before(workspace.cut())
        , m_wanted(std::move(wanted))
    {
    }

    void redo() override
    {
        m_workspace.setCut(m_wanted);
        setObsolete(!(m_workspace.cut() == m_wanted));
    }

    void undo() override { m_workspace.setCut(m_before); }

private:
    Workspace &m_workspace;
    Cut m_before;
    Cut m_wanted;
};

class LinkCommand : public QUndoCommand {
public:
    LinkCommand(Workspace &workspace, LinkSpec wanted)
        : QUndoCommand(EditHistory::tr("Link: %1").arg(whatChanges(workspace.settings().link, wanted)))
        , m_workspace(workspace)
        , m_before(workspace.settings().link)
        , m_wanted(std::move(wanted))
    {
        m_made.start();
    }

    int id() const override { return linkId; }

    bool mergeWith(const QUndoCommand *later) override
    {
        const auto *other = static_cast<const LinkCommand *>(later);
        if (m_made.elapsed() > pauseMs || other->text() != text())
            return false;
        m_wanted = other->m_wanted;
        m_made.restart();
        return true;
    }

    void redo() override
    {
        m_workspace.setLink(m_wanted);
        setObsolete(!(m_workspace.settings().link == m_wanted));
    }

    void undo() override { m_workspace.setLink(m_before); }

private:
    static QString whatChanges(const LinkSpec &before, const LinkSpec &after)
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
        return EditHistory::tr("preset");
    }

    Workspace &m_workspace;
    LinkSpec m_before;
    LinkSpec m_wanted;
    QElapsedTimer m_made;
};

} // namespace

EditHistory::EditHistory(Workspace &workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
{
    connect(&workspace, &Workspace::modelOpened, &m_stack, &QUndoStack::clear);
}

void EditHistory::requestCut(const Cut &cut)
{
    if (m_workspace.hasModel() && !(cut == m_workspace.cut()))
        m_stack.push(new CutCommand(m_workspace, cut));
}

void EditHistory::requestLink(const LinkSpec &link)
{
    if (!(link == m_workspace.settings().link))
        m_stack.push(new LinkCommand(m_workspace, link));
}

} // namespace splitscope
