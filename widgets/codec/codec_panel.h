// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_reading.h"

#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QVBoxLayout;

namespace splitscope {

class BeforeAfter;
class CalibrationBar;
class CodecEditor;
class CodecReadout;
class CrossingList;
class FoldSection;
class SpectrumChart;

/// What happens to what crosses the cut, and what that does: codec and its numbers, bytes, error, agreement of each
/// task, the spectrum, and the activation before and after. Bytes follow the hand at once, from shapes; all else when a
/// reading of the codec that is set comes.
///
/// A codec that is said holds no digest of constants, and names only tensors that cross and differ from the rest:
/// who has constants for it adds them.
class CodecPanel : public QWidget {
    Q_OBJECT

public:
    explicit CodecPanel(QWidget *parent = nullptr);

    /// These show; they say nothing. Nothing as subject: no model is open.
    void setSubject(const std::optional<CodecSubject> &subject);
    void setCodec(const Codec &codec);
    void setReading(std::shared_ptr<const CodecReading> reading); ///< null: no frame yet
    void setCalibration(const CalibrationStatus &status);
    /// Why this codec does not run, in words; empty: it does.
    void setRefusal(const QString &sentence);

    const Codec &codec() const { return m_codec; }
    /// The tensor that error, spectrum and pictures are of; empty where nothing crosses.
    std::string shownTensor() const;
    QString summary() const; ///< "4 bits, 9.22 kB of 36.9 kB (25.0 %)"

    QSize sizeHint() const override;

Q_SIGNALS:
    /// A hand asks for this, also while a slider moves.
    void codecChanged(const splitscope::Codec &codec);
    void calibrationWanted();
    void calibrationCancelled();
    void shownTensorChanged();

protected:
    void changeEvent(QEvent *event) override;

private:
    void makeParts();
    void makeFolds();
    void takeTensorCodec(const TensorCodec &codec);
    void takeComponents(int components);
    void say(Codec codec);
    void refresh();
    void showChoice();
    void showReading();
    void showRows();
    void showWarningColours();
    bool isCurrent() const;
    std::int64_t bytesOf(const CrossingTensor &tensor) const;
    TensorCodec effective(const CrossingTensor &tensor) const;

    std::optional<CodecSubject> m_subject;
    Codec m_codec;
    std::shared_ptr<const CodecReading> m_reading;
    QVBoxLayout *m_column = nullptr; // parts and children of the panel
    QLabel *m_state = nullptr;
    QWidget *m_parts = nullptr;
    QLabel *m_tensorName = nullptr;
    CrossingList *m_list = nullptr;
    CodecEditor *m_editor = nullptr;
    QLabel *m_refusal = nullptr;
    CalibrationBar *m_calibration = nullptr;
    CodecReadout *m_readout = nullptr;
    SpectrumChart *m_spectrum = nullptr;
    BeforeAfter *m_pictures = nullptr;
    FoldSection *m_spectrumSection = nullptr;
    FoldSection *m_pictureSection = nullptr;
};

} // namespace splitscope
