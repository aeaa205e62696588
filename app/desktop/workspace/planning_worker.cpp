// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/planning_worker.h"

#include "core/plan_setup/measured_case.h"
#include "core/plan_setup/study_cases.h"
#include "core/planning/cut_structure.h"
#include "core/planning/estimated_times.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace splitscope {

namespace {

constexpr double quickMs = 15.0; ///< what bands and front may take before a view goes ahead without them
constexpr std::chrono::milliseconds handRests{120}; ///< before what is slow is worked out
constexpr std::chrono::milliseconds lookAgain{10};
constexpr double mostLoss = 0.01; ///< of any task, where a study's codecs compete
const std::vector<std::string> pictureForms{"raw", "png", shownJpeg, "jpeg:75", "jpeg:50", "webp:90", "webp:75"};

/// A picture's choice as a plan's codec.
std::string codecOf(const std::string &picture, bool isPicture)
{
    if (!isPicture || picture == "none")
        return "none";
    return picture == "lossless" ? "any" : picture;
}

/// The form that is shown beside the plans.
std::string shownForm(const std::string &picture)
{
    return picture == "lossless" || picture == "none" ? shownJpeg : picture;
}

/// False as soon as something newer is asked for.
bool staysNewest(const std::function<bool()> &isNewest)
{
    const auto end = std::chrono::steady_clock::now() + handRests;
    while (isNewest() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(lookAgain);
    return isNewest();
}

double msSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

void PlanningWorker::answer(const PlanningRequest &request, const std::function<bool()> &isNewest, const Tell &tell)
{
    const auto fail = [&](const Error &error) { tell({request.generation, nullptr, nullptr, error}); };
    try {
        answerAll(request, isNewest, tell);
    } catch (const Failure &failure) {
        if (failure.code() != ErrorCode::Cancelled)
            fail(failure.error());
    } catch (const std::exception &exception) {
        fail({ErrorCode::Internal, {{"why", exception.what()}}});
    }
}

void PlanningWorker::answerAll(const PlanningRequest &request, const std::function<bool()> &isNewest, const Tell &tell)
{
    if (!prepare(request, isNewest))
        return;
    const auto wish = wishOf(request);
    auto view = makePlanningView(*m_planner, wish, false);
    if (request.codec.picture && request.cut.isEdge()) {
        if (auto picture = m_planner->edgeOnlyPicture(wish.context, m_codec.text(), wish.objective, wish.limits))
            view.current = std::move(*picture);
    }
    const bool sameResults = m_tableResults == request.choice.results;
    if (m_table && sameResults && m_table->objective == wish.objective && m_table->limits == wish.limits)
        view.deployments = m_table;
    const auto evaluator =
        std::make_shared<const CutEvaluator>(m_case, m_structure, wish.context, wish.limits.latencyMs);
    const auto tellView = [&] {
        tell({request.generation, std::make_shared<const PlanningView>(view), evaluator, std::nullopt});
    };
    if (m_completeMs > quickMs) {
        tellView();
        if (!staysNewest(isNewest))
            return;
    }
    const auto start = std::chrono::steady_clock::now();
    completePlanningView(*m_planner, view);
    m_completeMs = msSince(start);
    tellView();
    if (!request.deployments || view.deployments)
        return;
    m_table = std::make_shared<const DeploymentTable>(
        deploymentTable(*m_planner, tableContexts(request), wish.objective, wish.limits, isNewest));
    m_tableResults = request.choice.results;
    view.deployments = m_table;
    tellView();
}

/// Makes the planner anew where the request's model, its times, its codec or its pictures are others. False: something
/// newer was asked for before that was done.
bool PlanningWorker::prepare(const PlanningRequest &request, const std::function<bool()> &isNewest)
{
    const bool another = request.model != m_model || request.pictures != m_pictures || !knowsForm(request.codec);
    const auto here = request.here ? *request.here
        : request.profile          ? boardFromShares(request.model->graph(), request.profile->shareMs)
                                   : standInBoard();
    const bool sameCodec = request.codec == m_codec;
    if (!another && m_planner && request.profile == m_profile && request.choice.picture == m_picture && here == m_here
        && sameCodec && request.study == m_study)
        return true;
    if (m_planner && !sameCodec && !staysNewest(isNewest))
        return false; // a codec that is new is measured, which takes longer than a hand stays
    m_table.reset();
    m_planner.reset();
    if (another)
        measure(request);
    m_estimated = !request.profile;
    m_here = here;
    m_profile = request.profile;
    m_picture = request.choice.picture;
    m_codec = request.codec;
    m_study = request.study;
    makePlanner(request);
    m_completeMs = 0.0;
    return true;
}

void PlanningWorker::makePlanner(const PlanningRequest &request)
{
    auto base = m_base;
    base.shareMs = m_estimated ? estimatedShares(*base.graph, m_here.machine.rateValues()) : request.profile->shareMs;
    letPicturesCompete(base, codecOf(request.choice.picture, !base.pictures.empty()));
    auto one = base;
    if (!m_codec.picture && !(m_codec == Codec()))
        one.codec = codecCosts(*one.graph, m_codec, m_timer);
    if (m_study)
        addStudied(one, *m_study, mostLoss);
    m_case = std::make_shared<const PlanCase>(one);
    m_structure = std::make_shared<const CutStructure>(*one.graph);
    std::vector<PlanCase> cases{std::move(one)};
    if (m_study) {
        for (auto &studied : studyCases(base, *m_study, mostLoss, m_timer))
            cases.push_back(std::move(studied));
    }
    m_planner = std::make_unique<Planner>(std::move(cases));
}

/// Whether the form in which the picture is sent, if it is, was measured.
bool PlanningWorker::knowsForm(const Codec &codec) const
{
    return !codec.picture || std::any_of(m_base.pictures.begin(), m_base.pictures.end(), [&](const PictureForm &form) {
        return form.name == codec.picture->text();
    });
}

/// Pictures that cannot be read are said by whoever shows them; sizes are those of the synthetic camera then.
void PlanningWorker::measure(const PlanningRequest &request)
{
    m_model.reset();
    auto forms = pictureForms;
    if (request.codec.picture && std::find(forms.begin(), forms.end(), request.codec.picture->text()) == forms.end())
        forms.push_back(request.codec.picture->text());
    const std::vector<double> noTimes(static_cast<std::size_t>(request.model->graph().size()), 0.0);
    try {
        m_base = measuredCase(request.model, noTimes, forms, request.pictures);
    } catch (const Failure &) {
        m_base = measuredCase(request.model, noTimes, forms, "scenes");
    }
    m_model = request.model;
    m_pictures = request.pictures;
}

Context PlanningWorker::contextFor(
    const PlanningRequest &request, const PlanningChoice &choice, const LinkSpec &link) const
{
    auto context = contextOf(choice, link, request.radio, m_here, plannedModel(*request.model));
    if (m_estimated) {
        markEstimated(context.device);
        markEstimated(context.edge);
    }
    return context;
}

PlanningWish PlanningWorker::wishOf(const PlanningRequest &request) const
{
    PlanningWish wish;
    wish.generation = request.generation;
    wish.context = contextFor(request, request.choice, request.link);
    wish.objective = request.choice.objective;
    wish.limits = request.choice.limits;
    wish.cut = request.cut;
    wish.pictureForm = shownForm(request.choice.picture);
    wish.pins = request.pins;
    wish.measured = m_estimated ? "not measured" : measuredText(*request.profile);
    wish.estimated = m_estimated;
    return wish;
}

/// All presets, with results where the request wants them.
std::vector<Context> PlanningWorker::tableContexts(const PlanningRequest &request) const
{
    std::vector<Context> contexts;
    for (const auto &entry : allContexts()) {
        PlanningChoice choice;
        choice.device = entry.device;
        choice.edge = entry.edge;
        choice.results = request.choice.results;
        contexts.push_back(contextFor(request, choice, LinkSpec::fromText(entry.link)));
    }
    return contexts;
}

} // namespace splitscope
