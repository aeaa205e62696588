// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/board.h"
#include "core/graph/codec.h"
#include "core/graph/layer_profile.h"
#include "core/model/model.h"
#include "core/plan_setup/codec_timer.h"
#include "core/planning/cut_evaluator.h"
#include "core/planning/planning_choice.h"
#include "core/planning/planning_view.h"
#include "core/study/study_result.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace splitscope {

/// What plans are asked for: everything that the answer depends on.
struct PlanningRequest {
    std::uint64_t generation = 0;
    std::shared_ptr<const Model> model;
    std::shared_ptr<const LayerProfile> profile; ///< null: not measured
    std::optional<Board> here;                   ///< this machine calibrated; nothing: not measured
    PlanningChoice choice;
    LinkSpec link;
    std::string radio; ///< link preset whose radio counts where the link is none
    Cut cut;
    Codec codec;                        ///< that is set, without digest
    std::shared_ptr<const Study> study; ///< of the model; its codecs compete where they keep the loss. Null: none
    std::vector<PinnedPlan> pins;
    std::string pictures = "scenes"; ///< whose sizes are measured, as `--picture` takes it
    bool deployments = false;        ///< the table is wanted too
};

/// Part of an answer: a view with the evaluator of its context, or why there is none.
struct PlanningAnswer {
    std::uint64_t generation = 0;
    std::shared_ptr<const PlanningView> view;
    std::shared_ptr<const CutEvaluator> evaluator;
    std::optional<Error> error;
};

/// Keeps the planner of one model and answers requests, one at a time, in whichever thread calls. Its first case is the
/// codec that is set.
class PlanningWorker {
public:
    using Tell = std::function<void(PlanningAnswer)>;

    /// Tells views of the request's context, each holding more than the one before, until all that was asked for is
    /// there or `isNewest` says no; or an error, once.
    void answer(const PlanningRequest &request, const std::function<bool()> &isNewest, const Tell &tell);

private:
    bool prepare(const PlanningRequest &request, const std::function<bool()> &isNewest);
    void measure(const PlanningRequest &request);
    bool knowsForm(const Codec &codec) const;
    void makePlanner(const PlanningRequest &request);
    PlanningWish wishOf(const PlanningRequest &request) const;
    Context contextFor(const PlanningRequest &request, const PlanningChoice &choice, const LinkSpec &link) const;
    std::vector<Context> tableContexts(const PlanningRequest &request) const;
    void answerAll(const PlanningRequest &request, const std::function<bool()> &isNewest, const Tell &tell);

    std::shared_ptr<const Model> m_model; ///< whose costs are in m_base
    std::string m_pictures;               ///< measured there
    PlanCase m_base;                      ///< with estimated times
    std::shared_ptr<const LayerProfile> m_profile;
    std::string m_picture;
    Codec m_codec;
    std::shared_ptr<const Study> m_study;
    CodecTimer m_timer;
    Board m_here;
    bool m_estimated = true;
    std::shared_ptr<const PlanCase> m_case; ///< the planner's only one
    std::shared_ptr<const CutStructure> m_structure;
    std::unique_ptr<Planner> m_planner;
    double m_completeMs = 0.0; ///< how long bands and front took the last time
    std::shared_ptr<const DeploymentTable> m_table;
    ResultsAt m_tableResults = ResultsAt::Device;
};

} // namespace splitscope
