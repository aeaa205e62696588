// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/evaluation_pictures.h"

#include "core/evaluation/task_output.h"
#include "core/evaluation/truth_answer.h"
#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "core/rendering/render_task.h"
#include "core/sources/frame_source.h"
#include "core/sources/picture_codec.h"

#include <algorithm>

namespace splitscope {

namespace {

bool answers(const Model &model, const std::string &task)
{
    const auto &tasks = model.metadata().tasks;
    return std::any_of(tasks.begin(), tasks.end(), [&](const TaskSpec &spec) { return spec.name == task; });
}

bool shareATask(const Model &a, const Model &b)
{
    const auto &tasks = a.metadata().tasks;
    return std::any_of(tasks.begin(), tasks.end(), [&](const TaskSpec &spec) { return answers(b, spec.name); });
}

/// The picture behind boxes, which are in pixels of the model's input.
Backdrop backdropOf(const Picture &picture, const ModelMetadata &metadata)
{
    const auto &shape = metadata.inputs[0].info.shape; // N x 3 x H x W
    return {&picture, static_cast<int>(shape[3]), static_cast<int>(shape[2])};
}

} // namespace

void EvaluationPictures::Options::addTo(CLI::App &command)
{
    auto *pictures = command.add_option(
        "--pictures", file, "PNG with the first frames: picture, truth, other models' answers and this one's");
    command.add_option("--beside", beside, "Other models to show there (repeatable)")->needs(pictures);
    command.add_option("--picture-frames", frames, "How many frames it shows")
        ->capture_default_str()
        ->check(CLI::Range(1, 64))
        ->needs(pictures);
}

EvaluationPictures::EvaluationPictures(const Options &options, const ModelMetadata &evaluated, std::uint64_t frames)
    : m_options(options)
    , m_evaluated(evaluated)
{
    m_options.frames = static_cast<int>(std::min<std::uint64_t>(frames, static_cast<std::uint64_t>(options.frames)));
    for (const auto &file : m_options.beside) {
        ModelArguments arguments;
        arguments.file = file;
        const auto model = arguments.open();
        const auto &inputs = model->metadata().inputs;
        if (inputs.size() != 1 || inputs[0].kind != InputSpec::Kind::Picture
            || inputs[0].info.shape != m_evaluated.inputs.at(0).info.shape)
            throw Failure(ErrorCode::InvalidArgument,
                {{"what", "The model " + file.string()},
                    {"why",
                        "it cannot stand beside one that takes pictures of "
                            + shapeText(m_evaluated.inputs[0].info.shape) + "."}});
        place(model);
    }
}

void EvaluationPictures::place(const std::shared_ptr<const Model> &model)
{
    for (auto &row : m_rows) {
        if (std::none_of(
                row.models.begin(), row.models.end(), [&](const auto &other) { return shareATask(*model, *other); })) {
            row.models.push_back(model);
            return;
        }
    }
    m_rows.push_back({{model}});
}

std::vector<SheetTile> EvaluationPictures::answersOf(const Row &row, const Picture &picture) const
{
    std::vector<SheetTile> tiles(m_evaluated.tasks.size());
    for (const auto &model : row.models) {
        const auto &metadata = model->metadata();
        const auto outputs = model->runOriginal({prepareInput(picture, metadata.inputs[0])});
        for (std::size_t task = 0; task < tiles.size(); ++task) {
            for (std::size_t mine = 0; mine < metadata.tasks.size(); ++mine) {
                if (metadata.tasks[mine].name == m_evaluated.tasks[task].name)
                    tiles[task] = {metadata.tasks[mine].name + ", " + metadata.name,
                        renderTask(metadata.tasks[mine], outputs[mine], backdropOf(picture, metadata))};
            }
        }
    }
    return tiles;
}

void EvaluationPictures::add(const SceneFrame &frame, const std::vector<TensorValue> &answers)
{
    if (m_options.file.empty() || m_frames >= m_options.frames)
        return;
    ++m_frames;
    std::vector<SheetTile> truth;
    std::vector<SheetTile> own;
    for (std::size_t task = 0; task < m_evaluated.tasks.size(); ++task) {
        const auto &spec = m_evaluated.tasks[task];
        truth.push_back({});
        if (scenesHaveTruthFor(spec))
            truth.back() = {spec.name + ", truth", renderTask(spec, truthAnswer(spec, frame.truth), {&frame.picture})};
        own.push_back({spec.name + ", " + m_evaluated.name,
            renderTask(spec, answers[task], backdropOf(frame.picture, m_evaluated))});
    }
    std::vector<std::vector<SheetTile>> rows{truth};
    for (const auto &row : m_rows)
        rows.push_back(answersOf(row, frame.picture));
    rows.push_back(own);
    m_sheet.add(frame.picture, rows);
    if (m_frames == m_options.frames)
        write();
}

void EvaluationPictures::write() const
{
    const auto sheet = m_sheet.picture();
    const auto png = encodePicture(sheet, sheet.width, sheet.height, {PictureCodec::Kind::Png});
    writeTextAtomically(m_options.file, std::string(png.begin(), png.end()));
}

} // namespace splitscope
