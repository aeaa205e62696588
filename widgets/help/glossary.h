// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_figures.h"

#include <QString>

#include <vector>

namespace splitscope {

/// The field's words that stand somewhere in the window.
enum class Term {
    Layer,
    Operation,
    Macs,
    Parameters,
    Activation,
    MeasuredTime,
    Cut,
    SplitPoint,
    CrossingTensor,
    CrossingBytes,
    Head,
    Tail,
    Trunk,
    Branch,
    Task,
    Bottleneck,
    Exact,
    ReferenceMode,
    FastMode,
    Codec,
    Device,
    Edge,
    DeviceStage,
    EncodeStage,
    UplinkStage,
    EdgeStage,
    DownlinkStage,
    Uplink,
    Downlink,
    RoundTripTime,
    Jitter,
    Loss,
    Emulated,
    Latency,
    Throughput,
    Energy,
    Fallback,
    UncutModel,
    Objective,
    Pareto,
    Iou,
    MachineTime,
    Quantisation,
    Bits,
    PerChannel,
    StaticRange,
    PrincipalComponents,
    ExplainedVariance,
    Zstd,
    Calibration,
    Agreement,
    RelativeError,
    Psnr,
    Compressibility,
    ModelCard,
    ConfidenceInterval,
    Teacher,
    JointTraining,
    PixelAccuracy,
    DepthError,
    DepthRmse,
    DepthWithin,
    NormalAngle,
    NormalWithin,
    BoundaryF1,
    Precision,
    Recall,
    BoxMap,
    TopOne,
    RankOrder
};

/// In the order of the enumeration.
const std::vector<Term> &allTerms();
/// The term as it stands in a list: "MACs", "Round-trip time".
QString termTitle(Term term);
/// One or two sentences in plain words.
QString termText(Term term);
/// For a tool tip: the term, what it means and, where given, what is said of this place. Rich text, so that it wraps.
QString termTip(Term term, const QString &more = {});

Term termOf(LayerFigure figure);

} // namespace splitscope
