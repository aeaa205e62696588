// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/link_spec.h"

#include <QObject>
#include <QUndoStack>

namespace splitscope {

class Workspace;

/// Stands between hands and the workspace, so that what they did can be taken back: cuts and links. A dragged split
/// point is one step, because it asks once; values of a link that follow each other without a pause merge into one.
/// What the workspace refuses is no step. Forgets everything when another model is opened.
class EditHistory : public QObject {
    Q_OBJECT

public:
    /// The workspace outlives the history.
    explicit EditHistory(Workspace &workspace, QObject *parent = nullptr);

    QUndoStack &stack() { return m_stack; }

public Q_SLOTS:
    void requestCut(const splitscope::Cut &cut);
    void requestLink(const splitscope::LinkSpec &link);

private:
    Workspace &m_workspace;
    QUndoStack m_stack;
};

} // namespace splitscope
