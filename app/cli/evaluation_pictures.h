// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/rendering/answer_sheet.h"
#include "core/scenes/scene_camera.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// What `evaluate --pictures FILE.png --beside MODEL.pt` shows: for the first frames the truth, other models' answers
/// and the evaluated model's, a column for each task. Other models share a row where their tasks differ.
class EvaluationPictures {
public:
    struct Options {
        std::filesystem::path file; ///< empty: no pictures
        std::vector<std::filesystem::path> beside;
        int frames = 8;

        void addTo(CLI::App &command);
    };

    /// Opens the other models. Throws Failure as ModelArguments::open, and InvalidArgument where one of them does not
    /// take a picture of the evaluated model's size.
    /// \param frames that there will be; the sheet has no more
    EvaluationPictures(const Options &options, const ModelMetadata &evaluated, std::uint64_t frames);

    /// Writes the file with the last of the frames that it shows, so that one that cannot be written is said before
    /// the others are evaluated; later frames are left out. \param answers of the evaluated model, in its tasks'
    /// order. Throws Failure (FileUnwritable).
    void add(const SceneFrame &frame, const std::vector<TensorValue> &answers);

private:
    struct Row {
        std::vector<std::shared_ptr<const Model>> models;
    };

    void place(const std::shared_ptr<const Model> &model);
    std::vector<SheetTile> answersOf(const Row &row, const Picture &picture) const;
    void write() const;

    Options m_options;
    ModelMetadata m_evaluated;
    std::vector<Row> m_rows;
    AnswerSheet m_sheet;
    int m_frames = 0;
};

} // namespace splitscope
