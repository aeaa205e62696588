// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plan_setup.h"

#include "app/cli/console.h"
#include "core/graph/error.h"
#include "core/graph/plan_key.h"
#include "core/profile/board_calibration.h"
#include "core/profile/profiler.h"
#include "core/profile/return_costs.h"
#include "core/sources/frame_source.h"
#include "core/sources/picture_forms.h"

#include <algorithm>
#include <chrono>

namespace splitscope {

namespace {

constexpr int measuredPictures = 8;
constexpr const char *shownJpeg = "jpeg:90";

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

/// The model's only input, if that is a picture.
const InputSpec *pictureInput(const Model &model)
{
    const auto &inputs = model.metadata().inputs;
    const bool single = inputs.size() == 1 && inputs.front().kind == InputSpec::Kind::Picture;
    return single && inputs.front().info.shape.size() == 4 ? &inputs.front() : nullptr;
}

std::vector<Picture> somePictures(const std::string &source)
{
    std::vector<Picture> pictures;
    const auto frames = openSource(source);
    while (pictures.size() < measuredPictures) {
        auto frame = frames->next();
        if (!frame)
            break;
        pictures.push_back(std::move(frame->picture));
    }
    if (pictures.empty())
        throw Failure(ErrorCode::SourceEmpty, {{"source", source}});
    return pictures;
}

double prepareMs(const std::vector<Picture> &pictures, const InputSpec &input)
{
    std::vector<double> times;
    for (int round = 0; round < 2; ++round) {
        times.clear(); // the first round warms up
        for (const auto &picture : pictures) {
            const auto start = std::chrono::steady_clock::now();
            prepareInput(picture, input);
            times.push_back(
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        }
    }
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
    return times[times.size() / 2];
}

std::vector<PictureForm> pictureForms(
    const std::vector<Picture> &pictures, const InputSpec &input, const std::string &codec, const std::string &source)
{
    std::vector<std::string> names{"raw", "png", codec.starts_with("jpeg") ? codec : shownJpeg};
    auto forms = measurePictureForms(
        pictures, static_cast<int>(input.info.shape[3]), static_cast<int>(input.info.shape[2]), names, source);
    for (auto &form : forms)
        form.competes = form.name == codec || (codec == "any" && form.lossless);
    return forms;
}

void checkPlanCodec(const std::string &codec)
{
    if (codec != "any" && codec != "none" && codec != "raw" && codec != "png" && !codec.starts_with("jpeg:"))
        throw Failure(ErrorCode::UnknownCodec, {{"codec", codec}, {"known", "any, none, raw, png, jpeg:Q"}});
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

PlannedModel PlanSetup::plannedModel() const
{
    const auto &model = *models.front();
    return {model.graph(), model.hash(), profiles.front().key.inputSignature, model.operatingPoint().id};
}

std::string PlanSetup::measured() const
{
    const auto &key = profiles.front().key;
    return "profile of " + std::to_string(profiles.front().shareMs.size()) + " layers in fast mode, "
        + std::to_string(key.threads) + (key.threads == 1 ? " thread, " : " threads, ") + key.cpu;
}

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
    PlanSetup setup;
    setup.models = openPoints(arguments);
    std::vector<PlanCase> cases;
    for (const auto &model : setup.models) {
        setup.profiles.push_back(profileWithProgress(model));
        PlanCase one;
        one.graph = std::shared_ptr<const LayerGraph>(model, &model->graph());
        one.operatingPoint = model->operatingPoint().id;
        one.shareMs = setup.profiles.back().shareMs;
        one.codec = CodecCosts::none(model->graph());
        for (const auto &cost : measureReturns(model))
            one.outputs.push_back({cost.bytes, cost.ms});
        if (const auto *input = pictureInput(*model)) {
            const auto pictures = somePictures(pictureSource);
            one.prepareMs = prepareMs(pictures, *input);
            one.pictures = pictureForms(pictures, *input, codec, pictureSource);
        } else if (codec != "any" && codec != "none") {
            throw Failure(ErrorCode::InvalidArgument,
                {{"what", "The codec " + codec}, {"why", "the model's input is not one picture."}});
        }
        cases.push_back(std::move(one));
    }
    if (calibrated)
        setup.here = calibration(common);
    setup.planner = std::make_unique<Planner>(std::move(cases));
    return setup;
}

} // namespace splitscope
