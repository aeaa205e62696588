// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace splitscope {

class MetadataProblem;

/// The fields of one input of a model. What is wrong with a field stands under it, in words.
class MetadataInputForm : public QWidget {
    Q_OBJECT

public:
    /// \param number from 0; part of the object names ("input0shape").
    explicit MetadataInputForm(int number, QWidget *parent = nullptr);

    /// \param guessed shows that nobody has said so yet, until a field is changed.
    void setInput(const InputSpec &input, bool guessed);

    /// What the fields say; nothing while one of them is wrong.
    std::optional<InputSpec> input() const;

Q_SIGNALS:
    void changed();

private:
    template <typename Field>
    Field *add(const char *name, const QString &label, const QString &help);
    void makeFields();
    void connectFields();
    void takeChange();
    void takeNormalisation();
    void refresh();
    bool isPicture() const;
    bool isCustom() const;
    QString shapeProblem() const;
    QString rangeProblem() const;
    QString normalisationProblem() const;

    const QString m_prefix;
    bool m_filling = false;
    QFormLayout *m_form = nullptr;
    QLabel *m_guess = nullptr;
    QLineEdit *m_name = nullptr;
    QComboBox *m_kind = nullptr;
    QLineEdit *m_shape = nullptr;
    QComboBox *m_dtype = nullptr;
    QComboBox *m_normalisation = nullptr;
    QLineEdit *m_range = nullptr;
    QLineEdit *m_mean = nullptr;
    QLineEdit *m_std = nullptr;
    MetadataProblem *m_nameProblem = nullptr;
    MetadataProblem *m_shapeProblem = nullptr;
    MetadataProblem *m_valueProblem = nullptr;
};

} // namespace splitscope
