// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/model_card_view.h"

#include "app/desktop/error_text.h"
#include "core/graph/error.h"
#include "core/model/model.h"

#include <QFile>

namespace splitscope {

namespace {

QString fileName(const std::filesystem::path &file) { return QFile::decodeName(file.c_str()); }

/// The recipe beside the card; a name that leads elsewhere is not followed.
QString recipeBeside(const std::filesystem::path &cardFile, const std::string &recipe)
{
    const std::filesystem::path name(recipe);
    const auto file = cardFile.parent_path() / name;
    std::error_code ignored;
    const bool there =
        name.has_filename() && name == name.filename() && std::filesystem::is_regular_file(file, ignored);
    return there ? fileName(file) : QString();
}

} // namespace

CardView cardViewOf(const Model &model)
{
    CardView view;
    view.name = QString::fromStdString(model.name());
    view.license = QString::fromStdString(model.metadata().license);
    view.file = fileName(model.path().filename());
    std::error_code gone;
    const auto bytes = std::filesystem::file_size(model.path(), gone);
    view.bytes = gone ? 0 : static_cast<std::int64_t>(bytes);
    for (const auto &layer : model.graph().layers()) {
        view.parameters += layer.parameters;
        view.macs += layer.macs;
    }
    for (const auto &task : model.metadata().tasks)
        view.tasks.emplace_back(QString::fromStdString(task.name), taskKindName(task.kind));
    const auto cardFile = cardFileOf(model.path());
    view.cardFile = fileName(cardFile);
    try {
        view.card = readModelCard(cardFile);
    } catch (const Failure &failure) {
        view.problem = errorText(failure.error());
    }
    if (view.card) {
        view.ofOtherWeights = !view.card->isOf(model.hash());
        view.recipeFile = recipeBeside(cardFile, view.card->training.recipe);
    }
    return view;
}

} // namespace splitscope
