// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plan_setup.h"

#include "app/cli/console.h"
#include "core/graph/codec.h"
#include "core/graph/error.h"
#include "core/plan_setup/measured_case.h"
#include "core/plan_setup/study_cases.h"
#include "core/profile/board_calibration.h"
#include "core/profile/profiler.h"

#include <algorithm>

namespace splitscope {

namespace {

std::vector<std::shared_ptr<const Model>> openPoints(const ModelArguments &arguments)
{
    if (arguments.operatingPoint != "any")
        return {arguments.open()};
    auto one = arguments;
    one.operatingPoint = "default";
    std::vector<std::shared_ptr<const Model>> models{one.open()};
    for (const auto &point : models.front()->metadata().operatingPoints) {
        if (point.id == models.front()->operatingPoint().id)
            continue;
        one.operatingPoint = point.id;
        models.push_back(one.open());
    }
    return models;
}

/// A study is of one operating point; it has to be one of these.
void checkStudy(const PlanSetup &setup, const PlannedCodec &codec)
{
    if (!setup.study)
        return;
    std::string why;
    for (const auto &model : setup.models) {
        why = whyNotOfModel(*setup.study, *model);
        if (why.empty())
            return;
    }
    throw Failure(ErrorCode::FileUnreadable, {{"file", codec.study.string()}, {"why", why}});
}

std::vector<std::string> pictureForms(const PlanSetup &setup, const PlannedCodec &codec)
{
    const auto asked = codec.codec == "any" ? std::nullopt : codecFromText(codec.codec).picture;
    const bool anotherJpeg = asked && asked->kind == PictureCodec::Kind::Jpeg;
    std::vector<std::string> forms{"raw", "png", anotherJpeg ? asked->text() : shownJpeg};
    const auto add = [&](const std::string &form) {
        if (std::find(forms.begin(), forms.end(), form) == forms.end())
            forms.push_back(form);
    };
    if (asked)
        add(asked->text());
    if (codec.codec == "any" && setup.study) {
        for (const auto &form : studiedPictures(*setup.study, codec.mostLoss))
            add(form);
    }
    return forms;
}

/// \param study of this model; null: what codecs lose is not known
void addCases(
    PlanCase base, const Study *study, const PlannedCodec &codec, CodecTimer &timer, std::vector<PlanCase> &cases)
{
    const bool any = codec.codec == "any";
    constexpr double nothingCompetes = -1.0;
    if (study != nullptr)
        addStudied(base, *study, any ? codec.mostLoss : nothingCompetes);
    const auto asked = any ? Codec{} : codecFromText(codec.codec);
    if (any || codec.codec == "none" || asked.picture) {
        cases.push_back(base);
        if (any && study != nullptr) {
            for (auto &one : studyCases(base, *study, codec.mostLoss, timer))
                cases.push_back(std::move(one));
        }
        return;
    }
    auto coded = base;
    coded.codec = codecCosts(*base.graph, asked, timer);
    coded.pictures.clear();
    if (!coded.codec.lossless)
        coded.accuracy.reset();
    if (study != nullptr)
        addStudied(coded, *study, codec.mostLoss);
    base.knownOnly = true; // what the codec is measured by, not what a search may choose
    cases.push_back(std::move(base));
    cases.push_back(std::move(coded));
}

Board calibration(const CommonOptions &common)
{
    ProgressLine progress("Calibrating this machine");
    CalibrationOptions options;
    options.threads = common.threadCount();
    options.progress = [&](int done, int all) {
        progress.show(done, all);
        return !interrupted();
    };
    return cachedCalibration(options);
}

} // namespace

PlannedModel PlanSetup::plannedModel() const { return splitscope::plannedModel(*models.front()); }

std::string PlanSetup::measured() const { return measuredText(profiles.front()); }

LayerProfile profileWithProgress(const std::shared_ptr<const Model> &model)
{
    ProgressLine progress("Profiling");
    ProfileOptions options;
    options.progress = [&](int done, int all) {
        progress.show(done, all);
        return !interrupted();
    };
    return profileModel(model, options);
}

PlanSetup preparePlanning(const ModelArguments &arguments, const PlannedCodec &codec, const std::string &pictureSource,
    bool calibrated, const CommonOptions &common)
{
    checkPlanCodec(codec.codec);
    PlanSetup setup;
    if (!codec.study.empty())
        setup.study = readStudy(codec.study);
    setup.models = openPoints(arguments);
    checkStudy(setup, codec);
    const auto forms = pictureForms(setup, codec);
    CodecTimer timer;
    std::vector<PlanCase> cases;
    for (const auto &model : setup.models) {
        setup.profiles.push_back(profileWithProgress(model));
        auto base = measuredCase(model, setup.profiles.back().shareMs, forms, pictureSource);
        letPicturesCompete(base, codec.codec);
        const bool known = setup.study && whyNotOfModel(*setup.study, *model).empty();
        addCases(std::move(base), known ? &*setup.study : nullptr, codec, timer, cases);
    }
    if (calibrated)
        setup.here = calibration(common);
    setup.planner = std::make_unique<Planner>(std::move(cases));
    return setup;
}

} // namespace splitscope
