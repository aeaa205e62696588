// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/model_describer.h"

#include "app/desktop/error_text.h"
#include "core/graph/given_input.h"
#include "core/graph/metadata_guess.h"
#include "widgets/panels/metadata_dialog.h"

#include <QFile>
#include <QFileInfo>

namespace splitscope {

namespace {

QString argument(const Error &error, const char *name)
{
    for (const auto &[key, value] : error.arguments) {
        if (key == name)
            return QString::fromStdString(value);
    }
    return {};
}

/// One input for each argument that the error names, as core/model guesses them.
ModelMetadata guessedMetadata(const Error &error)
{
    ModelMetadata metadata;
    const auto names = argument(error, "names").split(QStringLiteral(", "), Qt::SkipEmptyParts);
    const auto guesses = givenInputsFromText(argument(error, "inputs").toStdString());
    for (qsizetype i = 0; i < names.size() && i < static_cast<qsizetype>(guesses.size()); ++i)
        metadata.inputs.push_back(guessedInput(names[i].toStdString(), guesses[static_cast<std::size_t>(i)]));
    return metadata;
}

/// Nobody said what the outputs are: opening made a tensor task of each.
bool saysNothing(const std::vector<TaskSpec> &tasks)
{
    return std::all_of(tasks.begin(), tasks.end(),
        [](const TaskSpec &task) { return task.kind == TaskKind::Tensor && task.name.rfind("output", 0) == 0; });
}

} // namespace

ModelDescriber::ModelDescriber(std::filesystem::path probe, QWidget *window)
    : QObject(window)
    , m_window(window)
    , m_trial(std::move(probe))
{
    connect(&m_trial, &MetadataTrial::found, this, [this](const std::vector<ModelOutput> &outputs) {
        if (!m_dialog)
            return;
        m_dialog->setBusy(false);
        m_dialog->setOutputs(outputs, true);
    });
    connect(&m_trial, &MetadataTrial::kept, this, [this] {
        if (m_dialog)
            m_dialog->accept();
        Q_EMIT described(m_file);
    });
    connect(&m_trial, &MetadataTrial::failed, this, [this](const Error &error) {
        if (!m_dialog)
            return;
        m_dialog->setBusy(false);
        m_dialog->showProblem(errorText(error));
    });
}

void ModelDescriber::describeUnknown(const QString &file, const Error &error)
{
    show(file)->setMetadata(guessedMetadata(error), true);
}

void ModelDescriber::describe(const OpenModel &model)
{
    auto *dialog = show(QFile::decodeName(model.model->path().c_str()));
    const auto &metadata = model.model->metadata();
    dialog->setMetadata(metadata, false);
    dialog->setOutputs(model.graph->outputs(), saysNothing(metadata.tasks));
}

MetadataDialog *ModelDescriber::show(const QString &file)
{
    if (m_dialog)
        m_dialog->reject();
    m_file = file;
    const auto name = QFileInfo(file).fileName();
    m_dialog = new MetadataDialog(name, MetadataTrial::sidecarOf(name), m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &MetadataDialog::outputsRequested, this, [this](const ModelMetadata &metadata) {
        m_dialog->setBusy(true);
        m_trial.start(m_file, metadata, MetadataTrial::Keep::No);
    });
    connect(m_dialog, &MetadataDialog::saveRequested, this, [this](const ModelMetadata &metadata) {
        m_dialog->setBusy(true);
        m_trial.start(m_file, metadata, MetadataTrial::Keep::Yes);
    });
    connect(m_dialog, &MetadataDialog::rejected, this, [this] { m_trial.cancel(); });
    m_dialog->open();
    return m_dialog;
}

} // namespace splitscope
