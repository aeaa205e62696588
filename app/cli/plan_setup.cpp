// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plan_setup.h"

#include "app/cli/console.h"
#include "core/graph/error.h"
#include "core/plan_setup/measured_case.h"
#include "core/profile/board_calibration.h"
#include "core/profile/profiler.h"

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

PlanSetup preparePlanning(const ModelArguments &arguments, const std::string &codec, const std::string &pictureSource,
    bool calibrated, const CommonOptions &common)
{
    checkPlanCodec(codec);
    const std::vector<std::string> forms{"raw", "png", codec.starts_with("jpeg") ? codec : shownJpeg};
    PlanSetup setup;
    setup.models = openPoints(arguments);
    std::vector<PlanCase> cases;
    for (const auto &model : setup.models) {
        setup.profiles.push_back(profileWithProgress(model));
        cases.push_back(measuredCase(model, setup.profiles.back().shareMs, forms, pictureSource));
        letPicturesCompete(cases.back(), codec);
    }
    if (calibrated)
        setup.here = calibration(common);
    setup.planner = std::make_unique<Planner>(std::move(cases));
    return setup;
}

} // namespace splitscope
