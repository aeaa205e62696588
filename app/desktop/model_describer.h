// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/metadata_trial.h"
#include "app/desktop/workspace/open_model.h"

#include <QPointer>

namespace splitscope {

class MetadataDialog;

/// Lets a person say what a model's inputs and outputs mean: shows the dialog, tries the description on the model and
/// keeps it beside the model.
class ModelDescriber : public QObject {
    Q_OBJECT

public:
    /// \param window over which the dialog opens. \param probe as for ModelOpener.
    ModelDescriber(std::filesystem::path probe, QWidget *window);

    /// For a model that cannot be opened because nothing is known of its inputs.
    /// \param error InputShapeNeeded, with what core/model guesses.
    void describeUnknown(const QString &file, const Error &error);

    /// To correct what is known of an open model, or to say what only was guessed.
    void describe(const OpenModel &model);

Q_SIGNALS:
    /// The description is kept; the model can be opened anew.
    void described(const QString &file);

private:
    MetadataDialog *show(const QString &file);

    QWidget *const m_window;
    MetadataTrial m_trial;
    QString m_file;
    QPointer<MetadataDialog> m_dialog; ///< deletes itself when closed
};

} // namespace splitscope
