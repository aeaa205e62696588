// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codec/codec_panel.h"

#include "core/graph/codec_payload.h"
#include "widgets/charts/spectrum_chart.h"
#include "widgets/codec/before_after.h"
#include "widgets/codec/calibration_bar.h"
#include "widgets/codec/codec_editor.h"
#include "widgets/codec/codec_readout.h"
#include "widgets/codec/codec_words.h"
#include "widgets/codec/crossing_list.h"
#include "widgets/number_text.h"
#include "widgets/panels/elided_label.h"
#include "widgets/panels/fold_section.h"
#include "widgets/panels/scroll_column.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace splitscope {

namespace {

/// Without constants: what a hand chose.
Codec chosenPart(Codec codec)
{
    codec.constants.clear();
    return codec;
}

int channels(const CrossingTensor &tensor) { return static_cast<int>(channelsOf(tensor.info.shape)); }

QString nameOf(const CrossingTensor &tensor)
{
    return CodecPanel::tr("%1, %2").arg(QString::fromStdString(tensor.name), shortShape(tensor.info.shape));
}

} // namespace

CodecPanel::CodecPanel(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("codecPanel"));
    auto *inside = new QWidget;
    auto *column = new QVBoxLayout(inside);
    column->setContentsMargins(8, 8, 8, 8);
    m_state = new QLabel(inside);
    m_state->setObjectName(QStringLiteral("codecState"));
    m_state->setWordWrap(true);
    m_state->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_state->setForegroundRole(QPalette::PlaceholderText);
    m_parts = new QWidget(inside);
    m_column = new QVBoxLayout(m_parts);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(12);
    column->addWidget(m_state);
    column->addWidget(m_parts);
    column->addStretch();
    makeParts();
    makeFolds();
    auto *area = new ScrollColumn(inside, this);
    area->setObjectName(QStringLiteral("codecScroll"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(area);
    showWarningColours();
    refresh();
}

void CodecPanel::makeParts()
{
    m_tensorName = new ElidedLabel(m_parts);
    m_tensorName->setObjectName(QStringLiteral("codecTensor"));
    m_list = new CrossingList(m_parts);
    m_editor = new CodecEditor(m_parts);
    m_refusal = new QLabel(m_parts);
    m_refusal->setObjectName(QStringLiteral("codecRefusal"));
    m_refusal->setWordWrap(true);
    m_refusal->setTextFormat(Qt::PlainText);
    m_refusal->setMargin(4);
    m_refusal->setAutoFillBackground(true);
    m_refusal->hide();
    m_calibration = new CalibrationBar(m_parts);
    m_readout = new CodecReadout(m_parts);
    for (QWidget *one :
        std::initializer_list<QWidget *>{m_tensorName, m_list, m_editor, m_refusal, m_calibration, m_readout})
        m_column->addWidget(one);
    connect(m_list, &CrossingList::checkedChanged, this, &CodecPanel::refresh);
    connect(m_list, &CrossingList::currentChanged, this, [this] {
        refresh();
        Q_EMIT shownTensorChanged();
    });
    connect(m_editor, &CodecEditor::codecEdited, this, &CodecPanel::takeTensorCodec);
    connect(m_editor, &CodecEditor::pictureEdited, this, [this](const PictureCodec &picture) {
        auto codec = m_codec;
        codec.picture = picture;
        say(codec);
    });
    connect(m_calibration, &CalibrationBar::calibrationWanted, this, &CodecPanel::calibrationWanted);
    connect(m_calibration, &CalibrationBar::calibrationCancelled, this, &CodecPanel::calibrationCancelled);
}

void CodecPanel::makeFolds()
{
    m_spectrum = new SpectrumChart;
    m_spectrumSection = new FoldSection(tr("Spectrum"), QStringLiteral("spectrumSection"), m_spectrum, m_parts);
    m_pictures = new BeforeAfter;
    m_pictureSection = new FoldSection(tr("Before and after"), QStringLiteral("pictureSection"), m_pictures, m_parts);
    m_column->addWidget(m_spectrumSection);
    m_column->addWidget(m_pictureSection);
    connect(m_spectrum, &SpectrumChart::componentsRequested, this, &CodecPanel::takeComponents);
}

void CodecPanel::setSubject(const std::optional<CodecSubject> &subject)
{
    if (subject == m_subject)
        return;
    m_subject = subject;
    m_list->setTensors(subject ? subject->tensors : std::vector<CrossingTensor>());
    refresh();
}

void CodecPanel::setCodec(const Codec &codec)
{
    if (codec == m_codec)
        return;
    m_codec = codec;
    refresh();
}

void CodecPanel::setReading(std::shared_ptr<const CodecReading> reading)
{
    m_reading = std::move(reading);
    if (!m_subject || m_subject->tensors.empty())
        return;
    showRows(); // not the choice: a number may just be typed there
    showReading();
}

void CodecPanel::setCalibration(const CalibrationStatus &status) { m_calibration->setStatus(status); }

void CodecPanel::setRefusal(const QString &sentence)
{
    m_refusal->setText(sentence.isEmpty() ? sentence : QStringLiteral("\u25b2 ") + sentence);
    m_refusal->setVisible(!sentence.isEmpty());
}

std::string CodecPanel::shownTensor() const
{
    const int shown = m_list->current();
    return shown < 0 ? std::string() : m_subject->tensors[static_cast<std::size_t>(shown)].name;
}

TensorCodec CodecPanel::effective(const CrossingTensor &tensor) const
{
    auto codec = m_codec.of(tensor.name);
    if (codec.kind == TensorCodec::Kind::Pca)
        codec.components = std::min(codec.components, channels(tensor));
    return codec;
}

bool CodecPanel::isCurrent() const { return m_reading && chosenPart(m_reading->codec) == chosenPart(m_codec); }

/// Measured where the reading is of this codec, else from the shape.
std::int64_t CodecPanel::bytesOf(const CrossingTensor &tensor) const
{
    const auto *measured = isCurrent() ? m_reading->of(tensor.name) : nullptr;
    return measured != nullptr ? measured->bytesAfter : payloadBytes(tensor.info, effective(tensor));
}

/// Sets the codec of all checked tensors: as the rest where these are all, else by name, none more often than needed.
void CodecPanel::takeTensorCodec(const TensorCodec &wanted)
{
    const auto checked = m_list->checked();
    Codec codec;
    codec.rest = checked.size() == m_subject->tensors.size() ? wanted : m_codec.rest;
    for (std::size_t i = 0; i < m_subject->tensors.size(); ++i) {
        const auto &tensor = m_subject->tensors[i];
        const bool chosen = std::find(checked.begin(), checked.end(), static_cast<int>(i)) != checked.end();
        auto own = chosen ? wanted : m_codec.of(tensor.name);
        if (chosen && own.kind == TensorCodec::Kind::Pca)
            own.components = std::min(own.components, channels(tensor));
        if (own != codec.rest)
            codec.named[tensor.name] = own;
    }
    say(codec);
}

void CodecPanel::takeComponents(int components)
{
    const auto shown = m_list->current();
    if (shown < 0)
        return;
    auto codec = m_codec.of(shownTensor());
    codec.kind = TensorCodec::Kind::Pca;
    codec.perTensor = codec.fixedRange = false;
    codec.components = components;
    takeTensorCodec(codec);
}

void CodecPanel::say(Codec codec)
{
    codec.constants.clear();
    if (codec == m_codec)
        return;
    m_codec = std::move(codec);
    refresh();
    Q_EMIT codecChanged(m_codec);
}

void CodecPanel::refresh()
{
    const bool crosses = m_subject && !m_subject->tensors.empty();
    m_state->setVisible(!crosses);
    m_parts->setVisible(crosses);
    if (!crosses) {
        m_state->setText(m_subject
                ? tr("Nothing crosses: the device runs the whole model. Move the cut to send something.")
                : tr("Open a model to choose what happens to what crosses its cut."));
        return;
    }
    const bool several = m_subject->tensors.size() > 1;
    m_list->setVisible(several && !m_codec.picture);
    m_tensorName->setVisible(!several);
    m_tensorName->setText(nameOf(m_subject->tensors.front()));
    showChoice();
    showRows();
    showReading();
}

void CodecPanel::showChoice()
{
    CodecEditor::Scope scope;
    scope.picture = m_subject->picture;
    const auto checked = m_list->checked();
    bool mixed = false;
    const auto &first = m_subject->tensors[static_cast<std::size_t>(checked.front())];
    auto shown = effective(first);
    for (const int index : checked) {
        const auto &tensor = m_subject->tensors[static_cast<std::size_t>(index)];
        auto own = effective(tensor);
        if (isCoded(tensor.info))
            scope.channels = std::max(scope.channels, channels(tensor));
        // Fewer channels hold fewer components, which is no other choice.
        const int most = std::max(own.components, shown.components);
        if (own.components == std::min(most, channels(tensor)) && shown.components == std::min(most, channels(first)))
            shown.components = own.components = most;
        mixed |= own != shown;
    }
    m_editor->setScope(scope);
    if (m_codec.picture)
        m_editor->setPicture(*m_codec.picture);
    else
        m_editor->setCodec(shown, mixed);
}

void CodecPanel::showRows()
{
    for (std::size_t i = 0; i < m_subject->tensors.size(); ++i) {
        const auto &tensor = m_subject->tensors[i];
        m_list->setWords(static_cast<int>(i), tensorCodecWords(effective(tensor)), bytesText(bytesOf(tensor)));
    }
}

void CodecPanel::showReading()
{
    const bool current = isCurrent();
    CodecReadout::Sent sent;
    sent.measured = current;
    for (const auto &tensor : m_subject->tensors) {
        sent.before += tensor.info.bytes();
        sent.after += bytesOf(tensor);
        sent.beforePacking |= !current && effective(tensor).zstdLevel.has_value();
    }
    if (m_codec.picture) { // what it takes is known when one was packed
        sent.after = current ? m_reading->bytesAfter() : -1;
        sent.beforePacking = false;
    }
    m_readout->setSent(sent);
    const auto *tensor = m_reading ? m_reading->of(shownTensor()) : nullptr;
    m_readout->setReading(m_reading.get(), tensor, current);
    m_pictures->setReading(tensor);
    const bool coded =
        !m_codec.picture && isCoded(m_subject->tensors[static_cast<std::size_t>(m_list->current())].info);
    m_spectrumSection->setVisible(coded);
    m_spectrum->setSpectrum(tensor != nullptr ? tensor->spectrum : nullptr);
    const auto own = m_codec.of(shownTensor());
    m_spectrum->setChosen(own.kind == TensorCodec::Kind::Pca ? own.components : 0);
    m_spectrumSection->setSummary(m_spectrum->words());
}

QString CodecPanel::summary() const
{
    if (!m_subject)
        return {};
    if (m_subject->tensors.empty())
        return tr("nothing crosses");
    if (m_codec.picture)
        return pictureCodecWords(*m_codec.picture);
    std::int64_t before = 0, after = 0;
    for (const auto &tensor : m_subject->tensors) {
        before += tensor.info.bytes();
        after += bytesOf(tensor);
    }
    const auto words = m_codec.named.empty() ? tensorCodecWords(m_codec.rest) : tr("several codecs");
    return tr("%1, %2").arg(words, sentText(after, before));
}

QSize CodecPanel::sizeHint() const { return {300, 560}; }

void CodecPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_refusal != nullptr)
        showWarningColours();
}

void CodecPanel::showWarningColours()
{
    const auto theme = Theme::fromPalette(palette());
    auto colours = m_refusal->palette();
    if (colours.color(QPalette::Window) == theme.warningCard)
        return;
    colours.setColor(QPalette::Window, theme.warningCard);
    colours.setColor(QPalette::WindowText, theme.text);
    m_refusal->setPalette(colours);
}

} // namespace splitscope
