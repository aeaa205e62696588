// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/codec_knowledge.h"
#include "app/desktop/workspace/codec_worker.h"
#include "app/desktop/workspace/layer_errors.h"
#include "app/desktop/workspace/newest_wish.h"
#include "core/graph/error.h"
#include "core/graph/layer_figures.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QThreadPool>

#include <utility>

namespace splitscope {

/// What the window knows of codecs: which one a hand wishes, what calibration learned of the model, and what the wish
/// does to the newest frames. Everything slow happens beside the GUI thread; the newest wish wins.
///
/// A wish becomes a choice (`resolved`) as soon as all that it needs to know is known; until then the codec that was
/// set stays, and `calibration` says that one is wanted.
class CodecService : public QObject {
    Q_OBJECT

public:
    explicit CodecService(QObject *parent = nullptr);
    ~CodecService() override;

    /// Without digest.
    const Codec &wish() const { return m_wish; }
    const CodecSubject &subject() const { return m_subject; }
    const CalibrationStatus &calibration() const { return m_calibration; }
    /// The newest; null: nothing is known of this subject.
    std::shared_ptr<const CodecReading> reading() const { return m_reading; }
    /// True if the reading answers the wish with all its frames.
    bool isCurrent() const { return m_reading && m_generation.is(m_reading->generation); }
    /// What of a codec can be used at a cut, with the constants that are known.
    CodecChoice choiceFor(const Cut &cut, const Codec &codec) const;
    /// What a change of the cut sets: the wish, where it was set or can be there; else what was set.
    CodecChoice choiceFor(const Cut &cut) const;

public Q_SLOTS:
    /// A model that is now open, with what is set. Forgets what belonged to the one before.
    void setModel(std::shared_ptr<const splitscope::Model> model, const splitscope::Cut &cut,
        const splitscope::CodecChoice &choice);
    void setCut(const splitscope::Cut &cut);
    /// What is set now; where it is not what was resolved last, it is the wish too.
    void setChoice(const splitscope::CodecChoice &choice);
    /// A hand wishes this.
    void request(const splitscope::Codec &wish);
    /// Where frames come from, for words and calibration.
    void setSource(const QString &source);
    void submit(const std::shared_ptr<const splitscope::Picture> &picture, std::uint64_t number);
    /// Readings are worked out only while somebody looks.
    void setWatched(bool watched);
    /// Whether the error of the wish at each layer is wanted: `layerErrorsReady` follows, and again with every wish.
    void setLayerErrorsWanted(bool wanted);

    /// Learns what crosses, on frames of the source (of a camera on those that come); `calibrationChanged` follows, and
    /// the wish is resolved.
    void calibrate();
    void cancelCalibration();

Q_SIGNALS:
    void subjectChanged();
    void wishChanged(const splitscope::Codec &wish);
    void readingReady(std::shared_ptr<const splitscope::CodecReading> reading);
    void calibrationChanged(const splitscope::CalibrationStatus &status);
    /// Of the cut after each layer, on the newest frame; null: not known of this wish.
    void layerErrorsReady(std::shared_ptr<const splitscope::LayerCodecFigures> errors);
    void resolved(const splitscope::CodecChoice &choice);
    /// Why the wish cannot be tried or calibrated; the last reading stays.
    void problem(const splitscope::Error &error);

private:
    void take(CodecWorker::Answer answer);
    void collect(const std::shared_ptr<const Picture> &picture);
    void startCalibration(std::uint64_t number, const std::function<Calibration()> &make);
    void takeCalibration(const std::shared_ptr<const Calibration> &calibration);
    void resolve();
    void refuse(const Error &error);
    void takeResolved(std::uint64_t generation, const CodecChoice &choice);
    void tryOut();
    void findLayerErrors();
    bool isSet() const;
    std::string frameText(std::uint64_t number) const;
    void showNothingYet();
    void showCalibration();
    bool coversWish() const;

    std::shared_ptr<const Model> m_model;
    Cut m_cut;
    Codec m_wish;
    CodecChoice m_choice; ///< that was resolved last
    CodecKnowledge m_knowledge;
    CodecSubject m_subject;
    QString m_source;
    bool m_watched = false;
    bool m_layerErrorsWanted = false;
    std::shared_ptr<LayerErrors> m_layerErrors; ///< of the model; of the pool's thread
    std::shared_ptr<const Model> m_layerErrorsModel;
    enum class ErrorStage { Impossible, Possible, Asked };
    std::pair<std::uint64_t, ErrorStage> m_layerErrorState{0, ErrorStage::Impossible}; ///< of which generation
    CodecFrame m_newest;
    std::shared_ptr<const CodecReading> m_reading;
    CalibrationStatus m_calibration;
    bool m_calibrating = false;
    int m_calibrated = 0;      ///< frames of the running calibration so far
    bool m_collecting = false; ///< a camera's frames for it, in m_collected
    std::vector<std::shared_ptr<const Picture>> m_collected;
    QElapsedTimer m_sinceCollected;

    NewestWish m_generation{*this};   ///< of what is tried
    NewestWish m_calibrations{*this}; ///< one that is not the newest is cancelled
    QThreadPool m_calibrator;
    QThreadPool m_resolver;
    QThreadPool m_errorFinder;
    std::unique_ptr<CodecWorker> m_worker; // last: its thread tells the others
};

} // namespace splitscope
