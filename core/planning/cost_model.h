// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/context.h"
#include "core/graph/plan.h"
#include "core/planning/additive_costs.h"
#include "core/planning/components.h"
#include "core/planning/deadline.h"
#include "core/planning/plan_case.h"

#include <array>
#include <optional>
#include <vector>

namespace splitscope {

/// A figure that is a weighted sum of a cut's components, plus `remote` if any layer runs on the edge.
struct LinearMetric {
    Components weights{};
    double always = 0.0;
    double remote = 0.0;
};

/// A layer's time on a machine: the table measured there, or the time here x the factor of its class; over the speed.
double layerMs(const ContextMachine &machine, double shareMs, OperationClass kind, std::size_t layer);

/// What the cuts of one case cost in one context.
///
/// Terms, for a frame on an idle pipeline:
/// - device = prepare + sum of layers there x factor + reducing the outputs computed there
/// - encode = sum over crossing tensors; decode likewise, in edge time. Answers are packed where that pays
///   (core/graph/answer_packing.h): on the edge in edge time; those that go up in encode, unpacked in edge time
/// - uplink = round trip / 2 + (bytes + framing) x 8 / rate, downlink likewise with the returned bytes of the outputs
///   computed on the edge; nothing is sent down if results are wanted on the edge, and outputs computed on the device
///   go up then
/// - edge = decode + sum of layers there x factor + reducing the outputs computed there
/// - device energy = compute power x (device + encode) + idle power x the rest + radio power x transfer times
/// - price = price per hour x busy time, of the device and of the edge
/// - throughput = 1 / the longest of device + encode, uplink transfer, edge, downlink transfer: delays overlap
class CostModel {
public:
    CostModel(const PlanCase &planCase, const CutStructure &structure, const Context &context);

    Components of(const Cut &cut) const;
    Components of(const std::vector<bool> &onDevice) const;
    /// The cut `edge` with the picture sent in this form: it is decoded and prepared on the edge.
    Components ofPicture(const PictureForm &form) const;
    /// The first `deviceLayers` layers of the graph on the device, for all counts from 0 to all: cheap for all at once.
    std::vector<Components> ofPrefixes() const;

    LinearMetric latency() const;
    std::optional<LinearMetric> energy() const;
    std::optional<LinearMetric> price() const;
    LinearMetric bytes() const;
    LinearMetric deviceWeights() const;
    /// Device, uplink, edge and downlink of a full pipeline.
    std::array<LinearMetric, 4> stages() const;

    static double value(const LinearMetric &metric, const Components &components, bool remote);
    AdditiveCosts additive(const LinearMetric &metric) const;

    /// \param deadlineMs gives deadlineMissProbability.
    PlanFigures figures(const Components &components, bool remote, std::optional<double> deadlineMs) const;
    StageTimes stageTimes(const Components &components, bool remote) const;

private:
    bool sendsUp(bool remote) const;
    bool sendsDown(bool remote) const;
    Crossing up(const Components &components, bool remote) const;
    Crossing down(const Components &components, bool remote) const;
    void addTransfer(LinearMetric &metric, double perUplinkMs, double perDownlinkMs) const;

    const PlanCase &m_case;
    const CutStructure &m_structure;
    const Context &m_context;
    DirectionModel m_uplink;
    DirectionModel m_downlink;
    Components m_always{};
    std::vector<Components> m_device; ///< by layer
    std::vector<Components> m_edge;
    std::vector<Components> m_tensor; ///< by CutStructure::tensors
};

} // namespace splitscope
