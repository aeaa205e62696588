// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;

namespace splitscope {

class ValueSlider;

/// Chooses what happens to what crosses: kind, bits, components, ranges, lossless stage; or the form of a picture that
/// is sent whole. Shows what it is given and says what a hand asks for, also while a slider moves.
class CodecEditor : public QWidget {
    Q_OBJECT

public:
    /// Of one tensor, or of several that are set together.
    struct Scope {
        int channels = 0;     ///< most of any of them; 0: nothing here can be coded
        bool picture = false; ///< the whole may be sent as a picture

        bool operator==(const Scope &) const = default;
    };

    explicit CodecEditor(QWidget *parent = nullptr);

    void setScope(const Scope &scope);
    /// \param mixed the tensors in scope do not all have this codec
    void setCodec(const TensorCodec &codec, bool mixed = false);
    void setPicture(const PictureCodec &codec);

Q_SIGNALS:
    void codecEdited(const splitscope::TensorCodec &codec);
    void pictureEdited(const splitscope::PictureCodec &codec);

private:
    void makeBoxes();
    void makeSliders();
    void fillKinds();
    void takeKind(int index);
    void edit(const TensorCodec &codec);
    void showCodec();

    Scope m_scope;
    TensorCodec m_codec;
    std::optional<PictureCodec> m_picture; ///< then m_codec is what was set last
    bool m_mixed = false;
    QComboBox *m_kind = nullptr; // children of the editor
    QLabel *m_mixedNote = nullptr;
    ValueSlider *m_components = nullptr;
    ValueSlider *m_bits = nullptr;
    ValueSlider *m_quality = nullptr;
    QCheckBox *m_perTensor = nullptr;
    QCheckBox *m_fixedRange = nullptr;
    QCheckBox *m_zstd = nullptr;
    ValueSlider *m_level = nullptr;
};

} // namespace splitscope
