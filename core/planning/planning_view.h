// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/context.h"
#include "core/graph/error.h"
#include "core/graph/plan.h"
#include "core/planning/deployments.h"
#include "core/planning/planner.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// One cut along the graph's order, as a chart shows it.
struct CutBar {
    CutLatency cut;
    std::string name; ///< of the last layer on the device; "edge" for none, "device" for all
};

/// A layer in the order of depth, for the model's profile.
struct DepthPoint {
    std::string name;
    double activationBytes = 0.0; ///< of its outputs
    double bytesIfCutHere = 0.0;  ///< of all that crosses when it is the last one on the device
    double cumulativeMacs = 0.0;
    double cumulativeMs = 0.0; ///< on this machine
};

/// A deployment that a person wants to keep in sight.
struct PinnedPlan {
    std::string label;       ///< "A", "B", ...
    std::string contextName; ///< of the context that it was pinned in
    Plan then;               ///< as predicted there
    std::optional<Plan> now; ///< the same deployment in the view's context; absent: this model has no such cut
};

/// Everything that is shown for one context: made in one go, so that graph, charts and status line never mix two
/// contexts. An immutable value.
///
/// A large model's bands and front take longer than a hand moves a slider: such a view comes twice with the same
/// generation, first without them (`complete` false; charts say that they are being worked out), then whole. A view
/// that is whole may come once more when its deployment table is ready.
struct PlanningView {
    std::uint64_t generation = 0; ///< of the wish that it answers
    std::shared_ptr<const LayerGraph> graph;
    Context context;
    Objective objective;
    Limits limits;

    Plan current;                    ///< the cut that is set
    std::optional<PlanAnswer> best;  ///< absent: no plan keeps the limits
    std::optional<Error> impossible; ///< why
    Plan deviceOnly;
    Plan edgeOnly;               ///< the input tensor sent
    std::optional<Plan> picture; ///< the input sent as a picture in the form that was chosen; absent: it is none

    std::vector<CutBar> bars; ///< by number of device layers; what cannot be cut says so in `cut.canBeMade`
    int currentBar = -1;      ///< index into `bars`; -1: the cut is not along the order
    int bestBar = -1;         ///< the same; also -1 where the best plan sends a picture
    std::vector<DepthPoint> depth;
    std::vector<TermSource> sources;
    std::vector<PinnedPlan> pins;
    std::vector<double> layerDeviceMs; ///< by layer, if it runs on the context's device
    std::vector<double> layerEdgeMs;

    /// Times of this machine were not measured: they are worked out from MACs and bytes at a preset's rates. Charts
    /// and readings say so.
    bool estimated = false;

    bool complete = true;
    std::vector<RateBand> bands; ///< slowest rate first, from `bandsFromMbps` to `bandsToMbps` without gaps
    double bandsFromMbps = 0.0;
    double bandsToMbps = 0.0;
    ParetoFront pareto;

    std::shared_ptr<const DeploymentTable> deployments; ///< null: not worked out yet
};

/// What a view is asked for.
struct PlanningWish {
    std::uint64_t generation = 0;
    Context context;
    Objective objective;
    Limits limits;
    Cut cut;                             ///< that is set, of the graph of the planner's first case
    std::string pictureForm = "jpeg:90"; ///< as Planner::edgeOnlyPicture takes it
    std::vector<PinnedPlan> pins;        ///< `now` is worked out
    std::string measured;                ///< where times of this machine come from, as termSources takes it
    bool estimated = false;
};

/// Answers a wish for the planner's first case and the best over all of them. An impossible limit is no failure: the
/// view says it. Throws Failure (InvalidArgument) where objective or limits need a figure that the context does not
/// know.
/// \param complete false leaves out bands and front.
PlanningView makePlanningView(Planner &planner, const PlanningWish &wish, bool complete = true);

/// Adds what an incomplete view lacks.
void completePlanningView(Planner &planner, PlanningView &view);

} // namespace splitscope
