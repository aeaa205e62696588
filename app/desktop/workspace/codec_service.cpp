// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/codec_service.h"

#include "core/graph/codec_fit.h"

#include <QLocale>

#include <utility>

namespace splitscope {

namespace {

Codec withoutDigest(Codec codec)
{
    codec.constants.clear();
    return codec;
}

} // namespace

CodecService::CodecService(QObject *parent)
    : QObject(parent)
    , m_worker(std::make_unique<CodecWorker>([this](CodecWorker::Answer answer) {
        QMetaObject::invokeMethod(
            this, [this, answer = std::move(answer)] { take(answer); }, Qt::QueuedConnection);
    }))
{
    m_calibrator.setMaxThreadCount(1);
    m_resolver.setMaxThreadCount(1);
    m_errorFinder.setMaxThreadCount(1);
}

CodecService::~CodecService()
{
    m_calibrations.next();
    m_generation.next();
    m_calibrator.waitForDone();
    m_resolver.waitForDone();
    m_errorFinder.waitForDone();
}

bool CodecService::isSet() const { return withoutDigest(m_choice.codec) == m_wish; }

CodecChoice CodecService::choiceFor(const Cut &cut) const
{
    const bool wished = m_model && (isSet() || m_knowledge.covers(m_wish, m_model->graph(), cut));
    return choiceFor(cut, wished ? m_wish : withoutDigest(m_choice.codec));
}

CodecChoice CodecService::choiceFor(const Cut &cut, const Codec &codec) const
{
    if (!m_model)
        return {};
    try {
        return m_knowledge.resolve(codec, m_model->graph(), cut);
    } catch (const Failure &) { // more components than a tensor there has channels
        return carriedTo(m_choice, m_model->graph(), cut);
    }
}

void CodecService::setModel(std::shared_ptr<const Model> model, const Cut &cut, const CodecChoice &choice)
{
    cancelCalibration();
    m_model = std::move(model);
    m_cut = cut;
    m_wish = withoutDigest(choice.codec);
    m_choice = choice;
    m_knowledge = {};
    m_knowledge.setGiven(choice.constants);
    m_worker->clearFrames();
    m_newest = {};
    setCut(cut);
    Q_EMIT wishChanged(m_wish);
}

void CodecService::setCut(const Cut &cut)
{
    if (!m_model)
        return;
    m_cut = cut;
    m_subject = {
        crossingTensorsOf(m_model->graph(), cut), cut.isEdge() && pictureInput(m_model->metadata()).has_value()};
    m_choice = choiceFor(cut);
    m_generation.next();
    Q_EMIT subjectChanged();
    showNothingYet();
    tryOut();
}

void CodecService::setChoice(const CodecChoice &choice)
{
    if (choice == m_choice || !m_model)
        return;
    m_choice = choice;
    m_wish = withoutDigest(choice.codec);
    if (choice.constants)
        m_knowledge.setGiven(choice.constants);
    m_generation.next();
    Q_EMIT wishChanged(m_wish);
    tryOut();
}

void CodecService::request(const Codec &wish)
{
    if (!m_model || withoutDigest(wish) == m_wish)
        return;
    m_wish = withoutDigest(wish);
    m_generation.next();
    resolve();
}

/// Makes a choice of the wish, if all is known for it.
void CodecService::resolve()
{
    if (!coversWish())
        return tryOut();
    const auto generation = m_generation.number();
    const auto make = [this, generation, model = m_model, knowledge = m_knowledge, wish = m_wish,
                          cut = m_cut]() -> std::function<void()> {
        try {
            const auto choice = knowledge.resolve(wish, model->graph(), cut);
            fitCodec(model->graph(), model->metadata(), cut, wish, choice.constants.get()); // says why not
            return [this, generation, choice] { takeResolved(generation, choice); };
        } catch (const Failure &failure) {
            return [this, error = failure.error()] { refuse(error); };
        }
    };
    if (tensorsToCalibrate(m_wish, m_model->graph(), m_cut).empty())
        return make()();
    // Components of a wide tensor are megabytes to copy and to hash.
    m_resolver.start([this, generation, make] {
        if (m_generation.is(generation))
            m_generation.post(generation, make());
    });
}

/// What was set stays.
void CodecService::refuse(const Error &error)
{
    m_wish = withoutDigest(m_choice.codec);
    m_generation.next();
    Q_EMIT wishChanged(m_wish);
    tryOut();
    Q_EMIT problem(error);
}

void CodecService::takeResolved(std::uint64_t generation, const CodecChoice &choice)
{
    if (!m_generation.is(generation))
        return;
    m_choice = choice;
    tryOut();
    Q_EMIT resolved(choice);
}

bool CodecService::coversWish() const { return m_knowledge.covers(m_wish, m_model->graph(), m_cut); }

/// Lets the worker try the wish, where there is something to try and somebody to see it.
void CodecService::tryOut()
{
    showCalibration();
    findLayerErrors();
    if (!m_watched || !isSet() || m_subject.tensors.empty())
        return m_worker->ask(std::nullopt);
    const bool follows = !(m_wish == Codec()); // as it is, every frame says the same
    m_worker->ask(CodecWorker::Request{m_generation.number(), m_model, m_cut, m_choice, follows});
}

/// What was read at another cut says nothing of this one.
void CodecService::showNothingYet()
{
    m_reading.reset();
    if (m_newest.picture) {
        CodecReading blank;
        blank.codec.named[{}] = {}; // equals no codec that anybody set
        m_reading = std::make_shared<const CodecReading>(std::move(blank));
    }
    Q_EMIT readingReady(m_reading);
}

void CodecService::take(CodecWorker::Answer answer)
{
    if (!m_generation.is(answer.generation))
        return;
    if (const auto *error = std::get_if<Error>(&answer.what)) {
        Q_EMIT problem(*error);
        return;
    }
    auto reading = std::get<CodecReading>(std::move(answer.what));
    reading.codec = m_wish;
    for (auto &tensor : reading.tensors)
        tensor.spectrum = m_knowledge.spectrumOf(tensor.tensor);
    reading.source = frameText(answer.newestFrame);
    reading.agreementSource = answer.frames == 1
        ? reading.source
        : tr("the last %1 frames of %2").arg(QLocale().toString(answer.frames), m_source).toStdString();
    m_reading = std::make_shared<const CodecReading>(std::move(reading));
    Q_EMIT readingReady(m_reading);
}

std::string CodecService::frameText(std::uint64_t number) const
{
    return tr("frame %1 of %2").arg(QLocale().toString(static_cast<qulonglong>(number)), m_source).toStdString();
}

void CodecService::setLayerErrorsWanted(bool wanted)
{
    m_layerErrorsWanted = wanted;
    if (m_model)
        findLayerErrors();
}

/// Once for each wish, on the frame that is the newest then. Before they are wanted it says only that they can be had.
void CodecService::findLayerErrors()
{
    const bool possible =
        !m_wish.picture && !m_wish.rest.needsCalibration() && m_wish.rest.kind != TensorCodec::Kind::None;
    const auto stage = !possible                  ? ErrorStage::Impossible
        : m_layerErrorsWanted && m_newest.picture ? ErrorStage::Asked
                                                  : ErrorStage::Possible;
    const std::pair state(m_generation.number(), stage);
    if (std::exchange(m_layerErrorState, state) == state)
        return;
    if (stage == ErrorStage::Impossible)
        return Q_EMIT layerErrorsReady(nullptr);
    if (stage == ErrorStage::Possible) {
        LayerCodecFigures unknown{
            m_wish.rest.text(), tr("worked out on the next frame once it is shown").toStdString(), {}};
        unknown.values.resize(static_cast<std::size_t>(m_model->graph().size()));
        return Q_EMIT layerErrorsReady(std::make_shared<const LayerCodecFigures>(std::move(unknown)));
    }
    m_errorFinder.start([this, generation = m_generation.number(), model = m_model, codec = m_wish.rest,
                            frame = m_newest, source = frameText(m_newest.number)] {
        const auto goOn = [&] { return m_generation.is(generation); };
        if (!goOn())
            return;
        try {
            if (m_layerErrorsModel != model)
                m_layerErrors = std::make_shared<LayerErrors>(model);
            m_layerErrorsModel = model;
            LayerCodecFigures figures{codec.text(), source, m_layerErrors->of(codec, *frame.picture, goOn)};
            if (figures.values.empty())
                return;
            m_generation.post(generation, [this, made = std::make_shared<const LayerCodecFigures>(std::move(figures))] {
                Q_EMIT layerErrorsReady(made);
            });
        } catch (const Failure &failure) {
            m_generation.post(generation, [this, error = failure.error()] { Q_EMIT problem(error); });
        }
    });
}

void CodecService::setSource(const QString &source)
{
    if (source == m_source)
        return;
    m_source = source;
    if (m_collecting)
        cancelCalibration();
    m_worker->clearFrames();
    m_newest = {};
    showNothingYet();
    showCalibration();
}

void CodecService::submit(const std::shared_ptr<const Picture> &picture, std::uint64_t number)
{
    if (!m_model || !picture)
        return;
    if (m_watched)
        m_worker->submit(picture, number);
    if (m_collecting)
        collect(picture);
    m_newest = {0, number, picture};
    if (!m_reading)
        showNothingYet();
    findLayerErrors();
}

void CodecService::setWatched(bool watched)
{
    if (watched == m_watched)
        return;
    m_watched = watched;
    if (watched && m_newest.picture)
        m_worker->submit(m_newest.picture, m_newest.number); // a camera that is held sends no other
    if (m_model)
        tryOut();
}

} // namespace splitscope
