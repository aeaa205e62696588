// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/codec_verification.h"

#include "app/cli/console.h"
#include "core/evaluation/agreement.h"
#include "core/evaluation/task_loss.h"
#include "core/graph/error.h"
#include "core/runtime/crossing_codec.h"
#include "core/study/frame_inputs.h"
#include "core/study/frame_supply.h"

#include <algorithm>
#include <set>

namespace splitscope {

namespace {

constexpr const char *heldOut = "scenes:900000..900499"; ///< never trained on
constexpr int heldOutFrames = 4;

/// The codec without names that do not cross there.
Codec codecAt(const Codec &codec, const LayerGraph &graph, const Cut &cut)
{
    std::set<std::string> names;
    for (const auto &tensor : crossingTensors(graph, cut))
        names.insert(graph.tensorName(tensor));
    auto own = codec;
    std::erase_if(own.named, [&](const auto &entry) { return names.count(entry.first) == 0; });
    return own;
}

bool takesPictures(const Model &model)
{
    const auto &inputs = model.metadata().inputs;
    return std::any_of(
        inputs.begin(), inputs.end(), [](const InputSpec &input) { return input.kind == InputSpec::Kind::Picture; });
}

} // namespace

double CodedCut::worstLoss() const
{
    double worst = 0.0;
    for (const auto &[task, one] : loss)
        worst = std::max(worst, one);
    return worst;
}

struct CodecVerification::Data {
    std::shared_ptr<const Model> model;
    Codec codec;
    Calibration calibration;
    std::vector<std::vector<TensorValue>> inputs;
    std::vector<CodedCut> cuts;
    std::vector<int> crossings; ///< by cut, that were counted
    std::unique_ptr<AgreementSeries> series;

    CodecConstants constantsAt(const Cut &cut, const Codec &own) const
    {
        return own.needsCalibration() ? constantsOf(calibration, model->graph(), cut, own) : CodecConstants{};
    }

    /// Whether the halves can be made with it, and why not is nobody's fault: a tensor has too few channels.
    bool fits(const Cut &cut) const
    {
        const auto &graph = model->graph();
        try {
            const auto own = codecAt(codec, graph, cut);
            const auto constants = constantsAt(cut, own);
            fitCodec(graph, model->metadata(), cut, own, &constants);
            return true;
        } catch (const Failure &failure) {
            if (failure.code() != ErrorCode::InvalidArgument)
                throw;
            return false;
        }
    }

    Crossing crossing(const Cut &cut)
    {
        const auto own = codecAt(codec, model->graph(), cut);
        const auto constants = constantsAt(cut, own);
        const auto coder = std::make_shared<CrossingCodec>(model, cut, own, &constants);
        const auto place = cuts.size();
        cuts.emplace_back();
        crossings.push_back(0);
        series = std::make_unique<AgreementSeries>(model->metadata().tasks);
        return [this, coder, place](const std::vector<TensorValue> &tensors) {
            const auto sent = coder->encode(tensors, {});
            double bytes = 0.0;
            for (const auto &tensor : sent)
                bytes += static_cast<double>(payloadBytes(tensor));
            auto &mean = cuts[place].bytes;
            mean += (bytes - mean) / ++crossings[place];
            return coder->decode(readBack(sent, coder->wire()));
        };
    }

    void judge(const std::vector<TensorValue> &answers, const std::vector<TensorValue> &wanted)
    {
        series->add(answers, wanted);
        const auto agreement = series->result(1, 0);
        for (const auto &task : model->metadata().tasks) {
            const auto own = agreement.find(task.name);
            if (own != agreement.end())
                cuts.back().loss[task.name] = primaryLoss(task.kind, own->second).loss;
        }
    }
};

CodecVerification::CodecVerification(
    std::shared_ptr<const Model> model, const CodecOptions &options, const CommonOptions &common)
    : m_data(new Data)
{
    auto &d = *m_data;
    d.codec = options.parsed();
    d.model = std::move(model);
    if (d.codec.picture)
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The codec " + d.codec.text()},
                {"why", "it sends the picture instead of tensors, so there is no cut to verify. Use run --compare."}});
    if (takesPictures(*d.model)) {
        const FrameInputs prepare(d.model);
        FrameSupply supply(heldOut, {heldOutFrames, common.seed, {}, 0, prepare.width(), prepare.height()});
        while (const auto picture = supply.next())
            d.inputs.push_back(prepare.of(*picture));
    }
    if (!d.codec.needsCalibration())
        return;
    const auto &graph = d.model->graph();
    std::vector<TensorRef> tensors;
    for (const auto &cut : verificationCuts(graph, common.seed)) {
        for (const auto &tensor : crossingTensors(graph, cut)) {
            const bool known = std::find(tensors.begin(), tensors.end(), tensor) != tensors.end();
            if (!known && d.codec.of(graph.tensorName(tensor)).needsCalibration())
                tensors.push_back(tensor);
        }
    }
    d.calibration = options.learned(d.model, tensors, common, heldOut);
}

CodecVerification::~CodecVerification() = default;

void CodecVerification::addTo(VerificationOptions &options)
{
    auto *d = m_data.get();
    options.inputs = d->inputs;
    options.codec = VerifiedCodec{d->codec.lossless(), [d](const Cut &cut) { return d->fits(cut); },
        [d](const Cut &cut) { return d->crossing(cut); },
        [d](const auto &answers, const auto &wanted) { d->judge(answers, wanted); }};
}

std::string CodecVerification::codec() const { return m_data->codec.text(); }

std::string CodecVerification::frames() const
{
    return m_data->inputs.empty() ? "two seeded inputs"
                                  : std::to_string(m_data->inputs.size()) + " frames of " + heldOut;
}

const std::vector<CodedCut> &CodecVerification::cuts() const { return m_data->cuts; }

} // namespace splitscope
