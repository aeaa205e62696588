// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"
#include "core/graph/model_metadata.h"

#include <QDialog>

#include <optional>
#include <vector>

class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace splitscope {

class MessageBar;
class MetadataInputForm;
class MetadataTaskForm;

/// Asks a person what the inputs and outputs of a model mean. It reads and writes nothing itself: it says what is
/// wanted and is told what came of it.
class MetadataDialog : public QDialog {
    Q_OBJECT

public:
    /// \param fileName of the model. \param sidecar file name under which the answer will be kept.
    MetadataDialog(const QString &fileName, const QString &sidecar, QWidget *parent = nullptr);

    /// Shows a description; what has no field here (licence, operating points) is kept. Outputs are not shown before
    /// setOutputs. \param guessed marks the inputs as guesses.
    void setMetadata(const ModelMetadata &metadata, bool guessed);
    /// The model's outputs, each with the tasks that name it, or with a guess.
    void setOutputs(const std::vector<ModelOutput> &outputs, bool guess);
    bool hasOutputs() const { return !m_tasks.empty(); }

    /// While the model is tried, fields stand still; Cancel works on.
    void setBusy(bool busy);
    void showProblem(const QString &sentence);

    /// What the fields say; nothing while one of them is wrong. Without outputs it has no tasks.
    std::optional<ModelMetadata> metadata() const;

Q_SIGNALS:
    /// Run the model once on such inputs and tell its outputs.
    void outputsRequested(const splitscope::ModelMetadata &metadata);
    void saveRequested(const splitscope::ModelMetadata &metadata);

private:
    QWidget *makeForms();
    QWidget *makeFoot();
    void addTask(const ModelOutput &output, const std::optional<TaskSpec> &task, bool guessed);
    std::optional<std::vector<InputSpec>> inputs() const;
    void refresh();
    QString tasksProblem() const;
    void askForOutputs();
    void save();

    ModelMetadata m_base;
    bool m_busy = false;
    std::vector<MetadataInputForm *> m_inputs;
    std::vector<MetadataTaskForm *> m_tasks;
    MessageBar *m_message = nullptr;
    QScrollArea *m_scroll = nullptr;
    QVBoxLayout *m_inputColumn = nullptr;
    QVBoxLayout *m_taskColumn = nullptr;
    QLabel *m_outputHint = nullptr;
    QLabel *m_state = nullptr;
    QPushButton *m_find = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace splitscope
