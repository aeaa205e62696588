// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codec/codec_editor.h"

#include "widgets/help/term_hover.h"
#include "widgets/panels/quantity_text.h"
#include "widgets/panels/value_slider.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <vector>

namespace splitscope {

namespace {

constexpr int mostBits = 16;
constexpr int usualBits = 8;
constexpr int usualQuality = 90;
constexpr int mostLevel = 19;
constexpr int pictureKinds = 100; ///< entries of pictures are numbered from here

int usualComponents(int channels) { return std::max(1, channels / 4); }

bool usesBits(TensorCodec::Kind kind) { return kind == TensorCodec::Kind::Bits || kind == TensorCodec::Kind::Pca; }

QString plainNumber(double value) { return QLocale().toString(value, 'f', 0); }

bool wholeFromText(const QString &text, const std::vector<TypedUnit> &units, double &value)
{
    double read = 0.0;
    if (!quantityFromText(text, units, read))
        return false;
    value = std::round(read);
    return value >= 1.0;
}

ValueSlider::Words wordsOf(const QString &name, const QString &unit, const QString &example)
{
    return {name, plainNumber,
        [unit](const QString &text, double &value) {
            return wholeFromText(text, {{{}, 1.0}, {unit, 1.0}}, value);
        },
        example};
}

} // namespace

CodecEditor::CodecEditor(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("codecEditor"));
    makeBoxes();
    makeSliders();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    for (QWidget *one : std::initializer_list<QWidget *>{
             m_kind, m_mixedNote, m_components, m_bits, m_quality, m_perTensor, m_fixedRange, m_zstd, m_level})
        layout->addWidget(one);
    fillKinds();
    showCodec();
}

void CodecEditor::makeBoxes()
{
    m_kind = new QComboBox(this);
    m_kind->setObjectName(QStringLiteral("codecKind"));
    m_kind->setAccessibleName(tr("Codec"));
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_kind->setMinimumContentsLength(8);
    explainOnHover(m_kind, Term::Codec);
    connect(m_kind, &QComboBox::activated, this, &CodecEditor::takeKind);
    m_mixedNote = new QLabel(tr("The chosen tensors have different codecs. A change sets all of them."), this);
    m_mixedNote->setObjectName(QStringLiteral("codecMixed"));
    m_mixedNote->setWordWrap(true);
    m_mixedNote->setForegroundRole(QPalette::PlaceholderText);

    const auto box = [this](const QString &text, const char *name, Term term) {
        auto *made = new QCheckBox(text, this);
        made->setObjectName(QLatin1String(name));
        explainOnHover(made, term);
        return made;
    };
    m_perTensor = box(tr("One range for all &channels"), "codecPerTensor", Term::PerChannel);
    m_fixedRange = box(tr("Ranges from &calibration"), "codecFixedRange", Term::StaticRange);
    m_zstd = box(tr("Pack without loss (&zstd)"), "codecZstd", Term::Zstd);
    connect(m_perTensor, &QCheckBox::clicked, this, [this](bool on) {
        auto codec = m_codec;
        codec.perTensor = on;
        edit(codec);
    });
    connect(m_fixedRange, &QCheckBox::clicked, this, [this](bool on) {
        auto codec = m_codec;
        codec.fixedRange = on;
        edit(codec);
    });
    connect(m_zstd, &QCheckBox::clicked, this, [this](bool on) {
        auto codec = m_codec;
        codec.zstdLevel = on ? std::optional(static_cast<int>(m_level->value())) : std::nullopt;
        edit(codec);
    });
}

void CodecEditor::makeSliders()
{
    const auto slider = [this](const ValueSlider::Words &words, const char *name, int most, int usual) {
        auto *made = new ValueSlider(words, SliderScale::even(1.0, most, 1.0), usual, this);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    m_components = slider(wordsOf(tr("Com&ponents"), tr("components"), QStringLiteral("16")), "codecComponents", 1, 1);
    m_bits = slider(wordsOf(tr("&Bits"), tr("bits"), QStringLiteral("4, 8 bits")), "codecBits", mostBits, usualBits);
    m_quality = slider(wordsOf(tr("&Quality"), {}, QStringLiteral("90")), "codecQuality", 100, usualQuality);
    m_level = slider(wordsOf(tr("zstd &level"), {}, QStringLiteral("1, 3")), "codecLevel", mostLevel, 1);
    connect(m_components, &ValueSlider::valueChanged, this, [this](double value) {
        auto codec = m_codec;
        codec.components = static_cast<int>(value);
        edit(codec);
    });
    connect(m_bits, &ValueSlider::valueChanged, this, [this](double value) {
        auto codec = m_codec;
        codec.bits = static_cast<int>(value);
        edit(codec);
    });
    connect(m_level, &ValueSlider::valueChanged, this, [this](double value) {
        auto codec = m_codec;
        codec.zstdLevel = static_cast<int>(value);
        edit(codec);
    });
    connect(m_quality, &ValueSlider::valueChanged, this, [this](double value) {
        if (!m_picture)
            return;
        m_picture->quality = static_cast<int>(value);
        Q_EMIT pictureEdited(*m_picture);
    });
}

void CodecEditor::fillKinds()
{
    const QSignalBlocker quiet(m_kind);
    m_kind->clear();
    const auto add = [this](const QString &title, TensorCodec::Kind kind) {
        m_kind->addItem(title, static_cast<int>(kind));
    };
    add(tr("Unchanged"), TensorCodec::Kind::None);
    if (m_scope.channels > 0) {
        add(tr("Half precision (16 bits)"), TensorCodec::Kind::Fp16);
        add(tr("Bits"), TensorCodec::Kind::Bits);
    }
    if (m_scope.channels > 1)
        add(tr("Principal components"), TensorCodec::Kind::Pca);
    if (!m_scope.picture)
        return;
    m_kind->insertSeparator(m_kind->count());
    const auto addPicture = [this](const QString &title, PictureCodec::Kind kind) {
        m_kind->addItem(title, pictureKinds + static_cast<int>(kind));
    };
    addPicture(tr("Picture, raw"), PictureCodec::Kind::Raw);
    addPicture(tr("Picture, PNG"), PictureCodec::Kind::Png);
    addPicture(tr("Picture, JPEG"), PictureCodec::Kind::Jpeg);
    addPicture(tr("Picture, WebP"), PictureCodec::Kind::WebP);
}

void CodecEditor::setScope(const Scope &scope)
{
    if (scope == m_scope)
        return;
    m_scope = scope;
    const int most = std::max(1, scope.channels);
    m_components->setScale(SliderScale::even(1.0, most, 1.0));
    m_components->setResetValue(usualComponents(most));
    fillKinds();
    showCodec();
}

void CodecEditor::setCodec(const TensorCodec &codec, bool mixed)
{
    const auto before = m_codec;
    m_codec = codec;
    if (!usesBits(codec.kind))
        m_codec.bits = before.bits;
    if (codec.kind != TensorCodec::Kind::Pca)
        m_codec.components = before.components;
    if (codec.kind != TensorCodec::Kind::Bits) {
        m_codec.perTensor = before.perTensor;
        m_codec.fixedRange = before.fixedRange;
    }
    m_picture.reset();
    m_mixed = mixed;
    showCodec();
}

void CodecEditor::setPicture(const PictureCodec &codec)
{
    m_picture = codec;
    m_mixed = false;
    showCodec();
}

void CodecEditor::takeKind(int index)
{
    const int chosen = m_kind->itemData(index).toInt();
    if (chosen >= pictureKinds) {
        PictureCodec picture;
        picture.kind = static_cast<PictureCodec::Kind>(chosen - pictureKinds);
        picture.quality = static_cast<int>(m_quality->value());
        setPicture(picture);
        Q_EMIT pictureEdited(picture);
        return;
    }
    auto codec = m_codec;
    codec.kind = static_cast<TensorCodec::Kind>(chosen);
    if (codec.components < 1 || codec.components > m_scope.channels)
        codec.components = usualComponents(m_scope.channels);
    m_picture.reset();
    edit(codec);
}

/// What other kinds use stays in the editor, so that going back to a kind finds it as it was; what is said holds only
/// what its kind uses.
void CodecEditor::edit(const TensorCodec &codec)
{
    m_codec = codec;
    m_mixed = false;
    showCodec();
    TensorCodec said;
    said.kind = codec.kind;
    said.zstdLevel = codec.zstdLevel;
    if (usesBits(codec.kind))
        said.bits = codec.bits;
    if (codec.kind == TensorCodec::Kind::Bits) {
        said.perTensor = codec.perTensor;
        said.fixedRange = codec.fixedRange;
    }
    if (codec.kind == TensorCodec::Kind::Pca)
        said.components = codec.components;
    Q_EMIT codecEdited(said);
}

void CodecEditor::showCodec()
{
    const auto kind = m_codec.kind;
    const bool bits = !m_picture && kind == TensorCodec::Kind::Bits;
    const bool components = !m_picture && kind == TensorCodec::Kind::Pca;
    const bool quality =
        m_picture && (m_picture->kind == PictureCodec::Kind::Jpeg || m_picture->kind == PictureCodec::Kind::WebP);
    m_kind->setCurrentIndex(
        m_kind->findData(m_picture ? pictureKinds + static_cast<int>(m_picture->kind) : static_cast<int>(kind)));
    m_mixedNote->setVisible(m_mixed);
    m_components->setVisible(components);
    m_bits->setVisible(!m_picture && usesBits(kind));
    m_quality->setVisible(quality);
    m_perTensor->setVisible(bits);
    m_fixedRange->setVisible(bits);
    m_zstd->setVisible(!m_picture);
    m_level->setVisible(!m_picture && m_codec.zstdLevel.has_value());
    m_components->setValue(std::max(1, m_codec.components));
    m_bits->setValue(m_codec.bits);
    if (m_picture)
        m_quality->setValue(m_picture->quality);
    m_perTensor->setChecked(m_codec.perTensor);
    m_fixedRange->setChecked(m_codec.fixedRange);
    m_zstd->setChecked(m_codec.zstdLevel.has_value());
    if (m_codec.zstdLevel)
        m_level->setValue(*m_codec.zstdLevel);
}

} // namespace splitscope
