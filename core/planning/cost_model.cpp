// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/cost_model.h"

#include "core/graph/answer_packing.h"

#include <algorithm>

namespace splitscope {

namespace {

constexpr double bytesPerWeight = 4.0;
constexpr double millisecondsPerHour = 3.6e6;

/// Milliseconds there of work that is no layer: it moves bytes.
double otherWork(const ContextMachine &machine, double msHere)
{
    return msHere * machine.timeFactor[static_cast<std::size_t>(OperationClass::Elementwise)] / machine.speed;
}

double radioWatts(const std::optional<RadioPower> &radio, double perMbps, double mbps)
{
    return radio ? (perMbps * mbps + radio->base) / 1000.0 : 0.0;
}

} // namespace

double layerMs(const ContextMachine &machine, double shareMs, OperationClass kind, std::size_t layer)
{
    const double there = machine.layerMs.empty() ? shareMs * machine.timeFactor[static_cast<std::size_t>(kind)]
                                                 : machine.layerMs.at(layer);
    return there / machine.speed;
}

CostModel::CostModel(const PlanCase &planCase, const CutStructure &structure, const Context &context)
    : m_case(planCase)
    , m_structure(structure)
    , m_context(context)
    , m_uplink(uplinkModel(context.link))
    , m_downlink(downlinkModel(context.link))
    , m_device(static_cast<std::size_t>(structure.size()))
    , m_edge(static_cast<std::size_t>(structure.size()))
    , m_tensor(structure.tensors.size())
{
    at(m_always, Component::DeviceMs) = otherWork(context.device, planCase.prepareMs);
    const bool wantedOnEdge = context.results == ResultsAt::Edge;
    const bool mayPack = packsAnswers(context.link, context.results);
    for (int i = 0; i < structure.size(); ++i) {
        const auto index = static_cast<std::size_t>(i);
        auto &device = m_device[index];
        auto &edge = m_edge[index];
        const auto kind = structure.kinds[index];
        const double shareMs = planCase.shareMs.at(index);
        at(device, Component::DeviceMs) = layerMs(context.device, shareMs, kind, index);
        at(device, Component::DeviceWeightBytes) =
            bytesPerWeight * static_cast<double>(planCase.graph->layer(i).parameters);
        at(edge, Component::EdgeMs) = layerMs(context.edge, shareMs, kind, index);
        for (const auto k : structure.outputsOf[index]) {
            const auto &output = planCase.outputs.at(static_cast<std::size_t>(k));
            at(device, Component::DeviceMs) += otherWork(context.device, output.reduceMs);
            at(edge, Component::EdgeMs) += otherWork(context.edge, output.reduceMs);
            const bool packed = mayPack && output.packedBytes > 0.0;
            const double bytes = packed ? output.packedBytes : output.bytes;
            const double packMs = packed ? output.packMs : 0.0;
            if (wantedOnEdge) {
                at(device, Component::EncodeMs) += otherWork(context.device, packMs);
                at(device, Component::EdgeMs) += packed ? otherWork(context.edge, output.unpackMs) : 0.0;
                at(device, Component::UplinkBytes) += bytes;
                at(device, Component::UplinkTensors) += 1.0;
            } else {
                at(edge, Component::EdgeMs) += otherWork(context.edge, packMs);
                at(edge, Component::DownlinkBytes) += bytes;
                at(edge, Component::DownlinkTensors) += 1.0;
            }
        }
        // What a form saves is part of the layer's own time, so the layer with it takes none at the least.
        for (auto *ms : {&at(device, Component::DeviceMs), &at(edge, Component::EdgeMs)})
            *ms = std::max(0.0, *ms);
    }
    for (std::size_t t = 0; t < structure.tensors.size(); ++t) {
        const auto &cost = planCase.codec.of(structure.tensors[t].ref);
        at(m_tensor[t], Component::UplinkBytes) = cost.bytes;
        at(m_tensor[t], Component::UplinkTensors) = 1.0;
        at(m_tensor[t], Component::EncodeMs) = otherWork(context.device, cost.encodeMs);
        at(m_tensor[t], Component::EdgeMs) = otherWork(context.edge, cost.decodeMs);
    }
}

Components CostModel::of(const std::vector<bool> &onDevice) const
{
    auto sum = m_always;
    for (std::size_t i = 0; i < m_device.size(); ++i)
        add(sum, onDevice[i] ? m_device[i] : m_edge[i]);
    for (std::size_t t = 0; t < m_tensor.size(); ++t) {
        const auto &tensor = m_structure.tensors[t];
        const auto there = [&](int layer) { return onDevice[static_cast<std::size_t>(layer)]; };
        const bool sent = (tensor.ref.layer == TensorRef::input || there(tensor.ref.layer))
            && !std::all_of(tensor.readers.begin(), tensor.readers.end(), there);
        if (sent)
            add(sum, m_tensor[t]);
    }
    return sum;
}

Components CostModel::of(const Cut &cut) const
{
    std::vector<bool> onDevice(m_device.size());
    for (std::size_t i = 0; i < onDevice.size(); ++i)
        onDevice[i] = cut.onDevice(static_cast<int>(i));
    return of(onDevice);
}

Components CostModel::ofPicture(const PictureForm &form) const
{
    Components sum{};
    for (const auto &layer : m_edge)
        add(sum, layer);
    at(sum, Component::EncodeMs) += otherWork(m_context.device, form.encodeMs);
    at(sum, Component::EdgeMs) += otherWork(m_context.edge, form.decodeMs + m_case.prepareMs);
    at(sum, Component::UplinkBytes) += form.bytes;
    at(sum, Component::UplinkTensors) += 1.0;
    return sum;
}

std::vector<Components> CostModel::ofPrefixes() const
{
    const auto count = m_device.size();
    std::vector<Components> all(count + 1, m_always);
    Components device{};
    for (std::size_t i = 0; i < count; ++i) {
        add(device, m_device[i]);
        add(all[i + 1], device);
    }
    Components edge{};
    for (std::size_t i = count; i-- > 0;) {
        add(edge, m_edge[i]);
        add(all[i], edge);
    }
    // A tensor crosses from where it is made up to its last reader.
    std::vector<std::vector<std::size_t>> ends(count + 1);
    std::vector<std::vector<std::size_t>> starts(count + 1);
    for (std::size_t t = 0; t < m_tensor.size(); ++t) {
        starts[static_cast<std::size_t>(m_structure.tensors[t].ref.layer + 1)].push_back(t);
        ends[static_cast<std::size_t>(m_structure.tensors[t].readers.back()) + 1].push_back(t);
    }
    std::vector<std::size_t> crossing;
    for (std::size_t i = 0; i <= count; ++i) {
        crossing.insert(crossing.end(), starts[i].begin(), starts[i].end());
        for (const auto t : ends[i])
            crossing.erase(std::find(crossing.begin(), crossing.end(), t));
        for (const auto t : crossing)
            add(all[i], m_tensor[t]);
    }
    return all;
}

bool CostModel::sendsUp(bool remote) const { return remote || m_context.results == ResultsAt::Edge; }

bool CostModel::sendsDown(bool remote) const { return remote && m_context.results == ResultsAt::Device; }

Crossing CostModel::up(const Components &components, bool remote) const
{
    if (!sendsUp(remote))
        return {m_uplink, 0.0};
    return {m_uplink,
        at(components, Component::UplinkBytes) + framingBytes
            + framingBytesPerTensor * at(components, Component::UplinkTensors)};
}

Crossing CostModel::down(const Components &components, bool remote) const
{
    if (!sendsDown(remote))
        return {m_downlink, 0.0};
    return {m_downlink,
        at(components, Component::DownlinkBytes) + framingBytes
            + framingBytesPerTensor * at(components, Component::DownlinkTensors)};
}

/// Adds transfer times, weighted; delays are the caller's.
void CostModel::addTransfer(LinearMetric &metric, double perUplinkMs, double perDownlinkMs) const
{
    const double upByte = perUplinkMs * m_uplink.msPerByte;
    const double downByte = perDownlinkMs * m_downlink.msPerByte;
    at(metric.weights, Component::UplinkBytes) += upByte;
    at(metric.weights, Component::UplinkTensors) += upByte * framingBytesPerTensor;
    at(metric.weights, Component::DownlinkBytes) += downByte;
    at(metric.weights, Component::DownlinkTensors) += downByte * framingBytesPerTensor;
    if (m_context.results == ResultsAt::Edge)
        metric.always += upByte * framingBytes;
    else
        metric.remote += (upByte + downByte) * framingBytes;
}

LinearMetric CostModel::latency() const
{
    LinearMetric metric;
    for (const auto part : {Component::DeviceMs, Component::EncodeMs, Component::EdgeMs})
        at(metric.weights, part) = 1.0;
    addTransfer(metric, 1.0, 1.0);
    if (m_context.results == ResultsAt::Edge)
        metric.always += m_uplink.delayMs;
    else
        metric.remote += m_uplink.delayMs + m_downlink.delayMs;
    return metric;
}

std::optional<LinearMetric> CostModel::energy() const
{
    const auto &device = m_context.device;
    if (!device.computeWatts || !device.idleWatts)
        return std::nullopt;
    LinearMetric metric;
    at(metric.weights, Component::DeviceMs) = *device.computeWatts;
    at(metric.weights, Component::EncodeMs) = *device.computeWatts;
    at(metric.weights, Component::EdgeMs) = *device.idleWatts;
    const auto &radio = m_context.radio;
    addTransfer(metric,
        *device.idleWatts + radioWatts(radio, radio ? radio->uplinkPerMbps : 0.0, m_uplink.effectiveMbps),
        *device.idleWatts + radioWatts(radio, radio ? radio->downlinkPerMbps : 0.0, m_downlink.effectiveMbps));
    if (m_context.results == ResultsAt::Edge)
        metric.always += *device.idleWatts * m_uplink.delayMs;
    else
        metric.remote += *device.idleWatts * (m_uplink.delayMs + m_downlink.delayMs);
    return metric;
}

std::optional<LinearMetric> CostModel::price() const
{
    if (!m_context.device.pricePerHour || !m_context.edge.pricePerHour)
        return std::nullopt;
    LinearMetric metric;
    at(metric.weights, Component::DeviceMs) = *m_context.device.pricePerHour / millisecondsPerHour;
    at(metric.weights, Component::EncodeMs) = at(metric.weights, Component::DeviceMs);
    at(metric.weights, Component::EdgeMs) = *m_context.edge.pricePerHour / millisecondsPerHour;
    return metric;
}

LinearMetric CostModel::bytes() const
{
    LinearMetric metric;
    at(metric.weights, Component::UplinkBytes) = 1.0;
    at(metric.weights, Component::DownlinkBytes) = 1.0;
    return metric;
}

LinearMetric CostModel::deviceWeights() const
{
    LinearMetric metric;
    at(metric.weights, Component::DeviceWeightBytes) = 1.0;
    return metric;
}

std::array<LinearMetric, 4> CostModel::stages() const
{
    std::array<LinearMetric, 4> metrics;
    at(metrics[0].weights, Component::DeviceMs) = 1.0;
    at(metrics[0].weights, Component::EncodeMs) = 1.0;
    addTransfer(metrics[1], 1.0, 0.0);
    at(metrics[2].weights, Component::EdgeMs) = 1.0;
    if (m_context.results == ResultsAt::Device)
        addTransfer(metrics[3], 0.0, 1.0);
    return metrics;
}

double CostModel::value(const LinearMetric &metric, const Components &components, bool remote)
{
    return metric.always + dot(metric.weights, components) + (remote ? metric.remote : 0.0);
}

AdditiveCosts CostModel::additive(const LinearMetric &metric) const
{
    const auto priced = [&](const std::vector<Components> &all) {
        std::vector<double> costs;
        costs.reserve(all.size());
        for (const auto &components : all)
            costs.push_back(dot(metric.weights, components));
        return costs;
    };
    return {metric.always + dot(metric.weights, m_always), metric.remote, priced(m_device), priced(m_edge),
        priced(m_tensor)};
}

StageTimes CostModel::stageTimes(const Components &components, bool remote) const
{
    StageTimes stages;
    stages.device = at(components, Component::DeviceMs);
    stages.encode = at(components, Component::EncodeMs);
    stages.edge = at(components, Component::EdgeMs);
    const auto transfer = [](const Crossing &crossing) {
        return crossing.wireBytes > 0 ? crossing.direction.delayMs + crossing.wireBytes * crossing.direction.msPerByte
                                      : 0.0;
    };
    stages.uplink = transfer(up(components, remote));
    stages.downlink = transfer(down(components, remote));
    return stages;
}

PlanFigures CostModel::figures(const Components &components, bool remote, std::optional<double> deadlineMs) const
{
    PlanFigures figures;
    figures.latency = stageTimes(components, remote);
    const auto upward = up(components, remote);
    const auto downward = down(components, remote);
    figures.expectedStallMs = expectedStallMs(upward) + expectedStallMs(downward);
    if (const auto metric = energy())
        figures.deviceEnergyMj = value(*metric, components, remote);
    figures.uplinkBytes = at(components, Component::UplinkBytes);
    figures.downlinkBytes = at(components, Component::DownlinkBytes);
    if (const auto metric = price())
        figures.price = value(*metric, components, remote);
    double slowest = 0.0;
    for (const auto &stage : stages())
        slowest = std::max(slowest, value(stage, components, remote));
    figures.throughputFps = slowest > 0 ? 1000.0 / slowest : 0.0;
    figures.accuracy = m_case.accuracy;
    if (deadlineMs)
        figures.deadlineMissProbability =
            deadlineMissProbability(figures.latency.total(), upward, downward, *deadlineMs);
    figures.deviceWeightBytes = at(components, Component::DeviceWeightBytes);
    return figures;
}

} // namespace splitscope
