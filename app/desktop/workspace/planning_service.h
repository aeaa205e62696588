// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/planning_worker.h"

#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <mutex>

namespace splitscope {

/// What the window plans for, and the planner's answers to it, worked out beside the GUI thread. The newest wish wins:
/// wishes that a newer one overtook are not answered, and an answer that is older than the view is dropped, so whoever
/// shows `view` alone never mixes two contexts.
///
/// Until a model is measured its times are estimates from MACs and bytes, and views say so (PlanningView::estimated).
class PlanningService : public QObject {
    Q_OBJECT

public:
    explicit PlanningService(QObject *parent = nullptr);
    ~PlanningService() override;

    const PlanningChoice &choice() const { return m_request.choice; }
    const std::string &radio() const { return m_request.radio; }
    const std::vector<PinnedPlan> &pins() const { return m_request.pins; }
    /// The newest answer; null: none yet for this model.
    std::shared_ptr<const PlanningView> view() const { return m_view; }
    /// True if the view answers what was asked last.
    bool isCurrent() const { return m_view && m_view->generation == m_newest; }
    /// What a cut of the open model costs in the context of `view`, at once; nothing where that cannot be said. Quick
    /// enough to be asked at each move of a hand.
    /// With the codec that is set.
    std::optional<PlanFigures> figuresOf(const Cut &cut) const;
    /// How a run of a cut stands in for the machines of `view`; for nothing while they are estimates.
    LiveStandIn standInFor(const Cut &cut) const;
    /// The label that the next plan is pinned with: the first of A, B, ... that is free.
    std::string nextPinLabel() const;

public Q_SLOTS:
    /// A model that is now open, with its cut. Forgets what belonged to the one before: times, plans and pins.
    void setModel(std::shared_ptr<const splitscope::Model> model, const splitscope::Cut &cut);
    void setProfile(std::shared_ptr<const splitscope::LayerProfile> profile);
    /// This machine as calibrated; plans of every model use it.
    void setMachine(const splitscope::Board &here);
    void setCut(const splitscope::Cut &cut);
    void setCodec(const splitscope::Codec &codec);
    /// Of the open model: its codecs compete from now on. Null: none do.
    void setStudy(std::shared_ptr<const splitscope::Study> study);
    /// A link that is a preset also says whose radio counts when its figures are moved from there.
    void setLink(const splitscope::LinkSpec &link);
    /// A link preset's radio; what has none is ignored.
    void setRadio(const std::string &preset);
    /// Checked first: what is wrong with it is said by `problem`, and nothing changes then.
    void setChoice(const splitscope::PlanningChoice &choice);
    /// The source of the pictures that would be sent whole. Files are measured; what comes live is not, and the
    /// synthetic camera stands in for it.
    void setPictures(const QString &source);
    void setPins(const std::vector<splitscope::PinnedPlan> &pins);
    /// The table of all contexts is worked out only while somebody looks at it.
    void setDeploymentsWanted(bool wanted);

Q_SIGNALS:
    void choiceChanged(const splitscope::PlanningChoice &choice);
    void pinsChanged();
    void viewReady(std::shared_ptr<const splitscope::PlanningView> view);
    /// Why there is no plan for what was asked last; the last view stays.
    void problem(const splitscope::Error &error);

private:
    void ask();
    void work();
    void take(PlanningAnswer answer);

    PlanningRequest m_request;        ///< the newest wish; in the GUI thread
    std::uint64_t m_firstOfModel = 0; ///< generation; older answers are of another model
    std::shared_ptr<const PlanningView> m_view;
    std::shared_ptr<const CutEvaluator> m_evaluator;

    std::atomic<std::uint64_t> m_newest{0};
    std::mutex m_mutex;
    std::optional<PlanningRequest> m_waiting; ///< by m_mutex
    bool m_working = false;                   ///< by m_mutex
    PlanningWorker m_worker;                  ///< of the pool's only thread
    QThreadPool m_pool;
};

} // namespace splitscope
