// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan_setup/study_cases.h"

#include "core/graph/error.h"
#include "core/profile/cpu_name.h"
#include "core/study/study_summary.h"

#include <algorithm>
#include <set>

namespace splitscope {

namespace {

std::string sourceOf(const Study &study)
{
    return "1 - the loss of the task that loses most against the uncut model, measured on "
        + std::to_string(study.key.frames) + " frames of " + study.key.source + ", calibrated on "
        + std::to_string(study.key.calibrationFrames) + " of " + study.key.calibrationSource;
}

TensorCost &costOf(CodecCosts &costs, const TensorRef &tensor)
{
    const auto port = static_cast<std::size_t>(tensor.port);
    return tensor.layer == TensorRef::input ? costs.inputs.at(port)
                                            : costs.outputs.at(static_cast<std::size_t>(tensor.layer)).at(port);
}

/// Puts what the study measured of an entry's tensors into the table.
void takeCosts(const LayerGraph &graph, const Cut &cut, const StudyEntry &entry, bool sameMachine, CodecTimer &timer,
    CodecCosts &costs)
{
    for (const auto &tensor : crossingTensors(graph, cut)) {
        const auto name = graph.tensorName(tensor);
        const auto studied = std::find_if(
            entry.tensors.begin(), entry.tensors.end(), [&](const StudiedTensor &one) { return one.name == name; });
        if (studied == entry.tensors.end())
            continue;
        auto &cost = costOf(costs, tensor);
        cost = {studied->bytes, studied->encodeMs, studied->decodeMs};
        if (!sameMachine) {
            const auto here = timer.of(graph.info(tensor), tensorCodecFromText(studied->codec));
            cost.encodeMs = here.encodeMs;
            cost.decodeMs = here.decodeMs;
        }
    }
}

/// A cut of the study as one of the graph; nothing where the model has no such layers.
std::optional<Cut> cutOf(const LayerGraph &graph, const StudiedCut &studied)
{
    try {
        return Cut::fromText(graph, studied.cut);
    } catch (const Failure &failure) {
        if (failure.code() != ErrorCode::UnknownLayer)
            throw;
        return std::nullopt;
    }
}

} // namespace

std::string whyNotOfModel(const Study &study, const Model &model)
{
    if (study.key.modelHash != model.hash())
        return "it is of another model file (" + study.modelName + ").";
    if (study.key.operatingPoint != model.operatingPoint().id)
        return "it is of the operating point " + study.key.operatingPoint + ".";
    return {};
}

std::vector<PlanCase> studyCases(const PlanCase &base, const Study &study, double mostLoss, CodecTimer &timer)
{
    const auto &graph = *base.graph;
    const bool sameMachine = study.cpu == cpuName();
    std::vector<PlanCase> cases;
    for (const auto &studied : study.cuts) {
        const auto cut = cutOf(graph, studied);
        if (!cut)
            continue;
        for (const auto &entry : studied.entries) {
            if (!entry.impossible.empty() || sendsPicture(entry) || entry.worstLoss() > mostLoss)
                continue;
            auto mine = std::find_if(
                cases.begin(), cases.end(), [&](const PlanCase &one) { return one.codec.name == entry.asked; });
            if (mine == cases.end()) {
                mine = cases.insert(cases.end(), base);
                mine->codec = CodecCosts::none(graph);
                mine->codec.name = entry.asked;
                mine->codec.lossless = false;
                mine->codec.source = sameMachine ? "measured by the study" : "bytes measured by the study, times here";
                mine->pictures.clear();
                mine->accuracy.reset();
                mine->accuracySource = sourceOf(study);
                mine->knownOnly = true;
            }
            takeCosts(graph, *cut, entry, sameMachine, timer, mine->codec);
            mine->known.push_back({*cut, entry.codec, 1.0 - entry.worstLoss()});
        }
    }
    return cases;
}

std::vector<std::string> studiedPictures(const Study &study, double mostLoss)
{
    std::vector<std::string> forms;
    for (const auto &cut : study.cuts) {
        for (const auto &entry : cut.entries) {
            if (entry.impossible.empty() && sendsPicture(entry) && entry.worstLoss() <= mostLoss)
                forms.push_back(entry.codec);
        }
    }
    return forms;
}

void addStudied(PlanCase &planCase, const Study &study, double mostLoss)
{
    planCase.accuracySource = sourceOf(study);
    if (planCase.codec.lossless)
        planCase.accuracy = 1.0;
    else
        planCase.known.push_back({Cut::device(*planCase.graph), {}, 1.0}); // nothing crosses
    for (const auto &studied : study.cuts) {
        const auto cut = cutOf(*planCase.graph, studied);
        for (const auto &entry : studied.entries) {
            if (!entry.impossible.empty())
                continue;
            for (auto &form : planCase.pictures) {
                if (!sendsPicture(entry) || form.name != entry.codec)
                    continue;
                form.accuracy = 1.0 - entry.worstLoss();
                form.competes = form.competes || entry.worstLoss() <= mostLoss;
            }
            if (cut && !planCase.codec.lossless && entry.codec == planCase.codec.name)
                planCase.known.push_back({*cut, {}, 1.0 - entry.worstLoss()});
        }
    }
}

} // namespace splitscope
