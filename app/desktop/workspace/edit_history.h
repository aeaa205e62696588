// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/codec_choice.h"
#include "core/graph/cut.h"
#include "core/graph/link_spec.h"
#include "core/planning/planning_choice.h"
#include "core/planning/planning_view.h"

#include <QObject>
#include <QUndoStack>

namespace splitscope {

class PlanningService;
class Workspace;

/// Stands between hands and the workspace, so that what they did can be taken back: cuts, codecs, links, what is
/// planned for, pins. A dragged split point is one step, because it asks once; values of a slider that follow each
/// other without a pause merge into one. What is refused is no step. Forgets everything when another model is opened.
class EditHistory : public QObject {
    Q_OBJECT

public:
    /// Both outlive the history.
    EditHistory(Workspace &workspace, PlanningService &planning, QObject *parent = nullptr);

    QUndoStack &stack() { return m_stack; }

public Q_SLOTS:
    void requestCut(const splitscope::Cut &cut);
    void requestCodec(const splitscope::CodecChoice &codec);
    /// As one step.
    void requestCutAndCodec(const splitscope::Cut &cut, const splitscope::CodecChoice &codec);
    void requestLink(const splitscope::LinkSpec &link);
    void requestChoice(const splitscope::PlanningChoice &choice);
    void requestPins(const std::vector<splitscope::PinnedPlan> &pins);

private:
    Workspace &m_workspace;
    PlanningService &m_planning;
    QUndoStack m_stack;
};

} // namespace splitscope
