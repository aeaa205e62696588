// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"
#include "core/graph/model_metadata.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace splitscope {

class MetadataProblem;

/// The fields of one output of a model: which task it is, or none. Offers only what the output's shape allows.
class MetadataTaskForm : public QWidget {
    Q_OBJECT

public:
    /// \param number from 0; part of the object names ("task0kind").
    MetadataTaskForm(int number, const ModelOutput &output, QWidget *parent = nullptr);

    const std::string &outputKey() const { return m_output.key; }

    /// Nothing: the output is no task. \param guessed as in MetadataInputForm.
    void setTask(const std::optional<TaskSpec> &task, bool guessed);

    bool isTask() const;
    /// Empty if the fields make a task, or none is wanted.
    QString problem() const;
    /// What the fields say; nothing where the output is no task or a field is wrong.
    std::optional<TaskSpec> task() const;
    QString name() const;

Q_SIGNALS:
    void changed();

private:
    template <typename Field>
    Field *add(const char *name, const QString &label, const QString &help);
    void makeFields();
    void takeChange();
    void takeKind();
    void offerReturns(ReturnForm wanted);
    void refresh();
    TaskKind kind() const;
    std::vector<std::string> classes() const;
    bool hasClasses() const;

    const QString m_prefix;
    const ModelOutput m_output;
    TaskSpec m_given; ///< keeps what has no field here: colours
    bool m_filling = false;
    QFormLayout *m_form = nullptr;
    QLabel *m_guess = nullptr;
    QComboBox *m_kind = nullptr;
    QLineEdit *m_name = nullptr;
    QComboBox *m_returns = nullptr;
    QLineEdit *m_unit = nullptr;
    QPlainTextEdit *m_classes = nullptr;
    MetadataProblem *m_problem = nullptr;
};

} // namespace splitscope
