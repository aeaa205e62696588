// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan_setup/measured_case.h"

#include "core/graph/codec.h"
#include "core/graph/error.h"
#include "core/graph/plan_key.h"
#include "core/plan_setup/packed_answers.h"
#include "core/profile/return_costs.h"
#include "core/sources/frame_source.h"
#include "core/sources/picture_forms.h"

#include <algorithm>
#include <chrono>

namespace splitscope {

namespace {

constexpr std::size_t measuredPictures = 8;

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

void addPackedAnswers(PlanCase &one, const std::shared_ptr<const Model> &model, const std::vector<Picture> &pictures,
    const InputSpec &input)
{
    std::vector<std::vector<TensorValue>> inputs;
    for (const auto &picture : pictures)
        inputs.push_back({prepareInput(picture, input)});
    const auto packed = measurePackedAnswers(model, inputs);
    for (std::size_t i = 0; i < packed.size(); ++i) {
        one.outputs.at(i).packedBytes = packed[i].bytes;
        one.outputs.at(i).packMs = packed[i].packMs;
        one.outputs.at(i).unpackMs = packed[i].unpackMs;
    }
}

} // namespace

void checkPlanCodec(const std::string &codec)
{
    if (codec != "any")
        codecFromText(codec);
}

void letPicturesCompete(PlanCase &planCase, const std::string &codec)
{
    if (planCase.pictures.empty() && codec != "any" && codecFromText(codec).picture)
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The codec " + codec}, {"why", "the model's input is not one picture."}});
    for (auto &form : planCase.pictures)
        form.competes = form.name == codec || (codec == "any" && form.lossless);
}

PlanCase measuredCase(const std::shared_ptr<const Model> &model, std::vector<double> shareMs,
    const std::vector<std::string> &pictureForms, const std::string &pictureSource)
{
    PlanCase one;
    one.graph = std::shared_ptr<const LayerGraph>(model, &model->graph());
    one.operatingPoint = model->operatingPoint().id;
    one.shareMs = std::move(shareMs);
    one.codec = CodecCosts::none(model->graph());
    for (const auto &cost : measureReturns(model))
        one.outputs.push_back({cost.bytes, cost.ms});
    if (const auto *input = pictureInput(*model)) {
        const auto pictures = somePictures(pictureSource);
        one.prepareMs = prepareMs(pictures, *input);
        addPackedAnswers(one, model, pictures, *input);
        one.pictures = measurePictureForms(pictures, static_cast<int>(input->info.shape[3]),
            static_cast<int>(input->info.shape[2]), pictureForms, pictureSource);
    }
    letPicturesCompete(one, "none");
    return one;
}

PlannedModel plannedModel(const Model &model)
{
    std::vector<TensorInfo> inputs;
    for (const auto &input : model.graph().inputs())
        inputs.push_back(input.info);
    return {model.graph(), model.hash(), inputSignature(inputs), model.operatingPoint().id};
}

std::string measuredText(const LayerProfile &profile)
{
    const auto &key = profile.key;
    return "profile of " + std::to_string(profile.shareMs.size()) + " layers in fast mode, "
        + std::to_string(key.threads) + (key.threads == 1 ? " thread, " : " threads, ") + key.cpu;
}

} // namespace splitscope
