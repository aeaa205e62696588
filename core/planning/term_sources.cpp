// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/term_sources.h"

#include "core/planning/link_model.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace splitscope {

namespace {

using Kind = TermSource::Kind;

std::string number(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g", value);
    return text.data();
}

TermSource machineTerm(const char *term, const ContextMachine &machine, const std::string &measured)
{
    Kind kind = Kind::Preset;
    if (machine.name == "this")
        kind = machine.speed == 1.0 ? Kind::Measured : Kind::Modelled;
    else if (!machine.layerMs.empty())
        kind = Kind::Imported;
    if (machine.estimated && machine.layerMs.empty())
        kind = Kind::Modelled;
    auto text = machine.timeSource;
    if (machine.layerMs.empty())
        text += " (" + measured + ")";
    if (machine.layerMs.empty() && machine.name != "this") {
        text += "; factors:";
        for (int i = 0; i < operationClassCount; ++i)
            text += " " + std::string(operationClassName(static_cast<OperationClass>(i))) + " "
                + number(machine.timeFactor[static_cast<std::size_t>(i)]);
    }
    if (machine.speed != 1.0)
        text += "; divided by " + number(machine.speed) + " by hand";
    return {term, kind, text};
}

TermSource transferTerm(const char *term, const Context &context, const DirectionModel &way, const std::string &what)
{
    if (!context.link.shaped)
        return {term, Kind::Modelled, "0: the link is not shaped"};
    auto text = "round trip / 2 = " + number(way.delayMs) + " ms, + (" + what + " + " + number(framingBytes) + " + "
        + number(framingBytesPerTensor) + " bytes a tensor of framing) x 8 / " + number(way.effectiveMbps) + " Mbit/s";
    if (std::isfinite(rateCapMbps(context.link)))
        text += " (not above " + number(rateCapMbps(context.link)) + " Mbit/s, which loss and round trip allow)";
    return {term, Kind::Modelled, text + "; link " + context.linkName + ": " + context.linkSource};
}

TermSource energyTerm(const Context &context)
{
    const auto &device = context.device;
    if (!device.computeWatts || !device.idleWatts)
        return {"energy", Kind::Unknown, "the power of '" + device.name + "' is not known"};
    auto text = number(*device.computeWatts) + " W x (device + encode) + " + number(*device.idleWatts)
        + " W x the rest; power: " + device.powerSource;
    if (context.radio)
        text += "; radio while transferring: " + number(context.radio->uplinkPerMbps) + " mW a Mbit/s up, "
            + number(context.radio->downlinkPerMbps) + " down, + " + number(context.radio->base)
            + " mW: " + (context.radio->estimate ? "estimate: " : "") + context.radio->source;
    else
        text += "; the radio's power is not known and left out";
    return {"energy", Kind::Modelled, text};
}

TermSource priceTerm(const Context &context)
{
    for (const auto *machine : {&context.device, &context.edge}) {
        if (!machine->pricePerHour)
            return {"price", Kind::Unknown, "the price of '" + machine->name + "' is not known"};
    }
    return {"price", Kind::Modelled,
        number(*context.device.pricePerHour) + " US dollars an hour x (device + encode) + "
            + number(*context.edge.pricePerHour) + " an hour x edge; device: " + context.device.priceSource
            + "; edge: " + context.edge.priceSource};
}

} // namespace

std::vector<TermSource> termSources(const PlanCase &planCase, const Context &context, const std::string &measured)
{
    std::vector<TermSource> all;
    all.push_back(machineTerm("device", context.device, measured));
    auto codecs = planCase.codec.name + ": " + planCase.codec.source;
    for (const auto &form : planCase.pictures)
        codecs += "; " + form.name + ": " + form.source;
    all.push_back({"encode", Kind::Measured, codecs});
    all.push_back(transferTerm("uplink", context, uplinkModel(context.link), "bytes that cross"));
    all.push_back(machineTerm("edge", context.edge, measured));
    if (context.results == ResultsAt::Device)
        all.push_back(transferTerm("downlink", context, downlinkModel(context.link), "returned bytes of the tasks"));
    else
        all.push_back({"downlink", Kind::Modelled, "0: results are wanted on the edge"});
    all.push_back(energyTerm(context));
    all.push_back(priceTerm(context));
    all.push_back({"throughput", Kind::Modelled,
        "1 / the longest of device + encode, uplink transfer, edge, downlink transfer: delays overlap in a pipeline"});
    all.push_back(planCase.accuracy || !planCase.known.empty()
            ? TermSource{"accuracy", Kind::Measured,
                planCase.accuracySource.empty() ? "evaluated" : planCase.accuracySource}
            : TermSource{"accuracy", Kind::Unknown, "not evaluated; without a codec it is that of the whole model"});
    all.push_back({"deadline", Kind::Modelled,
        "probability that jitter, uniform for each direction, and the stalls of lost segments make a frame later than "
        "the latency limit"});
    return all;
}

} // namespace splitscope
