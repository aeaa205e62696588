// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/cut_trial.h"

#include "core/codec/entropy_stage.h"
#include "core/evaluation/agreement.h"
#include "core/evaluation/values_meter.h"
#include "core/graph/codec_fit.h"
#include "core/graph/error.h"
#include "core/rendering/activation_picture.h"
#include "core/sources/picture_codec.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace splitscope {

namespace {

constexpr std::int64_t roomBytes = 256'000'000; ///< for tensors of frames that are kept
constexpr int largestSide = 224;
constexpr int mostRounds = 3; ///< of a time that is measured
constexpr double enoughMs = 3.0;

/// Milliseconds of the quickest of a few runs: others at work here only ever make one longer.
template <typename Work>
double quickestMs(Work work)
{
    using Clock = std::chrono::steady_clock;
    double quickest = std::numeric_limits<double>::infinity();
    double spent = 0.0;
    for (int round = 0; round < mostRounds && (round == 0 || spent < enoughMs); ++round) {
        const auto start = Clock::now();
        work();
        const double ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
        quickest = std::min(quickest, ms);
        spent += ms;
    }
    return quickest;
}

/// What the lossless stage makes of a payload and back: bytes, and its time on top of the codec's.
void addLosslessStage(std::vector<TensorValue> &payload, int level, TensorReading &reading)
{
    reading.bytesAfter = 0;
    for (auto &part : payload) {
        std::vector<std::uint8_t> packed;
        *reading.encodeMs += quickestMs([&] { packed = zstdCompress(*part.data, level); });
        std::vector<std::uint8_t> unpacked;
        *reading.decodeMs +=
            quickestMs([&] { unpacked = zstdDecompress(packed.data(), packed.size(), part.data->size()); });
        reading.bytesAfter += static_cast<std::int64_t>(packed.size());
        part.data = std::make_shared<const std::vector<std::uint8_t>>(std::move(unpacked));
    }
}

void addErrors(const TensorValue &before, const TensorValue &after, TensorReading &reading)
{
    TaskSpec tensor;
    tensor.kind = TaskKind::Tensor;
    for (const auto &figure : agreementOf(tensor, after, before)) {
        if (figure.metric == "relative_error")
            reading.relativeError = figure.value;
        else if (figure.metric == "psnr_db")
            reading.psnrDb =
                figure.value >= ValuesMeter::equalPsnrDb ? std::numeric_limits<double>::infinity() : figure.value;
    }
}

TensorPicture pictureOf(const TensorValue &value, std::optional<std::pair<float, float>> ends = {})
{
    const auto made = activationPicture(value, largestSide, ends);
    if (!made)
        return {};
    return {std::make_shared<const Picture>(made->picture), made->low, made->high, made->averaged};
}

void addPictures(const TensorValue &before, const TensorValue &after, TensorReading &reading)
{
    reading.before = pictureOf(before);
    if (reading.before.picture)
        reading.after = pictureOf(after, std::pair(reading.before.low, reading.before.high));
}

} // namespace

CutTrial::CutTrial(std::shared_ptr<const Model> model, const Cut &cut)
    : m_model(std::move(model))
    , m_cut(cut)
    , m_tensors(crossingTensorsOf(m_model->graph(), cut))
    , m_inputs(m_model)
    , m_head(Executable::build(m_model, cut, Piece::Head, ExecutionMode::Reference))
{
    if (!cut.isDevice())
        m_tail = Executable::build(m_model, cut, Piece::Tail, ExecutionMode::Reference);
    m_coders.resize(m_tensors.size());
}

void CutTrial::setCodec(const CodecChoice &choice)
{
    fitCodec(m_model->graph(), m_model->metadata(), m_cut, choice.codec, choice.constants.get());
    m_choice = choice;
    std::vector<std::optional<TensorCoder>> fresh(m_tensors.size());
    m_coders.swap(fresh);
}

/// The coder for a tensor that lies as `info` says; null where the tensor crosses as it is.
const TensorCoder *CutTrial::coderOf(std::size_t tensor, const TensorInfo &info)
{
    const auto &name = m_tensors[tensor].name;
    const auto &codec = m_choice.codec.of(name);
    if (codec.kind == TensorCodec::Kind::None)
        return nullptr;
    auto &coder = m_coders[tensor];
    if (!coder || !(coder->tensor() == info)) {
        TensorConstants constants;
        if (m_choice.constants && m_choice.constants->tensors.contains(name))
            constants = m_choice.constants->tensors.at(name);
        coder.emplace(info, codec, constants);
    }
    return &*coder;
}

std::vector<TensorValue> CutTrial::answersOf(
    const std::vector<std::pair<int, TensorValue>> &headTasks, const std::vector<TensorValue> &crossing) const
{
    std::vector<TensorValue> answers(m_model->metadata().tasks.size());
    for (const auto &[task, answer] : headTasks)
        answers.at(static_cast<std::size_t>(task)) = answer;
    if (m_tail) {
        for (auto &[task, answer] : m_tail->run(crossing, OutputForm::Returned).tasks)
            answers.at(static_cast<std::size_t>(task)) = std::move(answer);
    }
    return answers;
}

const CutTrial::Uncoded &CutTrial::uncoded(const CodecFrame &frame)
{
    if (const auto known = m_frames.find(frame.id); known != m_frames.end())
        return known->second;
    auto head = m_head->run(m_inputs.of(*frame.picture), OutputForm::Returned);
    auto whole = answersOf(head.tasks, head.crossing);
    return m_frames.emplace(frame.id, Uncoded{std::move(head.crossing), std::move(head.tasks), std::move(whole)})
        .first->second;
}

TensorValue CutTrial::throughCoder(std::size_t tensor, const TensorValue &value, TensorReading &reading)
{
    const auto *coder = coderOf(tensor, value.info);
    std::vector<TensorValue> payload{value};
    reading.encodeMs = 0.0;
    reading.decodeMs = 0.0;
    if (coder != nullptr)
        reading.encodeMs = quickestMs([&] { payload = coder->encode(value); });
    reading.bytesAfter = 0;
    for (const auto &part : payload)
        reading.bytesAfter += part.info.bytes();
    if (const auto level = reading.codec.zstdLevel)
        addLosslessStage(payload, *level, reading);
    auto decoded = payload.front();
    if (coder != nullptr)
        reading.decodeMs = *reading.decodeMs + quickestMs([&] { decoded = coder->decode(payload); });
    return decoded;
}

std::vector<TensorValue> CutTrial::throughCodec(const Uncoded &frame, std::vector<TensorReading> &readings)
{
    std::vector<TensorValue> decoded;
    for (std::size_t i = 0; i < m_tensors.size(); ++i) {
        const auto &value = frame.crossing[i];
        auto &reading = readings.emplace_back();
        reading.tensor = m_tensors[i].name;
        reading.info = value.info;
        reading.codec = m_choice.codec.of(reading.tensor);
        reading.bytesBefore = value.info.bytes();
        decoded.push_back(throughCoder(i, value, reading));
        addErrors(value, decoded.back(), reading);
    }
    return decoded;
}

/// Which of the crossing tensors a picture becomes.
std::size_t CutTrial::pictureTensor() const
{
    const auto name = m_model->graph().tensorName({TensorRef::input, *pictureInput(m_model->metadata())});
    const auto found = std::find_if(
        m_tensors.begin(), m_tensors.end(), [&](const CrossingTensor &tensor) { return tensor.name == name; });
    return static_cast<std::size_t>(found - m_tensors.begin());
}

/// The picture sent whole: what the edge makes of it.
std::vector<TensorValue> CutTrial::throughPicture(const Picture &picture, std::vector<TensorReading> &readings) const
{
    const auto &codec = *m_choice.codec.picture;
    const auto &spec = m_model->metadata().inputs.at(static_cast<std::size_t>(*pictureInput(m_model->metadata())));
    const auto height = static_cast<int>(spec.info.shape.at(2));
    const auto width = static_cast<int>(spec.info.shape.at(3));
    std::vector<std::uint8_t> bytes;
    Picture arrived;
    auto &reading = readings.emplace_back();
    const auto place = pictureTensor();
    reading.tensor = m_tensors.at(place).name;
    reading.info = m_tensors.at(place).info;
    reading.bytesBefore = reading.info.bytes();
    reading.encodeMs = quickestMs([&] { bytes = encodePicture(picture, width, height, codec); });
    reading.decodeMs = quickestMs([&] { arrived = decodePicture(bytes.data(), bytes.size(), width, height, codec); });
    reading.bytesAfter = static_cast<std::int64_t>(bytes.size());
    return m_head->run(m_inputs.of(arrived), OutputForm::Returned).crossing;
}

CutTrial::FrameReading CutTrial::read(const CodecFrame &frame, bool pictures)
{
    const auto &known = uncoded(frame);
    FrameReading reading;
    std::vector<TensorValue> decoded;
    if (m_choice.codec.picture) {
        decoded = throughPicture(*frame.picture, reading.tensors);
        const auto place = pictureTensor();
        addErrors(known.crossing.at(place), decoded.at(place), reading.tensors.front());
        if (pictures)
            addPictures(known.crossing.at(place), decoded.at(place), reading.tensors.front());
    } else {
        decoded = throughCodec(known, reading.tensors);
        for (std::size_t i = 0; i < reading.tensors.size() && pictures; ++i)
            addPictures(known.crossing[i], decoded[i], reading.tensors[i]);
    }
    const auto answers = answersOf(known.headTasks, decoded);
    const auto &tasks = m_model->metadata().tasks;
    for (std::size_t i = 0; i < tasks.size(); ++i)
        reading.tasks.push_back({tasks[i].name, agreementOf(tasks[i], answers[i], known.whole[i])});
    return reading;
}

void CutTrial::keepOnly(const std::vector<CodecFrame> &frames)
{
    std::erase_if(m_frames, [&](const auto &entry) {
        return std::none_of(
            frames.begin(), frames.end(), [&](const CodecFrame &frame) { return frame.id == entry.first; });
    });
}

std::size_t CutTrial::framesThatFit() const
{
    std::int64_t bytes = 1;
    for (const auto &tensor : m_tensors)
        bytes += tensor.info.bytes();
    return static_cast<std::size_t>(std::max<std::int64_t>(1, roomBytes / bytes));
}

} // namespace splitscope
